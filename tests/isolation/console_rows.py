"""Rows of the consoles, which go by the session of a key."""

from typing import Any

from tests.isolation.row import CONSOLE, SENT_ON, SHIPMENT, Row, made_in_dashboard


def _step(typed: dict[str, Any], *, line: str = "paid_line") -> Row:
    """What a form of a console asks for."""
    return Row(credential_in="console", form=lambda _: typed, line=line, statuses=SENT_ON)


SOLD = "/sell/orders/{order_id}/lines/{line_id}"
CONSOLE_ROWS: dict[tuple[str, str], Row] = {
    ("GET", "/sell"): CONSOLE,
    ("GET", "/sell/sign-in"): CONSOLE,
    ("POST", "/sell/sign-in"): Row(credential_in="console", form=lambda _: {"key": "none"}, statuses=(401,)),
    ("POST", "/sell/sign-out"): _step({}),
    ("GET", "/sell/orders"): CONSOLE,
    ("GET", "/sell/orders/{order_id}"): CONSOLE,
    ("POST", f"{SOLD}/acceptance"): _step({}),
    ("GET", f"{SOLD}/shipment"): CONSOLE,
    ("POST", f"{SOLD}/shipment"): _step(SHIPMENT, line="accepted_line"),
    ("GET", f"{SOLD}/cancellation"): CONSOLE,
    ("POST", f"{SOLD}/cancellation"): _step({"reason": "DEFECTIVE", "key": "cancel-1"}),
    ("GET", f"{SOLD}/delivery"): CONSOLE,
    ("POST", f"{SOLD}/delivery"): _step({"reference": "signed"}, line="shipped_line"),
    ("GET", "/sell/money"): CONSOLE,
    ("POST", "/sell/onboarding-link"): Row(credential_in="console", form=lambda _: {}),
    ("GET", "/sell/transfers"): CONSOLE,
    ("GET", "/sell/disputes"): CONSOLE,
    ("GET", "/sell/payouts"): CONSOLE,
    ("GET", "/sell/payouts/{payout_id}"): CONSOLE,
    ("GET", "/sell/payouts/{payout_id}/{below}"): Row(credential_in="console", statuses=(404,)),
    ("GET", "/sell/statements/{month}"): CONSOLE,
    ("GET", "/sell/statements/{month}/pdf"): Row(credential_in="console", statuses=SENT_ON),
    ("GET", "/sell/statements/{month}/csv"): Row(credential_in="console", statuses=SENT_ON),
    ("GET", "/sell/statements/{month}/{below}"): Row(credential_in="console", statuses=(404,)),
    ("GET", "/sell/invoices"): CONSOLE,
    ("GET", "/sell/invoices/{invoice_id}/pdf"): Row(credential_in="console", statuses=SENT_ON),
    ("GET", "/sell/invoices/{invoice_id}/xml"): Row(credential_in="console", statuses=SENT_ON),
    ("GET", "/sell/invoices/{invoice_id}/{below}"): Row(credential_in="console", statuses=(404,)),
    ("GET", "/sell/{page_name}"): Row(credential_in="console", statuses=(404,)),
    ("GET", "/sell/orders/{order_id}/{below}"): Row(credential_in="console", statuses=(404,)),
    ("GET", "/ops"): CONSOLE,
    ("GET", "/ops/sign-in"): CONSOLE,
    ("POST", "/ops/sign-in"): Row(credential_in="console", form=lambda _: {"key": "none"}, statuses=(401,)),
    ("POST", "/ops/sign-out"): _step({}),
    ("GET", "/ops/orders"): CONSOLE,
    ("GET", "/ops/orders/{order_id}"): CONSOLE,
    ("GET", "/ops/orders/{order_id}/lines/{line_id}/refund"): CONSOLE,
    ("POST", "/ops/orders/{order_id}/lines/{line_id}/refund"): _step(
        {"step": "confirm", "amount": "0.01", "reason": "GOODWILL", "key": "part-1"}
    ),
    ("GET", "/ops/orders/{order_id}/journals"): CONSOLE,
    ("GET", "/ops/refunds"): CONSOLE,
    ("GET", "/ops/orders/{order_id}/refunds/{refund_id}"): CONSOLE,
    ("POST", "/ops/orders/{order_id}/refunds/{refund_id}/retry"): _step({"tries": "1"}),
    ("POST", "/ops/orders/{order_id}/refunds/{refund_id}/bank-transfer"): _step(
        {"reference": "RB 1", "paid_on": "2026-11-23", "key": "paid-1"}
    ),
    ("POST", "/ops/orders/{order_id}/refunds/{refund_id}/stripe-refund"): Row(
        credential_in="console", form=lambda things: made_in_dashboard(things) | {"key": "adopt-1"}, statuses=SENT_ON
    ),
    ("GET", "/ops/disputes"): CONSOLE,
    ("GET", "/ops/disputes/{dispute_id}"): CONSOLE,
    ("GET", "/ops/disputes/{dispute_id}/{below}"): Row(credential_in="console", statuses=(404,)),
    ("POST", "/ops/disputes/{dispute_id}/evidence"): _step({"explanation": "It arrived.", "key": "answer-1"}),
    ("POST", "/ops/disputes/{dispute_id}/acceptance"): _step({"is_certain": "yes", "key": "answer-2"}),
    ("GET", "/ops/ledger"): CONSOLE,
    ("GET", "/ops/payouts"): CONSOLE,
    ("GET", "/ops/transfers"): CONSOLE,
    ("POST", "/ops/orders/{order_id}/lines/{line_id}/transfer-retry"): _step({}, line="shipped_line"),
    ("GET", "/ops/reconciliations"): CONSOLE,
    ("GET", "/ops/reconciliations/{day}"): CONSOLE,
    ("POST", "/ops/reconciliations/{day}"): _step({}),
    ("GET", "/ops/reconciliations/{day}/{below}"): Row(credential_in="console", statuses=(404,)),
    ("GET", "/ops/{page_name}"): Row(credential_in="console", statuses=(404,)),
    ("GET", "/ops/orders/{order_id}/{below}"): Row(credential_in="console", statuses=(404,)),
}
