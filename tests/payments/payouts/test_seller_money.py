"""A seller's money: an open case holds what is due of its line, and nothing where nothing is due."""

from chalicelib.kernel.storage import transactions
from chalicelib.payments.payouts.seller_money import money_of
from chalicelib.payments.transfers import holds
from tests.payments.due_lines import NET_MINOR, DueLines


def held(lines: DueLines) -> dict[str, int]:
    (money,) = money_of(lines.seller_id)
    return money.held


def test_a_case_of_a_line_that_is_refunded_whole_holds_nothing(lines: DueLines) -> None:
    lines.due_line("ord_eu_due")
    lines.credit("ord_eu_due", "refund#re_1", -10_000)
    transactions.write(holds.hold_act("ord_eu_due", "1"))
    assert held(lines) == {"CASE_OPEN": NET_MINOR - 10_000}
    lines.credit("ord_eu_due", "refund#re_2", -(NET_MINOR - 10_000))
    assert held(lines) == {}
