"""HTTP as botocore gives and takes it: reading a prepared request, writing the answers of each protocol."""

import io
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

import msgspec
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from doubles.in_memory_aws.errors import AwsError


class RawBody(io.BytesIO):
    """The body of an answer, readable the way urllib3's is."""

    def stream(self, amt: int = 2**16, decode_content: bool | None = None) -> Iterator[bytes]:  # noqa: ARG002
        while chunk := self.read(amt):
            yield chunk


class HttpAnswer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    def response(self, url: str) -> AWSResponse:
        return AWSResponse(url, self.status, self.headers, RawBody(self.body))  # type: ignore[arg-type]


class HttpRequest(NamedTuple):
    """`query` keeps the last of repeated parameters."""

    method: str
    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes


def read_body(request: AWSPreparedRequest) -> bytes:
    body: Any = request.body
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes):
        return body
    # botocore rewinds a stream itself before it sends a request again.
    content: bytes = body.read()
    return content


def read_request(request: AWSPreparedRequest) -> HttpRequest:
    parts = urlsplit(str(request.url))
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    body = read_body(request)
    if "aws-chunked" in headers.get("content-encoding", ""):
        body = _unchunked(body)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return HttpRequest(str(request.method), parts.netloc, unquote(parts.path), query, headers, body)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _unchunked(body: bytes) -> bytes:
    """The content of an aws-chunked body, without its chunk lengths and trailing checksums."""
    content = b""
    while body:
        length, _, rest = body.partition(b"\r\n")
        size = int(length.split(b";")[0], 16)
        if size == 0:
            break
        content += rest[:size]
        body = rest[size + 2 :]
    return content


def form_of(body: bytes) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}


def json_answer(answer: Mapping[str, Any], request_id: str, *, version: str) -> HttpAnswer:
    headers = {"content-type": f"application/x-amz-json-{version}", "x-amzn-requestid": request_id}
    return HttpAnswer(200, headers, msgspec.json.encode(answer))


def json_error(error: AwsError, request_id: str, *, version: str) -> HttpAnswer:
    body = {"__type": error.code, "message": error.message, **error.fields}
    headers = {
        "content-type": f"application/x-amz-json-{version}",
        "x-amzn-requestid": request_id,
        # SQS clients read the code of the older protocol from here; the others ignore it.
        "x-amzn-query-error": f"{_query_codes.get(error.code, error.code)};Sender",
        "x-amzn-errortype": error.code,
    }
    return HttpAnswer(error.status, headers, msgspec.json.encode(body))


_query_codes = {"QueueDoesNotExist": "AWS.SimpleQueueService.NonExistentQueue"}


def query_answer(operation: str, result: Mapping[str, str], request_id: str) -> HttpAnswer:
    fields = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in result.items())
    body = (
        f'<{operation}Response xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><{operation}Result>{fields}'
        f"</{operation}Result><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
        f"</{operation}Response>"
    )
    return HttpAnswer(200, {"content-type": "text/xml"}, body.encode())


def query_error(error: AwsError, request_id: str) -> HttpAnswer:
    body = (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{escape(error.code)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>"
    )
    return HttpAnswer(error.status, {"content-type": "text/xml"}, body.encode())


def s3_error(error: AwsError, request_id: str, *, method: str) -> HttpAnswer:
    body = (
        f"<Error><Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
        f"<RequestId>{request_id}</RequestId></Error>"
    )
    headers = {"content-type": "application/xml", "x-amz-request-id": request_id}
    # A HEAD answer and a 304 have no body; botocore then takes the status as the code.
    bare = method == "HEAD" or error.status == 304
    return HttpAnswer(error.status, headers, b"" if bare else body.encode())
