"""Files of people in S3: signed forms that send one, signed links that show one, and reading, writing and deleting.

They lie in a bucket of their own, under `quarantine/` as they came and under `checked/` after their inspection.
"""

from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import Unavailable

_ABSENT = {"NoSuchKey", "404"}


class FileTooLarge(Exception):
    """The file has more bytes than the reader takes; it was not read."""


class SignedForm(msgspec.Struct, frozen=True):
    """The address and the fields of a form that S3 accepts (POST object)."""

    url: str
    fields: dict[str, str]


def address() -> str:
    """Where forms send files to and below which links show them, for the policy of a page that has either."""
    return f"{aws.client('s3').meta.endpoint_url}/{settings.uploads_bucket}"


def signed_form(name: str, content_type: str, bytes_max: int, *, seconds: int, redirect_to: str | None) -> SignedForm:
    """A form that writes exactly this file, with 1 to `bytes_max` bytes and exactly this content type.

    S3 answers 204, or sends the browser to `redirect_to`. Nothing is sent to AWS: the signature is computed.
    """
    fields = {"Content-Type": content_type}
    if redirect_to is not None:
        fields["success_action_redirect"] = redirect_to
    conditions: list[Any] = [{field: value} for field, value in fields.items()]
    conditions.append(["content-length-range", 1, bytes_max])
    client = aws.client("s3")
    signed = client.generate_presigned_post(
        settings.uploads_bucket, name, Fields=fields, Conditions=conditions, ExpiresIn=seconds
    )
    # botocore names the global endpoint, which redirects to the region's until a new bucket is known everywhere; a
    # browser would send the form twice.
    return SignedForm(address(), signed["fields"])


def signed_link(name: str, content_type: str, *, seconds: int, saved_as: str) -> str:
    """A link that shows a file for a while: inline if it is a picture, otherwise as a download named `saved_as`."""
    shown = "inline" if content_type.startswith("image/") else "attachment"
    link: str = aws.client("s3").generate_presigned_url(
        "get_object",
        Params={
            "Bucket": settings.uploads_bucket,
            "Key": name,
            "ResponseContentType": content_type,
            "ResponseContentDisposition": f'{shown}; filename="{saved_as}"',
            "ResponseCacheControl": "private, max-age=0",
        },
        ExpiresIn=seconds,
    )
    return link


def read(name: str, bytes_max: int) -> bytes | None:
    """A file's bytes, None if there is none. Raises: FileTooLarge, Unavailable."""
    try:
        found = aws.client("s3").get_object(Bucket=settings.uploads_bucket, Key=name)
        if found["ContentLength"] > bytes_max:
            raise FileTooLarge(name)
        body: bytes = found["Body"].read()
        return body
    except ClientError as error:
        if error.response["Error"]["Code"] in _ABSENT:
            return None
        _raise_if_passing(error)
        raise
    except BotoCoreError as error:
        _raise_if_passing(error)
        raise


def write(name: str, body: bytes, content_type: str) -> None:
    """Write a file, whatever was there. Raises: Unavailable."""
    try:
        aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=name, Body=body, ContentType=content_type)
    except (BotoCoreError, ClientError) as error:
        _raise_if_passing(error)
        raise


def delete(name: str) -> None:
    """Delete a file; nothing if there is none. Raises: Unavailable."""
    try:
        aws.client("s3").delete_object(Bucket=settings.uploads_bucket, Key=name)
    except (BotoCoreError, ClientError) as error:
        _raise_if_passing(error)
        raise


def delete_folder(prefix: str) -> None:
    """Delete the files whose names begin so; few, one page of a list. Raises: Unavailable."""
    try:
        page = aws.client("s3").list_objects_v2(Bucket=settings.uploads_bucket, Prefix=prefix)
    except (BotoCoreError, ClientError) as error:
        _raise_if_passing(error)
        raise
    for each in page.get("Contents", []):
        delete(each["Key"])


def _raise_if_passing(error: Exception) -> None:
    """Raises: Unavailable for what may work in a moment; after any other error its handler goes on and raises it."""
    if aws.is_passing(error):
        raise Unavailable() from error
