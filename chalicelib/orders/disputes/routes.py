"""The URLs of disputes, for operators and for the sellers of disputed lines."""

from functools import partial

from chalicelib.kernel.http.auth import ops, seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.lists import Items, Page, PageRequest
from chalicelib.kernel.values.problems import Conflict, InvalidCursor
from chalicelib.orders.disputes import answers, dispute_answers, dispute_files, shown_disputes, views
from chalicelib.orders.disputes.dispute_answers import DisputeAlreadyAnswered, DisputeNotAnswerable
from chalicelib.orders.disputes.dispute_files import TooManyEvidenceFiles
from chalicelib.orders.disputes.payloads import Evidence, EvidenceFileWish, SentEvidenceFile
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.disputes.dispute import Dispute
from chalicelib.payments.disputes.dispute_lifecycle import DisputeState
from chalicelib.uploads.uploads import TooManyUploads, UploadNotChecked, UploadRejected, UploadTaken

routes = Routes(__name__)

REFUSALS = (DisputeNotAnswerable, DisputeAlreadyAnswered, Conflict)
FORM = (DisputeNotAnswerable, DisputeAlreadyAnswered, TooManyEvidenceFiles, TooManyUploads)
ATTACHED = (TooManyEvidenceFiles, UploadNotChecked, UploadRejected, UploadTaken, *REFUSALS)
OF_SELLER = "/seller/disputes/{dispute_id}"


class DisputesPage(PageRequest, frozen=True, kw_only=True):
    """The disputes in a state; those that must be answered where none is named."""

    state: DisputeState = DisputeState.NEEDS_RESPONSE


@routes.get("/ops/disputes", ops("disputes:read"), refuses=(InvalidCursor,))
def list_disputes(call: Call[None, DisputesPage]) -> Page[answers.OperatorsDispute]:
    """The disputes in a state, oldest first."""
    return paged(call, partial(dispute_queries.in_state, call.query.state), views.operators_dispute)


@routes.get("/ops/disputes/{dispute_id}", ops("disputes:read"))
def show_dispute(call: Call, dispute_id: str) -> answers.ShownDispute:  # noqa: ARG001 - every view has the call
    """A dispute, what it took, and what was answered."""
    return _shown(dispute_queries.dispute(dispute_id))


@routes.post("/ops/disputes/{dispute_id}/evidence", ops("disputes:write"), keyed=True, status=202, refuses=REFUSALS)
def submit_evidence(call: Call[Evidence], dispute_id: str) -> answers.ShownDispute:
    """Submit evidence to the bank, which takes it once. Stripe is asked right away; the dispute shows what it said."""
    return _shown(dispute_answers.submit_evidence(dispute_id, call.body, call.keyed()))


@routes.post("/ops/disputes/{dispute_id}/acceptance", ops("disputes:write"), keyed=True, status=202, refuses=REFUSALS)
def accept_dispute(call: Call, dispute_id: str) -> answers.ShownDispute:
    """Accept that a dispute is lost, where there is nothing to answer. It cannot be taken back."""
    return _shown(dispute_answers.accept(dispute_id, call.keyed()))


@routes.get("/seller/disputes", seller("orders:read"), refuses=(InvalidCursor,))
def list_own_disputes(call: Call[None, PageRequest]) -> Page[answers.SellersDispute]:
    """The disputes of orders with lines of the seller, the latest first, with what was taken for each line."""
    return paged(call, partial(shown_disputes.page_of_seller, call.principal.id), views.sellers_dispute)


@routes.get("/ops/disputes/{dispute_id}/files", ops("disputes:read"))
def list_evidence_files(call: Call, dispute_id: str) -> Items[answers.ShownEvidenceFile]:  # noqa: ARG001
    """The files of a dispute's sellers, each with a link that shows it for five minutes."""
    found = dispute_queries.dispute(dispute_id)
    return views.evidence_files(dispute_files.links_to(found.files, dispute_id))


@routes.post(f"{OF_SELLER}/uploads", seller("orders:write"), status=201, refuses=FORM)
def request_evidence_upload(call: Call[EvidenceFileWish], dispute_id: str) -> answers.EvidenceForm:
    """A form that sends one file for the answer to the bank; attach it once it was checked, some seconds later."""
    form = dispute_files.form_for(dispute_id, call.principal.id, call.body.content_type)
    return views.evidence_form(form)


@routes.post(f"{OF_SELLER}/files", seller("orders:write"), refuses=ATTACHED)
def attach_evidence_file(call: Call[SentEvidenceFile], dispute_id: str) -> Items[answers.ShownEvidenceFile]:
    """Attach a file that was uploaded, before the operators answer; the answer has every file of the seller."""
    dispute_files.attach(dispute_id, call.principal.id, call.body.upload_id)
    return views.evidence_files(dispute_files.links_for_seller(dispute_id, call.principal.id))


@routes.get(f"{OF_SELLER}/files", seller("orders:read"))
def list_own_evidence_files(call: Call, dispute_id: str) -> Items[answers.ShownEvidenceFile]:
    """The seller's own files of a dispute, each with a link that shows it for five minutes."""
    return views.evidence_files(dispute_files.links_for_seller(dispute_id, call.principal.id))


def _shown(found: Dispute) -> answers.ShownDispute:
    return views.shown_dispute(shown_disputes.for_operators(found))
