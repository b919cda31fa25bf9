"""The matrix, for returns, claims, donations and disputes."""

from typing import Any

from tests.isolation.row import SHIPMENT, Row, asking
from tests.isolation.world import Things

RETURN, BUYERS_RETURN = "/v1/seller/returns/{return_id}", "/v1/orders/{order_id}/returns/{return_id}"
CLAIM, BUYERS_CLAIM = "/v1/seller/claims/{claim_id}", "/v1/orders/{order_id}/claims/{claim_id}"
# What the state of the return or claim at hand does not allow.
REFUSED = (409,)
UNKNOWN_UPLOAD = {"upload_id": "upl_eu_01KB1T9QZ4M3H8V2X7C5N6R0DE"}
# An upload that there is not.
sent_photo = asking(key=f"quarantine/{UNKNOWN_UPLOAD['upload_id']}")
PARCEL = {"carrier": "colissimo", "tracking_number": "6A1234567890"}


def _donation(things: Things) -> dict[str, Any]:
    return {
        "product_id": things.product_id,
        "serial": "353918056991447",
        "charity": {"name": "Emmaüs", "legal_id": "792 613 871", "country": "FR", "is_public_interest": True},
        "wiping": {"method": "OVERWRITTEN", "wiped_on": "2026-11-20", "certificate": "W-1"},
        "valuation": {"amount_minor": 4500, "currency": "EUR", "method": "MARKET_PRICE", "source": "own offers"},
        "deed": {"reference": "D-1", "signed_on": "2026-11-22"},
    }


