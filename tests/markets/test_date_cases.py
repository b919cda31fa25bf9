"""Every date of the two tables of cases, each with its source, is right.

`dates.json` was compiled from the laws' texts by reviewers who did not read the code; `more_dates.json` is our own.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chalicelib.markets import due_dates
from chalicelib.markets.directory import market
from chalicelib.markets.guarantees import AgreedTermTooShort
from chalicelib.markets.market import Market

HERE = Path(__file__).parent
THEIRS: list[dict[str, Any]] = json.loads((HERE / "dates.json").read_text())
OURS: list[dict[str, Any]] = json.loads((HERE / "more_dates.json").read_text())


def noon(day: str) -> str:
    """Noon in UTC: the same day in every market."""
    return f"{day}T12:00:00.000Z"


def _withdrawal(place: Market, given: dict[str, Any]) -> str | None:
    days = given.get("same_order_same_seller_delivered_on") or [given["delivered_on"]]
    informed_at = due_dates.BEFORE_THE_CONTRACT if given.get("informed") else None
    if "informed_on" in given:
        informed_at = noon(given["informed_on"])
    return due_dates.withdrawal_ends_at(place, *(noon(day) for day in days), informed_at=informed_at)


def _legal_guarantee(place: Market, given: dict[str, Any]) -> str | None:
    contract = noon(given.get("contract_on", given["delivered_on"]))
    return due_dates.legal_guarantee_ends_at(
        place,
        contract,
        noon(given["delivered_on"]),
        agreed_months=given.get("agreed_months"),
        repairs=given.get("repairs", 0),
    )


def _free_return(place: Market, given: dict[str, Any]) -> str:
    return due_dates.free_return_ends_at(place, noon(given["ordered_on"]), noon(given["delivered_on"]))


def _short_term_right(place: Market, given: dict[str, Any]) -> str | None:
    return due_dates.short_term_right_ends_at(place, noon(given["delivered_on"]), noon(given["delivered_on"]))


def _damage_report(place: Market, given: dict[str, Any]) -> str:
    days = place.windows.transit_damage_working_days.at(given["delivered_on"])
    return due_dates.working_days_end_at(place, noon(given["delivered_on"]), days)


ENDS: dict[str, Callable[[Market, dict[str, Any]], str | None]] = {
    "withdrawal_last_day": _withdrawal,
    "free_return_last_day": _free_return,
    "legal_guarantee_last_day": _legal_guarantee,
    "legal_guarantee_floor_last_day": _legal_guarantee,
    "legal_guarantee_after_remedy_last_day": _legal_guarantee,
    "commercial_guarantee_last_day": lambda place, given: due_dates.guarantee_ends_at(
        place, noon(given["delivered_on"]), given["months"]
    ),
    "short_term_right_last_day": _short_term_right,
    "send_back_last_day": lambda place, given: due_dates.send_back_ends_at(place, noon(given["withdrawn_on"])),
    "refund_last_day": lambda place, given: due_dates.refund_due_at(place, noon(given["withdrawn_on"])),
    "damage_report_last_day": _damage_report,
}


def found(case: dict[str, Any]) -> str | None:
    """The last day by the code; `refused` for a term that may not be agreed."""
    place, given = market(case["country"]), case["inputs"]
    if case["kind"] == "arrival_day":
        return due_dates.arrival_day(place, given["ordered_at"], given["delivery_days"]).isoformat()
    try:
        ends_at = ENDS[case["kind"]](place, given)
    except AgreedTermTooShort:
        return "refused"
    return None if ends_at is None else due_dates.last_day(place, ends_at).isoformat()


@pytest.mark.parametrize("case", [*THEIRS, *OURS], ids=lambda case: f"{case['country']} {case['kind']}")
def test_the_last_day_is_the_one_the_law_gives(case: dict[str, Any]) -> None:
    assert found(case) == case["expected"], case


def test_there_are_sixty_cases_of_our_own_and_each_names_its_source() -> None:
    assert len(THEIRS) >= 20
    assert len({json.dumps(case, sort_keys=True) for case in OURS}) == len(OURS) >= 60
    assert [case for case in (*THEIRS, *OURS) if not case["source"]] == []
    assert {case["country"] for case in OURS} == {"FR", "DE", "ES", "IT", "BE", "NL", "IE", "US"}


def test_an_open_ended_right_is_asked_for_as_a_floor() -> None:
    """A case that names an end of the legal guarantee is of a country where it has one."""
    floors = {case["country"] for case in (*THEIRS, *OURS) if case["kind"] == "legal_guarantee_floor_last_day"}
    assert floors == {"NL", "IE"}
