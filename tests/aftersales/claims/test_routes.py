"""Claims over HTTP: what did not arrive, arrived damaged, or is another device."""

from chalicelib.aftersales.claims import queries
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from chalicelib.orders import queries as order_queries
from chalicelib.people.queries import identifiers
from tests.aftersales.conftest import PARCEL, SERIALS, AfterSale
from tests.uploads.sample_files import photo
from tests.uploads.upload_window import announce

PAID_MINOR = 35_889
DAMAGED = {"line_id": "1", "kind": "DAMAGED_IN_TRANSIT", "wish": "EXCHANGE", "description": "The box was crushed."}


def _missing(aftersale: AfterSale, **changed: str) -> tuple[str, str]:
    """(order id, claim id) of a parcel that is late."""
    order = aftersale.shipped()
    early = aftersale.as_buyer(order, "POST", "/lines/1/non-receipt", changed)
    assert (early.status, early.body["type"]) == (409, "/problems/parcel-not-due")
    aftersale.cell.clock.advance(days=4)
    reply = aftersale.as_buyer(order, "POST", "/lines/1/non-receipt", changed)
    assert reply.status == 201, reply.body
    return order.order_id, str(reply.body["claim_id"])


def test_a_parcel_that_did_not_arrive_is_refunded_whole(aftersale: AfterSale) -> None:
    order_id, claim_id = _missing(aftersale)
    met = aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "REFUND"}).body
    assert met["state"] == "REFUNDED"
    assert order_queries.order(order_id).refunded_minor == PAID_MINOR
    again = aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "REPLACEMENT"}).body
    assert again["state"] == "REFUNDED"


def test_a_photo_of_a_claim_is_attached_once_however_often_it_is_asked(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    claim_id = aftersale.as_buyer(order, "POST", "/claims", DAMAGED).body["claim_id"]
    form = aftersale.as_buyer(order, "POST", f"/claims/{claim_id}/uploads", {"content_type": "image/jpeg"}).body
    attached = {"upload_id": form["upload_id"]}
    early = aftersale.as_buyer(order, "POST", f"/claims/{claim_id}/files", attached)
    assert early.body["type"] == "/problems/upload-not-checked"
    aws.client("s3").put_object(Bucket=settings.uploads_bucket, Key=form["fields"]["key"], Body=photo())
    assert announce(form["fields"]["key"]) == []
    before = queries.claim(claim_id)
    first, again = (aftersale.as_buyer(order, "POST", f"/claims/{claim_id}/files", attached).body for _ in range(2))
    assert [each["upload_id"] for each in first["items"]] == [each["upload_id"] for each in again["items"]]
    after = queries.claim(claim_id)
    assert after.file_ids == (form["upload_id"],)
    assert (after.state, after.due_by, after.version) == (before.state, before.due_by, before.version + 1)
    assert len(aftersale.as_seller("GET", f"/claims/{claim_id}/files").body["items"]) == 1
    aftersale.as_buyer(order, "POST", f"/claims/{claim_id}/cancellation")
    ended = aftersale.as_buyer(order, "POST", f"/claims/{claim_id}/uploads", {})
    assert ended.body["type"] == "/problems/illegal-claim-step"


def test_a_parcel_that_did_not_arrive_is_replaced_by_a_like_unit(aftersale: AfterSale) -> None:
    order_id, claim_id = _missing(aftersale, wish="EXCHANGE")
    aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "REPLACEMENT"})
    assert aftersale.cell.stock(aftersale.offer_id) == (3, 1, 1, 0)
    shipment = PARCEL | {"serial": SERIALS[1]}
    shipped = aftersale.as_seller("POST", f"/claims/{claim_id}/replacement-shipment", shipment).body
    assert (shipped["state"], shipped["refund_id"]) == ("REPLACED", None)
    assert aftersale.cell.stock(aftersale.offer_id) == (3, 0, 2, 0)
    has = identifiers(order_queries.order(order_id).person_id, "1")
    assert has is not None
    assert has.serial == SERIALS[1]


def test_a_proof_of_delivery_leaves_the_claim_to_the_operators(aftersale: AfterSale) -> None:
    order_id, claim_id = _missing(aftersale)
    contest = {"reason": "DELIVERED", "explanation": "Signed by a neighbour."}
    assert aftersale.as_seller("POST", f"/claims/{claim_id}/contest", contest).body["state"] == "CONTESTED"
    assert aftersale.as_ops("GET", "/health").body["claims_waiting"] == 1
    ruled = aftersale.as_ops("POST", f"/claims/{claim_id}/decision", {"decision": "REJECT"}).body
    assert ruled["state"] == "REJECTED"
    assert order_queries.order(order_id).refunding_minor == 0


