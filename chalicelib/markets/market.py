"""A market: one country's rules, each figure with the day it took effect and its source."""

from enum import StrEnum
from typing import Generic, TypeVar

import msgspec

from chalicelib.kernel.values.money import BASIS_POINTS
from chalicelib.kernel.values.problems import NotFound
from chalicelib.markets.clocks import MarketClock

Value = TypeVar("Value")


class UnknownMarket(NotFound):
    slug, title = "unknown-market", "Unknown market"


class NotInForce(LookupError):
    """A figure was requested for a day before its first known value."""


class Dated(msgspec.Struct, Generic[Value], frozen=True):
    """A figure, the first day it holds (`YYYY-MM-DD`) and the law, page or decision that says so."""

    value: Value
    since: str
    source: str


class History(msgspec.Struct, Generic[Value], frozen=True):
    """Every value of a figure, oldest first. A change of law adds an entry and edits none."""

    entries: tuple[Dated[Value], ...]

    def entry(self, on: str) -> Dated[Value]:
        """The entry in force on a day (`YYYY-MM-DD`, or any stored timestamp).

        Raises: NotInForce before the first entry.
        """
        for dated in reversed(self.entries):
            if dated.since <= on:
                return dated
        raise NotInForce(f"nothing was in force on {on}; the first entry is of {self.entries[0].since}")

    def at(self, on: str) -> Value:
        """The value in force on a day or at a timestamp."""
        return self.entry(on).value


def in_force(value: Value, since: str, source: str) -> History[Value]:
    """A figure that has had one value so far."""
    return History((Dated(value, since, source),))


class TaxMode(StrEnum):
    VAT = "VAT"
    SALES_TAX = "SALES_TAX"


class FeeTier(msgspec.Struct, frozen=True):
    """The buyer's fee for a basket below `below_minor`; None in the last tier."""

    below_minor: int | None
    fee_minor: int


class FeeSchedule(msgspec.Struct, frozen=True):
    """Tiers in rising order, and the most the fee may be of the goods' price (None: tiers alone decide)."""

    tiers: tuple[FeeTier, ...]
    cap_bp: int | None


class LegalGuarantee(msgspec.Struct, frozen=True, kw_only=True):
    """What a country's law gives the buyer of a used device, counted from delivery.

    `agreed_minimum_months` is the shortest term parties may agree for second-hand goods, None where the law
    lets nobody shorten it. `open_ended` says that `months` is a floor: the right lasts as long as such a
    device may be expected to. `limitation_months` is when a claim is barred, where the law counts that from
    delivery. `law` is printed to buyers. `short_term_right_days` is how long after delivery the buyer of a
    faulty device may end the contract at once, 0 where repair or replacement comes first. `ends_with_working_day` moves
    an end on a Saturday, Sunday or holiday to the next working day.
    """

    months: int
    presumption_months: int
    agreed_minimum_months: int | None
    open_ended: bool
    limitation_months: int | None
    law: str
    short_term_right_days: int = 0
    ends_with_working_day: bool = False


class Windows(msgspec.Struct, frozen=True, kw_only=True):
    """How long each party has; 0 where a market knows no such right."""

    reservation_minutes: History[int]
    acceptance_hours: History[int]
    shipping_grace_days: History[int]
    delivery_limit_days: History[int]
    withdrawal_days: History[int]
    uninformed_withdrawal_months: History[int]
    withdrawal_return_days: History[int]
    refund_days: History[int]
    free_return_days: History[int]
    transit_damage_working_days: History[int]
    first_answer_working_days: History[int]
    return_resolution_days: History[int]
    return_limit_days: History[int]
    transfer_delay_days: History[int]
    payout_days_of_month: History[tuple[int, ...]]
    prior_price_days: History[int]
    tax_record_years: History[int]


class Market(msgspec.Struct, frozen=True, kw_only=True):
    """A country storefront of a cell.

    `clock` is the most advanced one of the market, `hours_behind_utc` how far its slowest one is behind UTC: days are
    counted so that the buyer never loses one.
    """

    code: str
    cell: str
    name: str
    currency: str
    languages: tuple[str, ...]
    default_language: str
    tax_mode: TaxMode
    prices_include_tax: bool
    vat_standard_bp: History[int] | None
    service_fee: History[FeeSchedule]
    commission_bp: History[int]
    windows: Windows
    legal_guarantee: History[LegalGuarantee] | None
    repair_extension_months: History[int]
    commercial_guarantee_minimum_months: History[int]
    delivery_countries: tuple[str, ...]
    clock: MarketClock
    hours_behind_utc: int

    def service_fee_minor(self, goods_total_minor: int, on: str) -> int:
        """The buyer's fee on a basket whose goods cost `goods_total_minor`, VAT included.

        Shipping does not count. An empty basket has no fee.

        Raises: ValueError for a negative total.
        """
        if goods_total_minor < 0:
            raise ValueError("a basket of goods costs nothing or more")
        if goods_total_minor == 0:
            return 0
        schedule = self.service_fee.at(on)
        fee_minor = next(
            tier.fee_minor
            for tier in schedule.tiers
            if tier.below_minor is None or goods_total_minor < tier.below_minor
        )
        if schedule.cap_bp is None:
            return fee_minor
        return min(fee_minor, goods_total_minor * schedule.cap_bp // BASIS_POINTS)
