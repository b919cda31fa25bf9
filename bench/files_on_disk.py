"""Files on disk: an S3 that answers this process from a folder, so that an index is built once and kept."""

from hashlib import md5
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from doubles.in_memory_aws.http_messages import RawBody, read_request

_ABSENT = b"<Error><Code>NoSuchKey</Code></Error>"


def keep_files_in(folder: Path) -> None:
    """Answer every get and put of the process's S3 client from `folder`; conditions are not looked at."""

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        path = unquote(urlsplit(str(request.url)).path).lstrip("/").removeprefix(f"{settings.files_bucket}/")
        file = folder / path
        if request.method == "PUT":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(read_request(request).body)
            return _answered(request, 200, b"", file)
        return _answered(request, 200, file.read_bytes(), file) if file.exists() else _answered(request, 404, _ABSENT)

    aws.client("s3").meta.events.register("before-send.s3", answer)


def _answered(request: AWSPreparedRequest, status: int, body: bytes, file: Path | None = None) -> AWSResponse:
    etag = md5(str(file).encode(), usedforsecurity=False).hexdigest()
    headers = {"ETag": f'"{etag}"', "Content-Length": str(len(body))}
    return AWSResponse(str(request.url), status, headers, RawBody(body))  # type: ignore[arg-type]
