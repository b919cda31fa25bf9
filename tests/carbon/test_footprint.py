"""What a sale is taken to avoid, what takes it back, and what its delivery emits."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.carbon.factors import CATEGORIES, FACTOR_SETS, UnknownCarbonCategory, UnknownFactorSet
from chalicelib.carbon.footprint import (
    DELIVERY_GRAMS,
    NoSaving,
    ParcelTooHeavy,
    Saving,
    delivery_footprint,
    reversal,
    saving,
)

NO_CLAIM = {
    "console", "handheld_console", "smartwatch", "headphones", "camera", "printer", "coffee_maker", "kettle",
    "hair_beauty", "power_tool", "small_kitchen",
}  # fmt: skip
CLAIMED = sorted(set(CATEGORIES) - NO_CLAIM)


def claimed(category: str, version: str = "published-2021") -> Saving:
    found = saving(category, version)
    assert isinstance(found, Saving)
    return found


def test_a_smartphone_avoids_thirty_kilograms_and_half_of_it_at_the_least() -> None:
    phone = claimed("smartphone")
    assert (phone.low_grams, phone.avoided_grams, phone.high_grams) == (15_000, 30_000, 30_000)
    assert (phone.displacement_low_bp, phone.displacement_central_bp, phone.displacement_high_bp) == (
        5_000,
        10_000,
        10_000,
    )
    assert phone.factor_version == phone.requested_version == "published-2021"
    assert phone.inputs.new_grams == 40_000


def test_the_ademe_set_counts_the_years_a_phone_still_serves() -> None:
    phone = claimed("smartphone", "ademe-2025")
    # (79,270 x 2/3 - 7,350) x 0.8; at displacement 1 that is 22.7 kg a year, ADEME says 24.6.
    assert phone.avoided_grams == 36_397
    assert (phone.low_grams, phone.high_grams) == (16_911, 45_977)


def test_a_category_the_default_set_lacks_is_answered_by_the_other_and_says_so() -> None:
    laptop = claimed("laptop")
    assert laptop.requested_version == "published-2021"
    assert laptop.factor_version == "ademe-2025"
    assert laptop.inputs.data_quality == "estimated"
    assert laptop == msgspec.structs.replace(claimed("laptop", "ademe-2025"), requested_version="published-2021")


@pytest.mark.parametrize("category", sorted(NO_CLAIM))
@pytest.mark.parametrize("version", sorted(FACTOR_SETS))
def test_nothing_is_claimed_where_nobody_published_a_figure(category: str, version: str) -> None:
    found = saving(category, version)
    assert isinstance(found, NoSaving)
    assert found.category == category
    assert found.reason


def test_consoles_say_that_ademe_found_the_data_too_weak() -> None:
    assert saving("console") == NoSaving(
        "console", "ADEME found the data on consoles too weak and only extrapolated it"
    )


@pytest.mark.parametrize("category", CLAIMED)
@pytest.mark.parametrize("version", sorted(FACTOR_SETS))
def test_every_claim_lies_in_its_range_and_below_the_new_device(category: str, version: str) -> None:
    found = claimed(category, version)
    assert 0 < found.low_grams <= found.avoided_grams <= found.high_grams < found.inputs.new_grams


@given(category=st.sampled_from(CLAIMED), version=st.sampled_from(sorted(FACTOR_SETS)))
def test_a_reversal_takes_back_exactly_what_the_sale_claimed(category: str, version: str) -> None:
    sold = claimed(category, version)
    back = reversal(sold)
    assert sold.avoided_grams + back.avoided_grams == 0
    assert sold.low_grams + back.low_grams == 0
    assert sold.high_grams + back.high_grams == 0
    assert reversal(back) == sold
    assert back.inputs == sold.inputs


def test_a_saving_survives_being_stored() -> None:
    sold = claimed("tablet")
    assert msgspec.json.decode(msgspec.json.encode(sold), type=Saving) == sold


def test_names_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UnknownCarbonCategory):
        saving("toaster")
    with pytest.raises(UnknownFactorSet):
        saving("smartphone", "ademe-1999")


@pytest.mark.parametrize(
    ("weight_grams", "grams", "band_grams"),
    [(1, 720, 1_000), (1_000, 720, 1_000), (1_001, 1_080, 2_000), (2_001, 7_160, 15_000), (30_000, 13_600, 30_000)],
)
def test_a_parcel_is_read_from_the_next_heavier_band(weight_grams: int, grams: int, band_grams: int) -> None:
    found = delivery_footprint(weight_grams)
    assert (found.grams, found.band_grams, found.mode) == (grams, band_grams, "home")


def test_fetching_a_light_parcel_by_car_emits_more_than_bringing_it() -> None:
    by_car = delivery_footprint(400, "pickup_point_by_car").grams
    assert by_car > delivery_footprint(400).grams > delivery_footprint(400, "pickup_point_on_foot").grams


@pytest.mark.parametrize(("lighter", "heavier"), list(pairwise(DELIVERY_GRAMS)))
def test_a_heavier_parcel_never_emits_less(
    lighter: tuple[int, dict[str, int]], heavier: tuple[int, dict[str, int]]
) -> None:
    assert lighter[0] < heavier[0]
    assert [mode for mode in lighter[1] if lighter[1][mode] >= heavier[1][mode]] == []


def test_a_parcel_nobody_measured_has_no_figure() -> None:
    with pytest.raises(ParcelTooHeavy):
        delivery_footprint(30_001)
    with pytest.raises(ValueError, match="weighs something"):
        delivery_footprint(0)


def test_the_method_page_prints_what_the_code_computes() -> None:
    page = (Path(__file__).parents[2] / "docs" / "carbon.md").read_text()
    for category in ("smartphone", "tablet", "laptop"):
        found = claimed(category)
        row = (
            f"| {category} | {found.factor_version} | {found.low_grams} | {found.avoided_grams} | {found.high_grams} |"
        )
        assert row in page
    for band_grams, grams in DELIVERY_GRAMS:
        assert f"| {band_grams} | {' | '.join(str(value) for value in grams.values())} |" in page
