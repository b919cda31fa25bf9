"""Planted bugs of what comes after the sale: cases, units that come back, holds, transfers, payouts, disputes."""

from contextlib import AbstractContextManager, ExitStack
from typing import Any
from unittest.mock import patch

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.claims import claim_steps
from chalicelib.aftersales.exchanges import exchange_steps
from chalicelib.aftersales.returns import deadline_handlers, refund_steps, returned_units
from chalicelib.aftersales.withdrawals import line_returns
from chalicelib.catalog.stock.unit_moves import Move, move_acts
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.mails.cases import reactions as case_mails
from chalicelib.orders.disputes import dispute_settlement, dispute_updates
from chalicelib.payments.payouts import paying_out, payout_terms
from chalicelib.payments.transfers import holds, settlement
from chalicelib.payments.transfers import transfer as transfers
from chalicelib.payments.transfers.models import TransferItem
from tests.simulation.planting import Planting


def unit_restocked_unseen() -> AbstractContextManager[Any]:
    """A device that came back is for sale again though nobody has looked at it."""

    def trusting(found: Any, unit: Any) -> Any:
        return (unit or "RESTOCK") if found.is_with_seller else None

    return patch.object(refund_steps, "unit_order", trusting)


def unit_taken_back_twice() -> AbstractContextManager[Any]:
    """The refund takes back the unit that the inspection took back."""
    take_back = returned_units.take_back

    def forgetful(found: Any, order: Any) -> Any:
        return take_back(msgspec.structs.replace(found, unit=None), order)

    return patch.object(returned_units, "take_back", forgetful)


def case_without_hold() -> AbstractContextManager[Any]:
    """A case opens and ends, and the money of its line goes on as if there were none."""

    def touched(order_id: str, line_id: str) -> Act:
        return transactions.update(TransferItem(order_id, line_id), TransferItem.holds.add(0))

    planted = ExitStack()
    planted.enter_context(patch.object(holds, "hold_act", touched))
    planted.enter_context(patch.object(holds, "release_acts", lambda *line: [touched(*line)]))
    return planted


def transfer_under_hold() -> AbstractContextManager[Any]:
    """The settlement of a line does not ask whether something holds its money."""
    wait_reasons = transfers.wait_reasons

    def hasty(transfer: Any, around: Any) -> Any:
        return wait_reasons(msgspec.structs.replace(transfer, holds=0), around)

    return patch.object(settlement, "wait_reasons", hasty)


def refunded_device_returned_again() -> AbstractContextManager[Any]:
    """A line forgets that a case of it ended with the money."""
    close_acts = open_cases.close_acts

    def forgetful(history: Any, **changes: Any) -> list[Act]:
        return close_acts(history, **(changes | {"refunded_by": None}))

    return patch.object(open_cases, "close_acts", forgetful)


def replacement_of_thin_air() -> AbstractContextManager[Any]:
    """An exchange promises a unit and reserves none."""

    def careless(product_id: str, moves: Any) -> list[Act]:
        return move_acts(product_id, [each for each in moves if each[1] is not Move.RESERVE])

    return patch.object(exchange_steps, "move_acts", careless)


def claim_waits_for_ever() -> AbstractContextManager[Any]:
    """The deadline of a claim is written for a day that never comes."""
    due_act = claim_steps.due_act

    def patient(found: Any) -> Act:
        return due_act(msgspec.structs.replace(found, due_by="2036-01-01T00:00:00.000Z"))

    return patch.object(claim_steps, "due_act", patient)


def payout_above_the_funds() -> AbstractContextManager[Any]:
    """A payout is of twice what is there."""
    payout_minor = payout_terms.payout_minor

    def generous(before: Any, tier: Any, *, at_stripe_minor: int, on: Any) -> int:
        return 2 * payout_minor(before, tier, at_stripe_minor=at_stripe_minor, on=on)

    return patch.object(paying_out, "payout_minor", generous)


def reinstated_money_ignored() -> AbstractContextManager[Any]:
    """What a bank takes is booked, what it gives back is not."""
    booking_acts = dispute_updates._booking_acts

    def gloomy(before: Any, now: Any) -> list[Act]:
        taken = tuple(one for one in now.moved if one.amount_minor < 0)
        return booking_acts(before, msgspec.structs.replace(now, moved=taken))

    return patch.object(dispute_updates, "_booking_acts", gloomy)


BUGS: dict[str, Planting] = {
    "a returned unit sold again unseen": unit_restocked_unseen,
    "a unit taken back twice": unit_taken_back_twice,
    "a case that holds no money": case_without_hold,
    "a transfer made under a hold": transfer_under_hold,
    "a refunded device returned again": refunded_device_returned_again,
    "a replacement without a unit": replacement_of_thin_air,
    "a withdrawn line that does not follow its return": lambda: patch.object(line_returns, "follow", lambda *_: None),
    "returns whose time passes without effect": lambda: patch.object(deadline_handlers, "_lapse", lambda _: None),
    "a claim that nobody waits for": claim_waits_for_ever,
    "news of returns that sellers never get": lambda: patch.object(case_mails, "_sellers_code", lambda _: None),
    "a payout above the funds": payout_above_the_funds,
    "money that a bank gives back ignored": reinstated_money_ignored,
    "a lost dispute that nobody settles": lambda: patch.object(dispute_settlement, "_settling_acts", lambda *_: []),
}
