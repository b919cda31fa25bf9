"""Products: what is refused before it misleads anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.catalog.products.product import ReferencePrice, faults, is_gtin
from testing.builders import ATTRIBUTES, a_description

TODAY = "2026-11-23"


def pointers(**changed: object) -> set[str]:
    return {pointer for pointer, _ in faults(a_description(**changed), "EUR", TODAY)}


def reference_price(amount_minor: int = 90_900, currency: str = "EUR", dated: str = "2021-09-24") -> ReferencePrice:
    return ReferencePrice(amount_minor=amount_minor, currency=currency, source="Apple", dated=dated)


def test_a_whole_description_has_no_fault() -> None:
    assert pointers() == set()


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"category": "spaceships"}, "/category"),
        ({"category": "phones"}, "/category"),
        ({"attributes": ATTRIBUTES | {"colour": "sunset"}}, "/attributes/colour"),
        ({"attributes": ATTRIBUTES | {"wheels": 4}}, "/attributes/wheels"),
        ({"attributes": {}}, "/attributes/storage_gigabytes"),
        ({"gtin": "2990000000034"}, "/gtin"),
        ({"gtin": "299000000003"}, "/gtin"),
        ({"gtin": "٢٩٩٠٠٠٠٠٠٠٠٣٣"}, "/gtin"),
        ({"reference_price": ()}, "/reference_price"),
        ({"reference_price": (reference_price(currency="USD"),)}, "/reference_price"),
        ({"reference_price": (reference_price(), reference_price())}, "/reference_price"),
        ({"reference_price": (reference_price(0),)}, "/reference_price/0/amount/amount_minor"),
        ({"reference_price": (reference_price(dated="2026-11-24"),)}, "/reference_price/0/dated"),
        ({"reference_price": (reference_price(dated="2026-02-30"),)}, "/reference_price/0/dated"),
        ({"reference_price": (reference_price(dated="20260201"),)}, "/reference_price/0/dated"),
    ],
)
def test_what_is_wrong_is_pointed_at(changed: dict[str, object], pointer: str) -> None:
    assert pointer in pointers(**changed)


# Published examples: GS1's own 13-digit specimen, a UPC and an EAN-8 from the literature on check digits.
@pytest.mark.parametrize("gtin", ["4006381333931", "036000291452", "73513537", "00012345600012"])
def test_real_article_numbers_are_known(gtin: str) -> None:
    assert is_gtin(gtin)


@given(st.sampled_from([8, 12, 13, 14]).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n)), st.data())
def test_one_wrong_digit_is_always_noticed(digits: str, data: st.DataObject) -> None:
    right = next(digits[:-1] + check for check in "0123456789" if is_gtin(digits[:-1] + check))
    place = data.draw(st.integers(0, len(right) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != right[place]]))
    assert not is_gtin(right[:place] + wrong + right[place + 1 :])
