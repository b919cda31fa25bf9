"""Files with which sellers help to answer a dispute: shown to the operators, and listed in what the bank is sent."""

from collections.abc import Sequence
from contextlib import suppress

import msgspec

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import NotFound, Problem
from chalicelib.orders import queries
from chalicelib.orders.disputes.dispute_answers import require_unanswered
from chalicelib.payments.disputes import dispute_acts, dispute_queries
from chalicelib.payments.disputes.dispute import Dispute, EvidenceFile
from chalicelib.uploads import uploads
from chalicelib.uploads.purposes import Purpose
from chalicelib.uploads.upload import PresignedForm

FILES_OF_SELLER_MAX = 5


class TooManyEvidenceFiles(Problem):
    slug, status, title = "too-many-evidence-files", 409, "The dispute has no room for another file of yours"


class LinkedEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a dispute, and a link that shows it for five minutes."""

    file: EvidenceFile
    url: str


def form_for(
    dispute_id: str, seller_id: str, content_type: str | None = None, return_path: str | None = None
) -> PresignedForm:
    """The form that sends one file of a seller while the dispute can be answered.

    Raises: NotFound for a dispute without a line of the seller, DisputeNotAnswerable, DisputeAlreadyAnswered,
    TooManyEvidenceFiles, InvalidRequest, TooManyUploads.
    """
    found = _of_seller(dispute_id, seller_id)
    require_unanswered(found)
    _require_room(found, seller_id)
    owner = _owner(dispute_id, seller_id)
    return uploads.request(owner, Purpose.DISPUTE_EVIDENCE, content_type=content_type, return_path=return_path)


def attach(dispute_id: str, seller_id: str, upload_id: str) -> Dispute:
    """Attach an uploaded file of a seller; idempotent.

    Raises: NotFound, DisputeNotAnswerable, DisputeAlreadyAnswered, TooManyEvidenceFiles, UploadNotChecked,
    UploadRejected, UploadTaken, Conflict where the dispute changed meanwhile.
    """
    found = _of_seller(dispute_id, seller_id)
    if any(one.upload_id == upload_id and one.seller_id == seller_id for one in found.files):
        return found
    require_unanswered(found)
    _require_room(found, seller_id)
    taken = uploads.take(upload_id, _owner(dispute_id, seller_id), Purpose.DISPUTE_EVIDENCE)
    attached = EvidenceFile(
        upload_id=upload_id, seller_id=seller_id, content_type=taken.content_type, size_bytes=taken.size_bytes
    )
    transactions.commit([dispute_acts.change_act(found, files=(*found.files, attached)), *taken.acts])
    return dispute_queries.dispute(dispute_id)


def links_for_seller(dispute_id: str, seller_id: str) -> list[LinkedEvidence]:
    """The seller's own files of a dispute. Raises: NotFound."""
    return links_to([one for one in _of_seller(dispute_id, seller_id).files if one.seller_id == seller_id], dispute_id)


def links_to(files: Sequence[EvidenceFile], dispute_id: str) -> list[LinkedEvidence]:
    """A link to each file that is still kept."""
    found = []
    for one in files:
        with suppress(NotFound):
            kept = uploads.find(one.upload_id, _owner(dispute_id, one.seller_id))
            found.append(LinkedEvidence(file=one, url=uploads.link_to(kept)))
    return found


def _of_seller(dispute_id: str, seller_id: str) -> Dispute:
    found = dispute_queries.dispute(dispute_id)
    if all(line.seller_id != seller_id for line in queries.order(found.order_id).lines):
        raise NotFound()
    return found


def _owner(dispute_id: str, seller_id: str) -> str:
    """The owner of the uploads: another seller of the same order cannot use them."""
    return f"{dispute_id}#{seller_id}"


def _require_room(found: Dispute, seller_id: str) -> None:
    if sum(one.seller_id == seller_id for one in found.files) >= FILES_OF_SELLER_MAX:
        raise TooManyEvidenceFiles()
