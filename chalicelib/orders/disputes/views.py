"""Response bodies about disputes, built from values."""

from collections.abc import Sequence

from chalicelib.kernel.values.lists import Items
from chalicelib.kernel.values.money import Money
from chalicelib.orders.disputes import answers
from chalicelib.orders.disputes.dispute_files import LinkedEvidence
from chalicelib.orders.disputes.shown_disputes import DisputeOfOperators, DisputeOfSeller
from chalicelib.orders.line import Line
from chalicelib.payments.disputes.dispute import Dispute, waiting_for
from chalicelib.payments.disputes.dispute_policy import bearer_of
from chalicelib.payments.refund import Refund
from chalicelib.uploads.upload import PresignedForm


def operators_dispute(found: Dispute) -> answers.OperatorsDispute:
    """A dispute as the operators see it."""
    return {
        "dispute_id": found.dispute_id,
        "order_id": found.order_id,
        "state": found.state,
        "waiting_for": waiting_for(found),
        "reason": found.reason,
        "policy_bearer": bearer_of(found.reason, found.closed_at or found.changed_at),
        "amount": Money(found.amount_minor, found.currency),
        "withdrawn": Money(found.withdrawn_minor, found.currency),
        "fees": Money(found.fees_minor, found.currency),
        "settled": Money(found.settled_minor, found.currency),
        "loss": Money(found.loss_minor, found.currency),
        "opened_at": found.opened_at,
        "answer_by": found.answer_by,
        "closed_at": found.closed_at,
    }


def shown_dispute(shown: DisputeOfOperators) -> answers.ShownDispute:
    """A dispute with the lines it is about and the answers that were given."""
    found = shown.dispute
    return {
        **operators_dispute(found),
        "lines": [{**_line(found, line, shown.refunds), "seller_id": line.seller_id} for line in shown.lines],
        "answers": [
            {
                "means": answer.kind.removeprefix("dispute_").upper(),
                "state": answer.state,
                "asked_at": answer.started_at,
                "code": answer.refusal_code,
            }
            for answer in shown.given
        ],
    }


def sellers_dispute(shown: DisputeOfSeller) -> answers.SellersDispute:
    """A dispute as a seller with lines in its order sees it."""
    found = shown.dispute
    return {
        "dispute_id": found.dispute_id,
        "order_id": found.order_id,
        "state": found.state,
        "reason": found.reason,
        "opened_at": found.opened_at,
        "answer_by": found.answer_by,
        "closed_at": found.closed_at,
        "lines": [_line(found, line, shown.refunds) for line in shown.lines],
    }


def evidence_form(form: PresignedForm) -> answers.EvidenceForm:
    """A form that sends one file."""
    return {
        "upload_id": form.upload_id,
        "url": form.url,
        "fields": form.fields,
        "content_types": list(form.content_types),
        "bytes_max": form.bytes_max,
        "valid_until": form.valid_until,
    }


def evidence_files(found: Sequence[LinkedEvidence]) -> Items[answers.ShownEvidenceFile]:
    """The files of a dispute."""
    return {
        "items": [
            {
                "upload_id": each.file.upload_id,
                "seller_id": each.file.seller_id,
                "content_type": each.file.content_type,
                "size_bytes": each.file.size_bytes,
                "url": each.url,
            }
            for each in found
        ]
    }


def _line(found: Dispute, line: Line, refunds: Sequence[Refund]) -> answers.SellersLine:
    taken = [one for one in refunds if one.line_id == line.line_id and one.paid_from == found.dispute_id]
    taken_minor = sum(one.amount_minor for one in taken)
    return {
        "line_id": line.line_id,
        "sku": line.sku,
        "taken": Money(taken_minor, found.currency) if taken else None,
        "bearer": taken[0].bearer if taken else None,
    }
