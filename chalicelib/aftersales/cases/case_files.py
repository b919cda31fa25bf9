"""Files of a case: photos of its buyer and its seller, taken once they were inspected."""

from collections.abc import Collection
from contextlib import suppress

import msgspec

from chalicelib.kernel.values.problems import NotFound, Problem
from chalicelib.uploads import uploads
from chalicelib.uploads.purposes import FileType, Purpose
from chalicelib.uploads.upload import PresignedForm, StoredFile

FILES_MAX = 10


class TooManyFiles(Problem):
    slug, status, title = "too-many-files", 409, "The case has no room for another file"


class CaseFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a case, by the ids of their uploads, in the order in which they were attached."""

    case_id: str
    purpose: Purpose
    file_ids: tuple[str, ...]


class FileLink(msgspec.Struct, frozen=True, kw_only=True):
    """A file, and a link that shows it for five minutes."""

    upload_id: str
    content_type: FileType
    url: str


def form_for(files: CaseFiles, content_type: str | None, return_path: str | None) -> PresignedForm:
    """The form that sends one photo of a case.

    Raises: TooManyFiles, InvalidRequest, TooManyUploads.
    """
    _require_room(files.file_ids)
    return uploads.request(files.case_id, files.purpose, content_type=content_type, return_path=return_path)


def take(files: CaseFiles, upload_id: str) -> StoredFile:
    """The file of an upload; its acts are committed with the case that names it.

    Raises: TooManyFiles, NotFound, UploadNotChecked, UploadRejected, UploadTaken.
    """
    _require_room(files.file_ids)
    return uploads.take(upload_id, files.case_id, files.purpose)


def links_to(files: CaseFiles) -> list[FileLink]:
    """A link to each file that is still kept."""
    found = []
    for upload_id in files.file_ids:
        with suppress(NotFound):
            kept = uploads.find(upload_id, files.case_id)
            if kept.content_type is not None:
                url = uploads.link_to(kept)
                found.append(FileLink(upload_id=upload_id, content_type=kept.content_type, url=url))
    return found


def _require_room(file_ids: Collection[str]) -> None:
    if len(file_ids) >= FILES_MAX:
        raise TooManyFiles()
