"""An order of two devices of two sellers, as letters see it."""

from datetime import date

from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.kernel.values.money import Money
from chalicelib.mails.order_details import DeviceToTell, OrderToTell, order_link
from chalicelib.markets import directory
from chalicelib.people.person import Address, PersonContact
from chalicelib.sellers.profile.seller import Trader

ORDER = "ord_eu_01JD0RDER00000000000000000"
PERSON = "per_eu_01JDCAMJ000000000000000000"
DAY = "2026-11-23T10:00:00.000Z"

CONTACT = PersonContact(
    name="Camille Desrosiers",
    email="camille@posteo.example",
    address=Address(street="12 rue des Lilas", postal_code="75011", city="Paris", country="FR", addition="Bât. B"),
    language="fr",
)
NORDPHONE = Trader(
    legal_name="Reconditionnement du Nord SAS",
    trade_name="Nordphone",
    postal_address="3 rue du Port, 59000 Lille",
    country="FR",
    email="vente@nordphone.example",
    phone="+33 3 20 00 00 00",
    register_name="RCS Lille",
    register_number="812 345 678",
    vat_number="FR12812345678",
    self_certified_on="2026-01-05",
)
ZWEITE_LEBEN = Trader(
    legal_name="Zweites Leben GmbH",
    trade_name="Zweites Leben",
    postal_address="Hafenstraße 9, 20457 Hamburg",
    country="DE",
    email="hallo@zweites-leben.example",
    phone="+49 40 0000000",
    register_name="HRB Hamburg",
    register_number="123456",
    self_certified_on="2026-01-05",
)


def device(line_id: str, title: str, seller: Trader, currency: str) -> DeviceToTell:
    return DeviceToTell(
        line_id=line_id,
        title=title,
        grade="GOOD",
        terms=AgreedTerms(battery="NEW", guarantee_months=24, vat_scheme="REGULAR"),
        price=Money(34_900, currency),
        shipping=Money(0, currency),
        paid=Money(35_199, currency),
        carrier="Colissimo",
        arrives_on=date(2026, 11, 26),
        seller=seller,
    )


def order(
    market: str = "FR", language: str = "fr", *, title: str = "iPhone 13 128 GB", contribution_minor: int = 0
) -> OrderToTell:
    """An order in a market and one of its languages."""
    currency = directory.market(market).currency
    minor = {
        "goods": 69_800,
        "shipping": 0,
        "service_fee": 598,
        "sales_tax": 0,
        "contribution": contribution_minor,
        "total": 70_398 + contribution_minor,
    }
    return OrderToTell(
        order_id=ORDER,
        person_id=PERSON,
        ordered_at=DAY,
        market=directory.market(market),
        language=language,
        lines=(
            device("1", title, NORDPHONE, currency),
            device("2", "ThinkPad T14", ZWEITE_LEBEN, currency),
        ),
        totals={name: Money(amount, currency) for name, amount in minor.items()},
        link=order_link(ORDER, 0),
    )
