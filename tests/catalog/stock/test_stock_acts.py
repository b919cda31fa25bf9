"""Stock: units move between four piles and never appear or vanish."""

from collections.abc import Callable

import pytest

from chalicelib.catalog.models import StockItem
from chalicelib.catalog.offers.offer import TermsChanged
from chalicelib.catalog.stock import stock_acts
from chalicelib.catalog.stock.stock_acts import NoUnitsLeft, UnitsNotReserved, UnitsPromised
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.transactions import Act

pytestmark = pytest.mark.usefixtures("tables")
OFFER = "off_eu_01JB0000000000000000000000"


def keep(available: int = 0, reserved: int = 0, *, on_sale: bool = True) -> None:
    StockItem(
        OFFER,
        product_id="prd_eu_01JB0000000000000000000000",
        seller_id="sel_eu_01JB0000000000000000000000",
        available=available,
        reserved=reserved,
        sold=0,
        written_off=0,
        on_sale=on_sale,
        terms={"FR": 3, "DE": 2},
    ).save()


def piles() -> tuple[int, int, int, int]:
    item = StockItem.get(OFFER)
    return int(item.available), int(item.reserved), int(item.sold), int(item.written_off)


def reserve(quantity: int = 1, market: str = "FR", terms_version: int = 3) -> None:
    transactions.commit([stock_acts.reserve(OFFER, quantity, market=market, terms_version=terms_version)])


def test_a_reservation_promises_units_that_are_there() -> None:
    keep(available=5)
    reserve(2)
    assert piles() == (3, 2, 0, 0)


def test_the_last_unit_is_promised_once() -> None:
    keep(available=1)
    reserve()
    with pytest.raises(NoUnitsLeft) as refused:
        reserve()
    assert refused.value.members == {"offer_id": OFFER}
    assert piles() == (0, 1, 0, 0)


def test_more_units_than_there_are_cannot_be_promised() -> None:
    keep(available=2)
    with pytest.raises(NoUnitsLeft):
        reserve(3)
    assert piles() == (2, 0, 0, 0)


def test_a_quote_on_old_terms_is_told_so_and_not_that_the_offer_is_sold_out() -> None:
    keep(available=2)
    with pytest.raises(TermsChanged) as refused:
        reserve(terms_version=2)
    assert refused.value.members == {"offer_id": OFFER}


def test_each_market_has_its_own_terms() -> None:
    keep(available=2)
    reserve(market="DE", terms_version=2)
    with pytest.raises(TermsChanged):
        reserve(market="ES", terms_version=2)
    assert piles() == (1, 1, 0, 0)


def test_a_withdrawn_offer_sells_nothing() -> None:
    keep(available=2, on_sale=False)
    with pytest.raises(NoUnitsLeft):
        reserve()


def test_an_offer_that_never_was_is_sold_out() -> None:
    with pytest.raises(NoUnitsLeft):
        reserve()


def test_late_money_takes_what_is_left_whatever_the_terms_are_now() -> None:
    keep(available=1, on_sale=False)
    transactions.commit([stock_acts.reserve_again(OFFER, 1)])
    with pytest.raises(NoUnitsLeft):
        transactions.commit([stock_acts.reserve_again(OFFER, 1)])
    assert piles() == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("act", "after"),
    [
        (lambda: stock_acts.release(OFFER, 2), (6, 0, 0, 0)),
        (lambda: stock_acts.ship(OFFER), (4, 1, 1, 0)),
        (lambda: stock_acts.write_off(OFFER), (4, 1, 0, 1)),
    ],
)
def test_a_promised_unit_is_freed_or_shipped_or_written_off_and_counted_still(
    act: Callable[[], Act], after: tuple[int, int, int, int]
) -> None:
    keep(available=4, reserved=2)
    transactions.commit([act()])
    assert piles() == after
    assert sum(piles()) == 6


@pytest.mark.parametrize(
    "act",
    [lambda: stock_acts.release(OFFER, 2), lambda: stock_acts.ship(OFFER), lambda: stock_acts.write_off(OFFER)],
)
def test_what_is_not_promised_cannot_leave(act: Callable[[], Act]) -> None:
    keep(available=4, reserved=0)
    with pytest.raises(UnitsNotReserved):
        transactions.commit([act()])
    assert piles() == (4, 0, 0, 0)


@pytest.mark.parametrize("quantity", [0, -1])
def test_units_never_move_backwards(quantity: int) -> None:
    with pytest.raises(ValueError, match="one at a time or more"):
        stock_acts.reserve(OFFER, quantity, market="FR", terms_version=1)


@pytest.mark.parametrize(
    "act",
    [
        lambda: stock_acts.reserve(OFFER, 1, market="FR", terms_version=3),
        lambda: stock_acts.reserve_again(OFFER, 1),
        lambda: stock_acts.release(OFFER, 1),
        lambda: stock_acts.ship(OFFER),
        lambda: stock_acts.write_off(OFFER),
        lambda: stock_acts.add_units(OFFER, -1),
    ],
)
def test_every_act_on_stock_moves_units_by_differences_under_a_condition(act: Callable[[], Act]) -> None:
    """The same act, built before the stock changed, moves the same number of units afterwards."""
    built = act()
    assert built.condition is not None
    keep(available=5, reserved=5)
    before = piles()
    transactions.commit([built])
    moved = [after - had for after, had in zip(piles(), before, strict=True)]
    keep(available=3, reserved=2)
    before = piles()
    transactions.commit([built])
    assert [after - had for after, had in zip(piles(), before, strict=True)] == moved != [0, 0, 0, 0]
    keep(available=0, reserved=0)
    with pytest.raises((NoUnitsLeft, UnitsNotReserved, UnitsPromised)):
        transactions.commit([built])
    assert piles() == (0, 0, 0, 0)
