"""The catalogue that search is measured on: products with long-tailed titles and a million offers, from a seed.

Real makes and series carry most of it, as in a real market; behind them comes a tail of invented makes, series and
part numbers, because an index's size and speed depend on how many different words it holds.
"""

import random
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.categories.category_tree import Attribute, AttributeValue, Category
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.offer import GRADES, Grade
from chalicelib.catalog.products.product import Product, ReferencePrice, SafetyContact

SEED = 20_261_124
PRODUCTS = 100_000
OFFERS_PER_PRODUCT = 10
MARKETS = ("FR", "DE", "ES", "IT", "BE", "NL", "IE", "US")
SELLERS = 2_000
# Which part of all products a leaf of the tree holds, in thousandths; the rest is spread over all the others.
SHARES = {
    "iphones": 140,
    "samsung-smartphones": 120,
    "google-smartphones": 40,
    "xiaomi-smartphones": 60,
    "macbook-air": 40,
    "macbook-pro": 40,
    "business-laptops": 70,
    "thin-laptops": 50,
}
SERIES: dict[str, tuple[str, Sequence[str]]] = {
    "iphones": ("Apple", [f"iPhone {n}{v}" for n in range(8, 18) for v in ("", " Plus", " Pro", " Pro Max", " mini")]),
    "samsung-smartphones": (
        "Samsung",
        [f"Galaxy S{n}{v}" for n in range(9, 27) for v in ("", "+", " Ultra", " FE")]
        + [
            f"Galaxy A{n}{v}"
            for n in (12, 13, 14, 15, 22, 23, 32, 33, 34, 51, 52, 53, 54, 55, 71, 72)
            for v in ("", "s")
        ]
        + [f"Galaxy Z {v}{n}" for v in ("Flip", "Fold") for n in range(2, 8)],
    ),
    "google-smartphones": ("Google", [f"Pixel {n}{v}" for n in range(3, 12) for v in ("", "a", " Pro", " XL")]),
    "xiaomi-smartphones": (
        "Xiaomi",
        [
            f"{line} {n}{v}"
            for line in ("Mi", "Redmi", "Redmi Note", "Poco X")
            for n in range(8, 16)
            for v in ("", " Pro", "T")
        ],
    ),
    "macbook-air": ("Apple", [f"MacBook Air {size} (M{n})" for size in (13, 15) for n in range(1, 6)]),
    "macbook-pro": (
        "Apple",
        [f"MacBook Pro {size} (M{n}{v})" for size in (13, 14, 16) for n in range(1, 6) for v in ("", " Pro")],
    ),
}
LAPTOPS = (
    ("Lenovo", "ThinkPad", ("T", "X", "L", "P")),
    ("Dell", "Latitude", ("E", "7", "5", "3")),
    ("HP", "EliteBook", ("8", "x", "G", "7")),
    ("Asus", "ZenBook", ("UX", "UM", "Q", "S")),
    ("Acer", "TravelMate", ("P", "B", "X", "V")),
)
MAKES = (
    "Sony",
    "LG",
    "Philips",
    "Bosch",
    "Canon",
    "Nikon",
    "Dyson",
    "Bose",
    "Garmin",
    "Huawei",
    "Microsoft",
    "Panasonic",
)
TAILS = (
    "unlocked",
    "dual SIM",
    "with charger",
    "boxed",
    "AZERTY",
    "QWERTZ",
    "bundle",
    "limited edition",
    "WiFi",
    "LTE",
)
STORAGES = (32, 64, 128, 256, 512, 1024)
_SYLLABLES = ("ka", "ro", "vel", "tin", "mo", "sha", "ber", "lux", "ond", "fi", "gra", "zen", "pul", "dex", "ny", "qua")


class GeneratedOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer as far as it decides boxes; `price_minor` is moved by each market's own factor."""

    offer_id: str
    seller_id: str
    grade: Grade
    price_minor: int
    shipping_minor: int
    delivery_days: int
    guarantee_months: int
    available: int


class Generated(msgspec.Struct, frozen=True, kw_only=True):
    """A product with its offers, some of them sold out."""

    product: Product
    offers: tuple[GeneratedOffer, ...]

    def boxes(self, markets: Sequence[str] = MARKETS) -> list[Box]:
        """The cheapest offer per market and grade."""
        by_grade: dict[Grade, list[GeneratedOffer]] = {}
        for offer in self.offers:
            if offer.available:
                by_grade.setdefault(offer.grade, []).append(offer)
        return [
            _box(self.product.product_id, market, competitors)
            for competitors in by_grade.values()
            for market in markets
        ]


def catalogue(products: int = PRODUCTS, seed: int = SEED) -> Iterator[Generated]:
    """Products with ten offers each on average; the same seed always gives the same."""
    rng = random.Random(seed)
    leaves = [each for each in category_tree.categories() if each.is_leaf]
    spread = (1000 - sum(SHARES.values())) / (len(leaves) - len(SHARES))
    weights = [SHARES.get(leaf.slug, spread) for leaf in leaves]
    tail = [_invented(rng) for _ in range(4_000)]
    for number in range(products):
        leaf = rng.choices(leaves, weights)[0]
        yield _generated(number, leaf, tail, rng)


