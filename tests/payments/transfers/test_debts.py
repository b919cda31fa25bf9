"""Debts: netted from later shares until nothing is left, and lowered by what is credited to their line."""

from chalicelib.payments.transfers import debts, queries
from chalicelib.payments.transfers.transfer_lifecycle import TransferState
from tests.payments.due_lines import DueLines


def owed(lines: DueLines) -> list[tuple[str, int]]:
    return [(debt.order_id, debt.owed_minor) for debt in debts.debts_of(lines.seller_id, "EUR")]


def indebted(lines: DueLines, order_id: str, owed_minor: int) -> None:
    """A line whose share went to the seller by other means, and of which a refund makes a debt."""
    share_minor = lines.due_line(order_id).net_minor
    lines.credit(order_id, "refund#re_1", -share_minor - owed_minor)
    lines.settle_line(order_id)


def test_a_debt_above_the_next_share_takes_it_whole_and_the_rest_stays(lines: DueLines) -> None:
    indebted(lines, "ord_eu_a", 25_000)
    lines.due_line("ord_eu_b", 10_000)
    lines.settle_line("ord_eu_b")
    assert owed(lines) == [("ord_eu_a", 15_000)]
    netted = queries.transfer("ord_eu_b", "1")
    assert (netted.state, netted.reason, netted.transferred_minor) == (TransferState.ABORTED, "NETTED", 0)


def test_what_is_credited_to_a_line_lowers_its_debt_and_ends_it(lines: DueLines) -> None:
    indebted(lines, "ord_eu_a", 25_000)
    lines.settle_line("ord_eu_a")
    assert owed(lines) == [("ord_eu_a", 25_000)]
    lines.credit("ord_eu_a", "refund_returned#re_1", 10_000)
    lines.settle_line("ord_eu_a")
    assert owed(lines) == [("ord_eu_a", 15_000)]
