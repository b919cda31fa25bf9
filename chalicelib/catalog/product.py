"""What a product is: a device model in one configuration, described once for all sellers."""

import msgspec

from chalicelib.catalog.category_tree import AttributeValue


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for a product's safety, as shown with every offer (Regulation (EU) 2023/988 art. 19)."""

    name: str
    postal_address: str
    electronic_address: str


class PriceNew(msgspec.Struct, frozen=True, kw_only=True):
    """What the device costs or cost new: a labelled comparison, never a struck-through price.

    (Directive 98/6/EC art. 6a knows only the trader's own prior price.) `dated` is a day, `YYYY-MM-DD`.
    """

    amount_minor: int
    currency: str
    source: str
    dated: str


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product. `price_new` holds one entry per currency of the cell; `gtin` is None where the maker gave none.

    `responsible_person` answers inside the European Union for a maker outside it (Regulation (EU) 2023/988 art. 16).
    """

    product_id: str
    category: str
    title: str
    brand: str
    model: str
    attributes: dict[str, AttributeValue]
    weight_grams: int
    manufacturer: Contact
    price_new: tuple[PriceNew, ...]
    created_at: str
    gtin: str | None = None
    responsible_person: Contact | None = None
    released_year: int | None = None

    def price_new_in(self, currency: str) -> PriceNew:
        """The comparison in a currency of the cell; StopIteration cannot happen for a product that was created."""
        return next(price for price in self.price_new if price.currency == currency)
