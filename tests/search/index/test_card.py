"""A card shows what its product and boxes say."""

from chalicelib.catalog.products.creation import described_as
from chalicelib.catalog.products.product import Description, ReferencePrice, SafetyContact
from chalicelib.search.index.card import card_of
from tests.catalog.boxes.test_box import box

PRODUCT = described_as(
    Description(
        category="iphones",
        title="Apple iPhone 13 128 GB Midnight",
        brand="Apple",
        model="iPhone 13",
        attributes={},
        weight_grams=174,
        manufacturer=SafetyContact(name="Apple", postal_address="Cork", electronic_address="https://apple.example"),
        reference_price=(
            ReferencePrice(amount_minor=90_900, currency="EUR", source="launch price", dated="2021-09-24"),
        ),
        released_year=2021,
    ),
    "prd_eu_1",
    "2026-11-30T12:00:00.000Z",
)


def test_a_card_has_the_product_and_each_box_in_the_order_given() -> None:
    best = box(grade="PREMIUM", price_minor=44_900, applied_at="2026-11-01", prior_lowest_minor=49_900)
    card = card_of(PRODUCT, [best, box(eligible=3)], "EUR")
    assert (card.product_id, card.title, card.released_year) == ("prd_eu_1", PRODUCT.title, 2021)
    assert card.reference_price == PRODUCT.reference_price[0]
    assert [(each.grade, each.price_minor, each.eligible) for each in card.boxes] == [
        ("PREMIUM", 44_900, 1),
        ("GOOD", 34_900, 3),
    ]
    assert (card.boxes[0].applied_at, card.boxes[0].prior_lowest_minor) == ("2026-11-01", 49_900)
