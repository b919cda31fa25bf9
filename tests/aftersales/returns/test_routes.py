"""Returns over HTTP: from the buyer's request to the money, the repaired or the other device."""

import pytest

from chalicelib.carbon import queries as carbon_queries
from chalicelib.orders import queries as order_queries
from chalicelib.orders.models import SerialItem
from chalicelib.orders.order import Order
from chalicelib.people.queries import identifiers
from tests.aftersales.conftest import PARCEL, SERIALS, AfterSale

PAID_MINOR = 35_889
# Goods and shipping: within the right to withdraw the fee of a single line stays.
WITHOUT_FEE_MINOR = 35_390


def test_a_device_comes_back_is_refunded_and_can_be_sold_again(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order, description="It is too large.\nSorry.")
    assert aftersale.as_seller("POST", f"/returns/{return_id}/approval", {}).body["state"] == "APPROVED"
    assert aftersale.as_buyer(order, "POST", f"/returns/{return_id}/dispatch", PARCEL).body["state"] == "IN_TRANSIT"
    assert aftersale.as_seller("POST", f"/returns/{return_id}/receipt").body["state"] == "RECEIVED"
    report = {"serial": "49-015420-323751-8", "finding": "AS_SOLD", "unit": "RESTOCK"}
    inspected = aftersale.as_seller("POST", f"/returns/{return_id}/inspection", report).body
    assert (inspected["inspection"]["is_sold_unit"], inspected["unit"]) == (True, "RESTOCKED")
    assert aftersale.cell.stock(aftersale.offer_id) == (5, 0, 0, 0)
    refunded = aftersale.as_seller("POST", f"/returns/{return_id}/refund", {}).body
    assert (refunded["state"], refunded["amount"]["amount_minor"]) == ("REFUNDED", WITHOUT_FEE_MINOR)
    assert order_queries.order(order.order_id).refunded_minor == WITHOUT_FEE_MINOR
    assert not list(SerialItem.scan())
    (reversal,) = (each for each in carbon_queries.records(order.order_id) if each.is_reversal)
    assert reversal.line_id == "1"
    aftersale.sold = 0
    assert aftersale.shipped().lines[0].offer_id == aftersale.offer_id


