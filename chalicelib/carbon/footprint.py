"""The emissions one refurbished device avoids, with their range, and the emissions of its delivery.

The two are separate entries and are never netted.
"""

from typing import Literal

import msgspec

from chalicelib.carbon.factors import ADEME_2025, CATEGORIES, DEFAULT_SET, Factor, UnknownCarbonCategory, factor_set
from chalicelib.kernel.values.money import BASIS_POINTS, divide_half_even

NO_FIGURE = "no published figure for this category"

DeliveryMode = Literal["home", "pickup_point_on_foot", "pickup_point_by_car"]
DELIVERY_VERSION = "ademe-parcel-2026"
DELIVERY_SOURCE = "ADEME Impact CO2 @8076a48 (2026-07-01), livraison.ts: transport, preparation, storage, own trip"

# (parcel up to, grams of weight): grams CO2e by mode. The pick-up by car is a trip of 7 km.
DELIVERY_GRAMS: tuple[tuple[int, dict[DeliveryMode, int]], ...] = (
    (1_000, {"home": 720, "pickup_point_on_foot": 660, "pickup_point_by_car": 1_650}),
    (2_000, {"home": 1_080, "pickup_point_on_foot": 940, "pickup_point_by_car": 1_940}),
    (15_000, {"home": 7_160, "pickup_point_on_foot": 6_160, "pickup_point_by_car": 7_160}),
    (30_000, {"home": 13_600, "pickup_point_on_foot": 11_600, "pickup_point_by_car": 12_600}),
)


class Saving(msgspec.Struct, frozen=True, kw_only=True):
    """Grams of CO2e that a refurbished device avoids against a new one, with all inputs.

    `low_grams` combines the lowest displacement with the highest refurbished footprint, `high_grams` the reverse.
    `factor_version` is the set used; it differs from `requested_version` if that set had no figure. In a reversal all
    three figures are the exact negatives of the sale's.
    """

    avoided_grams: int
    low_grams: int
    high_grams: int
    displacement_low_bp: int
    displacement_central_bp: int
    displacement_high_bp: int
    requested_version: str
    factor_version: str
    inputs: Factor


class NoSaving(msgspec.Struct, frozen=True):
    """Nothing is claimed for a category, and why."""

    category: str
    reason: str


class DeliveryFootprint(msgspec.Struct, frozen=True):
    """Grams CO2e of one parcel, and the weight band it was read from."""

    grams: int
    band_grams: int
    mode: DeliveryMode
    version: str


class ParcelTooHeavy(ValueError):
    """There is no published figure for a parcel of this weight."""


def saving(category: str, requested_version: str = DEFAULT_SET) -> Saving | NoSaving:
    """What a device of a category avoids; NoSaving if no usable figure is published.

    If the requested set lacks the category, `ademe-2025` is used, and the result names it. Source of the formula:
    ADEME 2022-09, whose unit is a year of use: avoided = displacement x (new x refurbished years / new years -
    refurbished).

    Raises: UnknownCarbonCategory, UnknownFactorSet.
    """
    if category not in CATEGORIES:
        raise UnknownCarbonCategory(category)
    requested = factor_set(requested_version)
    used = requested if category in requested.factors else ADEME_2025
    factor = used.factors.get(category)
    if factor is None:
        return NoSaving(category, used.absent.get(category, NO_FIGURE))
    return Saving(
        avoided_grams=avoided_grams(factor, factor.refurbished_grams, used.displacement_central_bp),
        low_grams=avoided_grams(factor, factor.refurbished_high_grams, used.displacement_low_bp),
        high_grams=avoided_grams(factor, factor.refurbished_low_grams, used.displacement_high_bp),
        displacement_low_bp=used.displacement_low_bp,
        displacement_central_bp=used.displacement_central_bp,
        displacement_high_bp=used.displacement_high_bp,
        requested_version=requested_version,
        factor_version=used.version,
        inputs=factor,
    )


def avoided_grams(factor: Factor, refurbished_grams: int, displacement_bp: int) -> int:
    """Grams avoided for one displacement and one refurbished footprint, rounded half to even."""
    per_device = factor.new_grams * factor.refurbished_years - refurbished_grams * factor.new_years
    return divide_half_even(per_device * displacement_bp, factor.new_years * BASIS_POINTS)


def reversal(sold: Saving) -> Saving:
    """The entry that reverses a sale's saving when the line is cancelled: the two sum to zero."""
    return msgspec.structs.replace(
        sold,
        avoided_grams=-sold.avoided_grams,
        low_grams=-sold.low_grams,
        high_grams=-sold.high_grams,
    )


def delivery_footprint(weight_grams: int, mode: DeliveryMode = "home") -> DeliveryFootprint:
    """The emissions of one parcel, from the next heavier published band.

    Raises: ParcelTooHeavy above 30 kg.
    """
    if weight_grams <= 0:
        raise ValueError("a parcel weighs something")
    for band_grams, grams in DELIVERY_GRAMS:
        if weight_grams <= band_grams:
            return DeliveryFootprint(grams[mode], band_grams, mode, DELIVERY_VERSION)
    raise ParcelTooHeavy(f"no published figure for a parcel of {weight_grams} grams")
