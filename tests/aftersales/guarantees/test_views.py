"""A guarantee as shown: the legal term where the law sets one, with what a repair has added."""

from chalicelib.aftersales.guarantees.guarantee import after_repair
from chalicelib.aftersales.guarantees.views import guarantee_view
from tests.aftersales.guarantees.test_guarantee import CLAIMED_AT, REPAIRED_AT, guarantee


def test_where_the_law_sets_no_term_only_the_sellers_guarantee_is_shown() -> None:
    shown = guarantee_view(guarantee("US"))
    assert (shown["legal"], shown["commercial"]["months"]) == (None, 24)


def test_a_repair_is_shown_with_the_months_it_added() -> None:
    repaired = after_repair(guarantee("FR"), "ret_1", claimed_at=CLAIMED_AT, repaired_at=REPAIRED_AT)
    assert repaired is not None
    legal = guarantee_view(repaired)["legal"]
    assert legal is not None
    assert (legal["months"], legal["ends_on"]) == (24, "2029-11-04")
    assert legal["extensions"] == [{"cause_id": "ret_1", "extended_at": REPAIRED_AT, "months": 12}]
