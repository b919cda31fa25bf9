"""What a demo seller asks for a used device: a share of its price new, by age, looks, battery and habit."""

from local.demo.market import BatteryClass, DemoProduct, Grade

BASIS_POINTS = 10_000
# Refurbished devices are shown at 30 to 70 % below new, so they cost 30 to 70 % of it.
LOWEST_PERCENT, HIGHEST_PERCENT = 30, 70

# Fixed, not today's: the same seed must write the same market next year.
PRICED_IN_YEAR = 2025
SHARE_WHEN_JUST_RELEASED, SHARE_LOST_A_YEAR, SHARE_OF_THE_OLDEST = 5_800, 350, 3_900

BY_GRADE: dict[Grade, int] = {"PREMIUM": 11_200, "EXCELLENT": 10_400, "GOOD": 9_600, "FAIR": 8_600}
BY_NEW_BATTERY = 10_600
BY_MARKET = {
    "FR": 10_000,
    "DE": 9_900,
    "ES": 9_800,
    "IT": 10_050,
    "BE": 10_150,
    "NL": 10_100,
    "IE": 10_250,
    "US": 10_000,
}


def going_share(product: DemoProduct, grade: Grade, battery: BatteryClass | None) -> int:
    """The going price before any seller's habit, in basis points of the price new."""
    age_years = max(0, PRICED_IN_YEAR - product.released_year)
    share = max(SHARE_OF_THE_OLDEST, SHARE_WHEN_JUST_RELEASED - SHARE_LOST_A_YEAR * age_years)
    share = share * BY_GRADE[grade] // BASIS_POINTS
    return share * BY_NEW_BATTERY // BASIS_POINTS if battery == "NEW" else share


def price_minor(product: DemoProduct, share: int, market: str) -> int:
    """`share` (basis points of the price new) as a price in one market: one cent below a whole unit, 30-70 %."""
    new_minor = product.reference_price.amount_minor
    lowest_minor = -(-new_minor * LOWEST_PERCENT // 100)
    highest_minor = new_minor * HIGHEST_PERCENT // 100
    asked_minor = new_minor * share * BY_MARKET[market] // (BASIS_POINTS * BASIS_POINTS)
    within_minor = min(highest_minor, max(lowest_minor, asked_minor))
    charming_minor = (within_minor + 1) // 100 * 100 - 1
    return charming_minor if charming_minor >= lowest_minor else charming_minor + 100
