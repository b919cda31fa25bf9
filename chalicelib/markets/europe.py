"""The seven storefronts of cell eu."""

from chalicelib.markets.clocks import CENTRAL_EUROPE, IRELAND, MarketClock
from chalicelib.markets.guarantees import COMMERCIAL_MINIMUM_MONTHS, LEGAL_GUARANTEE, REPAIR_EXTENSION_MONTHS
from chalicelib.markets.market import Dated, FeeSchedule, FeeTier, History, Market, TaxMode, in_force
from chalicelib.markets.time_limits import EU_WINDOWS

EU_COMMISSION_BP: History[int] = in_force(1_000, "2026-01-01", "platform terms")

# The steps follow those the trade publishes for the United Kingdom; the cap limits the fee of a cheap basket
# (a kettle at 15.00) to the share that expensive ones pay.
EU_SERVICE_FEE: History[FeeSchedule] = in_force(
    FeeSchedule(
        tiers=(
            FeeTier(50_00, 49),
            FeeTier(100_00, 99),
            FeeTier(150_00, 1_99),
            FeeTier(200_00, 2_99),
            FeeTier(300_00, 3_99),
            FeeTier(400_00, 4_99),
            FeeTier(500_00, 5_99),
            FeeTier(650_00, 6_99),
            FeeTier(None, 7_99),
        ),
        cap_bp=200,
    ),
    "2026-01-01",
    "platform terms; steps as published by Back Market UK, capped at 2 % of the goods",
)

VAT_STANDARD_BP: dict[str, History[int]] = {
    "FR": in_force(2_000, "2014-01-01", "Code général des impôts art. 278"),
    "DE": History(
        (
            Dated(1_900, "2007-01-01", "UStG § 12(1)"),
            Dated(1_600, "2020-07-01", "UStG § 28(1), Zweites Corona-Steuerhilfegesetz"),
            Dated(1_900, "2021-01-01", "UStG § 12(1)"),
        )
    ),
    "ES": in_force(2_100, "2012-09-01", "Ley 37/1992 art. 90, as of Real Decreto-ley 20/2012"),
    "IT": in_force(2_200, "2013-10-01", "DPR 633/1972 art. 16"),
    "BE": in_force(2_100, "1996-01-01", "Royal Decree no. 20 of 20 July 1970 art. 1"),
    "NL": in_force(2_100, "2012-10-01", "Wet op de omzetbelasting 1968 art. 9(1)"),
    "IE": History(
        (
            Dated(2_300, "2012-01-01", "Value-Added Tax Consolidation Act 2010 s. 46(1)(a)"),
            Dated(2_100, "2020-09-01", "Financial Provisions (Covid-19) (No. 2) Act 2020 s. 19"),
            Dated(2_300, "2021-03-01", "Value-Added Tax Consolidation Act 2010 s. 46(1)(a)"),
        )
    ),
}


def _storefront(
    code: str, name: str, *, languages: tuple[str, ...], delivery: tuple[str, ...], clock: MarketClock = CENTRAL_EUROPE
) -> Market:
    return Market(
        code=code,
        cell="eu",
        name=name,
        currency="EUR",
        languages=languages,
        default_language=languages[0],
        tax_mode=TaxMode.VAT,
        prices_include_tax=True,
        vat_standard_bp=VAT_STANDARD_BP[code],
        service_fee=EU_SERVICE_FEE,
        commission_bp=EU_COMMISSION_BP,
        windows=EU_WINDOWS,
        legal_guarantee=LEGAL_GUARANTEE[code],
        repair_extension_months=REPAIR_EXTENSION_MONTHS[code],
        commercial_guarantee_minimum_months=COMMERCIAL_MINIMUM_MONTHS,
        delivery_countries=delivery,
        clock=clock,
        hours_behind_utc=0,
    )


# Each delivers at home only, so the buyer's VAT rate is the storefront's. Monaco is French territory for VAT
# (Directive 2006/112/EC art. 7(1)).
EUROPE = (
    _storefront("FR", "France", languages=("fr", "en"), delivery=("FR", "MC")),
    _storefront("DE", "Germany", languages=("de", "en"), delivery=("DE",)),
    _storefront("ES", "Spain", languages=("es", "en"), delivery=("ES",)),
    _storefront("IT", "Italy", languages=("it", "en"), delivery=("IT",)),
    _storefront("BE", "Belgium", languages=("fr", "nl", "de", "en"), delivery=("BE",)),
    _storefront("NL", "Netherlands", languages=("nl", "en"), delivery=("NL",)),
    _storefront("IE", "Ireland", languages=("en",), delivery=("IE",), clock=IRELAND),
)
