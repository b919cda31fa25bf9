"""Files of a return: photos of the buyer and of the seller's inspection, taken once they were inspected."""

from chalicelib.aftersales.returns import return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import FINAL, IllegalReturnStep
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.kernel.values.problems import Problem
from chalicelib.uploads import uploads
from chalicelib.uploads.purposes import Purpose
from chalicelib.uploads.upload import PresignedForm

FILES_MAX = 10


class TooManyFiles(Problem):
    slug, status, title = "too-many-files", 409, "The return has no room for another file"


def form_for(found: DeviceReturn, content_type: str | None) -> PresignedForm:
    """The form that sends one photo of a return.

    Raises: IllegalReturnStep for a return that ended, TooManyFiles, InvalidRequest, TooManyUploads.
    """
    _require_room(found)
    return uploads.request(found.return_id, Purpose.RETURN_PHOTO, content_type=content_type)


def attach(return_id: str, upload_id: str) -> DeviceReturn:
    """Attach an uploaded photo; idempotent.

    Raises: NotFound, UploadNotChecked, UploadRejected, UploadTaken, TooManyFiles, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if upload_id in found.file_ids:
            return None
        _require_room(found)
        taken = uploads.take(upload_id, return_id, Purpose.RETURN_PHOTO)
        return Step(changes={"file_ids": (*found.file_ids, upload_id)}, acts=taken.acts)

    return return_steps.carry_out(return_id, decide)


def links_to(found: DeviceReturn) -> list[tuple[str, str]]:
    """(upload id, a link that shows it for five minutes) of each file of a return."""
    return [(each, uploads.link_to(uploads.find(each, found.return_id))) for each in found.file_ids]


def _require_room(found: DeviceReturn) -> None:
    if found.state in FINAL:
        raise IllegalReturnStep("The return ended", state=found.state)
    if len(found.file_ids) >= FILES_MAX:
        raise TooManyFiles()
