"""The history of a line counts how often each fault was mended."""

from chalicelib.aftersales.cases.line_history import LineHistory, with_remedy


def test_each_fault_is_counted_by_itself() -> None:
    once = LineHistory(
        order_id="o", line_id="1", remedies=with_remedy(LineHistory(order_id="o", line_id="1"), "SCREEN")
    )
    twice = LineHistory(order_id="o", line_id="1", remedies=with_remedy(once, "SCREEN"))
    assert (once.remedied("SCREEN"), twice.remedied("SCREEN"), twice.remedied("BATTERY")) == (1, 2, 0)


def test_a_remedy_without_a_fault_counts_for_none() -> None:
    history = LineHistory(order_id="o", line_id="1")
    assert with_remedy(history, None) == {}
    assert history.remedied(None) == 0
