"""The factor sets: complete rows, derivations that can be recomputed, and no figure ever edited."""

from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from chalicelib.carbon.factors import (
    ADEME_2025,
    CATEGORIES,
    DEFAULT_SET,
    FACTOR_SETS,
    PUBLISHED_2021,
    Factor,
    UnknownFactorSet,
    factor_set,
)

# A changed digest means that a published set was edited: make a new set instead.
DIGESTS = {
    "published-2021": "2bed22ee7e9a8d78",
    "ademe-2025": "9dcafd3216cec0b1",
}


@pytest.mark.parametrize("version", DIGESTS)
def test_a_published_set_is_never_edited(version: str) -> None:
    written = msgspec.json.encode(FACTOR_SETS[version], order="deterministic")
    assert sha256(written).hexdigest()[:16] == DIGESTS[version]


def test_every_set_is_guarded_by_a_digest() -> None:
    assert FACTOR_SETS.keys() == DIGESTS.keys()


def test_the_default_set_states_smartphones_only_forty_kilograms_against_ten() -> None:
    assert DEFAULT_SET == "published-2021"
    assert PUBLISHED_2021.factors.keys() == {"smartphone"}
    phone = PUBLISHED_2021.factors["smartphone"]
    assert (phone.new_grams, phone.refurbished_grams) == (40_000, 10_000)


@pytest.mark.parametrize("version", DIGESTS)
def test_every_row_can_be_defended(version: str) -> None:
    used = factor_set(version)
    assert 0 < used.displacement_low_bp <= used.displacement_central_bp <= used.displacement_high_bp <= 10_000
    for category, factor in used.factors.items():
        assert factor.category == category
        assert category in CATEGORIES
        assert factor.refurbished_low_grams <= factor.refurbished_grams <= factor.refurbished_high_grams
        assert factor.refurbished_high_grams * factor.new_years < factor.new_grams * factor.refurbished_years
        assert factor.source
        assert factor.boundary
        assert factor.licence
        assert 2021 <= factor.published_year <= 2026
    assert not used.factors.keys() & used.absent.keys()


@pytest.mark.parametrize(
    ("category", "least_avoided", "most_avoided"),
    [("tablet", 46, 80), ("laptop", 43, 97), ("desktop", 43, 97)],
)
def test_estimated_rows_follow_from_the_annual_range(category: str, least_avoided: int, most_avoided: int) -> None:
    factor = ADEME_2025.factors[category]
    assert factor.data_quality == "estimated"
    replaced_grams = Fraction(factor.new_grams * factor.refurbished_years, factor.new_years)
    middle = Fraction(least_avoided + most_avoided, 2)
    assert factor.refurbished_high_grams == round(replaced_grams * (100 - least_avoided) / 100)
    assert factor.refurbished_low_grams == round(replaced_grams * (100 - most_avoided) / 100)
    assert factor.refurbished_grams == round(replaced_grams * (100 - middle) / 100)


def test_extrapolated_rows_claim_the_lower_end_of_what_they_borrow() -> None:
    borrowed = {"feature_phone": (64, 87)}
    extrapolated = [factor for factor in ADEME_2025.factors.values() if factor.data_quality == "extrapolated"]
    assert len(extrapolated) == 7
    for factor in extrapolated:
        least_avoided, most_avoided = borrowed.get(factor.category, (43, 97))
        replaced_grams = Fraction(factor.new_grams * factor.refurbished_years, factor.new_years)
        assert factor.refurbished_grams == factor.refurbished_high_grams
        assert factor.refurbished_grams == round(replaced_grams * (100 - least_avoided) / 100)
        assert factor.refurbished_low_grams == round(replaced_grams * (100 - most_avoided) / 100)


def test_a_set_nobody_published_is_unknown() -> None:
    with pytest.raises(UnknownFactorSet):
        factor_set("published-2099")


@pytest.mark.parametrize(
    ("version", "factor"),
    [(used.version, factor) for used in FACTOR_SETS.values() for factor in used.factors.values()],
)
def test_the_method_page_prints_every_row(version: str, factor: Factor) -> None:
    page = (Path(__file__).parents[2] / "docs" / "carbon.md").read_text()
    row = (
        f"| {version} | {factor.category} | {factor.new_grams} | {factor.refurbished_grams} "
        f"| {factor.refurbished_low_grams} | {factor.refurbished_high_grams} "
        f"| {factor.new_years} : {factor.refurbished_years} | {factor.data_quality} |"
    )
    assert row in page
