"""The dated rights of a delivered device, by the law of the order's day."""

from datetime import date
from typing import Any

import msgspec
import pytest

from chalicelib.aftersales.guarantees.guarantee import (
    Guarantee,
    after_repair,
    extended_end,
    is_under_legal_guarantee,
    of_delivered_line,
    offered_months,
)
from chalicelib.catalog.offers.agreed_terms import AgreedTerms
from chalicelib.orders.lifecycle import LineState
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.payments.commission import LineAmounts

DELIVERED_AT = "2026-11-04T10:00:00.000Z"
CLAIMED_AT, REPAIRED_AT = "2027-03-01T10:00:00.000Z", "2027-03-10T10:00:00.000Z"


def an_order(market: str = "FR", *, language: str = "en", ordered_at: str = "2026-11-02T10:00:00.000Z") -> Order:
    zero = dict.fromkeys(LineAmounts.__struct_fields__, 0)
    line = Line(
        line_id="1",
        offer_id="off",
        terms_version=1,
        seller_id="sel",
        sku="sku",
        product_id="prd",
        title="iPhone 13",
        category="iphones",
        grade="GOOD",
        terms=AgreedTerms(battery="STANDARD", guarantee_months=24, vat_scheme="REGULAR"),
        amounts=LineAmounts(**zero),
        carrier="Colissimo",
        delivery_days=2,
        commission_vat_rule="DOMESTIC",
        identifier_kind="IMEI",
    )
    return Order(
        order_id="ord",
        state=LineState.PAID,
        market=market,
        currency="EUR",
        language=language,
        delivery_country=market,
        lines=(line,),
        total_minor=0,
        person_id="per",
        mail_key="m",
        body_hash="b",
        created_at=ordered_at,
        expires_at=ordered_at,
    )


def guarantee(market: str = "FR", **changed: Any) -> Guarantee:
    return of_delivered_line(an_order(market, **changed), "1", DELIVERED_AT)


@pytest.mark.parametrize(
    ("market", "legal", "short_term_ends_on"),
    [
        ("FR", ("2028-11-04", False, "2027-11-04"), None),
        ("DE", ("2028-11-06", False, "2027-11-04"), None),
        ("ES", ("2029-11-04", False, "2028-11-04"), None),
        ("BE", ("2028-11-04", False, "2028-11-04"), None),
        ("NL", ("2028-11-04", True, "2027-11-04"), None),
        ("IE", ("2028-11-04", True, "2027-11-04"), "2026-12-04"),
        ("US", (None, False, None), None),
    ],
)
def test_a_delivered_device_has_the_terms_of_its_country_beside_the_sellers(
    market: str, legal: tuple[str | None, bool, str | None], short_term_ends_on: str | None
) -> None:
    found = guarantee(market)
    assert (found.legal_ends_on, found.is_legal_minimum, found.presumed_until) == legal
    assert found.short_term_ends_on == short_term_ends_on
    assert (found.commercial_months, found.commercial_ends_on) == (24, "2028-11-04")
    assert date.fromisoformat(found.delivered_on) == date(2026, 11, 4)


def test_a_guarantee_holds_its_texts_in_the_language_of_the_order() -> None:
    german = guarantee("DE", language="de")
    assert german.language == "de"
    assert any("24 Monate Garantie ab Lieferung" in text for text in german.texts)
    assert any("einmalig um 12 Monate" in text for text in german.texts)
    assert guarantee("DE", language="fr").language == "de"
    assert any("at least 24 months" in text for text in guarantee("IE").texts)


def test_an_american_guarantee_is_a_limited_warranty_with_what_the_rule_asks_for() -> None:
    whole = " ".join(guarantee("US").texts)
    for said in (
        "for 24 months from delivery",
        "extended to the buyer who ordered the device",
        "repairs a defective device, replaces it",
        "are not covered",
        "To claim",
        "This warranty gives you specific legal rights",
    ):
        assert said in whole, said
    assert "legal guarantee" not in whole


def test_the_version_of_the_texts_that_the_buyer_ordered_under_is_kept() -> None:
    found = guarantee("FR", ordered_at="2026-11-29T10:00:00.000Z")
    assert found.accepted_version == "2026-11-24"
    assert found.text_version >= "2026-11-30"


def test_choosing_repair_adds_its_months_once_at_the_end() -> None:
    before = guarantee("FR")
    assert offered_months(before, CLAIMED_AT) == 12
    assert extended_end(before) == "2029-11-04"
    once = after_repair(before, "ret_1", claimed_at=CLAIMED_AT, repaired_at=REPAIRED_AT)
    assert once is not None
    assert (once.legal_ends_on, once.version) == ("2029-11-04", 2)
    assert [(one.cause_id, one.months) for one in once.extensions] == [("ret_1", 12)]
    assert offered_months(once, CLAIMED_AT) == 0
    assert after_repair(once, "ret_2", claimed_at=CLAIMED_AT, repaired_at=REPAIRED_AT) is None
    assert once.commercial_ends_on == before.commercial_ends_on


@pytest.mark.parametrize(("market", "months"), [("FR", 6), ("DE", 0), ("IE", 0)])
def test_a_contract_from_before_the_directive_keeps_its_own_extension(market: str, months: int) -> None:
    older = guarantee(market, ordered_at="2026-07-30T10:00:00.000Z")
    assert offered_months(older, CLAIMED_AT) == months
    extended = after_repair(older, "ret_1", claimed_at=CLAIMED_AT, repaired_at=REPAIRED_AT)
    assert (extended.legal_ends_on if extended else None) == ("2029-05-04" if months else None)


def test_a_fault_claimed_after_the_term_adds_nothing_and_one_on_its_last_day_does() -> None:
    found = guarantee("FR")
    assert offered_months(found, "2028-11-04T23:59:00.000Z") == 12
    assert offered_months(found, "2028-11-05T00:00:00.000Z") == 0
    assert offered_months(guarantee("US"), CLAIMED_AT) == 0


@pytest.mark.parametrize(
    ("market", "at", "is_under"),
    [
        ("FR", "2028-11-04T20:00:00.000Z", True),
        ("FR", "2028-11-05T20:00:00.000Z", False),
        ("IE", "2030-01-01T00:00:00.000Z", True),
        ("US", "2026-11-05T00:00:00.000Z", False),
    ],
)
def test_a_right_without_an_end_is_not_said_to_have_ended(market: str, at: str, is_under: bool) -> None:
    assert is_under_legal_guarantee(guarantee(market), at) is is_under


def test_an_extended_guarantee_covers_a_fault_of_its_last_year() -> None:
    extended = after_repair(guarantee("FR"), "ret_1", claimed_at=CLAIMED_AT, repaired_at=REPAIRED_AT)
    assert extended is not None
    assert is_under_legal_guarantee(extended, "2029-11-04T10:00:00.000Z")
    assert not is_under_legal_guarantee(extended, "2029-11-06T10:00:00.000Z")
    assert msgspec.json.decode(msgspec.json.encode(extended), type=Guarantee) == extended
