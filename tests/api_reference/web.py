"""The application as a WSGI application in this process, through the gateway that stands before it."""

from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Request, Response

import app as application
from local.gateway import Gateway
from local.proxy_events import Arrived

_gateway = Gateway(application.app)


def web(environment: dict[str, Any], start: Any) -> Iterable[bytes]:
    """What a client library calls."""
    request = Request(environment)
    answered = _gateway.handle(
        Arrived(
            method=request.method,
            path=str(environment["REQUEST_URI"]).partition("?")[0],
            query=request.query_string.decode(),
            headers=list(request.headers.items()),
            body=request.get_data(),
            peer="192.0.2.1",
        )
    )
    answer = Response(answered.body, answered.status)
    answer.headers.clear()
    answer.headers.extend(answered.headers)
    return answer(environment, start)
