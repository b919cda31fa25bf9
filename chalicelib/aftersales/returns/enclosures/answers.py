"""The response bodies of the label and the files of a return."""

from typing import TypedDict

from chalicelib.documents.download import Download
from chalicelib.uploads.purposes import FileType


class ShownLabel(TypedDict):
    """A label to print, and the parcel that it is for."""

    carrier: str
    tracking_number: str
    document: Download


class UploadForm(TypedDict):
    """A form that sends one file: POST to `url` as multipart/form-data, `fields` first and the field `file` last."""

    upload_id: str
    url: str
    fields: dict[str, str]
    content_types: list[FileType]
    bytes_max: int
    valid_until: str


class ShownFile(TypedDict):
    """A file of a return; `url` shows it for five minutes."""

    upload_id: str
    url: str
