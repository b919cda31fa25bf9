"""Stripe said no, or nobody knows: between the two there is nothing, and a key makes asking again safe."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import pytest
import stripe as stripe_library

from chalicelib.gateways import stripe
from chalicelib.gateways.stripe import OutcomeUnknown, StripeRefused
from chalicelib.kernel.runtime.settings import settings
from testing.cell import Cell, open_cell

PARAMETERS = {
    "amount": 349_00,
    "currency": "eur",
    "payment_method_types": ["card"],
    "metadata": {"order_id": "ord_eu_1"},
}


@pytest.fixture
def cell(tables: None) -> Iterator[Cell]:  # noqa: ARG001 - it stands on the tables
    with open_cell(Cell) as found:
        yield found


class Line(stripe_library.HTTPClient):
    """A line to Stripe with one answer at its end, and what went through it."""

    name = "line"

    def __init__(self, status: int, body: object) -> None:
        super().__init__()
        self._status = status
        self._body = body if isinstance(body, str) else json.dumps(body)
        self.sent: list[tuple[str, str, Mapping[str, str]]] = []

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None, **_: Any
    ) -> tuple[str, int, Mapping[str, str]]:
        assert post_data is None or isinstance(post_data, str)
        self.sent.append((method, url, headers or {}))
        return self._body, self._status, {}

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(autouse=True)
def _hang_up() -> Iterator[None]:
    yield
    stripe.use_http_client(None)


def answering(status: int, body: object) -> Line:
    line = Line(status, body)
    stripe.use_http_client(line)
    return line


def error(kind: str, code: str | None = None) -> dict[str, Any]:
    return {"error": {"type": kind, "code": code, "message": "no"}}


def pay(cell: Cell, intent: stripe.StripeIntent, card: str) -> stripe.StripeIntent:
    key = {"Authorization": "Bearer sk_test_1"}
    cell.stripe.answer("POST", f"/v1/payment_intents/{intent.id}/confirm", key, f"payment_method={card}".encode())
    return stripe.intent(intent.id)


def test_an_intent_is_made_once_per_key(cell: Cell) -> None:
    made = stripe.create_intent(PARAMETERS, "ord_eu_1:pay#1")
    assert stripe.create_intent(PARAMETERS, "ord_eu_1:pay#1") == made
    assert stripe.create_intent(PARAMETERS, "ord_eu_2:pay#1").id != made.id
    assert made == stripe.StripeIntent(
        id=made.id,
        status="requires_payment_method",
        client_secret=made.client_secret,
        amount_minor=349_00,
        received_minor=0,
        currency="EUR",
        order_id="ord_eu_1",
    )
    assert made.client_secret.startswith(f"{made.id}_secret_")
    assert cell.stripe.faults_taken() == {}


def test_the_same_key_for_another_request_is_refused(cell: Cell) -> None:
    stripe.create_intent(PARAMETERS, "k")
    with pytest.raises(StripeRefused) as refusal:
        stripe.create_intent(PARAMETERS | {"amount": 1_00}, "k")
    assert refusal.value.code == "idempotency_key_reused"
    assert len(cell.stripe.due_events()) == 1


def test_a_paid_intent_says_how_much_came_in(cell: Cell) -> None:
    paid = pay(cell, stripe.create_intent(PARAMETERS, "k"), "pm_card_visa")
    assert (paid.status, paid.received_minor, paid.last_error_code) == ("succeeded", 349_00, "")


def test_a_declined_intent_says_why_and_which_try_it_was(cell: Cell) -> None:
    made = stripe.create_intent(PARAMETERS, "k")
    declined = pay(cell, made, "pm_card_chargeDeclinedInsufficientFunds")
    assert (declined.status, declined.last_error_code) == ("requires_payment_method", "insufficient_funds")
    assert declined.last_error_charge.startswith("ch_")
    again = pay(cell, made, "pm_card_chargeDeclinedExpiredCard")
    assert again.last_error_code == "expired_card"
    assert again.last_error_charge != declined.last_error_charge


def test_a_decline_without_a_word_is_still_a_decline() -> None:
    bare = {"id": "pi_1", "object": "payment_intent", "status": "x", "amount": 1, "currency": "eur"}
    answering(200, bare | {"last_payment_error": {"type": "card_error"}})
    found = stripe.intent("pi_1")
    assert (found.last_error_code, found.last_error_charge) == ("declined", "")
    assert (found.order_id, found.client_secret, found.received_minor) == ("", "", 0)


def test_an_intent_is_cancelled_unless_it_succeeded(cell: Cell) -> None:
    open_still, paid = (stripe.create_intent(PARAMETERS, key) for key in ("a", "b"))
    assert stripe.cancel_intent(open_still.id, "a:cancel").status == "canceled"
    pay(cell, paid, "pm_card_visa")
    for identifier, key in ((open_still.id, "a:cancel#2"), (paid.id, "b:cancel")):
        with pytest.raises(StripeRefused) as refusal:
            stripe.cancel_intent(identifier, key)
        assert refusal.value.code == "payment_intent_unexpected_state"


def test_what_stripe_never_heard_of_is_refused_by_that_name(cell: Cell) -> None:
    assert cell.stripe.due_events() == []
    for ask in (lambda: stripe.intent("pi_nobody"), lambda: stripe.refund("re_nobody")):
        with pytest.raises(StripeRefused) as refusal:
            ask()
        assert refusal.value.code == "resource_missing"


def test_a_refund_is_made_once_per_key_and_found_under_its_intent(cell: Cell) -> None:
    paid = pay(cell, stripe.create_intent(PARAMETERS, "k"), "pm_card_visa")
    asked = {
        "payment_intent": paid.id,
        "amount": 100_00,
        "metadata": {"order_id": "ord_eu_1", "operation_id": "refund#1-1#1"},
    }
    made = stripe.create_refund(asked, "r1")
    assert stripe.create_refund(asked, "r1") == made
    assert made == stripe.StripeRefund(
        id=made.id,
        status="succeeded",
        amount_minor=100_00,
        currency="EUR",
        payment_intent_id=paid.id,
        order_id="ord_eu_1",
        operation_id="refund#1-1#1",
    )
    other = stripe.create_refund({"payment_intent": paid.id, "amount": 49_00}, "r2")
    assert (other.order_id, other.operation_id) == ("", "")
    assert stripe.refund(made.id) == made
    assert {refund.id for refund in stripe.refunds_of(paid.id)} == {made.id, other.id}
    with pytest.raises(StripeRefused):
        stripe.create_refund(asked | {"amount": 201_00}, "r3")


def test_every_refund_of_an_intent_is_found_beyond_one_page(cell: Cell) -> None:
    paid = pay(cell, stripe.create_intent(PARAMETERS, "k"), "pm_card_visa")
    made = {
        stripe.create_refund({"payment_intent": paid.id, "amount": 1}, str(number)).id
        for number in range(stripe.PAGE_MAX + 1)
    }
    assert {refund.id for refund in stripe.refunds_of(paid.id)} == made


@pytest.mark.parametrize(
    "fault", ["timeout_before", "timeout_after", "error_before", "error_after", "conflict", "rate_limit"]
)
def test_where_the_outcome_is_open_the_same_key_finds_it_out(cell: Cell, fault: str) -> None:
    cell.stripe.inject(fault)
    with pytest.raises(OutcomeUnknown):
        stripe.create_intent(PARAMETERS, "k")
    assert cell.stripe.faults_taken() == {fault: 1}, "the library does not retry behind our back"
    if fault == "error_after":  # Stripe keeps a 500 under its key, as long as it keeps the key
        with pytest.raises(OutcomeUnknown):
            stripe.create_intent(PARAMETERS, "k")
        return
    made = stripe.create_intent(PARAMETERS, "k")
    assert stripe.create_intent(PARAMETERS, "k") == made


def test_an_answer_slower_than_eight_seconds_is_no_answer(cell: Cell) -> None:
    cell.stripe.inject("delay", seconds=9)
    started = cell.clock.monotonic()
    with pytest.raises(OutcomeUnknown, match="APIConnectionError"):
        stripe.create_intent(PARAMETERS, "k")
    assert cell.clock.monotonic() - started >= stripe.TIMEOUT_SECONDS
    cell.stripe.inject("delay", seconds=7)
    assert stripe.create_intent(PARAMETERS, "slow but there").status == "requires_payment_method"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, error("invalid_request_error", "amount_too_small"), "amount_too_small"),
        (400, error("invalid_request_error"), "InvalidRequestError"),
        (404, error("invalid_request_error", "resource_missing"), "resource_missing"),
        (402, error("card_error", "card_declined"), "card_declined"),
        (400, error("idempotency_error"), "idempotency_key_reused"),
    ],
)
def test_stripe_said_no_and_did_nothing(status: int, body: object, code: str) -> None:
    answering(status, body)
    with pytest.raises(StripeRefused) as refusal:
        stripe.create_intent(PARAMETERS, "k")
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, ""),
        (200, '{"id": "pi_1", "object": "payment_int'),
        (200, "<html>A captive portal</html>"),
        (500, error("api_error")),
        (502, "<html>Bad Gateway</html>"),
        (503, error("api_error")),
        (409, error("invalid_request_error", "idempotency_key_in_use")),
        (429, error("invalid_request_error", "rate_limit")),
        (400, error("invalid_request_error", "rate_limit")),
        (404, "<html>Not Found</html>"),
        (400, {"message": "a proxy does not like it"}),
        (418, error("api_error", "teapot")),
        (424, error("api_error")),
    ],
    ids=range(13),
)
def test_an_answer_that_is_not_stripes_no_leaves_the_outcome_open(status: int, body: object) -> None:
    answering(status, body)
    with pytest.raises(OutcomeUnknown):
        stripe.create_intent(PARAMETERS, "k")


@pytest.mark.parametrize(("status", "kind"), [(401, "invalid_request_error"), (403, "invalid_request_error")])
def test_a_key_of_ours_that_stripe_does_not_take_decides_nothing_about_an_order(status: int, kind: str) -> None:
    # A key revoked too early must not turn every payment and refund of that hour into a refusal for ever.
    answering(status, error(kind))
    with pytest.raises(OutcomeUnknown):
        stripe.create_refund({"payment_intent": "pi_1"}, "k")


def test_every_request_that_changes_something_carries_our_key_and_our_secret() -> None:
    bare = {"id": "x_1", "object": "x", "status": "x", "amount": 1, "currency": "eur"}
    line = answering(200, bare)
    stripe.create_intent(PARAMETERS, "key-1")
    stripe.cancel_intent("pi_1", "key-2")
    stripe.create_refund({"payment_intent": "pi_1"}, "key-3")
    assert [headers["Idempotency-Key"] for _, _, headers in line.sent] == ["key-1", "key-2", "key-3"]
    stripe.intent("pi_1")
    stripe.refund("re_1")
    assert all(headers["Authorization"] == "Bearer sk_test_1" for _, _, headers in line.sent)
    assert all(url.startswith("http://stripe.test/v1/") for _, url, _ in line.sent)
    assert all("Stripe-Account" not in headers for _, _, headers in line.sent)
    line.sent.clear()
    stripe.cancel_intent("pi_1", "key-4", account="acct_1")
    stripe.intent("pi_1", account="acct_1")
    assert [headers["Stripe-Account"] for _, _, headers in line.sent] == ["acct_1", "acct_1"]


@pytest.mark.parametrize(("base_url", "address"), [("", "https://api.stripe.com"), ("http://double", "http://double")])
def test_a_key_without_an_address_means_the_real_stripe(
    monkeypatch: pytest.MonkeyPatch, base_url: str, address: str
) -> None:
    elsewhere = msgspec.structs.replace(settings, stripe_base_url=base_url)
    monkeypatch.setattr(stripe, "settings", elsewhere)
    line = answering(404, error("invalid_request_error", "resource_missing"))
    with pytest.raises(StripeRefused):
        stripe.intent("pi_1")
    assert line.sent[0][1] == f"{address}/v1/payment_intents/pi_1"


def test_over_a_real_socket_stripe_has_eight_seconds_and_one_try(monkeypatch: pytest.MonkeyPatch) -> None:
    # Port 9 of this machine: nobody listens, the connection is refused at once.
    nowhere = msgspec.structs.replace(settings, stripe_base_url="http://127.0.0.1:9")
    monkeypatch.setattr(stripe, "settings", nowhere)
    with pytest.raises(OutcomeUnknown, match="APIConnectionError"):
        stripe.create_intent(PARAMETERS, "k")
    client = stripe._connected()._requestor
    assert client._client._timeout == stripe.TIMEOUT_SECONDS
    assert client._options.max_network_retries == 0


def test_whoever_moves_no_money_never_loads_stripes_library() -> None:
    script = "import sys, app; print('stripe' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert told.stdout.strip() == "False"
