"""The response bodies of the files of a case."""

from typing import TypedDict

from chalicelib.uploads.purposes import FileType


class UploadForm(TypedDict):
    """A form that sends one file: POST to `url` as multipart/form-data, `fields` first and the field `file` last."""

    upload_id: str
    url: str
    fields: dict[str, str]
    content_types: list[FileType]
    bytes_max: int
    valid_until: str


class ShownFile(TypedDict):
    """A file of a case; `url` shows it for five minutes."""

    upload_id: str
    content_type: FileType
    url: str
