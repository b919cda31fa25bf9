"""Auditing: honest books pass in every state, and a single cent out of place is found."""

import msgspec
import pytest

from chalicelib.orders import queries
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.cancellation.cancelling import Cancellation
from chalicelib.orders.order import Order
from chalicelib.orders.payment import order_audit, reservation_release
from chalicelib.payments import refunds
from chalicelib.payments.ledger import journals
from chalicelib.payments.refund import Refund
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.payments.refund_parts import NO_PARTS, Parts, paid_by_part
from chalicelib.payments.refunds import Origin
from tests.orders.conftest import Shop


def refund_of_line(order: Order, parts: Parts) -> Refund:
    origin = Origin(reason="CANCELLED", bearer="SELLER")
    return refunds.line_refund(order.order_id, "1-1", origin, parts=parts, reverses=parts, currency=order.currency)


def test_the_equation_holds_for_a_sale_and_shows_its_terms(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id, contribution_minor=77)
    audit = order_audit.audit_order(order)
    assert audit.faults == ()
    assert audit.captured_minor == sum(audit.terms.values()) == order.total_minor
    assert order_audit.sellers_net_minor(audit) == sum(line.amounts.seller_net_minor for line in order.lines)


def test_it_holds_while_a_refund_is_decided_and_after_it_is_booked(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    cancelling.cancel_line(order.order_id, "1", Cancellation(by="SELLER", reason="DEFECTIVE"))
    decided = order_audit.audit_order(queries.order(order.order_id))
    assert (decided.faults, decided.refunded_minor) == ((), 0)
    shop.cell.settle()
    booked = order_audit.audit_order(queries.order(order.order_id))
    assert (booked.faults, booked.refunded_minor) == ((), order.lines[0].amounts.paid_minor)


def test_it_holds_for_an_order_nobody_paid(shop: Shop) -> None:
    placed = shop.cell.place(shop.offer_id)
    reservation_release.release(placed.order, "CANCELLED")
    audit = order_audit.audit_order(queries.order(placed.order.order_id))
    assert (audit.faults, audit.captured_minor, audit.terms) == ((), 0, {})


@pytest.mark.parametrize(
    ("account", "other"), [("commission", "commission_vat"), ("service_fee", "stripe"), ("owed_back", "commission")]
)
def test_one_cent_out_of_place_is_found(shop: Shop, account: str, other: str) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    (journal,) = journals.journals_of(order.order_id)
    postings = journal.postings | {
        account: journal.postings.get(account, 0) + 1,
        other: journal.postings.get(other, 0) - 1,
    }
    bent = msgspec.structs.replace(journal, postings=postings)
    assert order_audit.equation(order, [bent], []).faults != ()


def test_a_refund_the_order_does_not_know_is_found(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    unknown = msgspec.structs.replace(
        refund_of_line(order, paid_by_part(order.lines[0].amounts)),
        state=RefundState.SUCCEEDED,
        refunded_before_minor=0,
        reversed_before=NO_PARTS,
    )
    assert order_audit.equation(order, journals.journals_of(order.order_id), [unknown]).faults == (
        "the refunds are not what the order decided",
        "the refunds say another amount was refunded",
        "the accounts are not what the lines agreed",
    )
    other = msgspec.structs.replace(order, captured_minor=1)
    assert (
        "the order says another amount was captured"
        in order_audit.equation(other, journals.journals_of(order.order_id), []).faults
    )


def test_a_refund_that_was_decided_and_never_stored_is_found(shop: Shop) -> None:
    paid = shop.cell.paid_order(shop.offer_id)
    order = msgspec.structs.replace(paid, refunding_minor=paid.total_minor)
    faults = order_audit.equation(order, journals.journals_of(order.order_id), []).faults
    assert faults == ("the refunds are not what the order decided",)


@pytest.mark.parametrize("line_id", ["1", None])
def test_a_refund_above_its_line_or_of_no_line_is_found(shop: Shop, line_id: str | None) -> None:
    order = shop.cell.paid_order(shop.offer_id, shop.offer_id)
    refund = msgspec.structs.replace(
        refund_of_line(order, Parts(goods_minor=order.total_minor)), line_id=line_id, state=RefundState.SUCCEEDED
    )
    faults = order_audit.equation(order, journals.journals_of(order.order_id), [refund]).faults
    assert "a refund is more than its line" in faults


@pytest.mark.parametrize(("before_minor", "undone"), [(50, NO_PARTS), (0, Parts(shipping_minor=1))])
def test_a_refund_that_was_booked_out_of_sequence_is_found(shop: Shop, before_minor: int, undone: Parts) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    refund = msgspec.structs.replace(
        refund_of_line(order, Parts(goods_minor=100)), refunded_before_minor=before_minor, reversed_before=undone
    )
    faults = order_audit.equation(order, journals.journals_of(order.order_id), [refund]).faults
    assert "a line's refunds were not booked one after the other" in faults


def test_a_refund_of_more_of_a_part_than_was_paid_for_it_is_found(shop: Shop) -> None:
    order = shop.cell.paid_order(shop.offer_id)
    paid = paid_by_part(order.lines[0].amounts)
    refund = refund_of_line(order, Parts(service_fee_minor=paid.service_fee_minor + 1))
    faults = order_audit.equation(order, journals.journals_of(order.order_id), [refund]).faults
    assert "a refund is more than its line" in faults
