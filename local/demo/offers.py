"""Which demo seller offers what: 1,500 offers drawn from a seeded generator, every product contested."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from chalicelib.catalog.categories.category_tree import category, path
from local.demo.market import BatteryClass, DemoOffer, DemoProduct, DemoSeller, Grade, VatScheme
from local.demo.pricing import BASIS_POINTS, going_share, price_minor
from local.demo.shipping import shipping_options
from local.demo.standings import department

OFFERS = 1_500
SELLERS_PER_PRODUCT, SELLERS_PER_SMARTPHONE = 4, 6

GRADES: tuple[Grade, ...] = ("PREMIUM", "EXCELLENT", "GOOD", "FAIR")
GRADE_WEIGHTS: dict[Grade, float] = {"PREMIUM": 0.6, "EXCELLENT": 1.0, "GOOD": 1.2, "FAIR": 0.8}
BATTERY_WEIGHTS: dict[BatteryClass | None, float] = {"NEW": 0.3, "STANDARD": 1.0, None: 1.0}
# A product's share of the offers against 1.0 for any other: buyers come for phones first.
SMARTPHONE_WEIGHT = 2.2

PRICE_NOISE_BASIS_POINTS = 300
SOLD_OUT_PERCENT = 6
LONGER_GUARANTEE_PERCENT = 15
LONGEST_GUARANTEE_MONTHS = 36
STOCK_PER_BREADTH = 4


@dataclass(frozen=True, slots=True)
class _Place:
    """One offer that could exist: this seller, this product, in this grade, with this battery."""

    product: DemoProduct
    seller: DemoSeller
    grade: Grade
    battery: BatteryClass | None

    @property
    def weight(self) -> float:
        return self.seller.stock_breadth * GRADE_WEIGHTS[self.grade] * BATTERY_WEIGHTS[self.battery]


def _is_smartphone(product: DemoProduct) -> bool:
    return any(step.slug == "smartphones" for step in path(product.category))


def _batteries(product: DemoProduct) -> tuple[BatteryClass | None, ...]:
    return ("STANDARD", "NEW") if category(product.category).has_battery else (None,)


def _traders(product: DemoProduct, sellers: tuple[DemoSeller, ...]) -> list[DemoSeller]:
    return [seller for seller in sellers if department(product.category) in seller.departments]


def _contested(product: DemoProduct, traders: list[DemoSeller], random: Random) -> Iterator[_Place]:
    """Enough sellers for a contest, spread over all four grades."""
    wanted = SELLERS_PER_SMARTPHONE if _is_smartphone(product) else SELLERS_PER_PRODUCT
    grades = random.sample(GRADES, len(GRADES))
    for position, seller in enumerate(random.sample(traders, min(wanted, len(traders)))):
        yield _Place(product, seller, grades[position % len(grades)], _batteries(product)[0])


def _possible(product: DemoProduct, traders: list[DemoSeller]) -> list[_Place]:
    return [
        _Place(product, seller, grade, battery)
        for seller in traders
        for grade in GRADES
        for battery in _batteries(product)
    ]


def _ranked(places: list[_Place], random: Random) -> Iterator[tuple[float, _Place]]:
    """Each place with its draw: the smallest of Exp(1)/weight are a weighted draw without replacement.

    Source: Efraimidis and Spirakis, Weighted random sampling with a reservoir, 2006. Weights are taken relative to
    the product's own sum, so that a product has offers by its popularity and not by how many could sell it.
    """
    total = sum(place.weight for place in places)
    for place in places:
        popularity = SMARTPHONE_WEIGHT if _is_smartphone(place.product) else 1.0
        yield -math.log(1.0 - random.random()) * total / (place.weight * popularity), place


def _places(products: tuple[DemoProduct, ...], sellers: tuple[DemoSeller, ...], random: Random) -> list[_Place]:
    contested: list[_Place] = []
    drawn: list[tuple[float, _Place]] = []
    for product in products:
        traders = _traders(product, sellers)
        first = list(_contested(product, traders, random))
        contested += first
        drawn += _ranked([place for place in _possible(product, traders) if place not in first], random)
    drawn.sort(key=lambda draw: draw[0])
    return contested + [place for _, place in drawn[: OFFERS - len(contested)]]


def _sku(place: _Place) -> str:
    battery = {"NEW": "-NB", "STANDARD": "-SB", None: ""}[place.battery]
    return f"{place.seller.key[:4].upper()}-{place.product.gtin[-6:-1]}-{place.grade[:3]}{battery}"


def _vat_scheme(seller: DemoSeller, random: Random) -> VatScheme:
    return "MARGINAL" if random.randrange(100) < seller.margin_scheme_percent else "REGULAR"


def _guarantee_months(seller: DemoSeller, random: Random) -> int:
    longer = random.randrange(100) < LONGER_GUARANTEE_PERCENT
    return min(LONGEST_GUARANTEE_MONTHS, seller.guarantee_months + 12) if longer else seller.guarantee_months


def _stock(seller: DemoSeller, random: Random) -> int:
    sold_out = random.randrange(100) < SOLD_OUT_PERCENT
    return 0 if sold_out else random.randint(1, STOCK_PER_BREADTH * seller.stock_breadth)


def _offer(place: _Place, random: Random) -> DemoOffer:
    product, seller = place.product, place.seller
    noise = random.randint(-PRICE_NOISE_BASIS_POINTS, PRICE_NOISE_BASIS_POINTS)
    habit = BASIS_POINTS + seller.pricing_basis_points + noise
    share = going_share(product, place.grade, place.battery) * habit // BASIS_POINTS
    return DemoOffer(
        seller=seller.key,
        sku=_sku(place),
        product=product.key,
        grade=place.grade,
        battery=place.battery,
        prices_minor={market: price_minor(product, share, market) for market in seller.ships_to},
        stock=_stock(seller, random),
        shipping=shipping_options(seller, product),
        guarantee_months=_guarantee_months(seller, random),
        vat_scheme=_vat_scheme(seller, random),
    )


def offers(products: tuple[DemoProduct, ...], sellers: tuple[DemoSeller, ...], random: Random) -> tuple[DemoOffer, ...]:
    """1,500 offers: every product by at least four sellers in all four grades, the rest by popularity."""
    return tuple(_offer(place, random) for place in _places(products, sellers, random))
