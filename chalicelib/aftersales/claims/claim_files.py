"""Files of a claim: photos of what arrived."""

from chalicelib.aftersales.cases import case_files
from chalicelib.aftersales.cases.case_files import CaseFiles, FileLink
from chalicelib.aftersales.claims import claim_steps
from chalicelib.aftersales.claims.claim import Claim
from chalicelib.aftersales.claims.claim_lifecycle import FINAL, IllegalClaimStep
from chalicelib.aftersales.claims.claim_steps import ClaimStep
from chalicelib.aftersales.messages import message_files
from chalicelib.aftersales.messages.message import Belonging
from chalicelib.uploads.purposes import Purpose
from chalicelib.uploads.upload import PresignedForm


def form_for(
    found: Claim, content_type: str | None = None, return_path: str | None = None, *, belongs_to: Belonging = "CASE"
) -> PresignedForm:
    """The form that sends one photo of a claim, or one file for a message of its thread.

    Raises: IllegalClaimStep for a claim that ended, TooManyFiles, InvalidRequest, TooManyUploads.
    """
    if belongs_to == "MESSAGE":
        return message_files.form_for(found.claim_id, content_type, return_path)
    _require_open(found)
    return case_files.form_for(_files(found), content_type, return_path)


def attach(claim_id: str, upload_id: str) -> Claim:
    """Attach an uploaded photo; idempotent.

    Raises: NotFound, UploadNotChecked, UploadRejected, UploadTaken, TooManyFiles, IllegalClaimStep, Conflict.
    """

    def decide(found: Claim) -> ClaimStep | None:
        if upload_id in found.file_ids:
            return None
        _require_open(found)
        taken = case_files.take(_files(found), upload_id)
        return ClaimStep(changes={"file_ids": (*found.file_ids, upload_id)}, acts=taken.acts)

    return claim_steps.carry_out(claim_id, decide)


def links_to(found: Claim) -> list[FileLink]:
    """A link to each file of a claim."""
    return case_files.links_to(_files(found))


def _files(found: Claim) -> CaseFiles:
    return CaseFiles(case_id=found.claim_id, purpose=Purpose.CLAIM_PHOTO, file_ids=found.file_ids)


def _require_open(found: Claim) -> None:
    if found.state in FINAL:
        raise IllegalClaimStep("The claim ended", state=found.state)
