"""A count that is beyond what was read, or beyond 99, says so."""

import pytest

from chalicelib.seller_console.waiting_counts import Count


@pytest.mark.parametrize(
    ("number", "has_more", "shown"), [(0, False, "0"), (99, False, "99"), (100, False, "99+"), (12, True, "12+")]
)
def test_a_count_says_that_there_is_or_may_be_more(number: int, shown: str, *, has_more: bool) -> None:
    assert Count("RETURNS", "/sell/returns", number, has_more).shown == shown
