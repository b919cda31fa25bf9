"""Whether an uploaded file is what its purpose takes, judged by its bytes alone; and the bytes that are kept of it."""

from enum import StrEnum

import msgspec

from chalicelib.uploads import pdf_content, pictures
from chalicelib.uploads.purposes import FileType, Terms


class Rejection(StrEnum):
    """Why a file is not kept."""

    EMPTY = "EMPTY"
    TOO_LARGE = "TOO_LARGE"
    TYPE_NOT_ALLOWED = "TYPE_NOT_ALLOWED"
    TYPE_NOT_AS_STATED = "TYPE_NOT_AS_STATED"
    BROKEN = "BROKEN"
    ACTIVE_CONTENT = "ACTIVE_CONTENT"


class InspectedFile(msgspec.Struct, frozen=True):
    """What is kept of an uploaded file: of a picture the parts that show it, a PDF as it is."""

    content_type: FileType
    body: bytes


def recognised(content: bytes) -> FileType | None:
    """The type of a file by its first bytes; None if it is none of the known ones."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileType.WEBP
    if content.startswith(b"%PDF-"):
        return FileType.PDF
    return None


def inspect(content: bytes, terms: Terms, stated_type: FileType | None) -> InspectedFile | Rejection:
    """The file to keep, or why there is none. What the sender called the file counts for nothing."""
    if not content:
        return Rejection.EMPTY
    if len(content) > terms.bytes_max:
        return Rejection.TOO_LARGE
    found = recognised(content)
    if found is None or found not in terms.types:
        return Rejection.TYPE_NOT_ALLOWED
    if stated_type is not None and found is not stated_type:
        return Rejection.TYPE_NOT_AS_STATED
    if found is FileType.PDF:
        return _inspect_pdf(content)
    try:
        return InspectedFile(found, _PLAIN[found](content))
    except pictures.BrokenPicture:
        return Rejection.BROKEN


def _inspect_pdf(content: bytes) -> InspectedFile | Rejection:
    if not pdf_content.is_complete(content):
        return Rejection.BROKEN
    if pdf_content.is_active(content):
        return Rejection.ACTIVE_CONTENT
    return InspectedFile(FileType.PDF, content)


_PLAIN = {FileType.JPEG: pictures.plain_jpeg, FileType.PNG: pictures.plain_png, FileType.WEBP: pictures.plain_webp}
