"""An upload, the form its file is sent with, and the stored file, as values."""

import msgspec

from chalicelib.kernel.storage.transactions import Act
from chalicelib.uploads.inspection import Rejection
from chalicelib.uploads.lifecycle import UploadState
from chalicelib.uploads.purposes import FileType, Purpose


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """One requested upload. `owner` is the id of what it was requested for: an order, a seller.

    `stated_type` is the type its form was signed for, if one was stated. `rejected_because` is set with REJECTED;
    `file_name`, `content_type` and `size_bytes` with ACCEPTED and TAKEN. All of it is deleted at `expires_at`.
    """

    upload_id: str
    owner: str
    purpose: Purpose
    state: UploadState
    requested_at: str
    expires_at: str
    stated_type: FileType | None = None
    rejected_because: Rejection | None = None
    file_name: str | None = None
    content_type: FileType | None = None
    size_bytes: int | None = None


class PresignedForm(msgspec.Struct, frozen=True, kw_only=True):
    """A form that sends one file: POST to `url` as multipart/form-data, `fields` first and the field `file` last.

    It is valid until `valid_until`; S3 refuses more than `bytes_max` bytes. `content_types` is what the file may be,
    for the `accept` of an HTML form.
    """

    upload_id: str
    url: str
    fields: dict[str, str]
    content_types: tuple[FileType, ...]
    bytes_max: int
    valid_until: str


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was inspected. The transaction that refers to it commits `acts`: until then the upload expires.

    One upload is taken once: the acts refuse a second transaction with UploadTaken, and one that comes after the end of
    the upload with UploadRejected.
    """

    upload_id: str
    file_name: str
    content_type: FileType
    size_bytes: int
    acts: tuple[Act, ...]
