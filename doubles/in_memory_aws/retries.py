"""botocore's own retry decision without its real sleep, its random jitter and its memory of earlier runs."""

from collections.abc import Callable
from typing import Any

from botocore.client import BaseClient
from botocore.retries import standard
from botocore.retries.base import BaseRetryBackoff

FIRST_WAIT_SECONDS = 0.05

# botocore's standard mode, its default since 1.44, sends to the DynamoDB services once more than to the others.
_default_attempts = {"dynamodb": 4}
# The id of what is registered with a client.
RETRIES = "in-memory-aws-retries"


class _VirtualBackoff(BaseRetryBackoff):
    """Waits on the simulation's clock; botocore is left with a sleep of zero."""

    def __init__(self, wait: Callable[[float], None]) -> None:
        self._wait = wait

    def delay_amount(self, context: Any) -> float:
        self._wait(FIRST_WAIT_SECONDS * 2 ** (context.attempt_number - 1))
        return 0


class _EndlessQuota:
    """A quota shared by simulations on one client would make a seed depend on the seeds before it."""

    def acquire_retry_quota(self, context: Any) -> bool:  # noqa: ARG002
        return True


def retry_on_virtual_time(client: BaseClient, wait: Callable[[float], None]) -> None:
    """Replace a client's retry handler by botocore's standard one, waiting through `wait(seconds)`.

    The number of attempts is the one the client was configured with (`retries` of its Config).
    """
    service = client.meta.service_model.service_id.hyphenize()
    retries: dict[str, Any] = dict(client.meta.config.retries or {})  # type: ignore[attr-defined]
    attempts = retries.get("total_max_attempts") or _default_attempts.get(service, standard.DEFAULT_MAX_ATTEMPTS)
    handler = standard.RetryHandler(
        retry_policy=standard.RetryPolicy(
            retry_checker=standard.StandardRetryConditions(max_attempts=attempts),
            retry_backoff=_VirtualBackoff(wait),
        ),
        retry_event_adapter=standard.RetryEventAdapter(),
        retry_quota=_EndlessQuota(),  # type: ignore[arg-type]
    )
    events = client.meta.events
    events.unregister(f"needs-retry.{service}", unique_id=f"retry-config-{service}")
    events.unregister(f"needs-retry.{service}", unique_id=RETRIES)
    events.register(f"needs-retry.{service}", handler.needs_retry, unique_id=RETRIES)  # type: ignore[arg-type]
