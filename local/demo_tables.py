"""Seeding: the demo market, written into a cell's tables as its rooms would store it."""

from collections.abc import Iterable, Mapping
from itertools import groupby

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.catalog import stored_items
from chalicelib.catalog.categories import category_tree
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.draft import OfferDraft, OfferDraftShipping, faults, publication_of
from chalicelib.catalog.offers.offer import OfferTerms, Publication
from chalicelib.catalog.offers.sku import offer_id
from chalicelib.catalog.products.creation import described_as, product_id_of
from chalicelib.catalog.products.product import Description, Product, ReferencePrice, SafetyContact
from chalicelib.catalog.products.product import faults as faults_of_product
from chalicelib.catalog.served_markets import served_markets
from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import key_value
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.money import Money
from chalicelib.ranking.decision.candidates import boxes_of
from chalicelib.sellers.models import StandingItem
from chalicelib.sellers.onboarding.admission import seller_item
from chalicelib.sellers.profile.seller import Seller, Trader
from chalicelib.sellers.quality.standing import average_item, standing_item
from local.demo.generation import demo_market
from local.demo.market import DemoMarket, DemoOffer, DemoProduct, DemoSeller
from local.named_keys import named_key

SEED = 1
SELLERS_WITH_KEYS = 2
MARK = f"seeded#{SEED}"
SOURCE = "demo: expected cost of what goes wrong in one sale"


class FaultyDemo(Exception):
    """The demo market holds something the catalogue would refuse."""


def seed(cell: str) -> dict[str, str]:
    """Write the demo market of this cell and decide its boxes; new keys for its people, by whose they are.

    A market that is there already is left alone. Written in batches and without facts: 1,500 offers take a minute
    through the use cases, and there is nobody yet whom a fact would tell anything. What is written is built by the
    rooms' own functions and checked by their rules.
    """
    if cell != settings.cell:
        raise ValueError(f"these are the tables of cell {settings.cell}")
    market = demo_market(cell, SEED)
    if key_value.find(MARK) is None:
        _fill(market, clock.timestamp())
    keys = {
        f"Key of {each.trade_name}": named_key(seller_id(each.key), "demo")
        for each in market.sellers[:SELLERS_WITH_KEYS]
    }
    return keys | {"Key of ops": issue_key("ops", "local operator", SCOPES["ops"])}


def _fill(market: DemoMarket, at: str) -> None:
    sellers = {each.key: _seller(each, at) for each in market.sellers}
    products = {each.key: _product(each, market.currency, at) for each in market.products}
    offers = [(_publication(each, sellers, products, market, at=at), each.stock) for each in market.offers]
    standings = _standings(market, sellers)
    _write(seller_item(each) for each in sellers.values())
    _write(standings)
    _write(stored_items.product_item(each) for each in products.values())
    _write(stored_items.offer_item(publication) for publication, _ in offers)
    _write(stored_items.offer_version_item(publication) for publication, _ in offers)
    _write(stored_items.opening_stock_item(publication, units) for publication, units in offers)
    _write_boxes(products.values(), offers, standings, at)
    _write(stored_items.changed_product_item(each.product_id) for each in products.values())
    # Last, so that a filling that was cut short is done again.
    _write([key_value.item(MARK, keep_days=None)])
    log.write("seeded", sellers=len(sellers), products=len(products), offers=len(offers))


def seller_id(key: str) -> str:
    """The id a demo seller has in every market made from its key."""
    return ids.derived_id("sel", "demo", key)


def _seller(demo: DemoSeller, at: str) -> Seller:
    trader = Trader(
        legal_name=demo.legal_name,
        trade_name=demo.trade_name,
        postal_address=demo.postal_address,
        country=demo.country,
        email=demo.email,
        phone=demo.phone,
        register_name=demo.register_name,
        register_number=demo.register_number,
        self_certified_on=at[:10],
    )
    return Seller(seller_id=seller_id(demo.key), status="ACTIVE", trader=trader, admitted_at=at)


def _product(demo: DemoProduct, currency: str, at: str) -> Product:
    maker, price = demo.manufacturer, demo.reference_price
    description = Description(
        category=demo.category,
        title=demo.title,
        brand=demo.brand,
        model=demo.model,
        attributes=dict(demo.attributes),
        weight_grams=demo.weight_grams,
        manufacturer=SafetyContact(
            name=maker.name, postal_address=maker.postal_address, electronic_address=maker.electronic_address
        ),
        reference_price=(
            ReferencePrice(
                amount_minor=price.amount_minor, currency=price.currency, source=price.source, dated=price.dated
            ),
        ),
        gtin=demo.gtin,
        released_year=demo.released_year,
    )
    if found := faults_of_product(description, currency, at[:10]):
        raise FaultyDemo(f"{demo.key}: {found}")
    return described_as(description, product_id_of(demo.gtin), at)


def _publication(
    demo: DemoOffer, sellers: Mapping[str, Seller], products: Mapping[str, Product], market: DemoMarket, *, at: str
) -> Publication:
    product = products[demo.product]
    draft = OfferDraft(
        product_id=product.product_id,
        grade=demo.grade,
        terms=AgreedTerms(battery=demo.battery, guarantee_months=demo.guarantee_months, vat_scheme=demo.vat_scheme),
        prices={code: Money(price_minor, market.currency) for code, price_minor in demo.prices_minor.items()},
        shipping=tuple(
            OfferDraftShipping(
                carrier=option.carrier,
                delivery_days=option.delivery_days,
                cost=Money(option.cost_minor, market.currency),
                countries=(option.country,),
            )
            for option in demo.shipping
        ),
        stock=demo.stock,
    )
    if found := faults(draft, product, category_tree.category(product.category), markets=served_markets(), on=at):
        raise FaultyDemo(f"{demo.seller} {demo.sku}: {found}")
    seller = sellers[demo.seller]
    name = offer_id(seller.seller_id, demo.sku)
    return publication_of(draft, seller, product, None, offer_id=name, sku=demo.sku, at=at)


def _standings(market: DemoMarket, sellers: Mapping[str, Seller]) -> list[StandingItem]:
    items = [
        standing_item(sellers[each.seller].seller_id, each.category, penalty_minor=each.penalty_minor, source=SOURCE)
        for each in market.standings
    ]
    by_category = sorted(market.standings, key=lambda each: each.category)
    for category, group in groupby(by_category, key=lambda each: each.category):
        penalties = [each.penalty_minor for each in group]
        items.append(average_item(category, sum(penalties) // len(penalties), SOURCE))
    return items


def _write_boxes(
    products: Iterable[Product], offers: list[tuple[Publication, int]], standings: list[StandingItem], at: str
) -> None:
    penalties = {(item.seller_id, item.category): int(item.penalty_minor) for item in standings}
    by_product: dict[str, list[OfferTerms]] = {}
    for publication, units in offers:
        by_product.setdefault(publication.product_id, []).append(_terms(publication, units))
    _write(
        stored_items.box_item(box)
        for product in products
        for box in boxes_of(product, by_product[product.product_id], penalties, holders={}, on=at).values()
    )


def _terms(publication: Publication, units: int) -> OfferTerms:
    said = {name: getattr(publication, name) for name in Publication.__struct_fields__}
    buyable_since = publication.published_at if units else None
    return OfferTerms(**said, available=units, on_sale=True, buyable_since=buyable_since)


def _write(items: Iterable[Table]) -> None:
    written = list(items)
    with type(written[0]).batch_write() as batch:
        for item in written:
            batch.save(item)
