"""A bank names an amount and no line: the lines that answer for it are found the same way each time."""

import random

import pytest

from chalicelib.orders.disputes.disputed_lines import LinePart, named_parts

LEFT = (LinePart("1", 100), LinePart("2", 0), LinePart("3", 250), LinePart("4", 50))


@pytest.mark.parametrize(
    ("amount_minor", "named"),
    [
        (400, {"1": 100, "3": 250, "4": 50}),
        (250, {"3": 250}),
        (50, {"4": 50}),
        (120, {"1": 100, "3": 20}),
        (1_000, {"1": 100, "3": 250, "4": 50}),
        (0, {}),
    ],
)
def test_what_fits_a_line_is_that_lines_and_else_the_lines_answer_in_order(
    amount_minor: int, named: dict[str, int]
) -> None:
    assert {part.line_id: part.minor for part in named_parts(LEFT, amount_minor)} == named


def test_the_parts_are_the_amount_or_all_that_is_left_whatever_it_is() -> None:
    chance = random.Random(1)
    for _ in range(1_000):
        left = [LinePart(str(number), chance.randrange(0, 500)) for number in range(chance.randrange(0, 6))]
        amount_minor = chance.randrange(0, 2_000)
        named = named_parts(left, amount_minor)
        assert sum(part.minor for part in named) == min(amount_minor, sum(part.minor for part in left))
        limits = {part.line_id: part.minor for part in left}
        assert all(0 < part.minor <= limits[part.line_id] for part in named)
