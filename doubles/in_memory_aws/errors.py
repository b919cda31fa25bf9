"""Answers for the AWS errors the double can give: code, status and the extra fields a client reads."""

from collections.abc import Sequence
from typing import Any

JsonObject = dict[str, Any]


class AwsError(Exception):
    """An error AWS would answer with. `fields` are added to the body (Item, CancellationReasons)."""

    def __init__(self, code: str, message: str = "", *, status: int = 400, fields: JsonObject | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.fields: JsonObject = fields or {}


def invalid(message: str) -> AwsError:
    """DynamoDB's ValidationException."""
    return AwsError("ValidationException", message)


def invalid_parameter(reason: str) -> AwsError:
    return invalid(f"One or more parameter values were invalid: {reason}")


def table_missing() -> AwsError:
    return AwsError("ResourceNotFoundException", "Requested resource not found")


def condition_failed(existing: JsonObject | None) -> AwsError:
    """`existing` is the stored item when the caller asked for ALL_OLD on failure, else None."""
    fields = {} if existing is None else {"Item": existing}
    return AwsError("ConditionalCheckFailedException", "The conditional request failed", fields=fields)


def transaction_cancelled(reasons: Sequence[JsonObject]) -> AwsError:
    """`reasons` has one entry per action, in the order of the request; `{"Code": "None"}` where all is well."""
    codes = ", ".join(reason["Code"] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return AwsError("TransactionCanceledException", message, fields={"CancellationReasons": list(reasons)})
