"""No figure without its range, no sum that hides a reversal, no word that promises more than an estimate."""

from typing import Any

import msgspec
import pytest

from chalicelib.carbon import footprint, views
from chalicelib.carbon.entry import CarbonEntry
from chalicelib.carbon.factors import CATEGORIES, FACTOR_SETS
from chalicelib.carbon.footprint import NoSaving, Saving

ORDER = "ord_eu_01JD0RDER00000000000000000"
AT = "2026-11-23T10:00:00.000Z"
LATER = "2026-11-30T10:00:00.000Z"


def saving(category: str) -> Saving:
    found = footprint.saving(category)
    assert isinstance(found, Saving)
    return found


def sale(line_id: str, category: str) -> CarbonEntry:
    found = footprint.saving(category)
    return CarbonEntry(
        order_id=ORDER,
        line_id=line_id,
        is_reversal=False,
        recorded_at=AT,
        saving=None if isinstance(found, NoSaving) else found,
        nothing=found if isinstance(found, NoSaving) else None,
    )


def taken_back(line_id: str, category: str) -> CarbonEntry:
    reversed_saving = footprint.reversal(saving(category))
    return CarbonEntry(
        order_id=ORDER, line_id=line_id, is_reversal=True, recorded_at=LATER, saving=reversed_saving, nothing=None
    )


def test_an_order_shows_each_line_with_its_range_and_the_sum_of_both() -> None:
    view = views.order_carbon([sale("1", "smartphone"), sale("2", "laptop")])
    phone, laptop = view["lines"]
    assert phone["avoided"] == {"low_grams": 15_000, "central_grams": 30_000, "high_grams": 30_000}
    assert laptop["avoided"] is not None
    assert view["avoided"] == {
        "low_grams": 15_000 + laptop["avoided"]["low_grams"],
        "central_grams": 30_000 + laptop["avoided"]["central_grams"],
        "high_grams": 30_000 + laptop["avoided"]["high_grams"],
    }
    assert phone["factor_set"] == "published-2021"
    assert phone["inputs"]["new_grams"] == 40_000


def test_a_line_that_came_back_counts_nothing_and_says_since_when() -> None:
    view = views.order_carbon([sale("1", "smartphone"), taken_back("1", "smartphone")])
    assert view["avoided"] == {"low_grams": 0, "central_grams": 0, "high_grams": 0}
    assert [line["reversed_at"] for line in view["lines"]] == [LATER]


def test_lines_come_in_the_order_of_their_numbers() -> None:
    view = views.order_carbon([sale(line_id, "smartphone") for line_id in ("10", "2", "1")])
    assert [line["line_id"] for line in view["lines"]] == ["1", "2", "10"]


def test_a_device_without_a_figure_says_why_and_counts_nothing() -> None:
    view = views.order_carbon([sale("1", "console")])
    assert view["lines"][0]["avoided"] is None
    assert "ADEME" in view["lines"][0]["reason"]
    assert view["avoided"]["central_grams"] == 0


def test_a_record_with_neither_a_saving_nor_a_reason_is_refused() -> None:
    entry = CarbonEntry(order_id=ORDER, line_id="1", is_reversal=False, recorded_at=AT, saving=None, nothing=None)
    with pytest.raises(ValueError, match="neither a saving nor a reason"):
        views.order_carbon([entry])


def test_an_order_not_yet_recorded_claims_nothing() -> None:
    view = views.order_carbon([])
    assert view["lines"] == []
    assert view["avoided"]["high_grams"] == 0


def test_the_method_names_every_set_every_category_and_every_source() -> None:
    method = views.method()
    assert [one["version"] for one in method["factor_sets"]] == list(FACTOR_SETS)
    assert [one["category"] for one in method["categories"]] == list(CATEGORIES)
    assert all(factor["source"] for one in method["factor_sets"] for factor in one["factors"])
    assert all(("reason" in one) != bool(one["avoided"]) for one in method["categories"])


def test_a_record_can_be_computed_again_from_what_the_method_publishes() -> None:
    laptop = next(one for one in views.method()["factor_sets"][1]["factors"] if one["category"] == "laptop")
    displacement = views.method()["factor_sets"][1]["displacement_bp"]
    refurbished = laptop["refurbished_grams"]["central_grams"]
    share = laptop["new_grams"] * laptop["refurbished_years"] / laptop["new_years"]
    avoided = displacement["central"] / displacement["of"] * (share - refurbished)
    assert round(avoided) == saving("laptop").avoided_grams


def words(view: Any) -> str:
    return msgspec.json.encode(view).decode().lower()


def test_nothing_is_ever_called_neutral_or_offset() -> None:
    shown = words(views.method()) + words(views.order_carbon([sale("1", "smartphone"), sale("2", "console")]))
    for claim in ("neutral", "offset", "compensat", "climate positive", "zero emission"):
        assert claim not in shown