AFTERSALES_ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/v1/orders/{order_id}/lines/{line_id}/return-options"): Row(statuses=REFUSED),
    ("POST", "/v1/orders/{order_id}/returns"): Row(
        body=lambda things: {"line_id": things.paid_line, "reason": "CHANGED_MIND", "wish": "REFUND"}, statuses=REFUSED
    ),
    ("GET", "/v1/orders/{order_id}/returns"): Row(),
    ("GET", BUYERS_RETURN): Row(),
    ("POST", f"{BUYERS_RETURN}/choice"): Row(body=lambda _: {"wish": "REFUND"}),
    ("POST", f"{BUYERS_RETURN}/dispatch"): Row(body=lambda _: PARCEL, statuses=REFUSED),
    ("POST", f"{BUYERS_RETURN}/cancellation"): Row(statuses=REFUSED),
    ("POST", f"{BUYERS_RETURN}/appeal"): Row(body=lambda _: {}, statuses=REFUSED),
    ("POST", f"{BUYERS_RETURN}/label"): Row(statuses=REFUSED),
    ("POST", f"{BUYERS_RETURN}/uploads"): Row(body=lambda _: {}),
    ("POST", f"{BUYERS_RETURN}/files"): Row(body=lambda _: UNKNOWN_UPLOAD, statuses=(404,)),
    ("GET", f"{BUYERS_RETURN}/files"): Row(),
    ("GET", f"{BUYERS_RETURN}/messages"): Row(),
    ("POST", f"{BUYERS_RETURN}/messages"): Row(body=lambda _: {"text": "Hello"}),
    ("POST", "/v1/orders/{order_id}/lines/{line_id}/non-receipt"): Row(
        line="shipped_line", body=lambda _: {}, statuses=REFUSED
    ),
    ("POST", "/v1/orders/{order_id}/claims"): Row(
        body=lambda things: {"line_id": things.paid_line, "kind": "WRONG_DEVICE"}, statuses=REFUSED
    ),
    ("GET", "/v1/orders/{order_id}/claims"): Row(),
    ("GET", BUYERS_CLAIM): Row(),
    ("POST", f"{BUYERS_CLAIM}/cancellation"): Row(),
    ("POST", f"{BUYERS_CLAIM}/uploads"): Row(body=lambda _: {}),
    ("POST", f"{BUYERS_CLAIM}/files"): Row(body=lambda _: UNKNOWN_UPLOAD, statuses=(404,)),
    ("GET", f"{BUYERS_CLAIM}/files"): Row(),
    ("GET", f"{BUYERS_CLAIM}/messages"): Row(),
    ("POST", f"{BUYERS_CLAIM}/messages"): Row(body=lambda _: {"text": "Hello"}),
    ("GET", "/v1/seller/disputes"): Row(),
    ("POST", "/v1/seller/disputes/{dispute_id}/uploads"): Row(body=lambda _: {}),
    ("POST", "/v1/seller/disputes/{dispute_id}/files"): Row(body=lambda _: UNKNOWN_UPLOAD, statuses=(404,)),
    ("GET", "/v1/seller/disputes/{dispute_id}/files"): Row(),
    ("GET", "/v1/ops/disputes"): Row(),
    ("GET", "/v1/ops/disputes/{dispute_id}/files"): Row(),
    ("GET", "/v1/ops/disputes/{dispute_id}"): Row(),
    ("POST", "/v1/ops/disputes/{dispute_id}/evidence"): Row(body=lambda _: {"explanation": "It arrived."}),
    ("POST", "/v1/ops/disputes/{dispute_id}/acceptance"): Row(),
    ("GET", "/v1/seller/returns"): Row(),
    ("GET", RETURN): Row(),
    ("POST", f"{RETURN}/approval"): Row(body=lambda _: {}),
    ("POST", f"{RETURN}/refusal"): Row(body=lambda _: {"reason": "NOT_COVERED"}, statuses=REFUSED),
    ("POST", f"{RETURN}/receipt"): Row(statuses=REFUSED),
    ("POST", f"{RETURN}/inspection"): Row(
        body=lambda _: {"serial": "353918056991447", "finding": "AS_SOLD"}, statuses=REFUSED
    ),
    ("POST", f"{RETURN}/repair"): Row(body=lambda _: {"fault": "SCREEN"}, statuses=REFUSED),
    ("POST", f"{RETURN}/repair-shipment"): Row(body=lambda _: PARCEL, statuses=REFUSED),
    ("POST", f"{RETURN}/replacement"): Row(body=lambda _: {}, statuses=REFUSED),
    ("POST", f"{RETURN}/replacement-shipment"): Row(body=lambda _: SHIPMENT, statuses=REFUSED),
    ("POST", f"{RETURN}/refund"): Row(body=lambda _: {"dry_run": True}),
    ("POST", f"{RETURN}/dispatch"): Row(body=lambda _: PARCEL, statuses=REFUSED),
    ("GET", f"{RETURN}/files"): Row(),
    ("POST", f"{RETURN}/uploads"): Row(body=lambda _: {}),
    ("POST", f"{RETURN}/files"): Row(body=lambda _: UNKNOWN_UPLOAD, statuses=(404,)),
    ("GET", f"{RETURN}/messages"): Row(),
    ("POST", f"{RETURN}/messages"): Row(body=lambda _: {"text": "Hello"}),
    ("GET", "/v1/seller/claims"): Row(),
    ("GET", CLAIM): Row(),
    ("POST", f"{CLAIM}/acceptance"): Row(body=lambda _: {"remedy": "REFUND"}),
    ("POST", f"{CLAIM}/contest"): Row(body=lambda _: {"reason": "DELIVERED"}),
    ("POST", f"{CLAIM}/replacement-shipment"): Row(body=lambda _: SHIPMENT, statuses=REFUSED),
    ("POST", f"{CLAIM}/uploads"): Row(body=lambda _: {}),
    ("POST", f"{CLAIM}/files"): Row(body=lambda _: UNKNOWN_UPLOAD, statuses=(404,)),
    ("GET", f"{CLAIM}/files"): Row(),
    ("GET", f"{CLAIM}/messages"): Row(),
    ("POST", f"{CLAIM}/messages"): Row(body=lambda _: {"text": "Hello"}),
    ("GET", "/v1/ops/returns"): Row(),
    ("GET", "/v1/ops/returns/{return_id}"): Row(),
    ("GET", "/v1/ops/returns/{return_id}/files"): Row(),
    ("POST", "/v1/ops/returns/{return_id}/takeover"): Row(),
    ("POST", "/v1/ops/returns/{return_id}/decision"): Row(body=lambda _: {"decision": "APPROVE"}),
    ("GET", "/v1/ops/claims"): Row(),
    ("GET", "/v1/ops/claims/{claim_id}"): Row(),
    ("GET", "/v1/ops/claims/{claim_id}/files"): Row(),
    ("POST", "/v1/ops/claims/{claim_id}/decision"): Row(body=lambda _: {"decision": "REFUND"}),
    ("POST", "/v1/ops/donations"): Row(body=_donation, names=frozenset({"product_id"})),
    ("GET", "/v1/ops/donations"): Row(query=asking(year="2026")),
    ("GET", "/v1/ops/donation-report"): Row(query=asking(year="2026")),
}
