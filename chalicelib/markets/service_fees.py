"""The buyer's service fee: published tiers per currency, shown within the total from the first quote on."""

from chalicelib.kernel.values.money import BASIS_POINTS
from chalicelib.markets.market import FeeSchedule, FeeTier, History, Market, in_force

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


def service_fee_minor(market: Market, goods_total_minor: int, on: str) -> int:
    """The fee on a basket whose goods cost `goods_total_minor`, in the market's currency, VAT included.

    Shipping does not count. An empty basket has no fee.

    Raises: ValueError for a negative total.
    """
    if goods_total_minor < 0:
        raise ValueError("a basket of goods costs nothing or more")
    if goods_total_minor == 0:
        return 0
    schedule = market.service_fee.at(on)
    fee_minor = next(
        tier.fee_minor for tier in schedule.tiers if tier.below_minor is None or goods_total_minor < tier.below_minor
    )
    if schedule.cap_bp is None:
        return fee_minor
    return min(fee_minor, goods_total_minor * schedule.cap_bp // BASIS_POINTS)
