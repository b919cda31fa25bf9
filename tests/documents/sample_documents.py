"""Documents with everything they can show: names that need every letter, amounts that need their separators."""

from typing import Any

import msgspec

from chalicelib.documents.certificate import Certificate, GuaranteeExtension, GuaranteePeriod
from chalicelib.documents.invoice import Invoice, InvoiceLine, VatCategory
from chalicelib.documents.party import Party
from chalicelib.documents.statement import CurrencyStatement, Statement, StatementEntry

LANGUAGES = ("en", "fr", "de", "es", "it", "nl")
SELLER = Party(
    name="Réparœuvre & Søn <SAS>",
    address=("12 rue de l’Échiquier, 75010 Paris",),
    country="FR",
    vat_number="FR40303265045",
    register="RCS Paris 303 265 045",
    email="bonjour@reparoeuvre.example",
)
BUYER = Party(name="Zoë Łukasiewicz-Ångström", address=("Große Straße 7", "10115 Berlin"), country="DE")
PLATFORM = Party(name="Rebound SAS", address=("1 place Example, 69001 Lyon",), country="FR", vat_number="FR00123456789")


def an_invoice(language: str = "en", **changed: Any) -> Invoice:
    """A regular sale of €1,349.00 with a delivery of €4.90, 19 % VAT inside."""
    invoice = Invoice(
        kind="INVOICE",
        number="RB-2026-000042",
        language=language,
        issued_on="2026-12-01",
        supplied_on="2026-11-30",
        currency="EUR",
        issuer=SELLER,
        recipient=BUYER,
        lines=(
            InvoiceLine(
                description="iPhone 13, 128 GB, midnight",
                sku="IP13-128-M",
                net_minor=113_361,
                vat_minor=21_539,
                vat_category=VatCategory.STANDARD,
                vat_rate_bp=1_900,
            ),
            InvoiceLine(
                description="Delivery",
                net_minor=412,
                vat_minor=78,
                vat_category=VatCategory.STANDARD,
                vat_rate_bp=1_900,
            ),
        ),
        mentions=("Issued by Rebound SAS in the name and on behalf of Réparœuvre.",),
        reference="ord_eu_00000000000000000000000001 / 1",
    )
    return msgspec.structs.replace(invoice, **changed)


def a_margin_invoice(language: str = "en") -> Invoice:
    """A sale under the margin scheme: no VAT is shown."""
    line = InvoiceLine(description="Pixel 7", net_minor=29_900, vat_category=VatCategory.EXEMPT)
    mention = "Gebrauchtgegenstände/Sonderregelung"
    return an_invoice(language, lines=(line,), mentions=(mention,), exemption=mention)


def a_commission_invoice(language: str = "en", **changed: Any) -> Invoice:
    """The platform's invoice for a month, under the reverse charge."""
    line = InvoiceLine(
        description="Commission of 2026-11", net_minor=1_234_567, vat_category=VatCategory.REVERSE_CHARGE
    )
    mention = "Reverse charge"
    party = {"issuer": PLATFORM, "recipient": SELLER}
    return an_invoice(
        language, number="RC-2026-000007", lines=(line,), mentions=(mention,), exemption=mention, **party, **changed
    )


def a_statement(language: str = "en", entries: int = 3) -> Statement:
    """A month that begins with €100.00 and has so many entries."""
    made = tuple(
        StatementEntry(
            booked_on=f"2026-11-{1 + number % 28:02d}",
            kind="SALE" if number % 3 else "REFUND",
            reference=f"ord_eu_0000000000000000000000{number:04d} / 1",
            sku=f"SKU-{number}",
            amount_minor=12_345 + number if number % 3 else -2_001 - number,
        )
        for number in range(entries)
    )
    return Statement(
        language=language,
        month="2026-11",
        issued_on="2026-12-01",
        seller=SELLER,
        platform=PLATFORM,
        currencies=(
            CurrencyStatement(
                currency="EUR",
                opening_minor=10_000,
                entries=made,
                closing_minor=10_000 + sum(entry.amount_minor for entry in made),
            ),
        ),
    )


def a_certificate(language: str = "en") -> Certificate:
    return Certificate(
        language=language,
        title="Garantie commerciale",
        order_id="ord_eu_00000000000000000000000001",
        line_id="1",
        issued_on="2026-12-02",
        device="iPhone 13, 128 GB, midnight",
        grade="EXCELLENT",
        serial="356938035643809",
        seller=SELLER,
        delivered_on="2026-12-01",
        periods=(
            GuaranteePeriod(right="COMMERCIAL", ends_on="2027-12-01"),
            GuaranteePeriod(right="LEGAL", ends_on="2029-06-01", is_minimum=True, law="Code de la consommation"),
            GuaranteePeriod(right="PRESUMPTION", ends_on="2027-12-01"),
            GuaranteePeriod(right="SHORT_TERM", ends_on="2026-12-31"),
        ),
        extensions=(GuaranteeExtension(repaired_on="2027-02-03", months=6),),
        texts=("The seller repairs the device, or replaces it, free of charge.", "Statutory rights are unaffected."),
        text_version="2026-11-24",
        accepted_version="2026-11-01",
    )
