"""The types of the answers about markets."""

from typing import TypedDict


class Figure(TypedDict):
    """A figure, the first day it holds (`YYYY-MM-DD`) and the law, page or decision that says so."""

    value: int
    since: str
    source: str


class Window(TypedDict):
    """How long a party has: a number of the unit in its name, or the days of a month."""

    value: int | tuple[int, ...]
    since: str
    source: str


class Tax(TypedDict):
    """How the market taxes a sale; `standard_rate_bp` is null where the rate follows the state."""

    mode: str
    prices_include_tax: bool
    standard_rate_bp: Figure | None


class FeeTierAnswer(TypedDict):
    """The buyer's fee for goods below an amount; null in the last tier."""

    goods_below_minor: int | None
    fee_minor: int


class ServiceFee(TypedDict):
    """What the buyer pays the platform, and the most it may be of the goods' price."""

    tiers: list[FeeTierAnswer]
    cap_bp: int | None
    since: str
    source: str


class LegalGuaranteeAnswer(TypedDict):
    """What the law gives the buyer of a used device, counted from delivery; `open_ended` makes `months` a floor.

    `short_term_right_days` is how long after delivery a faulty device may be given back at once; 0 where it may not.
    """

    months: int
    presumption_months: int
    agreed_minimum_months: int | None
    open_ended: bool
    short_term_right_days: int
    law: str
    since: str
    source: str


class GuaranteeRules(TypedDict):
    """The guarantees of a market; `legal` is null where its law knows none."""

    commercial_minimum_months: Figure
    repair_extension_months: Figure
    legal: LegalGuaranteeAnswer | None


class DeliveryRules(TypedDict):
    """How addresses of a country are written, and where in it sellers do not deliver."""

    country: str
    postal_code_pattern: str
    postal_code_example: str
    excluded_prefixes: list[str]
    states: list[str]


class MarketRules(TypedDict):
    """A market with its rules as they stand today, each dated figure with its source."""

    market: str
    cell: str
    name: str
    currency: str
    languages: list[str]
    default_language: str
    tax: Tax
    service_fee: ServiceFee
    commission_bp: Figure
    windows: dict[str, Window]
    guarantee: GuaranteeRules
    delivery: list[DeliveryRules]
