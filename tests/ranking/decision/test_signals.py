"""Who may compete, word by word, and the policy everybody can read."""

import json

import msgspec
import pytest

from chalicelib.markets.directory import market, markets
from chalicelib.ranking.decision.signals import (
    GATES,
    POSITION_MEANINGS,
    Candidate,
    Contest,
    holder_margin_minor,
    ranking_policy,
)

CONTEST = Contest(reference_price_minor=90_000)
OFFER = Candidate(
    offer_id="off_eu_1",
    seller_id="sel_eu_1",
    price_minor=34_900,
    shipping_minor=0,
    penalty_minor=120,
    available=3,
    guarantee_months=12,
    seller_active=True,
    created_at="2026-01-01T00:00:00.000Z",
)


def failed(offer: Candidate, contest: Contest = CONTEST) -> list[str]:
    return [gate.reason for gate in GATES if not gate.passes(offer, contest)]


def test_a_sound_offer_passes_every_gate() -> None:
    assert failed(OFFER) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seller_active": False}, "seller_not_active"),
        ({"available": 0}, "out_of_stock"),
        ({"price_minor": None}, "not_priced_here"),
        ({"price_minor": 0}, "not_priced_here"),
        ({"shipping_minor": None}, "does_not_ship_here"),
        ({"price_minor": 90_001}, "dearer_than_new"),
        ({"guarantee_months": 11}, "guarantee_too_short"),
    ],
)
def test_each_gate_refuses_for_its_own_reason(change: dict[str, int | None], reason: str) -> None:
    assert failed(msgspec.structs.replace(OFFER, **change)) == [reason]


def test_the_price_of_a_new_one_is_still_admitted() -> None:
    assert failed(msgspec.structs.replace(OFFER, price_minor=90_000)) == []


def test_nothing_is_too_dear_where_no_price_of_a_new_one_is_known() -> None:
    assert failed(msgspec.structs.replace(OFFER, price_minor=900_000), Contest(reference_price_minor=None)) == []


def test_the_guarantee_asked_for_is_the_one_of_the_markets() -> None:
    for one in (*markets("eu"), *markets("us")):
        asked = one.commercial_guarantee_minimum_months.at("2026-11-23")
        assert asked == CONTEST.guarantee_minimum_months
    assert market("FR").commercial_guarantee_minimum_months.at("2026-11-23") == 12


def test_the_margin_is_half_a_percent_of_the_total_to_beat() -> None:
    assert holder_margin_minor(34_900, CONTEST) == 174
    assert holder_margin_minor(34_900, Contest(reference_price_minor=None, holder_margin_bp=0)) == 0


def test_the_policy_names_every_condition_and_every_reason_the_code_uses() -> None:
    policy = ranking_policy()
    assert json.loads(json.dumps(policy)) == policy
    assert [one["reason"] for one in policy["conditions"]] == [gate.reason for gate in GATES]
    assert {one["reason"] for one in policy["positions"]} == POSITION_MEANINGS.keys()
    assert [one["name"] for one in policy["parameters"]] == ["price", "shipping", "expected_cost_of_problems"]
    assert all(one["importance"] for one in policy["parameters"])
    assert policy["holder_margin_bp"] == Contest(reference_price_minor=None).holder_margin_bp


def test_the_policy_says_that_money_paid_to_the_platform_counts_for_nothing() -> None:
    assert "the commission the platform earns" in ranking_policy()["not_used"]
    assert not {"commission_bp", "commission_minor", "payment"} & set(Candidate.__struct_fields__)
