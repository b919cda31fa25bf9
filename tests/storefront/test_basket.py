"""The basket's rules."""

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.orders.payloads import LINES_MAX, PER_OFFER_MAX
from chalicelib.storefront import basket

PHONE = "off_eu_01M83T4CM68HQWXGN3V08Q7SBR"
LAPTOP = "off_eu_01M83T4CM68HQWXGN3V08Q7SBS"
OFFERS = st.integers(0, 60).map(lambda number: f"off_eu_{number:026d}")


def test_a_basket_survives_the_cookie() -> None:
    chosen = {PHONE: 2, LAPTOP: 1}
    assert basket.read(basket.written(chosen)) == chosen


def test_adding_counts_up_to_what_one_buyer_may_take_of_an_offer() -> None:
    chosen = basket.Basket()
    for _ in range(PER_OFFER_MAX + 2):
        chosen = basket.added(chosen, PHONE)
    assert chosen == {PHONE: PER_OFFER_MAX}


def test_quantity_nought_takes_an_offer_out() -> None:
    assert basket.changed({PHONE: 2, LAPTOP: 1}, PHONE, 0) == {LAPTOP: 1}


def test_a_full_basket_takes_no_more_and_loses_nothing() -> None:
    full = {f"off_eu_{number:026d}": 1 for number in range(LINES_MAX)}
    assert basket.added(full, PHONE) == full


def test_what_is_no_offer_never_gets_in() -> None:
    assert basket.added({}, "prd_eu_01M83T4CM68HQWXGN3V08Q7SBR") == {}
    assert basket.read(f"{PHONE}.0~{PHONE}.x~;<script>~{LAPTOP}.1") == {LAPTOP: 1}


@given(st.text(max_size=3000))
def test_any_cookie_is_read_as_some_basket_within_the_limits(cookie: str) -> None:
    found = basket.read(cookie)
    assert sum(found.values()) <= LINES_MAX
    assert all(1 <= count <= PER_OFFER_MAX for count in found.values())


@given(st.lists(st.tuples(OFFERS, st.integers(0, 9)), max_size=80))
def test_no_series_of_changes_leaves_the_limits_or_the_cookie_behind(changes: list[tuple[str, int]]) -> None:
    chosen = basket.Basket()
    for offer_id, quantity in changes:
        chosen = basket.changed(chosen, offer_id, quantity)
        assert sum(chosen.values()) <= LINES_MAX
        assert all(1 <= count <= PER_OFFER_MAX for count in chosen.values())
    assert basket.read(basket.written(chosen)) == chosen
    assert len(basket.written(chosen)) < 4096 - 100
