"""A product: a device model in one configuration, described once for all sellers."""

from datetime import date

import msgspec

from chalicelib.catalog.categories.category_tree import AttributeValue, check_attributes


class SafetyContact(msgspec.Struct, frozen=True, kw_only=True):
    """The contact for a product's safety, shown with every offer (Regulation (EU) 2023/988 art. 19)."""

    name: str
    postal_address: str
    electronic_address: str


class ReferencePrice(msgspec.Struct, frozen=True, kw_only=True):
    """The price of the device when new: a labelled comparison, never a struck-through price.

    A struck-through price is the trader's own prior price (Directive 98/6/EC art. 6a). `dated` is a day,
    `YYYY-MM-DD`.
    """

    amount_minor: int
    currency: str
    source: str
    dated: str


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """The description of a product.

    `reference_price` has one entry, in the cell's currency. `gtin` is None if the manufacturer gave none.
    `responsible_person` is the contact in the European Union for a manufacturer outside it (Regulation (EU) 2023/988
    art. 16).
    """

    category: str
    title: str
    brand: str
    model: str
    attributes: dict[str, AttributeValue]
    weight_grams: int
    manufacturer: SafetyContact
    reference_price: tuple[ReferencePrice, ...]
    gtin: str | None = None
    responsible_person: SafetyContact | None = None
    released_year: int | None = None


class Product(Description, frozen=True, kw_only=True):
    """A description with its id and time of creation."""

    product_id: str
    created_at: str

    def reference_price_in(self, currency: str) -> ReferencePrice:
        """The reference price in the cell's currency; every product has one."""
        return next(price for price in self.reference_price if price.currency == currency)


def faults(description: Description, currency: str, today: str) -> list[tuple[str, str]]:
    """The faults of a description as (JSON pointer, reason); `today` is `YYYY-MM-DD`."""
    found = [
        (_pointer(name), reason) for name, reason in check_attributes(description.category, description.attributes)
    ]
    if description.gtin is not None and not is_gtin(description.gtin):
        found.append(("/gtin", "is not a GTIN: 8, 12, 13 or 14 digits, the last of them its check digit"))
    if [price.currency for price in description.reference_price] != [currency]:
        found.append(("/reference_price", f"must be one price in {currency}"))
    for number, price in enumerate(description.reference_price):
        if price.amount_minor < 1:
            found.append((f"/reference_price/{number}/amount/amount_minor", "must be above 0"))
        if not _is_day(price.dated) or price.dated > today:
            found.append((f"/reference_price/{number}/dated", "must be a day, YYYY-MM-DD, that is not in the future"))
    return found


def is_gtin(text: str) -> bool:
    """Whether a text is a GTIN-8, -12, -13 or -14 with a correct check digit.

    GS1 General Specifications § 7.9: from the right, the digits before the check digit are weighted 3 and 1 in turn.
    """
    if len(text) not in (8, 12, 13, 14) or not (text.isascii() and text.isdigit()):
        return False
    weighed = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(text[:-1])))
    return (weighed + int(text[-1])) % 10 == 0


def _pointer(name: str) -> str:
    return "/category" if name == "category" else "/attributes/" + name.replace("~", "~0").replace("/", "~1")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