def _generated(number: int, leaf: Category, tail: Sequence[str], rng: random.Random) -> Generated:
    brand, model = _named(leaf, tail, rng)
    attributes = {each.name: _value(each, rng) for each in leaf.attributes if each.required or rng.random() < 0.5}
    new_minor = int(rng.lognormvariate(6.0, 0.7) * 100) + 2_000
    product = Product(
        product_id=f"prd_eu_{number:026d}",
        created_at=f"2026-{number % 11 + 1:02d}-{number % 28 + 1:02d}T09:00:00.000Z",
        category=leaf.slug,
        title=_title(f"{brand} {model}", attributes, tail, rng),
        brand=brand,
        model=model,
        attributes=attributes,
        weight_grams=rng.randrange(100, 5_000),
        manufacturer=SafetyContact(
            name=brand, postal_address="1 Main Street", electronic_address="https://maker.example"
        ),
        reference_price=tuple(
            ReferencePrice(amount_minor=new_minor, currency=currency, source=f"{brand} list price", dated="2023-01-15")
            for currency in ("EUR", "USD")
        ),
        released_year=rng.randrange(2016, 2027),
    )
    offers = tuple(_offer(number, each, new_minor, rng) for each in range(rng.randrange(1, 2 * OFFERS_PER_PRODUCT)))
    return Generated(product=product, offers=offers)


def _named(leaf: Category, tail: Sequence[str], rng: random.Random) -> tuple[str, str]:
    if leaf.slug in SERIES:
        brand, models = SERIES[leaf.slug]
        return brand, rng.choice(models)
    if "laptop" in leaf.slug:
        brand, series, letters = rng.choice(LAPTOPS)
        return brand, f"{series} {rng.choice(letters)}{rng.randrange(300, 999)}"
    brand = rng.choice(MAKES) if rng.random() < 0.6 else rng.choice(tail[:300]).capitalize()
    return brand, f"{rng.choice(tail).capitalize()} {rng.choice('ABDEGKLMRSTVX')}{rng.randrange(10, 9_999)}"


def _title(named: str, attributes: Mapping[str, AttributeValue], tail: Sequence[str], rng: random.Random) -> str:
    said = [f"{attributes['storage_gigabytes']} GB"] if "storage_gigabytes" in attributes else []
    said += [str(attributes.get("maker_colour", attributes.get("colour", "")))]
    if rng.random() < 0.3:
        said.append(rng.choice(TAILS))
    if rng.random() < 0.15:
        said.append(f"{rng.choice(tail)[:3].upper()}-{rng.randrange(100, 99_999)}")
    return f"{named}, {' '.join(part for part in said if part)}".rstrip(", ")


def _value(attribute: Attribute, rng: random.Random) -> AttributeValue:
    if attribute.name == "storage_gigabytes":
        return rng.choice(STORAGES)
    if attribute.kind == "choice":
        return rng.choice(attribute.choices).value
    if attribute.kind == "integer":
        return rng.randrange(attribute.minimum or 0, (attribute.maximum or 100) + 1)
    return _invented(rng)


def _invented(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randrange(2, 4)))


def _offer(number: int, place: int, new_minor: int, rng: random.Random) -> GeneratedOffer:
    grade = rng.choices(GRADES, (1, 3, 4, 2))[0]
    share = {"PREMIUM": 0.75, "EXCELLENT": 0.65, "GOOD": 0.55, "FAIR": 0.45}[grade]
    return GeneratedOffer(
        offer_id=f"off_eu_{number:020d}{place:06d}",
        seller_id=f"sel_eu_{rng.randrange(SELLERS):026d}",
        grade=grade,
        price_minor=int(new_minor * share * rng.uniform(0.85, 1.2)),
        shipping_minor=rng.choice((0, 0, 390, 490, 690)),
        delivery_days=rng.randrange(1, 8),
        guarantee_months=rng.choice((12, 24, 24, 36)),
        available=rng.choice((0, 1, 2, 5, 20)),
    )


def _box(product_id: str, market: str, competitors: Sequence[GeneratedOffer]) -> Box:
    winner = min(competitors, key=lambda offer: (offer.price_minor + offer.shipping_minor, offer.offer_id))
    price_minor = winner.price_minor * (100 + MARKETS.index(market)) // 100
    return Box(
        product_id=product_id,
        market=market,
        grade=winner.grade,
        offer_id=winner.offer_id,
        seller_id=winner.seller_id,
        seller_trade_name=f"Seller {winner.seller_id[-4:]}",
        price_minor=price_minor,
        shipping_minor=winner.shipping_minor,
        terms_version=1,
        delivery_days=winner.delivery_days,
        terms=AgreedTerms(battery=None, guarantee_months=winner.guarantee_months, vat_scheme="MARGINAL"),
        score_minor=price_minor + winner.shipping_minor,
        penalty_minor=0,
        runner_up_score_minor=None,
        eligible=len(competitors),
        policy="generated",
    )
