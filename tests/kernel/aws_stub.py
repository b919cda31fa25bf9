"""A stub before an AWS service: the requests sent, and planned responses that moto and the in-memory AWS never give."""

import json
from collections.abc import Callable
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from moto.core.botocore_stubber import MockRawResponse

from testing.aws_in_process import carried_out, stand_between

PlannedResponse = Callable[[str, Any], AWSResponse | None]


class AwsStub:
    """Planned responses are given in turn, one per request of their operation; other requests go to the test's AWS.

    botocore's own retry is off: it sleeps on the machine's clock, and would hide what is ours.
    """

    def __init__(self, service: str) -> None:
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self._planned: dict[str, list[PlannedResponse]] = {}
        stand_between(service, self._answer)

    def plan(self, operation: str, *plans: PlannedResponse) -> None:
        self._planned.setdefault(operation, []).extend(plans)

    def requests(self, operation: str) -> list[dict[str, Any]]:
        """The bodies sent for an operation, in order."""
        return [body for name, body in self.sent if name == operation]

    def _answer(self, event_name: str, request: Any, **_: Any) -> AWSResponse | None:
        operation = event_name.rsplit(".", 1)[-1]
        self.sent.append((operation, json.loads(request.body)))
        planned = self._planned.get(operation)
        return planned.pop(0)(event_name, request) if planned else carried_out(event_name, request)


def response(body: dict[str, Any], status: int = 200) -> PlannedResponse:
    """A response of the test's choice; the request is not carried out."""
    return lambda _, request: _response(request, status, json.dumps(body).encode())


def error_response(code: str, status: int = 400) -> PlannedResponse:
    return response({"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no"}, status)


def transaction_cancelled(*codes: str) -> PlannedResponse:
    """A transaction cancelled for one reason per act, "None" for an act without fault."""
    reasons = [{"Code": code, "Message": "no"} for code in codes]
    body = {"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "CancellationReasons": reasons}
    return response(body, 400)


def bad_gateway(_: str, request: Any) -> AWSResponse:
    """A load balancer's answer when its target does not respond: no JSON, no code."""
    return _response(request, 502, b"<html>Bad Gateway</html>")


def read_timeout(_: str, request: Any) -> AWSResponse:
    """No response, and the request was not carried out."""
    raise ReadTimeoutError(endpoint_url=request.url)


def timeout_after_write(event_name: str, request: Any) -> AWSResponse:
    """The request was carried out, the response was lost."""
    carried_out(event_name, request)
    raise ReadTimeoutError(endpoint_url=request.url)


def error_after_write(event_name: str, request: Any) -> AWSResponse:
    """The request was carried out, the response is an error."""
    carried_out(event_name, request)
    return _response(request, 500, b'{"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError"}')


def _response(request: Any, status: int, body: bytes) -> AWSResponse:
    raw: Any = MockRawResponse(body)
    headers = HTTPHeaders()
    headers["content-type"] = "application/x-amz-json-1.0"
    return AWSResponse(request.url, status, headers, raw)
