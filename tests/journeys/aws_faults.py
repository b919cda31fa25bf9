"""Random faults of AWS: the real client meets conflicts, throttling and responses lost after the write."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from chalicelib.kernel.runtime import aws

_PREFIX = "com.amazonaws.dynamodb.v20120810#"
_TOO_MUCH = "ProvisionedThroughputExceededException"
_SINGLE_WRITES = frozenset({"PutItem", "UpdateItem", "DeleteItem"})


class _Body:
    """A body as botocore reads one."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._content


class RandomAwsFaults:
    """Each call has its own draw, one in ten for each thing that can go wrong with it; `met` counts what did."""

    def __init__(self, rng: Random, one_in: int = 10) -> None:
        self._rng = rng
        self._one_in = one_in
        self._drawing = threading.Lock()
        self.met: Counter[str] = Counter()

    def before_send(self, request: Any, event_name: str, **_: Any) -> AWSResponse | None:
        """Instead of the call's answer: a conflict with somebody else's transaction, or throttling."""
        operation = event_name.rpartition(".")[2]
        is_transaction = operation == "TransactWriteItems"
        if self._strikes(operation, "throttled"):
            return _refused(request, "ThrottlingException" if is_transaction else _TOO_MUCH)
        if is_transaction and self._strikes(operation, "conflict"):
            items = len(json.loads(request.body)["TransactItems"])
            held = self._rng.randrange(items)
            reasons = [{"Code": "TransactionConflict" if place == held else "None"} for place in range(items)]
            return _refused(request, "TransactionCanceledException", CancellationReasons=reasons)
        if operation in _SINGLE_WRITES and self._strikes(operation, "conflict"):
            return _refused(request, "TransactionConflictException")
        return None

    def after_call(self, model: Any, **_: Any) -> None:
        """After the call had its effect: its answer is lost."""
        if self._strikes(model.name, "lost"):
            raise ReadTimeoutError(endpoint_url="http://dynamodb.test")

    def _strikes(self, operation: str, what: str) -> bool:
        with self._drawing:
            struck = self._rng.randrange(self._one_in) == 0
            self.met[f"{operation} {what}"] += struck
        return struck


def _refused(request: Any, code: str, **more: Any) -> AWSResponse:
    body = json.dumps({"__type": _PREFIX + code, "message": "a planned fault", **more}).encode()
    headers = HTTPHeaders.from_dict({"Content-Type": "application/x-amz-json-1.0"})
    return AWSResponse(request.url, 400, headers, _Body(body))


@contextmanager
def random_aws_faults(rng: Random) -> Iterator[RandomAwsFaults]:
    """Random faults for the process's DynamoDB client."""
    faults, events = RandomAwsFaults(rng), aws.client("dynamodb").meta.events
    events.register("before-send.dynamodb", faults.before_send)
    events.register("after-call.dynamodb", faults.after_call)
    try:
        yield faults
    finally:
        events.unregister("before-send.dynamodb", faults.before_send)
        events.unregister("after-call.dynamodb", faults.after_call)
