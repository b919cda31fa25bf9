"""Files of messages: photos and papers that go with a text, inspected before it can be posted."""

from collections.abc import Sequence

from chalicelib.aftersales.cases import case_files
from chalicelib.aftersales.cases.case_files import CaseFiles, FileLink
from chalicelib.aftersales.messages.message import Belonging, Message
from chalicelib.kernel.storage.transactions import Act
from chalicelib.uploads import uploads
from chalicelib.uploads.purposes import Purpose
from chalicelib.uploads.upload import PresignedForm


def form_for(case_id: str, content_type: str | None, return_path: str | None) -> PresignedForm:
    """The form that sends one file for a message of a case. Raises: InvalidRequest, TooManyUploads."""
    return uploads.request(case_id, Purpose.MESSAGE_FILE, content_type=content_type, return_path=return_path)


def take_acts(case_id: str, upload_ids: Sequence[str]) -> list[Act]:
    """The acts that take files for a message, committed with it.

    Raises: NotFound (absent, of another case or a photo of this one), UploadNotChecked, UploadRejected, UploadTaken.
    """
    return [act for upload_id in upload_ids for act in uploads.take(upload_id, case_id, Purpose.MESSAGE_FILE).acts]


def belonging_of(case_id: str, upload_id: str) -> Belonging:
    """What an upload of a case was requested for. Raises: NotFound, WrongCell."""
    return "MESSAGE" if uploads.find(upload_id, case_id).purpose is Purpose.MESSAGE_FILE else "CASE"


def require_takeable(case_id: str, upload_id: str) -> None:
    """Refuse a file that no message can take. Raises: NotFound, UploadNotChecked, UploadRejected, UploadTaken."""
    uploads.take(upload_id, case_id, Purpose.MESSAGE_FILE)


def links_to(found: Message) -> list[FileLink]:
    """A link to each file of a message that is still kept."""
    return case_files.links_to(CaseFiles(case_id=found.case_id, purpose=Purpose.MESSAGE_FILE, file_ids=found.file_ids))
