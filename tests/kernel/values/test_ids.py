"""An id says what a thing is and which cell holds it; nobody guesses one, and nobody carries one across."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import NotFound, WrongCell
from doubles.clock_and_randomness import ManualClock

HERE = "prd_eu_01JDPRODUCT00000000000000Z".replace("O", "0").replace("U", "V")
OVER_THERE = HERE.replace("_eu_", "_us_")
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def test_a_new_id_names_its_kind_and_cell_and_is_a_stranger_to_every_other() -> None:
    made = [ids.new_id("prd") for _ in range(100)]
    assert all(re.fullmatch(r"prd_eu_[0-9A-HJKMNP-TV-Z]{26}", one) for one in made)
    assert len(set(made)) == 100


def test_ids_sort_by_the_time_they_were_made(manual_clock: ManualClock) -> None:
    made = []
    for _ in range(50):
        made.append(ids.new_ulid())
        manual_clock.advance(milliseconds=1)
    assert made == sorted(made)


@given(MOMENTS, st.binary(min_size=10, max_size=10))
def test_an_id_tells_the_very_millisecond_it_was_made_in(moment: datetime, randomness: bytes) -> None:
    assert clock.stamp(ids.ulid_moment(ids.ulid_of(moment, randomness))) == clock.stamp(moment)


def test_a_ulid_is_written_as_its_specification_writes_it() -> None:
    """The example of github.com/ulid/spec, and the largest there is."""
    assert (
        ids.ulid_of(datetime(2016, 7, 30, 23, 54, 10, 259_000, tzinfo=UTC), bytes(10)) == "01ARZ3NDEK0000000000000000"
    )
    assert clock.stamp(ids.ulid_moment("01ARZ3NDEKTSV4RRFFQ69G5FAV")) == "2016-07-30T23:54:10.259Z"
    assert ids.ulid_of(datetime(2016, 7, 30, tzinfo=UTC), b"\xff" * 10).endswith("ZZZZZZZZZZZZZZZZ")
    with pytest.raises(ValueError, match="substring"):
        ids.ulid_moment("01ARZ3NDEUTSV4RRFFQ69G5FAV")


def test_the_same_parts_have_the_same_id_and_no_others_do() -> None:
    offer = ids.derived_id("off", "sel_1", "SKU-1")
    assert offer == ids.derived_id("off", "sel_1", "SKU-1")
    others = [("off", "sel_1", "SKU-2"), ("off", "sel_1S", "KU-1"), ("off", "sel_1SKU-1"), ("ord", "sel_1", "SKU-1")]
    assert offer not in {ids.derived_id(*parts) for parts in others}
    assert offer.removeprefix("off") not in {ids.derived_id(*parts).removeprefix("ord") for parts in others}
    assert ids.require_here("off", offer) == offer


def test_a_keyed_hash_serves_one_purpose_only() -> None:
    assert ids.keyed_hash("mail", "zoe@example.org") != ids.keyed_hash("serial", "zoe@example.org")
    assert len(ids.keyed_hash("mail")) == 32


def test_an_id_of_this_cell_and_kind_is_taken() -> None:
    assert ids.require_here("prd", HERE) == HERE


@pytest.mark.parametrize(
    "identifier",
    ["", "prd_eu_", HERE.lower(), HERE + "0", HERE[:-1] + "U", "prd_de_" + HERE[7:], HERE + "\n", " " + HERE],
)
def test_what_is_no_id_is_nowhere(identifier: str) -> None:
    with pytest.raises(NotFound):
        ids.require_here("prd", identifier)


def test_an_id_of_another_kind_is_nowhere_whatever_its_cell() -> None:
    for identifier in (HERE, OVER_THERE):
        with pytest.raises(NotFound):
            ids.require_here("off", identifier)


def test_an_id_of_the_other_cell_is_sent_there() -> None:
    for asked in (lambda: ids.require_here("prd", OVER_THERE), lambda: ids.require_cell(OVER_THERE)):
        with pytest.raises(WrongCell) as refusal:
            asked()
        assert refusal.value.members == {"cell": "us"}


@pytest.mark.parametrize("identifier", [HERE, "FR", "SKU_us_1", "", "ord_us_short"])
def test_what_does_not_name_the_other_cell_passes(identifier: str) -> None:
    ids.require_cell(identifier)
    assert "us_0" not in identifier
