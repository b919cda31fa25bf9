"""The files behind links, and what a reader of a PDF sees."""

import io
import re
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader

from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings


def offered(download: Mapping[str, Any]) -> bytes:
    """The file behind the link of an answer, which has the type that the answer says."""
    body, content_type = behind(download["url"])
    assert content_type == download["content_type"]
    return body


def behind(link: str) -> tuple[bytes, str]:
    """The file that a link leads to, and its type."""
    name = re.search(r"offered/[0-9A-Z]{26}", link)
    assert name is not None, link
    found = aws.client("s3").get_object(Bucket=settings.uploads_bucket, Key=name[0])
    return found["Body"].read(), found["ContentType"]


def text_of(pdf: bytes) -> str:
    """The text of a PDF, every kind of space as one."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", text)