def test_a_damaged_device_comes_back_as_an_approved_return(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    claim_id = aftersale.as_buyer(order, "POST", "/claims", DAMAGED).body["claim_id"]
    met = aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "RETURN"}).body
    assert met["state"] == "RETURNED"
    shown = aftersale.as_buyer(order, "GET", f"/returns/{met['return_id']}").body
    assert (shown["state"], shown["reason"], shown["wish"]) == ("APPROVED", "DAMAGED_IN_TRANSIT", "EXCHANGE")
    wanted = {"line_id": "1", "reason": "CHANGED_MIND", "wish": "REFUND"}
    assert aftersale.as_buyer(order, "POST", "/returns", wanted).body["case_id"] == met["return_id"]


def test_damage_is_reported_within_three_working_days(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    aftersale.cell.clock.advance(days=4)
    assert aftersale.as_buyer(order, "POST", "/claims", DAMAGED).body["type"] == "/problems/claim-too-late"
    wrong = aftersale.as_buyer(order, "POST", "/claims", DAMAGED | {"kind": "WRONG_DEVICE"})
    assert wrong.status == 201


def test_a_receipt_that_the_buyer_confirmed_is_no_longer_denied(aftersale: AfterSale) -> None:
    order = aftersale.delivered(proof="RECEIPT")
    denied = aftersale.as_buyer(order, "POST", "/lines/1/non-receipt", {})
    assert (denied.body["type"], denied.body["delivery_proof"]) == ("/problems/claim-not-possible", "RECEIPT")


def test_a_claim_sent_twice_is_one_and_can_be_dropped(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    first = aftersale.as_buyer(order, "POST", "/claims", DAMAGED, idempotency_key="one")
    again = aftersale.as_buyer(order, "POST", "/claims", DAMAGED, idempotency_key="one")
    assert first.body == again.body
    claim_id = first.body["claim_id"]
    assert aftersale.as_buyer(order, "POST", f"/claims/{claim_id}/cancellation").body["state"] == "DROPPED"
    (listed,) = aftersale.as_buyer(order, "GET", "/claims").body["items"]
    assert (listed["state"], listed["remedies"]) == ("DROPPED", [])
    (of_seller,) = aftersale.as_seller("GET", "/claims?state=DROPPED").body["items"]
    assert of_seller["reason_code"] == 21


def test_a_silent_seller_meets_the_claim(aftersale: AfterSale) -> None:
    order_id, claim_id = _missing(aftersale)
    with aftersale.carrier("LOST"):
        aftersale.wait(days=4)
    found = queries.claim(claim_id)
    assert (found.state, found.cause) == ("REFUNDED", "SELLER_SILENT")
    assert order_queries.order(order_id).refunded_minor == PAID_MINOR


def test_a_carrier_that_says_delivered_leaves_the_claim_to_the_operators(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    claim_id = aftersale.as_buyer(order, "POST", "/lines/1/non-receipt", {}).body["claim_id"]
    with aftersale.carrier("DELIVERED"):
        aftersale.wait(days=4)
    found = queries.claim(claim_id)
    assert (found.state, found.contest_reason) == ("CONTESTED", "CARRIER_SAYS_DELIVERED")
    assert aftersale.as_ops("POST", f"/claims/{claim_id}/decision", {"decision": "REFUND"}).body["state"] == "REFUNDED"


def test_a_replacement_that_is_not_shipped_in_time_becomes_a_refund(aftersale: AfterSale) -> None:
    order_id, claim_id = _missing(aftersale, wish="EXCHANGE")
    aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "REPLACEMENT"})
    with aftersale.carrier("LOST"):
        aftersale.wait(days=7)
    assert queries.claim(claim_id).state == "REFUNDED"
    assert aftersale.cell.stock(aftersale.offer_id) == (4, 0, 1, 0)
    assert order_queries.order(order_id).refunded_minor == PAID_MINOR


def test_a_remedy_that_does_not_fit_the_claim_is_refused(aftersale: AfterSale) -> None:
    _, claim_id = _missing(aftersale)
    refused = aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "RETURN"})
    assert refused.body["type"] == "/problems/illegal-claim-step"


def test_a_claim_that_was_met_is_not_met_in_another_way(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    report = {"line_id": "1", "kind": "WRONG_DEVICE"}
    claim_id = aftersale.as_buyer(order, "POST", "/claims", report).body["claim_id"]
    refunded = aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "REFUND"}).body
    assert aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "REFUND"}).body == refunded
    decided = aftersale.as_ops("POST", f"/claims/{claim_id}/decision", {"decision": "RETURN"})
    assert (decided.status, decided.body["state"]) == (409, "REFUNDED")
