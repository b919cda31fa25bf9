"""The response bodies of carbon."""

from typing import NotRequired, TypedDict

from chalicelib.carbon.factors import DataQuality
from chalicelib.carbon.footprint import DeliveryMode


class GramsRange(TypedDict):
    """An estimate and its range, in grams of CO2 equivalent."""

    low_grams: int
    central_grams: int
    high_grams: int


class Displacement(TypedDict):
    """How many new devices a refurbished one displaces, in basis points."""

    low: int
    central: int
    high: int


class DisplacementOf(Displacement):
    """A displacement with the number that represents one whole device."""

    of: int


class FactorInputs(TypedDict):
    """One category's published figures and their source."""

    new_grams: int
    refurbished_grams: GramsRange
    new_years: int
    refurbished_years: int
    boundary: str
    source: str
    source_url: str | None
    published_year: int
    licence: str
    data_quality: DataQuality


class CategoryFactor(FactorInputs):
    """A factor with the category it is for."""

    category: str


class NoFigure(TypedDict):
    """A category without a figure, and why."""

    category: str
    reason: str


class Factors(TypedDict):
    """A set of figures published together; never edited."""

    version: str
    displacement_bp: DisplacementOf
    factors: list[CategoryFactor]
    absent: list[NoFigure]


class CarbonClaim(TypedDict):
    """The current claim for a device of a category; without a figure `avoided` is null and `reason` says why."""

    category: str
    avoided: GramsRange | None
    reason: NotRequired[str]
    factor_set: NotRequired[str]


class DeliveryBand(TypedDict):
    """The emissions of a parcel up to a weight, by mode of delivery."""

    up_to_grams: int
    grams: dict[DeliveryMode, int]


class DeliveryFactors(TypedDict):
    """The figures for deliveries."""

    version: str
    source: str
    bands: list[DeliveryBand]


class RangeWords(TypedDict):
    """The meaning of the two ends of a range."""

    low: str
    high: str


# `range` is a member's name here and a word of the language in a class body.
class CarbonMethod(TypedDict):
    unit: str
    statement: str
    formula: str
    range: RangeWords
    reversal: str
    default_factor_set: str
    factor_sets: list[Factors]
    categories: list[CarbonClaim]
    delivery: DeliveryFactors


class LineCarbon(TypedDict):
    """A line's record; `reversed_at` is set once the line was cancelled and the record reversed."""

    line_id: str
    recorded_at: str
    category: str
    avoided: GramsRange | None
    reason: NotRequired[str]
    factor_set: NotRequired[str]
    requested_factor_set: NotRequired[str]
    displacement_bp: NotRequired[Displacement]
    inputs: NotRequired[FactorInputs]
    reversed_at: NotRequired[str | None]


class OrderCarbon(TypedDict):
    """An order's records by line; `avoided` is their sum after reversals."""

    unit: str
    avoided: GramsRange
    lines: list[LineCarbon]
    statement: str
    method: str
