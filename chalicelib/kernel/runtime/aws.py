"""AWS clients: one per service and process, created on first use, with timeouts that fit into a request."""

import gc
from collections.abc import Iterator
from functools import cache
from typing import Any

import botocore.config
import botocore.session
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError, IncompleteReadError
from pynamodb.exceptions import PynamoDBException

# API Gateway ends a request after 29 s; the libraries' defaults (15 s to connect, 30 s to read, 3 retries) take longer.
_LIMITS = botocore.config.Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"total_max_attempts": 2, "mode": "standard"},
    max_pool_connections=50,
    # pynamodb and our encoders produce valid parameters; validating them takes a fifth of a call's CPU time.
    parameter_validation=False,
)
# botocore would sign forms and links of the oldest regions in an old way, and address links to the global endpoint,
# which redirects to the region's for as long as a bucket is new.
_S3_LIMITS = _LIMITS.merge(botocore.config.Config(signature_version="s3v4", s3={"addressing_style": "path"}))


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """The process's client of an AWS service; AWS_ENDPOINT_URL directs it to the local cloud."""
    # A service's model is tens of thousands of objects that live as long as the process. Garbage collection while
    # they are created doubles the time: 65 ms of a cold start instead of 33.
    gc.disable()
    try:
        made = _session().create_client(service, config=_S3_LIMITS if service == "s3" else _LIMITS)
        _keep_for_life()
        return made
    finally:
        gc.enable()


@cache
def _keep_for_life() -> None:
    """Exempt all present objects from garbage collection; once, as later objects may be freed."""
    gc.freeze()


# The codes of answers after which the same request may be sent again, in the words of each service that is called, and
# those that DynamoDB gives as reasons for a cancelled transaction.
PASSING = {
    "DependencyTimeoutException",
    "InternalFailure",
    "InternalServerError",
    "KMSInternalException",
    "KeyUnavailableException",
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "ServiceUnavailable",
    "ThrottlingError",
    "ThrottlingException",
    "TransactionConflict",
    "TransactionConflictException",
    "TransactionInProgressException",
}


# What botocore raises when an answer is missing or incomplete. Its other errors (no credentials, an invalid parameter)
# are ours, and a retry fails the same way.
NO_ANSWER = (HTTPClientError, ConnectionError, IncompleteReadError)


def is_passing(error: BaseException | None) -> bool:
    """Whether an error comes from AWS being slow, throttling or failing, so that a retry may succeed.

    Follows the causes of errors; pynamodb's keep theirs in `cause`.
    """
    return any(
        isinstance(each, NO_ANSWER) or (isinstance(each, ClientError) and _is_their_fault(each))
        for each in _with_causes(error)
    )


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and its causes, each once: `raise error from error` is a circle."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.cause if isinstance(error, PynamoDBException) else error.__cause__


def _is_their_fault(error: ClientError) -> bool:
    # A load balancer's answer has only a status, no error code.
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or error.response["Error"]["Code"] in PASSING
