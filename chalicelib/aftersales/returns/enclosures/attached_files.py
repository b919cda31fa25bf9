"""Files of a return: photos of the buyer and of the seller's inspection."""

from chalicelib.aftersales.cases import case_files
from chalicelib.aftersales.cases.case_files import CaseFiles, FileLink
from chalicelib.aftersales.messages import message_files
from chalicelib.aftersales.messages.message import Belonging
from chalicelib.aftersales.returns import return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL, IllegalReturnStep
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.uploads.purposes import Purpose
from chalicelib.uploads.upload import PresignedForm


def form_for(
    found: DeviceReturn,
    content_type: str | None = None,
    return_path: str | None = None,
    *,
    belongs_to: Belonging = "CASE",
) -> PresignedForm:
    """The form that sends one photo of a return, or one file for a message of its thread.

    Raises: IllegalReturnStep for a return that ended, TooManyFiles, InvalidRequest, TooManyUploads.
    """
    if belongs_to == "MESSAGE":
        return message_files.form_for(found.return_id, content_type, return_path)
    _require_open(found)
    return case_files.form_for(_files(found), content_type, return_path)


def attach(return_id: str, upload_id: str) -> DeviceReturn:
    """Attach an uploaded photo; idempotent.

    Raises: NotFound, UploadNotChecked, UploadRejected, UploadTaken, TooManyFiles, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if upload_id in found.file_ids:
            return None
        _require_open(found)
        taken = case_files.take(_files(found), upload_id)
        return Step(changes={"file_ids": (*found.file_ids, upload_id)}, acts=taken.acts)

    return return_steps.carry_out(return_id, decide)


def links_to(found: DeviceReturn) -> list[FileLink]:
    """A link to each file of a return."""
    return case_files.links_to(_files(found))


def _files(found: DeviceReturn) -> CaseFiles:
    return CaseFiles(case_id=found.return_id, purpose=Purpose.RETURN_PHOTO, file_ids=found.file_ids)


def _require_open(found: DeviceReturn) -> None:
    if found.state in FINAL:
        raise IllegalReturnStep("The return ended", state=found.state)
