"""The storefront of cell us, and the 50 states and DC with their ZIP prefixes."""

import msgspec

from chalicelib.markets.clocks import AMERICA_EAST
from chalicelib.markets.guarantees import COMMERCIAL_MINIMUM_MONTHS, REPAIR_EXTENSION_MONTHS
from chalicelib.markets.market import FeeSchedule, FeeTier, History, Market, TaxMode, in_force
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


class State(msgspec.Struct, frozen=True):
    """A state's name and the three-digit ZIP prefixes in it, as inclusive ranges."""

    name: str
    zip_prefixes: tuple[tuple[int, int], ...]


def _state(name: str, *zip_prefixes: tuple[int, int]) -> State:
    return State(name, zip_prefixes)


# ZIP prefixes: United States Postal Service, Labeling List L002.
STATES: dict[str, State] = {
    "AL": _state("Alabama", (350, 369)),
    "AK": _state("Alaska", (995, 999)),
    "AZ": _state("Arizona", (850, 865)),
    "AR": _state("Arkansas", (716, 729)),
    "CA": _state("California", (900, 961)),
    "CO": _state("Colorado", (800, 816)),
    "CT": _state("Connecticut", (60, 69)),
    "DE": _state("Delaware", (197, 199)),
    "DC": _state("District of Columbia", (200, 200), (202, 205), (569, 569)),
    "FL": _state("Florida", (320, 349)),
    "GA": _state("Georgia", (300, 319), (398, 399)),
    "HI": _state("Hawaii", (967, 968)),
    "ID": _state("Idaho", (832, 838)),
    "IL": _state("Illinois", (600, 629)),
    "IN": _state("Indiana", (460, 479)),
    "IA": _state("Iowa", (500, 528)),
    "KS": _state("Kansas", (660, 679)),
    "KY": _state("Kentucky", (400, 427)),
    "LA": _state("Louisiana", (700, 714)),
    "ME": _state("Maine", (39, 49)),
    "MD": _state("Maryland", (206, 219)),
    "MA": _state("Massachusetts", (10, 27), (55, 55)),
    "MI": _state("Michigan", (480, 499)),
    "MN": _state("Minnesota", (550, 567)),
    "MS": _state("Mississippi", (386, 397)),
    "MO": _state("Missouri", (630, 658)),
    "MT": _state("Montana", (590, 599)),
    "NE": _state("Nebraska", (680, 693)),
    "NV": _state("Nevada", (889, 898)),
    "NH": _state("New Hampshire", (30, 38)),
    "NJ": _state("New Jersey", (70, 89)),
    "NM": _state("New Mexico", (870, 884)),
    "NY": _state("New York", (5, 5), (63, 63), (100, 149)),
    "NC": _state("North Carolina", (270, 289)),
    "ND": _state("North Dakota", (580, 588)),
    "OH": _state("Ohio", (430, 459)),
    "OK": _state("Oklahoma", (730, 731), (734, 749)),
    "OR": _state("Oregon", (970, 979)),
    "PA": _state("Pennsylvania", (150, 196)),
    "RI": _state("Rhode Island", (28, 29)),
    "SC": _state("South Carolina", (290, 299)),
    "SD": _state("South Dakota", (570, 577)),
    "TN": _state("Tennessee", (370, 385)),
    "TX": _state("Texas", (733, 733), (750, 799), (885, 885)),
    "UT": _state("Utah", (840, 847)),
    "VT": _state("Vermont", (50, 54), (56, 59)),
    "VA": _state("Virginia", (201, 201), (220, 246)),
    "WA": _state("Washington", (980, 994)),
    "WV": _state("West Virginia", (247, 268)),
    "WI": _state("Wisconsin", (530, 549)),
    "WY": _state("Wyoming", (820, 831), (834, 834)),
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
