"""What a hook may raise at a call: a crash of the caller, or an error of AWS.

Raised at phase `before` the call has no effect; raised at `after` the effect stands and the caller does not
learn of it, which for InternalError and Unanswered is the unknown outcome a caller has to read back.
"""

from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from doubles.in_memory_aws.errors import AwsError, transaction_cancelled

_throttling_codes = {
    "dynamodb": ("ProvisionedThroughputExceededException", 400),
    "sqs": ("RequestThrottled", 403),
    "s3": ("SlowDown", 503),
    "ses": ("Throttling", 400),
    "sesv2": ("TooManyRequestsException", 429),
}
_internal_codes = {
    "dynamodb": "InternalServerError",
    "kms": "KMSInternalException",
    "secrets-manager": "InternalServiceError",
    "s3": "InternalError",
}
_single_writes = frozenset({"PutItem", "UpdateItem", "DeleteItem"})
_transactions = frozenset({"TransactWriteItems", "TransactGetItems"})


class Crash(BaseException):
    """The process that made the call is gone. Passes through `except Exception`."""


class Fault(Exception):
    """Something that becomes an answer, or the lack of one."""

    def error(self, service: str, operation: str, items: int) -> Exception:
        """The error to answer with (AwsError) or to raise from the client; `items` of the call."""
        raise NotImplementedError


class Throttled(Fault):
    """Refused for its rate. `code` overrides the service's usual one, as ThrottlingException does."""

    def __init__(self, code: str | None = None) -> None:
        super().__init__(code)
        self.code = code

    def error(self, service: str, operation: str, items: int) -> AwsError:  # noqa: ARG002
        code, status = _throttling_codes.get(service, ("ThrottlingException", 400))
        return AwsError(self.code or code, "Rate exceeded", status=status)


class Conflict(Fault):
    """Another transaction held the items at these places of the request (all of them by default)."""

    def __init__(self, *places: int) -> None:
        super().__init__(places)
        self.places = places

    def error(self, service: str, operation: str, items: int) -> AwsError:
        message = "Transaction is ongoing for the item"
        if service == "dynamodb" and operation in _single_writes:
            return AwsError("TransactionConflictException", message)
        if service != "dynamodb" or operation not in _transactions:
            raise ValueError(f"{service}.{operation} cannot meet a transaction conflict")
        held = {"Code": "TransactionConflict", "Message": message}
        places = self.places or range(items)
        return transaction_cancelled([held if place in places else {"Code": "None"} for place in range(items)])


class InternalError(Fault):
    """AWS failed on its side, with status 500."""

    def error(self, service: str, operation: str, items: int) -> AwsError:  # noqa: ARG002
        return AwsError(_internal_codes.get(service, "InternalFailure"), "Internal error", status=500)


class Unanswered(Fault):
    """The answer did not arrive within the read time-out."""

    def error(self, service: str, operation: str, items: int) -> Exception:  # noqa: ARG002
        return ReadTimeoutError(endpoint_url=f"https://{service}.amazonaws.com/")


class Unreachable(Fault):
    """No connection: belongs to phase `before`, for then nothing was sent."""

    def error(self, service: str, operation: str, items: int) -> Exception:  # noqa: ARG002
        return ConnectTimeoutError(endpoint_url=f"https://{service}.amazonaws.com/")
