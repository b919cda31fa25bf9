"""The storefront of cell us, and the 50 states and DC: base sales-tax rate and ZIP prefixes.

Rates are parts per million because four of them (6.875 %, 6.625 %, 4.875 %, 4.225 %) are no whole basis points.
They are what the state itself and every place in it charges; county, city and district surtaxes come on top.
"""

import msgspec

from chalicelib.markets.clocks import AMERICA_EAST
from chalicelib.markets.guarantees import COMMERCIAL_MINIMUM_MONTHS, REPAIR_EXTENSION_MONTHS
from chalicelib.markets.market import Dated, FeeSchedule, FeeTier, History, Market, TaxMode, in_force
from chalicelib.markets.time_limits import US_WINDOWS

US_COMMISSION_BP: History[int] = in_force(1_000, "2026-01-01", "platform terms")

US_SERVICE_FEE: History[FeeSchedule] = in_force(
    FeeSchedule(
        tiers=(
            FeeTier(50_00, 49),
            FeeTier(100_00, 99),
            FeeTier(200_00, 1_99),
            FeeTier(300_00, 2_99),
            FeeTier(400_00, 3_99),
            FeeTier(700_00, 4_99),
            FeeTier(None, 5_99),
        ),
        cap_bp=None,
    ),
    "2026-01-01",
    "platform terms; steps as published by Back Market US",
)

# Statewide local add-ons (California 1 %, Utah 1.25 %, Virginia 1 %) are part of the rate: they apply everywhere.
RATES_PAGE = "Tax Foundation, State and Local Sales Tax Rates, as of 1 January 2025"
RATES_SINCE = "2025-01-01"


class State(msgspec.Struct, frozen=True):
    """A state's name, base rate and the three-digit ZIP prefixes in it, as inclusive ranges."""

    name: str
    sales_tax_ppm: History[int]
    zip_prefixes: tuple[tuple[int, int], ...]


def _state(name: str, rate_ppm: int, *zip_prefixes: tuple[int, int]) -> State:
    return State(name, in_force(rate_ppm, RATES_SINCE, RATES_PAGE), zip_prefixes)


# ZIP prefixes: United States Postal Service, Labeling List L002.
STATES: dict[str, State] = {
    "AL": _state("Alabama", 40_000, (350, 369)),
    "AK": _state("Alaska", 0, (995, 999)),
    "AZ": _state("Arizona", 56_000, (850, 865)),
    "AR": _state("Arkansas", 65_000, (716, 729)),
    "CA": _state("California", 72_500, (900, 961)),
    "CO": _state("Colorado", 29_000, (800, 816)),
    "CT": _state("Connecticut", 63_500, (60, 69)),
    "DE": _state("Delaware", 0, (197, 199)),
    "DC": State(
        "District of Columbia",
        History(
            (
                Dated(57_500, "2013-10-01", "D.C. Code § 47-2002"),
                Dated(60_000, "2018-10-01", "D.C. Code § 47-2002, as amended for the fiscal year 2019"),
                Dated(70_000, "2026-10-01", "D.C. Fiscal Year 2026 Budget Support Act of 2025 (B26-0450)"),
            )
        ),
        ((200, 200), (202, 205), (569, 569)),
    ),
    "FL": _state("Florida", 60_000, (320, 349)),
    "GA": _state("Georgia", 40_000, (300, 319), (398, 399)),
    "HI": _state("Hawaii", 40_000, (967, 968)),
    "ID": _state("Idaho", 60_000, (832, 838)),
    "IL": _state("Illinois", 62_500, (600, 629)),
    "IN": _state("Indiana", 70_000, (460, 479)),
    "IA": _state("Iowa", 60_000, (500, 528)),
    "KS": _state("Kansas", 65_000, (660, 679)),
    "KY": _state("Kentucky", 60_000, (400, 427)),
    "LA": State(
        "Louisiana",
        History(
            (
                Dated(44_500, "2018-07-01", "La. R.S. 47:302 and following, Act 1 of 2018 (3rd session)"),
                Dated(50_000, "2025-01-01", "Louisiana Act 11 of 2024 (3rd session)"),
            )
        ),
        ((700, 714),),
    ),
    "ME": _state("Maine", 55_000, (39, 49)),
    "MD": _state("Maryland", 60_000, (206, 219)),
    "MA": _state("Massachusetts", 62_500, (10, 27), (55, 55)),
    "MI": _state("Michigan", 60_000, (480, 499)),
    "MN": _state("Minnesota", 68_750, (550, 567)),
    "MS": _state("Mississippi", 70_000, (386, 397)),
    "MO": _state("Missouri", 42_250, (630, 658)),
    "MT": _state("Montana", 0, (590, 599)),
    "NE": _state("Nebraska", 55_000, (680, 693)),
    "NV": _state("Nevada", 68_500, (889, 898)),
    "NH": _state("New Hampshire", 0, (30, 38)),
    "NJ": _state("New Jersey", 66_250, (70, 89)),
    "NM": _state("New Mexico", 48_750, (870, 884)),
    "NY": _state("New York", 40_000, (5, 5), (63, 63), (100, 149)),
    "NC": _state("North Carolina", 47_500, (270, 289)),
    "ND": _state("North Dakota", 50_000, (580, 588)),
    "OH": _state("Ohio", 57_500, (430, 459)),
    "OK": _state("Oklahoma", 45_000, (730, 731), (734, 749)),
    "OR": _state("Oregon", 0, (970, 979)),
    "PA": _state("Pennsylvania", 60_000, (150, 196)),
    "RI": _state("Rhode Island", 70_000, (28, 29)),
    "SC": _state("South Carolina", 60_000, (290, 299)),
    "SD": State(
        "South Dakota",
        History(
            (
                Dated(42_000, "2023-07-01", "South Dakota House Bill 1137 of 2023"),
                Dated(45_000, "2027-07-01", "South Dakota House Bill 1137 of 2023: the cut ends"),
            )
        ),
        ((570, 577),),
    ),
    "TN": _state("Tennessee", 70_000, (370, 385)),
    "TX": _state("Texas", 62_500, (733, 733), (750, 799), (885, 885)),
    "UT": _state("Utah", 61_000, (840, 847)),
    "VT": _state("Vermont", 60_000, (50, 54), (56, 59)),
    "VA": _state("Virginia", 53_000, (201, 201), (220, 246)),
    "WA": _state("Washington", 65_000, (980, 994)),
    "WV": _state("West Virginia", 60_000, (247, 268)),
    "WI": _state("Wisconsin", 50_000, (530, 549)),
    "WY": _state("Wyoming", 40_000, (820, 831), (834, 834)),
}

UNITED_STATES = Market(
    code="US",
    cell="us",
    name="United States",
    currency="USD",
    languages=("en", "es"),
    default_language="en",
    tax_mode=TaxMode.SALES_TAX,
    prices_include_tax=False,
    vat_standard_bp=None,
    service_fee=US_SERVICE_FEE,
    commission_bp=US_COMMISSION_BP,
    windows=US_WINDOWS,
    legal_guarantee=None,
    repair_extension_months=REPAIR_EXTENSION_MONTHS["US"],
    commercial_guarantee_minimum_months=COMMERCIAL_MINIMUM_MONTHS,
    delivery_countries=("US",),
    clock=AMERICA_EAST,
    hours_behind_utc=10,
)
