"""Units that come back or are exchanged: one write per offer, and never a unit that is not there."""

import pytest

from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft, UnitsNotReserved
from chalicelib.catalog.stock.unit_moves import Move, UnitsNotSold, move_acts
from chalicelib.kernel.storage import transactions
from tests.catalog.stock.test_stock_acts import OFFER, keep, piles

pytestmark = pytest.mark.usefixtures("tables")
PRODUCT = "prd_eu_01JB0000000000000000000000"


def move(*moves: Move) -> None:
    transactions.commit(move_acts(PRODUCT, [(OFFER, each) for each in moves]))


def test_a_reserved_unit_that_is_released_is_for_sale_again() -> None:
    keep(available=1)
    move(Move.RESERVE)
    assert piles() == (0, 1, 0, 0)
    move(Move.RELEASE)
    assert piles() == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("moves", "left"),
    [
        ((Move.RESTOCK,), (2, 0, 0, 0)),
        ((Move.WRITE_OFF,), (1, 0, 0, 1)),
        ((Move.WRITE_OFF, Move.RESERVE), (0, 1, 0, 1)),
        ((Move.RESTOCK, Move.RESERVE), (1, 1, 0, 0)),
    ],
)
def test_a_returned_unit_and_its_replacement_move_in_one_write(
    moves: tuple[Move, ...], left: tuple[int, int, int, int]
) -> None:
    keep(available=1, reserved=1)
    transactions.commit([stock_acts.ship(OFFER)])
    move(*moves)
    assert piles() == left


@pytest.mark.parametrize(
    ("moved", "refusal"),
    [(Move.RESERVE, NoUnitsLeft), (Move.RELEASE, UnitsNotReserved), (Move.RESTOCK, UnitsNotSold)],
)
def test_a_unit_that_is_not_there_does_not_move(moved: Move, refusal: type[Exception]) -> None:
    keep()
    with pytest.raises(refusal):
        move(moved)
    assert piles() == (0, 0, 0, 0)
