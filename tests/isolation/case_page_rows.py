"""Rows of the pages of returns and claims: a buyer's go by the order's cookie, the others by a key's session."""

from typing import Any

from tests.isolation.aftersales_rows import PARCEL, REFUSED, sent_photo
from tests.isolation.row import CONSOLE, OPENED, SENT_ON, SHIPMENT, Row

LINE = "/orders/{order_id}/lines/{line_id}"
BUYERS_RETURN, BUYERS_CLAIM = "/orders/{order_id}/returns/{return_id}", "/orders/{order_id}/claims/{claim_id}"
RETURN, CLAIM = "/sell/returns/{return_id}", "/sell/claims/{claim_id}"
OPS_RETURN, OPS_CLAIM = "/ops/returns/{return_id}", "/ops/claims/{claim_id}"


def _buyers(typed: dict[str, Any], statuses: tuple[int, ...] = SENT_ON, *, line: str = "paid_line") -> Row:
    """What a form of a buyer's page asks for."""
    return Row(credential_in="cookie", form=lambda _: typed, statuses=statuses, line=line)


def _console(typed: dict[str, Any], statuses: tuple[int, ...] = SENT_ON) -> Row:
    """What a form of a console asks for."""
    return Row(credential_in="console", form=lambda _: typed, statuses=statuses)


def _no_page(credential_in: Any) -> Row:
    return Row(credential_in=credential_in, statuses=(404,))


DISPUTE = "/sell/disputes/{dispute_id}"
# S3 sends the browser there without a cookie: the same for every case, whether or not there is one.
SENT_PHOTO = Row(credential_in="console", query=sent_photo, elsewhere=200, tells_nothing=True)

CASE_PAGE_ROWS: dict[tuple[str, str], Row] = {
    ("GET", f"{LINE}/return"): Row(credential_in="cookie", statuses=REFUSED),
    ("POST", f"{LINE}/return"): _buyers({"reason": "CHANGED_MIND", "wish": "REFUND", "key": "return-1"}, REFUSED),
    ("GET", BUYERS_RETURN): OPENED,
    ("POST", f"{BUYERS_RETURN}/choice"): _buyers({"wish": "REFUND"}),
    ("POST", f"{BUYERS_RETURN}/dispatch"): _buyers(PARCEL, REFUSED),
    ("POST", f"{BUYERS_RETURN}/cancellation"): _buyers({"sure": "yes"}, REFUSED),
    ("POST", f"{BUYERS_RETURN}/appeal"): _buyers({"explanation": "No."}, REFUSED),
    ("POST", f"{BUYERS_RETURN}/messages"): _buyers({"text": "Hello", "key": "message-1"}),
    ("POST", f"{BUYERS_RETURN}/label"): _buyers({}, REFUSED),
    ("GET", f"{BUYERS_RETURN}/photo"): OPENED,
    ("GET", f"{BUYERS_RETURN}/photos"): Row(credential_in="cookie", query=sent_photo, statuses=(404,)),
    ("GET", f"{LINE}/claim"): Row(credential_in="cookie", line="shipped_line"),
    ("POST", f"{LINE}/claim"): _buyers(
        {"kind": "NOT_RECEIVED", "wish": "REFUND", "key": "claim-1"}, REFUSED, line="shipped_line"
    ),
    ("GET", BUYERS_CLAIM): OPENED,
    ("POST", f"{BUYERS_CLAIM}/cancellation"): _buyers({"sure": "yes"}),
    ("POST", f"{BUYERS_CLAIM}/messages"): _buyers({"text": "Hello", "key": "message-2"}),
    ("GET", f"{BUYERS_CLAIM}/photo"): OPENED,
    ("GET", f"{BUYERS_CLAIM}/photos"): Row(credential_in="cookie", query=sent_photo, statuses=(404,)),
    ("GET", f"{LINE}/{{below}}"): Row(statuses=(404,)),
    ("GET", f"{BUYERS_RETURN}/{{below}}"): Row(statuses=(404,)),
    ("GET", f"{BUYERS_CLAIM}/{{below}}"): Row(statuses=(404,)),
    ("GET", "/sell/messages"): CONSOLE,
    ("GET", "/sell/returns"): CONSOLE,
    ("GET", RETURN): CONSOLE,
    ("POST", f"{RETURN}/approval"): _console({}),
    ("POST", f"{RETURN}/refusal"): _console({"reason": "NOT_COVERED"}, REFUSED),
    ("POST", f"{RETURN}/receipt"): _console({}, REFUSED),
    ("POST", f"{RETURN}/inspection"): _console({"serial": "353918056991447", "finding": "AS_SOLD"}, REFUSED),
    ("POST", f"{RETURN}/repair"): _console({"fault": "SCREEN"}, REFUSED),
    ("POST", f"{RETURN}/repair-shipment"): _console(PARCEL, REFUSED),
    ("POST", f"{RETURN}/replacement"): _console({}, REFUSED),
    ("POST", f"{RETURN}/replacement-shipment"): _console(SHIPMENT, REFUSED),
    ("GET", f"{RETURN}/refund"): CONSOLE,
    ("POST", f"{RETURN}/refund"): _console({"key": "refund-1"}),
    ("POST", f"{RETURN}/dispatch"): _console(PARCEL, REFUSED),
    ("POST", f"{RETURN}/messages"): _console({"text": "Hello", "key": "message-3"}),
    ("GET", f"{RETURN}/photo"): CONSOLE,
    ("GET", f"{RETURN}/sent-photo"): SENT_PHOTO,
    ("GET", f"{RETURN}/photos"): Row(credential_in="console", query=sent_photo, statuses=(404,)),
    ("GET", f"{RETURN}/{{below}}"): _no_page("console"),
    ("GET", f"{DISPUTE}/file"): CONSOLE,
    ("GET", f"{DISPUTE}/sent-file"): SENT_PHOTO,
    ("GET", f"{DISPUTE}/files"): Row(credential_in="console", query=sent_photo, statuses=(404,)),
    ("GET", f"{DISPUTE}/{{below}}"): _no_page("console"),
    ("GET", "/sell/claims"): CONSOLE,
    ("GET", CLAIM): CONSOLE,
    ("POST", f"{CLAIM}/acceptance"): _console({"remedy": "REFUND"}),
    ("POST", f"{CLAIM}/contest"): _console({"reason": "DELIVERED"}),
    ("POST", f"{CLAIM}/replacement-shipment"): _console(SHIPMENT, REFUSED),
    ("POST", f"{CLAIM}/messages"): _console({"text": "Hello", "key": "message-4"}),
    ("GET", f"{CLAIM}/photo"): CONSOLE,
    ("GET", f"{CLAIM}/sent-photo"): SENT_PHOTO,
    ("GET", f"{CLAIM}/photos"): Row(credential_in="console", query=sent_photo, statuses=(404,)),
    ("GET", f"{CLAIM}/{{below}}"): _no_page("console"),
    ("GET", "/ops/returns"): CONSOLE,
    ("GET", OPS_RETURN): CONSOLE,
    ("POST", f"{OPS_RETURN}/takeover"): _console({}),
    ("POST", f"{OPS_RETURN}/decision"): _console({"decision": "APPROVE"}),
    ("GET", f"{OPS_RETURN}/{{below}}"): _no_page("console"),
    ("GET", "/ops/claims"): CONSOLE,
    ("GET", OPS_CLAIM): CONSOLE,
    ("POST", f"{OPS_CLAIM}/decision"): _console({"decision": "REFUND"}),
    ("GET", f"{OPS_CLAIM}/{{below}}"): _no_page("console"),
}
