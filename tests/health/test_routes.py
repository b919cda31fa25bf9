"""Ops see what needs a human, and nothing when all is well."""

import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.kernel.storage import transactions
from chalicelib.orders.fulfilment import acceptance, missing_delivery_proof, shipping
from chalicelib.orders.line_transitions import order_and_seller_order
from chalicelib.orders.models import OrderItem
from chalicelib.orders.payloads import Shipment
from chalicelib.orders.payment import books_audit
from chalicelib.payments import refunds, stripe_webhook
from chalicelib.payments.models import InboxEntry
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import Plan
from chalicelib.payments.reconciliation import unexplained_money
from chalicelib.payments.reconciliation.day_result import MoneySide, UnexplainedMoney, UnexplainedReason
from chalicelib.payments.refund_lifecycle import RefundState
from chalicelib.payments.refund_parts import Parts
from chalicelib.payments.refunds import Origin
from testing.cell import Cell, open_cell
from tests.api_client import Api


def test_ops_see_what_needs_them_and_nothing_when_all_is_well(api: Api) -> None:
    with open_cell(Cell) as at:
        ops = issue_key("ops", "camille", ["health:read"])
        seller = at.a_seller()
        order = at.paid_order(at.an_offer(seller, at.a_product()))

        def numbers() -> list[int]:
            answer = api("GET", "/v1/ops/health", key=ops)
            assert answer.status == 200
            return [answer.body[name] for name in NUMBERS]

        assert numbers() == [0, 0, 0, 0]
        stripe_operations.start(Plan(subject="ord_1", operation_id="refund#1-1#1", kind="refund", parameters={}))
        InboxEntry("evt_1", kind="x", object_kind="x", object_id="x", received_at="2026").save()
        stripe_webhook.report_unmatched("evt_1")
        assert numbers() == [1, 0, 0, 0]
        at.clock.advance(hours=1, minutes=1)
        assert numbers() == [1, 1, 0, 0]
        acceptance.accept_line(order.order_id, "1", seller.seller_id)
        parcel = Shipment(carrier="colissimo", tracking_number="6A1234567", serial="490154203237518")
        shipping.ship_line(order.order_id, "1", seller.seller_id, parcel)
        _, seller_order = order_and_seller_order(order.order_id, seller.seller_id)
        missing_delivery_proof.report(seller_order, seller_order.lines[0])
        assert numbers() == [1, 1, 1, 0]
        cent = Parts(goods_minor=1)
        origin = Origin(reason="CANCELLED", bearer="SELLER")
        refund = refunds.line_refund(order.order_id, "1-1", origin, parts=cent, reverses=cent, currency="EUR")
        transactions.commit(refunds.request_acts(refund, "pi_1"))
        transactions.write(refunds.change_act(refund, RefundState.REFUSED, code="charge_disputed"))
        assert numbers() == [1, 1, 1, 1]


NUMBERS = (
    "unmatched_events",
    "unresolved_operations",
    "lines_without_proof_of_delivery",
    "refunds_failed",
)


@pytest.mark.parametrize("scopes", [[], ["ledger:read"]])
def test_health_is_shown_to_those_it_is_for(api: Api, scopes: list[str]) -> None:
    with open_cell(Cell):
        key = issue_key("ops", "narrow", scopes) if scopes else ""
        assert api("GET", "/v1/ops/health", key=key).status == (403 if scopes else 401)


def test_ops_see_money_that_is_unexplained_and_books_that_disagree(api: Api) -> None:
    with open_cell(Cell) as at:
        ops = issue_key("ops", "camille", ["health:read"])
        order = at.paid_order(at.an_offer(at.a_seller(), at.a_product()))

        def numbers() -> tuple[int, int]:
            books_audit.audit_books()
            body = api("GET", "/v1/ops/health", key=ops).body
            return body["unexplained_money"], body["books_disagree"]

        assert numbers() == (0, 0)
        found = UnexplainedMoney(
            day="2026-11-22",
            entry_id="txn_1",
            side=MoneySide.STRIPE,
            reason=UnexplainedReason.NO_JOURNAL,
            kind="refund",
            object_id="re_1",
            currency="EUR",
            amount_minor=-1,
            since="2026-11-22T12:00:00.000Z",
        )
        unexplained_money.report(found)
        assert numbers() == (1, 0)
        OrderItem(order.order_id).update(actions=[OrderItem.captured_minor.set(1)])
        at.clock.advance(days=1)
        assert numbers() == (1, 1)
