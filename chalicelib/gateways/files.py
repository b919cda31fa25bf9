"""Files in S3: whole objects by their names, written also on condition of what is there.

S3, ministack and moto enforce both conditions (If-None-Match: * and If-Match). A writer that never learnt the outcome
of its own first try finds its own file in the way: each file carries who wrote it, so it is not taken for another's.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import Unavailable

_PAGE = 1000
_WRITER = "writing"
# 412: another file is there. 404: there is no file. 409: another writer is active.
_OVERTAKEN = {"PreconditionFailed", "NoSuchKey", "ConditionalRequestConflict", "412", "404", "409"}
_ABSENT = {"NoSuchKey", "404"}


class FileOvertaken(Exception):
    """The file to replace has changed or is gone, or the file to create already exists."""


class File(msgspec.Struct, frozen=True):
    """A file's bytes; `etag` names exactly these and is what `replace` asks for."""

    body: bytes
    etag: str


class ListedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file in a list."""

    name: str
    etag: str
    size_bytes: int


def read(name: str) -> File | None:
    """A file, None if there is none. Unavailable while S3 does not answer."""
    try:
        found = aws.client("s3").get_object(Bucket=settings.files_bucket, Key=name)
        return File(found["Body"].read(), found["ETag"])
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None
        _raise_if_passing(error)
        raise
    except BotoCoreError as error:
        _raise_if_passing(error)
        raise


def write(name: str, body: bytes) -> str:
    """Write a file, whatever was there; its etag. Unavailable."""
    return _put(name, body)


def write_new(name: str, body: bytes) -> str:
    """Write a file that is not there yet; its etag. FileOvertaken, Unavailable."""
    return _put(name, body, IfNoneMatch="*")


def replace(name: str, body: bytes, etag: str) -> str:
    """Write a file in the place of exactly the one with this etag; the new etag. FileOvertaken, Unavailable."""
    return _put(name, body, IfMatch=etag)


def listed(prefix: str) -> Iterator[ListedFile]:
    """The files whose names begin so, in the order of their names, page by page. Unavailable."""
    continued: dict[str, str] = {}
    while True:
        try:
            page = aws.client("s3").list_objects_v2(
                Bucket=settings.files_bucket, Prefix=prefix, MaxKeys=_PAGE, **continued
            )
        except (BotoCoreError, ClientError) as error:
            _raise_if_passing(error)
            raise
        for each in page.get("Contents", []):
            yield ListedFile(name=each["Key"], etag=each["ETag"], size_bytes=each["Size"])
        if not page.get("IsTruncated"):
            return
        continued = {"ContinuationToken": page["NextContinuationToken"]}


def delete(name: str) -> None:
    """Remove a file; nothing if there is none. Unavailable."""
    try:
        aws.client("s3").delete_object(Bucket=settings.files_bucket, Key=name)
    except (BotoCoreError, ClientError) as error:
        _raise_if_passing(error)
        raise


def _put(name: str, body: bytes, **condition: str) -> str:
    writer = ids.new_ulid()
    try:
        answer = aws.client("s3").put_object(
            Bucket=settings.files_bucket, Key=name, Body=body, Metadata={_WRITER: writer}, **condition
        )
    except ClientError as error:
        if condition and error.response["Error"]["Code"] in _OVERTAKEN:
            return _own_or_overtaken(name, writer, error)
        _raise_if_passing(error)
        raise
    except BotoCoreError as error:
        _raise_if_passing(error)
        raise
    etag: str = answer["ETag"]
    return etag


def _own_or_overtaken(name: str, writer: str, refused: ClientError) -> str:
    """The etag of our own file, which a try whose answer was lost had written; else FileOvertaken."""
    try:
        there: dict[str, Any] = aws.client("s3").head_object(Bucket=settings.files_bucket, Key=name)
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            raise FileOvertaken(name) from refused
        _raise_if_passing(error)
        raise
    except BotoCoreError as error:
        _raise_if_passing(error)
        raise
    if there["Metadata"].get(_WRITER) != writer:
        raise FileOvertaken(name) from refused
    etag: str = there["ETag"]
    return etag


def _raise_if_passing(error: Exception) -> None:
    """Raises: Unavailable for what may work in a moment; after any other error its handler goes on and raises it."""
    if aws.is_passing(error):
        raise Unavailable() from error
