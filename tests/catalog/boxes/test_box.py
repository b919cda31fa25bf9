"""What a box says of itself: its key, and whether a margin holds it."""

from typing import Any

import pytest

from chalicelib.catalog.boxes.box import Box, box_key
from chalicelib.catalog.offers.agreed_terms import AgreedTerms


def box(**changed: Any) -> Box:
    given: dict[str, Any] = {
        "product_id": "prd_eu_1",
        "market": "FR",
        "grade": "GOOD",
        "offer_id": "off_eu_1",
        "seller_id": "sel_eu_1",
        "seller_trade_name": "Phénix Mobile",
        "price_minor": 34_900,
        "shipping_minor": 490,
        "terms_version": 1,
        "terms": AgreedTerms(battery="STANDARD", guarantee_months=24, vat_scheme="MARGINAL"),
        "delivery_days": 2,
        "score_minor": 35_390,
        "penalty_minor": 0,
        "runner_up_score_minor": None,
        "eligible": 1,
        "policy": "2026-11",
    }
    return Box(**(given | changed))


def test_a_box_is_found_by_its_market_and_grade() -> None:
    assert box(market="DE", grade="FAIR").place == box_key("DE", "FAIR") == "DE#FAIR"


@pytest.mark.parametrize(
    ("runner_up_score_minor", "is_held"), [(None, False), (35_389, True), (35_390, False), (35_391, False)]
)
def test_a_margin_holds_the_box_only_against_a_lower_total(runner_up_score_minor: int | None, is_held: bool) -> None:
    assert box(runner_up_score_minor=runner_up_score_minor).is_held_by_margin is is_held
