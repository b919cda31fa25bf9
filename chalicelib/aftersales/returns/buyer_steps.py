"""What a buyer can do with an open return: choose otherwise, call it off, say that it was sent, appeal."""

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.reasons import Wish
from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.aftersales.returns import buyer_rights, remedies, return_requests, return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.return_lifecycle import (
    BEFORE_REMEDY,
    BEFORE_SENDING,
    IllegalReturnStep,
    ReturnState,
)
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.facts.aftersales import ReturnAppealed, ReturnWishChanged
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import Problem
from chalicelib.orders import queries as order_queries
from chalicelib.orders.order import Order


class AppealedBefore(Problem):
    """`appealed_at` is when."""

    slug, status, title = "appealed-before", 409, "A refusal can be appealed once"


def available_wishes(order: Order, found: DeviceReturn) -> tuple[Wish, ...]:
    """What the buyer may choose for an open return, by the rights in force when it was opened."""
    if found.state not in BEFORE_REMEDY or found.withdrawal_id is not None or found.unit is not None:
        return (found.wish,)
    line = order_queries.line(order, found.line_id)
    rights = return_requests.rights_of(order, line, order_queries.seller_order(order, line.seller_id))
    history = open_cases.history_of(found.order_id, found.line_id)
    valid = buyer_rights.in_force(rights, found.opened_at)
    available = remedies.wishes(found.reason, valid, history.remedied(found.fault))
    return tuple(wish for wish in available if wish not in remedies.excluded(found))


def choose(order: Order, return_id: str, wish: Wish) -> DeviceReturn:
    """Change the wish while nothing was done about it; idempotent.

    Raises: NotFound, WishNotAvailable, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.wish == wish:
            return None
        if found.state not in BEFORE_REMEDY:
            raise IllegalReturnStep("The wish can no longer be changed", state=found.state)
        remedies.require_wish(wish, available_wishes(order, found))
        return Step(
            changes={"wish": wish},
            fact=lambda after: ReturnWishChanged(**return_steps.names(after), wish=wish),
        )

    return return_steps.carry_out(return_id, decide)


def call_off(return_id: str) -> DeviceReturn:
    """End a return whose device was not sent: the buyer keeps it; idempotent.

    A withdrawal ended the contract and stays.
    Raises: NotFound, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.outcome == "CALLED_OFF":
            return None
        if found.withdrawal_id is not None:
            raise IllegalReturnStep("A withdrawal cannot be called off", state=found.state)
        if found.state not in BEFORE_SENDING or found.received_at is not None:
            raise IllegalReturnStep("The device is on its way already", state=found.state)
        return Step(target=ReturnState.CLOSED, changes={"outcome": "CALLED_OFF"})

    return return_steps.carry_out(return_id, decide)


def appeal(return_id: str, explanation: str | None) -> DeviceReturn:
    """Ask the operators to decide about a refusal, once for each return.

    Raises: NotFound, AppealedBefore, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.state is ReturnState.APPEALED:
            return None
        if found.appealed_at is not None:
            raise AppealedBefore(appealed_at=found.appealed_at)
        return Step(
            target=ReturnState.APPEALED,
            changes={"appealed_at": clock.timestamp()},
            fact=lambda after: ReturnAppealed(**return_steps.names(after)),
            acts=tuple(note_acts(found.person_id, return_id, explanation)),
        )

    return return_steps.carry_out(return_id, decide)
