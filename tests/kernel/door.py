"""The door to an AWS service: what went through it, and answers that moto and the in-memory AWS do not give."""

import json
from collections.abc import Callable
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from moto.core.botocore_stubber import MockRawResponse

from tests.aws_doubles import carried_out, stand_between

Plan = Callable[[str, Any], AWSResponse | None]


class Door:
    """Planned answers are given in turn, one per request of their operation; others go to the test's AWS.

    botocore's own retry is off: it sleeps on the machine's clock, and would hide what is ours.
    """

    def __init__(self, service: str) -> None:
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self._planned: dict[str, list[Plan]] = {}
        stand_between(service, self._answer)

    def plan(self, operation: str, *plans: Plan) -> None:
        self._planned.setdefault(operation, []).extend(plans)

    def requests(self, operation: str) -> list[dict[str, Any]]:
        """The bodies sent for an operation, in order."""
        return [body for name, body in self.asked if name == operation]

    def _answer(self, event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        operation = event_name.rsplit(".", 1)[-1]
        self.asked.append((operation, json.loads(request.body)))
        planned = self._planned.get(operation)
        return planned.pop(0)(event_name, request) if planned else carried_out(event_name, request)


def answered(body: dict[str, Any], status: int = 200) -> Plan:
    """An answer of our choice; nothing happens behind it."""
    return lambda _, request: _response(request, status, json.dumps(body).encode())


def refused(code: str, status: int = 400) -> Plan:
    return answered({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no"}, status)


def cancelled(*codes: str) -> Plan:
    """A transaction cancelled for one reason per act, "None" for an innocent one."""
    reasons = [{"Code": code, "Message": "no"} for code in codes]
    body = {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "CancellationReasons": reasons}
    return answered(body, 400)


def bad_gateway(_: str, request: Any) -> AWSResponse:
    """What a load balancer says when nobody behind it answers: no JSON, no code."""
    return _response(request, 502, b"<html>Bad Gateway</html>")


def silence(_: str, request: Any) -> AWSResponse:
    """Nobody answers, nothing happened."""
    raise ReadTimeoutError(endpoint_url=request.url)


def lost_answer(event_name: str, request: Any) -> AWSResponse:
    """It happened, and nobody was told."""
    carried_out(event_name, request)
    raise ReadTimeoutError(endpoint_url=request.url)


def broken_after(event_name: str, request: Any) -> AWSResponse:
    """It happened, and the answer says that something broke."""
    carried_out(event_name, request)
    return _response(request, 500, b'{"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError"}')


def _response(request: Any, status: int, body: bytes) -> AWSResponse:
    raw: Any = MockRawResponse(body)
    headers = HTTPHeaders()
    headers["content-type"] = "application/x-amz-json-1.0"
    return AWSResponse(request.url, status, headers, raw)
