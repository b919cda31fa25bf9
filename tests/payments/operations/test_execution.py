"""One protocol for what is asked of Stripe: asked, refused, or unknown and then looked up before it is asked again."""

from collections.abc import Callable, Iterator

import pytest

from chalicelib.gateways.stripe import OutcomeUnknown, StripeRefused
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind, execute
from chalicelib.payments.operations.stripe_operations import Plan, StripeOperation
from testing.cell import Cell

Answer = str | None | Exception


class AtStripe:
    """What Stripe answers, in order, and what it was asked."""

    def __init__(self, *, asked: tuple[Answer, ...] = (), looked_up: tuple[Answer, ...] = ()) -> None:
        self.calls: list[str] = []
        self._asked, self._looked_up = iter(asked), iter(looked_up)

    def _answer(self, call: str, answers: Iterator[Answer]) -> str | None:
        self.calls.append(call)
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def ask(self, operation: StripeOperation) -> str:
        return self._answer(f"ask {operation.idempotency_key}", self._asked) or ""

    def look_up(self, _: StripeOperation) -> str | None:
        return self._answer("look up", self._looked_up)

    def kind(self, *, can_look: bool = True) -> OperationKind[str]:
        look_up: Callable[[StripeOperation], str | None] | None = self.look_up if can_look else None
        return OperationKind(name="transfer", ask=self.ask, look_up=look_up)


ASKED = "ask ord_eu_1:transfer#1"
UNKNOWN = OutcomeUnknown("APIConnectionError")


@pytest.fixture
def operation(cell: Cell) -> StripeOperation:  # noqa: ARG001 - it is stored at the cell
    return stripe_operations.start(Plan(subject="ord_eu_1", operation_id="transfer#1", kind="transfer", parameters={}))


def test_what_stripe_answers_is_the_result(operation: StripeOperation) -> None:
    stripe = AtStripe(asked=("tr_1",))
    assert (execute(operation, stripe.kind()), stripe.calls) == ("tr_1", [ASKED])


def test_what_stripe_refuses_is_refused_and_not_looked_up(operation: StripeOperation) -> None:
    stripe = AtStripe(asked=(StripeRefused("balance_insufficient"),))
    with pytest.raises(StripeRefused):
        execute(operation, stripe.kind())
    assert stripe.calls == [ASKED]


def test_a_lost_answer_is_looked_up(operation: StripeOperation) -> None:
    stripe = AtStripe(asked=(UNKNOWN,), looked_up=("tr_1",))
    assert (execute(operation, stripe.kind()), stripe.calls) == ("tr_1", [ASKED, "look up"])


@pytest.mark.parametrize("looked_up", [None, UNKNOWN, StripeRefused("rate_limit")])
def test_what_cannot_be_found_stays_unknown_and_is_asked_again_under_its_key(
    operation: StripeOperation, looked_up: Answer
) -> None:
    stripe = AtStripe(asked=(UNKNOWN, "tr_1"), looked_up=(looked_up,))
    with pytest.raises(OutcomeUnknown):
        execute(operation, stripe.kind())
    assert execute(operation, stripe.kind()) == "tr_1"
    assert stripe.calls == [ASKED, "look up", ASKED]


def test_what_cannot_be_looked_up_is_asked_again_while_stripe_keeps_its_key(
    operation: StripeOperation, cell: Cell
) -> None:
    stripe = AtStripe(asked=(UNKNOWN, "tr_1"))
    with pytest.raises(OutcomeUnknown):
        execute(operation, stripe.kind(can_look=False))
    cell.clock.advance(hours=22)
    assert execute(operation, stripe.kind(can_look=False)) == "tr_1"
    cell.clock.advance(hours=1)
    with pytest.raises(OutcomeUnknown):
        execute(operation, stripe.kind(can_look=False))
    assert stripe.calls == [ASKED, ASKED]


@pytest.mark.parametrize(("found", "calls"), [("tr_1", ["look up"]), (None, ["look up", ASKED])])
def test_past_the_life_of_its_key_it_is_asked_only_if_stripe_has_nothing(
    operation: StripeOperation, cell: Cell, found: Answer, calls: list[str]
) -> None:
    cell.clock.advance(hours=23)
    stripe = AtStripe(asked=("tr_1",), looked_up=(found,))
    assert (execute(operation, stripe.kind()), stripe.calls) == ("tr_1", calls)


def test_past_the_life_of_its_key_nothing_is_asked_while_the_look_fails(operation: StripeOperation, cell: Cell) -> None:
    cell.clock.advance(hours=23)
    stripe = AtStripe(looked_up=(StripeRefused("resource_missing"),))
    with pytest.raises(OutcomeUnknown):
        execute(operation, stripe.kind())
    assert stripe.calls == ["look up"]
