"""An account that can receive money again has its waiting lines settled, in pages and up to a bound."""

import pytest

from chalicelib.facts.payments import AccountChanged
from chalicelib.kernel.fact_store import Recorded
from chalicelib.payments import reactions
from chalicelib.payments.transfers import queries
from chalicelib.payments.transfers.transfer_lifecycle import TransferState
from tests.payments.due_lines import DueLines

FACT = Recorded(fact_id="fct_eu_01KAS0000000000000000000AA", subject="account#1", name="AccountChanged", body="")
ORDERS = ("ord_eu_a", "ord_eu_b", "ord_eu_c")


def account_changes(lines: DueLines, *, may_receive: bool) -> int:
    """How many lines are settled for it."""
    changed = AccountChanged(seller_id=lines.seller_id, may_receive=may_receive, may_pay_out=True)
    reactions.settle_waiting(FACT, changed)
    return lines.work("money")


def states() -> list[TransferState]:
    return [queries.transfer(order_id, "1").state for order_id in ORDERS]


def test_what_waited_for_an_account_is_settled_page_by_page(lines: DueLines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "PAGE", 2)
    for order_id in ORDERS:
        lines.due_line(order_id)
    assert account_changes(lines, may_receive=False) == 0
    assert account_changes(lines, may_receive=True) == 3
    assert states() == [TransferState.PAID] * 3
    assert account_changes(lines, may_receive=True) == 0


def test_more_than_is_settled_at_once_waits_for_its_daily_look(
    lines: DueLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "PAGE", 1)
    monkeypatch.setattr(reactions, "SETTLED_AT_ONCE_MAX", 2)
    for order_id in ORDERS:
        lines.due_line(order_id)
    assert account_changes(lines, may_receive=True) == 2
    assert sorted(states()) == [TransferState.PAID, TransferState.PAID, TransferState.PENDING]
