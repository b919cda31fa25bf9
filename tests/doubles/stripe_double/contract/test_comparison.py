"""`make stripe-contract`: the same calls to two sides, and every planted difference is in the report."""

import json
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from doubles.stripe_double.contract import __main__ as contract
from doubles.stripe_double.contract import shapes
from doubles.stripe_double.contract.exchanges import Exchange
from doubles.stripe_double.double import StripeDouble
from doubles.stripe_double.server import Desk, Server
from doubles.stripe_double.wire import Answer, Json, json_bytes

KEY = "sk_test_contract"


class Altered(StripeDouble):
    """A double whose refunds are changed on their way out: it plays a Stripe that answers otherwise."""

    change: Callable[[Json], object] = staticmethod(lambda _: None)

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        given = super().answer(method, path, headers, body)
        found = json.loads(given.body) if given.body else {}
        if found.get("object") != "refund":
            return given
        self.change(found)
        return Answer(given.status, given.headers, json_bytes(found))


@contextmanager
def stripe_at_a_port(change: Callable[[Json], object]) -> Iterator[dict[str, Any]]:
    clock = contract.Clock()
    double = Altered(clock.now, random.Random(2), "whsec_contract", frozenset({KEY}))
    double.change = change
    server = Server(Desk(double, state_file=None, webhook_url=None), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield {"address": f"http://127.0.0.1:{server.server_address[1]}", "wait": clock.wait}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _nothing(refund: Json) -> None:
    """Answer as the double does."""


def test_two_sides_that_answer_alike_end_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    with stripe_at_a_port(_nothing) as side:
        assert contract.main({"STRIPE_SECRET_KEY": KEY}, **side) == 0
    said = capsys.readouterr().out
    assert "no difference" in said
    assert int(said.split()[0]) >= 30


def test_planted_differences_end_with_one_and_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    def change(refund: Json) -> None:
        refund["status"] = "requires_action"
        refund["amount"] = str(refund["amount"])
        refund["instructions_email"] = "buyer@example.com"
        del refund["receipt_number"]

    with stripe_at_a_port(change) as side:
        assert contract.main({"STRIPE_SECRET_KEY": KEY}, **side) == 1
    assert (
        capsys.readouterr().out
        == """\
refund a part
  refund.amount
    Stripe: string
    double: number
  refund.instructions_email
    Stripe: string
    double: absent
  refund.receipt_number
    Stripe: absent
    double: null
  refund.status
    Stripe: 'requires_action'
    double: 'succeeded'
"""
    )


@pytest.mark.parametrize("key", ["", "sk_live_never", "pk_test_public"])
def test_without_a_test_mode_key_nothing_is_asked(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    def no_pause(_: int) -> None:
        raise AssertionError("a call was made")

    assert contract.main({"STRIPE_SECRET_KEY": key}, address="http://127.0.0.1:1", wait=no_pause) == 2
    assert "needs a test-mode key" in capsys.readouterr().err


def test_a_stripe_that_cannot_be_reached_ends_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert contract.main({"STRIPE_SECRET_KEY": KEY}, address="http://127.0.0.1:1") == 2
    assert "could not reach http://127.0.0.1:1" in capsys.readouterr().err


INTENT = {"object": "payment_intent", "amount": 1, "status": "succeeded", "metadata": {"a": "1"}}
REFUSED = {"error": {"type": "card_error", "code": "card_declined", "message": "No."}}


def answered(body: Json, *, status: int = 200, replayed: bool = False) -> list[Exchange]:
    return [Exchange("pay", "POST", "/v1/payment_intents", status, body, replayed)]


@pytest.mark.parametrize(
    ("stripe", "double", "expected"),
    [
        (answered(INTENT), answered({**INTENT, "amount": 2, "metadata": {"b": "2"}}), None),
        (answered(INTENT), answered({**INTENT, "object": "charge"}), "answer"),
        (answered({**INTENT, "charges": [1]}), answered({**INTENT, "charges": []}), "payment_intent.charges[]"),
        (answered(INTENT), answered(REFUSED, status=402), "pay: status"),
        (answered(INTENT), answered(INTENT, replayed=True), "pay: Idempotent-Replayed"),
        (answered(INTENT), [], "call pay"),
        (
            answered(REFUSED, status=402),
            answered({"error": {**REFUSED["error"], "code": "expired_card", "message": "Old."}}, status=402),
            "error.code",
        ),
        (
            answered({**INTENT, "latest_charge": {"object": "charge", "receipt_url": "https://x"}}),
            answered({**INTENT, "latest_charge": {"object": "charge"}}),
            None,
        ),
        (
            answered({**INTENT, "latest_charge": {"object": "charge"}}),
            answered({**INTENT, "latest_charge": {"object": "charge", "receipt_url": "https://x"}}),
            "charge.receipt_url",
        ),
        (
            answered({**INTENT, "latest_charge": "ch_1"}),
            answered({**INTENT, "latest_charge": {"object": "charge", "paid": True}}),
            "payment_intent.latest_charge",
        ),
    ],
)
def test_a_difference_is_one_of_shape_status_or_code(
    stripe: list[Exchange], double: list[Exchange], expected: str | None
) -> None:
    assert [one.field for one in shapes.differences(stripe, double)] == ([expected] if expected else [])
