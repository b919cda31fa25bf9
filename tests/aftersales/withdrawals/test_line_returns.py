"""A withdrawn device comes back by a return, which alone refunds it."""

import base64

import msgspec
import pytest

from chalicelib.aftersales.returns import queries as returns
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.withdrawals import line_changes, queries, refunds
from chalicelib.aftersales.withdrawals.lifecycle import WithdrawalState
from chalicelib.aftersales.withdrawals.withdrawal import WithdrawnLine
from chalicelib.carbon import queries as carbon
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.mails.models import MailIntent
from chalicelib.orders import queries as orders
from chalicelib.orders.order import Order
from chalicelib.payments import refund_queries
from chalicelib.payments.transfers.models import TransferItem
from tests.aftersales.carrier_answers import carrier_that_says
from tests.aftersales.conftest import PARCEL, SERIALS, AfterSale

LABEL = {"tracking_number": "8R00000000001", "document": base64.b64encode(b"%PDF-1.4 a label").decode()}


def withdraw(aftersale: AfterSale, order: Order, *line_ids: str) -> None:
    declared = {"name": "Zoé", "line_ids": list(line_ids)}
    assert aftersale.as_buyer(order, "POST", "/withdrawals", declared).status == 201


def state_parcel(aftersale: AfterSale, order: Order) -> None:
    assert aftersale.as_buyer(order, "POST", "/withdrawals/proof", {"line_ids": ["1"], **PARCEL}).status == 200


def withdrawn(order: Order) -> WithdrawnLine:
    line = queries.find_line(order.order_id, "1")
    assert line is not None
    return line


def its_return(order: Order) -> DeviceReturn:
    return returns.device_return(withdrawn(order).return_id or "")


def holds(order: Order) -> int:
    return int(TransferItem.get(order.order_id, "1", consistent_read=True).holds)


def refunded_minor(order: Order) -> int:
    return orders.order(order.order_id).refunded_minor


def test_a_withdrawn_device_has_a_label_is_inspected_restocked_and_refunded(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    withdraw(aftersale, order, "1")
    path = f"/returns/{its_return(order).return_id}"
    assert holds(order) == 1
    with carrier_that_says(msgspec.json.encode(LABEL).decode()):
        assert aftersale.as_buyer(order, "POST", f"{path}/label").status == 200
    assert aftersale.as_buyer(order, "POST", f"{path}/dispatch", PARCEL).status == 200
    assert withdrawn(order).proof == "SENT"
    assert aftersale.as_seller("POST", f"{path}/receipt").status == 200
    assert withdrawn(order).proof == "RECEIVED"
    report = {"serial": SERIALS[0], "finding": "AS_SOLD", "unit": "RESTOCK"}
    assert aftersale.as_seller("POST", f"{path}/inspection", report).status == 200
    assert aftersale.as_seller("POST", f"{path}/refund", {}).status == 200
    line = withdrawn(order)
    assert (line.state, line.refunded_minor) == (WithdrawalState.REFUNDED, order.total_minor)
    assert refunded_minor(order) == order.total_minor
    assert holds(order) == 0
    assert aftersale.cell.stock(aftersale.offer_id) == (5, 0, 0, 0)
    assert [entry.is_reversal for entry in carbon.records(order.order_id)].count(True) == 1


def test_a_device_that_was_sent_is_refunded_when_the_time_is_over_and_only_once(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    withdraw(aftersale, order, "1")
    state_parcel(aftersale, order)
    assert its_return(order).state == "IN_TRANSIT"
    with aftersale.carrier("IN_TRANSIT"):
        aftersale.wait(days=10)
        assert refunded_minor(order) == 0
        aftersale.wait(days=6)
        aftersale.wait(days=16)
    assert its_return(order).state == "REFUNDED"
    assert withdrawn(order).state == WithdrawalState.REFUNDED
    assert refunded_minor(order) == order.total_minor
    assert len(refund_queries.of_order(order.order_id)) == 1
    assert [item.mail_key.split("#")[0] for item in MailIntent.scan()].count("refund_requested") == 1


def test_a_refund_by_the_seller_leaves_nothing_to_the_time_of_the_withdrawal(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    withdraw(aftersale, order, "1")
    state_parcel(aftersale, order)
    assert aftersale.as_seller("POST", f"/returns/{its_return(order).return_id}/refund", {}).status == 200
    aftersale.wait(days=16)
    assert withdrawn(order).state == WithdrawalState.REFUNDED
    assert len(refund_queries.of_order(order.order_id)) == 1


def test_a_device_that_the_seller_refused_is_not_refunded_by_the_time_alone(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    withdraw(aftersale, order, "1")
    path = f"/returns/{its_return(order).return_id}"
    aftersale.as_seller("POST", f"{path}/receipt")
    aftersale.as_seller("POST", f"{path}/inspection", {"serial": SERIALS[1], "finding": "AS_SOLD"})
    assert aftersale.as_seller("POST", f"{path}/refusal", {"reason": "WRONG_UNIT"}).status == 200
    aftersale.wait(days=15)
    assert refunded_minor(order) == 0
    assert withdrawn(order).proof == "RECEIVED"


def test_of_a_part_of_an_order_the_service_fee_is_kept(aftersale: AfterSale) -> None:
    order = aftersale.delivered(aftersale.offer_id, aftersale.offer_id)
    withdraw(aftersale, order, "1")
    state_parcel(aftersale, order)
    with aftersale.carrier("IN_TRANSIT"):
        aftersale.wait(days=16)
    (refund,) = refund_queries.of_order(order.order_id)
    assert (refund.reason, refund.parts.service_fee_minor) == ("WITHDRAWAL", 0)
    assert refund.parts.goods_minor > 0
    assert 0 < refunded_minor(order) < order.lines[0].amounts.paid_minor


def test_while_a_claim_is_open_the_withdrawal_refunds_by_itself(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    claimed = aftersale.as_buyer(order, "POST", "/claims", {"line_id": "1", "kind": "DAMAGED_IN_TRANSIT"})
    assert claimed.status == 201
    withdraw(aftersale, order, "1")
    assert withdrawn(order).return_id is None
    state_parcel(aftersale, order)
    aftersale.cell.clock.advance(days=16)
    refunds.refund_due(order.order_id)
    aftersale.cell.settle()
    assert withdrawn(order).state == WithdrawalState.REFUNDED
    assert refunded_minor(order) == order.total_minor


def test_a_return_is_noted_at_a_line_or_the_line_is_refunded_without_one_never_both(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    aftersale.as_buyer(order, "POST", "/claims", {"line_id": "1", "kind": "DAMAGED_IN_TRANSIT"})
    withdraw(aftersale, order, "1")
    without_return = withdrawn(order)
    noting = msgspec.structs.replace(without_return, state=WithdrawalState.DECLARED, version=1)
    with pytest.raises(Conflict):
        transactions.commit([line_changes.move_act(noting, WithdrawalState.AWAITING_DEVICE, return_id="ret_eu_1")])
    assert withdrawn(order) == without_return


def test_a_withdrawal_cannot_be_called_off(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    withdraw(aftersale, order, "1")
    return_id = its_return(order).return_id
    refused = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/cancellation")
    assert refused.body["type"] == "/problems/illegal-return-step"
    assert its_return(order).state == "APPROVED"
