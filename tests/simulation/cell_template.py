"""The cell every history starts in: tables and queues as the template ships them, and a small market gone quiet.

It is made once per process, by the application's own code, and copied for each history.
"""

import json
import pickle
from functools import cache
from typing import Any

import msgspec

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.catalog import stored_items
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.catalog.offers.draft import OfferDraft, OfferDraftShipping
from chalicelib.catalog.offers.publishing import publish
from chalicelib.catalog.products.creation import described_as
from chalicelib.catalog.products.product import Description, ReferencePrice, SafetyContact
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.money import Money
from chalicelib.sellers.onboarding.admission import admit_seller
from chalicelib.sellers.profile.seller import Seller, Trader
from doubles.in_memory_aws.world import World
from local.places import ROOT
from local.template import merged
from tests.simulation.regions import REGION

CELL = settings.cell
OPERATORS = "operators"


class Offered(msgspec.Struct, frozen=True):
    """An offer of the market: what buyers want of it."""

    offer_id: str
    product_id: str
    seller_id: str
    identifier_kind: str


class Seeded(msgspec.Struct, frozen=True):
    """The market a history starts with, as bytes of its tables."""

    tables: bytes
    offers: tuple[Offered, ...]
    seller_keys: dict[str, str]
    moment: int


@cache
def resources() -> dict[str, Any]:
    """The resources of the packaged template."""
    found: dict[str, Any] = merged(ROOT / ".chalice" / "template", {"cell": CELL})["Resources"]
    return found


def create_tables(world: World) -> None:
    for resource in resources().values():
        if resource.get("Type") == "AWS::DynamoDB::Table":
            world.dynamodb.create(resource["Properties"])


def create_queues(world: World) -> None:
    """Every queue with its own visibility and its own end for messages that keep failing."""
    queues = {name: each["Properties"] for name, each in resources().items() if each.get("Type") == "AWS::SQS::Queue"}
    for properties in queues.values():
        if "RedrivePolicy" not in properties:
            world.queues.create(properties["QueueName"])
    for properties in queues.values():
        policy = properties.get("RedrivePolicy")
        if policy is not None:
            failed = queues[policy["deadLetterTargetArn"]["Fn::GetAtt"][0]]["QueueName"]
            redrive = {"deadLetterTargetArn": world.queue(failed).arn, "maxReceiveCount": policy["maxReceiveCount"]}
            settings = {
                "VisibilityTimeout": str(properties["VisibilityTimeout"]),
                "RedrivePolicy": json.dumps(redrive),
            }
            world.queues.create(properties["QueueName"], settings)


def fill() -> tuple[tuple[Offered, ...], dict[str, str]]:
    """Two sellers, three products, four offers: two compete, one device has neither number nor footprint."""
    first, second = (admit_seller(_trader(country, name)) for country, name in REGION.traders)
    phone, keyboard, desktop = _product("iphones", 90_900), _product("keyboards", 40_000), _product("imacs", 150_000)
    offers = (
        _offer(first, phone, sku="IP13", price_minor=34_900),
        _offer(second, phone, sku="IP13", price_minor=33_333),
        _offer(second, keyboard, sku="KEY", price_minor=7_901),
        _offer(first, desktop, sku="IMAC", price_minor=81_017),
    )
    keys = {seller.seller_id: issue_key("seller", seller.seller_id, SCOPES["seller"]) for seller in (first, second)}
    keys[OPERATORS] = issue_key("ops", OPERATORS, SCOPES["ops"])
    return offers, keys


def _trader(country: str, name: str) -> Trader:
    return Trader(
        legal_name=f"{name} GmbH",
        trade_name=name,
        postal_address="3 rue du Port",
        country=country,
        email="shop@seller.example",
        phone="+33 4 00 00 00 00",
        register_name="Register",
        register_number="000 000 000",
        vat_number=f"{country}00000000000",
        vat_number_checked_on="2026-01-02",
        self_certified_on="2026-01-02",
    )


def _product(category: str, new_minor: int) -> str:
    description = Description(
        category=category,
        title=f"A device of {category}",
        brand="Brand",
        model="Model",
        attributes={},
        weight_grams=174,
        manufacturer=SafetyContact(name="Maker", postal_address="Cork", electronic_address="https://maker.example"),
        reference_price=(
            ReferencePrice(amount_minor=new_minor, currency=REGION.currency, source="launch price", dated="2021-09-24"),
        ),
    )
    product = described_as(description, ids.new_id("prd"), clock.timestamp())
    stored_items.product_item(product).save()
    return product.product_id


def _offer(seller: Seller, product_id: str, *, sku: str, price_minor: int) -> Offered:
    has_battery = sku == "IP13"
    draft = OfferDraft(
        product_id=product_id,
        grade="GOOD",
        terms=AgreedTerms(
            battery="STANDARD" if has_battery else None, guarantee_months=24, vat_scheme=REGION.vat_scheme
        ),
        prices={code: Money(price_minor, REGION.currency) for code in REGION.markets},
        shipping=(
            OfferDraftShipping(
                carrier="post", delivery_days=2, cost=Money(497, REGION.currency), countries=REGION.markets
            ),
        ),
        stock=3,
    )
    publication = publish(seller, sku, draft)[0].publication
    return Offered(publication.offer_id, product_id, seller.seller_id, publication.identifier_kind)


def frozen(world: World) -> bytes:
    """The tables as they stand."""
    return pickle.dumps(world.dynamodb.database.tables, protocol=pickle.HIGHEST_PROTOCOL)


def thaw(world: World, tables: bytes) -> None:
    """The same tables in another world."""
    world.dynamodb.database.tables = pickle.loads(tables)