def test_a_return_sent_twice_is_one_return(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    wanted = {"line_id": "1", "reason": "CHANGED_MIND", "wish": "REFUND"}
    first = aftersale.as_buyer(order, "POST", "/returns", wanted, idempotency_key="one")
    again = aftersale.as_buyer(order, "POST", "/returns", wanted, idempotency_key="one")
    assert (first.status, again.status, again.headers["Idempotent-Replayed"]) == (201, 201, "true")
    assert first.body == again.body
    other = aftersale.as_buyer(order, "POST", "/returns", wanted | {"wish": "EXCHANGE"}, idempotency_key="one")
    assert other.body["type"] == "/problems/idempotency-key-reused"


def test_a_line_has_one_open_return_at_a_time(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    wanted = {"line_id": "1", "reason": "CHANGED_MIND", "wish": "REFUND"}
    refused = aftersale.as_buyer(order, "POST", "/returns", wanted)
    assert (refused.status, refused.body["case_id"]) == (409, return_id)
    assert aftersale.as_buyer(order, "POST", f"/returns/{return_id}/cancellation").body["outcome"] == "CALLED_OFF"
    assert aftersale.opened(order) != return_id
    assert len(aftersale.as_buyer(order, "GET", "/returns").body["items"]) == 2


def test_what_was_not_delivered_cannot_be_sent_back(aftersale: AfterSale) -> None:
    order = aftersale.shipped()
    wanted = {"line_id": "1", "reason": "CHANGED_MIND", "wish": "REFUND"}
    assert aftersale.as_buyer(order, "POST", "/returns", wanted).body["type"] == "/problems/not-delivered"
    assert aftersale.as_buyer(order, "GET", "/lines/1/return-options").body["state"] == "SHIPPED"


def test_the_choice_is_shown_with_the_extension_it_brings_before_it_is_made(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    shown = aftersale.as_buyer(order, "GET", "/lines/1/return-options?fault=SCREEN").body
    by_reason = {each["reason"]: each["choices"] for each in shown["reasons"]}
    assert by_reason["FAULTY_AT_FIRST_USE"] == [
        {"wish": "REFUND", "extension_months": 0},
        {"wish": "REPAIR", "extension_months": 12},
        {"wish": "EXCHANGE", "extension_months": 0},
    ]
    return_id = aftersale.opened(order, reason="FAULTY_AT_FIRST_USE", fault="SCREEN", wish="REFUND")
    chosen = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/choice", {"wish": "REPAIR"}).body
    assert (chosen["wish"], chosen["choices"]) == ("REPAIR", by_reason["FAULTY_AT_FIRST_USE"])


def test_a_guarantee_that_a_repair_lengthened_is_not_promised_longer_again(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    first = aftersale.inspected(order, reason="FAULTY_AT_FIRST_USE", fault="SCREEN", wish="REPAIR")
    aftersale.as_seller("POST", f"/returns/{first}/repair", {"fault": "SCREEN"})
    aftersale.as_seller("POST", f"/returns/{first}/repair-shipment", PARCEL)
    options = aftersale.as_buyer(order, "GET", "/lines/1/return-options?fault=BATTERY").body
    second = aftersale.opened(order, reason="FAULTY_IN_GUARANTEE", fault="BATTERY", wish="REPAIR")
    shown = aftersale.as_buyer(order, "GET", f"/returns/{second}").body
    by_reason = {each["reason"]: each["choices"] for each in options["reasons"]}
    repair = {"wish": "REPAIR", "extension_months": 0}
    assert repair in by_reason["FAULTY_IN_GUARANTEE"]
    assert repair in shown["choices"]


def test_a_faulty_device_needs_the_part_that_fails(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    wanted = {"line_id": "1", "reason": "FAULTY_ON_ARRIVAL", "wish": "REPAIR"}
    assert aftersale.as_buyer(order, "POST", "/returns", wanted).body["type"] == "/problems/fault-missing"


def test_a_dry_run_says_who_bears_what_and_changes_nothing(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order)
    tried = aftersale.as_seller("POST", f"/returns/{return_id}/refund", {"dry_run": True}).body
    assert (tried["amount"]["amount_minor"], tried["bearer"], tried["refund_id"]) == (WITHOUT_FEE_MINOR, "SELLER", None)
    accounts = {each["account"]: each["amount"]["amount_minor"] for each in tried["accounts"]}
    assert sum(accounts.values()) == 0
    assert accounts["commission"] > 0
    assert order_queries.order(order.order_id).refunding_minor == 0
    assert aftersale.as_seller("GET", f"/returns/{return_id}").body["state"] == "RECEIVED"


def test_another_device_is_found_out_and_cannot_be_restocked(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.received(order)
    report = {"serial": SERIALS[3], "finding": "AS_SOLD"}
    restocked = aftersale.as_seller("POST", f"/returns/{return_id}/inspection", report | {"unit": "RESTOCK"})
    assert restocked.body["type"] == "/problems/not-the-sold-unit"
    shown = aftersale.as_seller("POST", f"/returns/{return_id}/inspection", report).body
    assert shown["inspection"]["is_sold_unit"] is False
    refused = aftersale.as_seller("POST", f"/returns/{return_id}/refusal", {"reason": "WRONG_UNIT"}).body
    assert refused["state"] == "REFUSED"
    assert aftersale.cell.stock(aftersale.offer_id) == (4, 0, 1, 0)


def test_a_free_return_cannot_be_refused_before_the_device_was_seen(aftersale: AfterSale) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    for reason in ("NOT_COVERED", "DAMAGED_BY_BUYER"):
        refused = aftersale.as_seller("POST", f"/returns/{return_id}/refusal", {"reason": reason})
        assert refused.body["type"] == "/problems/refusal-not-permitted"
    assert aftersale.as_seller("GET", f"/returns/{return_id}").body["state"] == "REQUESTED"


def test_a_refusal_is_appealed_once_and_the_operators_decide(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order)
    refusal = {"reason": "DAMAGED_BY_BUYER", "explanation": "The glass is broken."}
    assert aftersale.as_seller("POST", f"/returns/{return_id}/refusal", refusal).status == 200
    appealed = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/appeal", {"explanation": "It was not."}).body
    assert appealed["state"] == "APPEALED"
    assert [each["return_id"] for each in aftersale.as_ops("GET", "/returns").body["items"]] == [return_id]
    assert aftersale.as_ops("GET", "/health").body["returns_waiting"] == 1
    decided = aftersale.as_ops("POST", f"/returns/{return_id}/decision", {"decision": "APPROVE"}).body
    assert decided["state"] == "INSPECTED"
    assert aftersale.as_seller("POST", f"/returns/{return_id}/refusal", refusal).status == 200
    again = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/appeal", {})
    assert again.body["type"] == "/problems/appealed-before"
    texts = [each["text"] for each in aftersale.as_buyer(order, "GET", f"/returns/{return_id}/messages").body["items"]]
    assert texts == ["The glass is broken.", "It was not.", "The glass is broken."]


def test_a_rejected_appeal_sends_the_device_back_to_its_buyer(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/refusal", {"reason": "NO_FAULT_FOUND"})
    aftersale.as_buyer(order, "POST", f"/returns/{return_id}/appeal", {})
    ruled = aftersale.as_ops("POST", f"/returns/{return_id}/decision", {"decision": "REJECT"}).body
    assert ruled["state"] == "TO_SEND_BACK"
    sent = aftersale.as_seller("POST", f"/returns/{return_id}/dispatch", PARCEL).body
    assert (sent["state"], sent["outcome"]) == ("CLOSED", "SENT_BACK")
    shown = aftersale.as_buyer(order, "GET", f"/returns/{return_id}").body
    assert shown["parcel_to_buyer"]["carrier"] == PARCEL["carrier"]
    assert order_queries.order(order.order_id).refunding_minor == 0


def _legal_end(aftersale: AfterSale, order: Order) -> str:
    """The year in which the legal guarantee of the first line ends."""
    rights = aftersale.as_buyer(order, "GET", "/lines/1/return-options").body["rights"]
    return next(str(each["ends_at"][:4]) for each in rights if each["right"] == "LEGAL_GUARANTEE")


def test_a_repaired_device_goes_back_to_its_buyer_with_a_longer_guarantee(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order, reason="FAULTY_AT_FIRST_USE", fault="SCREEN", wish="REPAIR")
    before = _legal_end(aftersale, order)
    assert aftersale.as_seller("POST", f"/returns/{return_id}/repair", {"fault": "SCREEN"}).body["state"] == "IN_REPAIR"
    sent = PARCEL | {"parts": ["SCREEN", "SEAL"]}
    repaired = aftersale.as_seller("POST", f"/returns/{return_id}/repair-shipment", sent).body
    assert (repaired["state"], repaired["repair"]["parts"]) == ("REPAIRED", ["SCREEN", "SEAL"])
    shown = aftersale.as_buyer(order, "GET", f"/returns/{return_id}").body
    assert (shown["parcel"], shown["parcel_to_buyer"]["tracking_number"]) == (None, PARCEL["tracking_number"])
    assert _legal_end(aftersale, order) == str(int(before) + 1)
    assert order_queries.order(order.order_id).refunding_minor == 0
    assert aftersale.cell.stock(aftersale.offer_id) == (4, 0, 1, 0)


def test_the_same_fault_is_repaired_once_replaced_once_and_then_refunded(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    faulty = {"reason": "FAULTY_IN_GUARANTEE", "fault": "SCREEN"}
    first = aftersale.inspected(order, wish="REPAIR", **faulty)
    aftersale.as_seller("POST", f"/returns/{first}/repair", {"fault": "SCREEN"})
    aftersale.as_seller("POST", f"/returns/{first}/repair-shipment", PARCEL)
    asked = {"line_id": "1", "wish": "REPAIR", **faulty}
    assert aftersale.as_buyer(order, "POST", "/returns", asked).body["wishes"] == ["REFUND", "EXCHANGE"]
    second = aftersale.inspected(order, wish="EXCHANGE", **faulty)
    aftersale.as_seller("POST", f"/returns/{second}/replacement", {})
    shipment = PARCEL | {"serial": SERIALS[1]}
    assert aftersale.as_seller("POST", f"/returns/{second}/replacement-shipment", shipment).body["state"] == "EXCHANGED"
    assert aftersale.as_buyer(order, "POST", "/returns", asked | {"wish": "EXCHANGE"}).body["wishes"] == ["REFUND"]


def test_an_exchange_sends_a_like_unit_and_books_no_second_sale(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    paid = order_queries.order(order.order_id)
    return_id = aftersale.inspected(order, reason="FAULTY_ON_ARRIVAL", fault="SCREEN", wish="EXCHANGE")
    reserved = aftersale.as_seller("POST", f"/returns/{return_id}/replacement", {"unit": "WRITE_OFF"}).body
    assert (reserved["state"], reserved["unit"]) == ("REPLACING", "WRITTEN_OFF")
    assert aftersale.cell.stock(aftersale.offer_id) == (3, 1, 0, 1)
    sold_one = aftersale.as_seller("POST", f"/returns/{return_id}/replacement-shipment", PARCEL | {"serial": "1"})
    assert sold_one.status == 422
    shipment = PARCEL | {"serial": SERIALS[1]}
    assert (
        aftersale.as_seller("POST", f"/returns/{return_id}/replacement-shipment", shipment).body["state"] == "EXCHANGED"
    )
    assert aftersale.cell.stock(aftersale.offer_id) == (3, 0, 1, 1)
    has = identifiers(order.person_id, "1")
    assert has is not None
    assert has.serial == SERIALS[1]
    assert order_queries.order(order.order_id) == paid


def test_who_wishes_the_money_back_is_sent_no_other_device(aftersale: AfterSale) -> None:
    return_id = aftersale.inspected(aftersale.delivered())
    stock = aftersale.cell.stock(aftersale.offer_id)
    refused = aftersale.as_seller("POST", f"/returns/{return_id}/replacement", {"unit": "WRITE_OFF"})
    assert refused.body["type"] == "/problems/illegal-return-step"
    assert aftersale.cell.stock(aftersale.offer_id) == stock


def test_an_exchange_without_a_like_unit_becomes_a_refund(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order, reason="FAULTY_ON_ARRIVAL", fault="SCREEN", wish="EXCHANGE")
    for _ in range(2):
        aftersale.cell.paid_order(aftersale.offer_id, aftersale.offer_id)
    refunded = aftersale.as_seller("POST", f"/returns/{return_id}/replacement", {}).body
    assert (refunded["state"], refunded["unit"]) == ("REFUNDED", "WRITTEN_OFF")
    assert order_queries.order(order.order_id).refunded_minor == PAID_MINOR


def test_the_sellers_list_goes_on_from_the_last_change(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    (listed,) = aftersale.as_seller("GET", "/returns?updated_since=2026-11-23").body["items"]
    assert (listed["return_id"], listed["reason_code"], listed["sku"]) == (return_id, 25, "IP13-GOOD")
    aftersale.cell.clock.advance(hours=1)
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    since = aftersale.as_seller("GET", f"/returns?updated_since={listed['changed_at'][:19]}Z&state=APPROVED").body
    assert [each["state"] for each in since["items"]] == ["APPROVED"]
    assert aftersale.as_seller("GET", "/returns?state=REQUESTED").body["items"] == []


@pytest.mark.parametrize("step", ["receipt", "inspection", "replacement", "repair-shipment", "dispatch"])
def test_a_step_out_of_turn_is_refused_and_changes_nothing(aftersale: AfterSale, step: str) -> None:
    return_id = aftersale.opened(aftersale.delivered())
    before = aftersale.as_seller("GET", f"/returns/{return_id}").body
    bodies = {"receipt": None, "inspection": {"serial": SERIALS[0], "finding": "AS_SOLD"}, "replacement": {}}
    refused = aftersale.as_seller("POST", f"/returns/{return_id}/{step}", bodies.get(step, PARCEL))
    assert refused.body["type"] == "/problems/illegal-return-step"
    assert aftersale.as_seller("GET", f"/returns/{return_id}").body == before


@pytest.mark.parametrize(
    ("method", "step", "body"),
    [
        ("GET", "", None),
        ("POST", "/choice", {"wish": "EXCHANGE"}),
        ("POST", "/dispatch", PARCEL),
        ("POST", "/cancellation", None),
        ("POST", "/appeal", {}),
        ("GET", "/messages", None),
        ("POST", "/messages", {"text": "Whose is it?"}),
    ],
)
def test_the_return_of_another_order_is_none_under_ones_own(
    aftersale: AfterSale, method: str, step: str, body: dict[str, str] | None
) -> None:
    victim, own = aftersale.delivered(), aftersale.delivered()
    return_id = aftersale.opened(victim)
    foreign = aftersale.as_buyer(own, method, f"/returns/{return_id}{step}", body)
    unknown = aftersale.as_buyer(own, method, f"/returns/{return_id[:-1]}0{step}", body)
    assert (
        (foreign.status, foreign.body["type"]) == (unknown.status, unknown.body["type"]) == (404, "/problems/not-found")
    )
    shown = aftersale.as_buyer(victim, "GET", f"/returns/{return_id}").body
    assert (shown["state"], shown["wish"], shown["messages"]) == ("REQUESTED", "REFUND", 0)
