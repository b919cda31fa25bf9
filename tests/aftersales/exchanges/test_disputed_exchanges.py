"""A line that is refunded, exchanged and disputed at once: each cent of it ends in exactly one place, in any order."""

import random
from collections.abc import Callable

import pytest

from chalicelib.aftersales.exchanges import exchange_steps
from chalicelib.kernel.http.idempotency import Request
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refund_decisions
from chalicelib.orders.cancellation.refunding import RefundTooLarge
from chalicelib.orders.order import Order
from chalicelib.orders.payloads import LineRefundRequest, RefundAmount
from chalicelib.orders.payment import order_audit
from chalicelib.payments import refund_queries, refunded_lines
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.disputes.dispute_policy import BEARERS
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.refund_lifecycle import FINAL
from tests.aftersales.conftest import AfterSale

AT_ONCE = 10


class Parties:
    """Everybody who wants something of one line, and what each does; the bank decides after it has taken the money."""

    def __init__(self, aftersale: AfterSale, order: Order, return_id: str, chance: random.Random) -> None:
        self._aftersale, self._order, self._return_id, self._chance = aftersale, order, return_id, chance
        self._dispute_id = ""

    def acts(self) -> list[Callable[[], None]]:
        """What they do, in an order drawn by chance."""
        others = [self._refund, self._refund, self._replace]
        self._chance.shuffle(others)
        place = self._chance.randrange(len(others) + 1)
        decided = self._chance.randrange(place, len(others) + 1)
        return [*others[:place], self._dispute, *others[place:decided], self._decide, *others[decided:]]

    def _refund(self) -> None:
        minor = self._chance.choice((1, 4_999, 20_000, int(self._order.total_minor) // 2))
        wanted = LineRefundRequest(
            line_id="1",
            amount=RefundAmount(amount_minor=minor, currency=self._order.currency),
            reason=self._chance.choice(("GOODWILL", "DEFECT")),
        )
        key = f"{self._chance.random()}"
        try:
            refund_decisions.refund_line(
                self._order.order_id, wanted, Request(route="r", principal="ops", key=key, fingerprint=key)
            )
        except RefundTooLarge:
            assert self._left_minor() < minor

    def _left_minor(self) -> int:
        counted = refunded_lines.of_line(self._order.order_id, "1")
        return self._order.lines[0].amounts.paid_minor - counted.requested_minor

    def _replace(self) -> None:
        exchange_steps.replace(self._return_id)

    def _dispute(self) -> None:
        world = self._aftersale.cell.stripe
        charge = world.world.require("payment_intent", self._order.payment_intent_id or "")["latest_charge"]
        minor = self._chance.choice((int(self._order.total_minor), 12_345))
        self._dispute_id = world.dispute(charge, amount=minor, reason=self._chance.choice(sorted(BEARERS)))

    def _decide(self) -> None:
        self._aftersale.cell.clock.advance(seconds=1)
        self._aftersale.cell.stripe.decide_dispute(self._dispute_id, won=self._chance.random() < 0.4)


@pytest.mark.parametrize("seed", range(AT_ONCE))
def test_a_line_refunded_exchanged_and_disputed_at_once_ends_in_one_outcome_per_cent(
    aftersale: AfterSale, seed: int
) -> None:
    chance, cell = random.Random(seed), aftersale.cell
    order = aftersale.delivered()
    return_id = aftersale.inspected(order, reason="FAULTY_ON_ARRIVAL", fault="SCREEN", wish="EXCHANGE")
    cell.failed = []
    for act in Parties(aftersale, order, return_id, chance).acts():
        act()
        for _ in range(chance.choice((0, 1, 2))):  # some of what follows happens before the next one acts
            chance.choice((cell.deliver_events, lambda: cell.work("money"), cell.relay_facts, cell.work_reactions))()
    cell.settle()
    _require_one_place_per_cent(order.order_id)


def _require_one_place_per_cent(order_id: str) -> None:
    order = queries.order(order_id)
    audit = order_audit.audit_order(order)
    assert audit.faults == ()
    (dispute,) = dispute_queries.of_order(order_id)
    refunds = refund_queries.of_order(order_id)
    assert dispute.left_minor == 0
    assert audit.terms.get(Account.DISPUTED, 0) == 0
    settled = [one for one in refunds if one.state in FINAL]
    by_bank = sum(one.amount_minor for one in settled if one.paid_from == dispute.dispute_id)
    through_stripe = sum(one.amount_minor for one in settled if one.paid_from is None)
    owed = sum(one.owed_minor for one in refunds)
    # What the bank took is a refund or the platform's loss; what the buyer has by refunds is within what was paid.
    assert dispute.withdrawn_minor == by_bank + dispute.loss_minor
    assert by_bank + through_stripe + owed == order.refunding_minor <= order.captured_minor
    # A loss beyond the order is booked only where nothing of the order was left to answer for it.
    assert dispute.loss_minor == 0 or (owed == 0 and order.refunding_minor == order.captured_minor)
    assert owed == 0 or dispute.state == "LOST"
