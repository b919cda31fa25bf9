"""The order of offers, the box, and the price that wins it, as properties."""

from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chalicelib.ranking.decision.scoring import (
    NotComparable,
    Score,
    box_winner,
    is_held_by_margin,
    positions,
    price_to_win_minor,
    rank,
    score,
    takes_box,
    total_minor,
)
from chalicelib.ranking.decision.signals import GATES, POSITION_MEANINGS, Candidate, Contest

OPEN = Contest(reference_price_minor=None)
NO_MARGIN = Contest(reference_price_minor=None, holder_margin_bp=0)


def offer(number: int, price_minor: int | None = 30_000, **terms: object) -> Candidate:
    given_terms = {
        "offer_id": f"off_eu_{number:04d}",
        "seller_id": f"sel_eu_{number:04d}",
        "price_minor": price_minor,
        "shipping_minor": 0,
        "penalty_minor": 0,
        "available": 1,
        "guarantee_months": 12,
        "seller_active": True,
        "created_at": "2026-01-01T00:00:00.000Z",
    } | terms
    return msgspec.convert(given_terms, Candidate)


# Narrow ranges on purpose: ties and margins must be met often.
ELIGIBLE = st.builds(
    lambda number, price, shipping, penalty, day: offer(
        number, price, shipping_minor=shipping, penalty_minor=penalty, created_at=f"2026-01-0{day}T00:00:00.000Z"
    ),
    st.integers(0, 9_999),
    st.integers(1, 1_000) | st.integers(29_900, 30_100),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(1, 3),
)
ANY = st.builds(
    lambda sound, price, shipping, available, months, active: msgspec.structs.replace(
        sound,
        price_minor=price,
        shipping_minor=shipping,
        available=available,
        guarantee_months=months,
        seller_active=active,
    ),
    ELIGIBLE,
    st.none() | st.integers(0, 120),
    st.none() | st.integers(0, 20),
    st.integers(0, 2),
    st.integers(11, 13),
    st.booleans(),
)
CONTESTS = st.builds(
    lambda new, margin: Contest(reference_price_minor=new, holder_margin_bp=margin),
    st.none() | st.integers(50, 40_000),
    st.sampled_from([0, 1, 50, 500]),
)


def apart(strategy: st.SearchStrategy[Candidate], least: int = 1) -> st.SearchStrategy[list[Candidate]]:
    return st.lists(strategy, min_size=least, max_size=8, unique_by=lambda one: one.offer_id)


def raised(one: Candidate, by_minor: int) -> Candidate:
    assert one.price_minor is not None
    return msgspec.structs.replace(one, price_minor=one.price_minor + by_minor)


def test_a_score_is_price_shipping_and_expected_problems() -> None:
    found = score(offer(1, 34_900, shipping_minor=499, penalty_minor=310))
    assert found == Score(total_minor=35_709, price_minor=34_900, shipping_minor=499, penalty_minor=310)


def test_a_dearer_reliable_seller_comes_before_a_cheaper_careless_one() -> None:
    careless = offer(1, 29_900, penalty_minor=900)
    reliable = offer(2, 30_500, penalty_minor=100)
    assert rank([careless, reliable], OPEN).eligible == (reliable, careless)


def test_of_equal_totals_the_older_offer_comes_first_then_the_smaller_id() -> None:
    young = offer(1, created_at="2026-02-01T00:00:00.000Z")
    old = offer(2, created_at="2026-01-01T00:00:00.000Z")
    twin = offer(3, created_at="2026-01-01T00:00:00.000Z")
    assert rank([twin, young, old], OPEN).eligible == (old, twin, young)


def test_every_reason_an_offer_fails_is_named() -> None:
    broken = offer(1, None, available=0, guarantee_months=6)
    ranking = rank([offer(2), broken], OPEN)
    assert ranking.eligible == (offer(2),)
    assert ranking.ineligible[0].reasons == ("out_of_stock", "not_priced_here", "guarantee_too_short")


def test_each_place_says_why() -> None:
    first, twin, last = offer(1), offer(2), offer(3, 30_250)
    found = positions(rank([last, twin, first], OPEN).eligible)
    assert [one.reason for one in found] == ["oldest_of_equal_totals", "younger_of_equal_totals", "higher_total"]
    assert [one.behind_minor for one in found] == [0, 0, 250]
    assert [one.position for one in found] == [1, 2, 3]
    assert positions([last])[0].reason == "lowest_total"
    assert {one.reason for one in found} <= POSITION_MEANINGS.keys()


def test_no_offer_no_box() -> None:
    assert box_winner(rank([], OPEN), None, OPEN) is None
    assert box_winner(rank([offer(1, available=0)], OPEN), "off_eu_0001", OPEN) is None
    assert positions([]) == []


def test_a_holder_keeps_the_box_until_it_is_beaten_by_half_a_percent() -> None:
    holder = offer(1, 30_000)
    for price_minor, expected in ((29_999, holder), (29_851, holder), (29_850, offer(2, 29_850))):
        ranking = rank([holder, offer(2, price_minor)], OPEN)
        assert box_winner(ranking, holder.offer_id, OPEN) == expected


def test_a_holder_that_sold_out_gives_the_box_to_the_best_one_left() -> None:
    gone = offer(1, 20_000, available=0)
    ranking = rank([gone, offer(2), offer(3, 30_001)], OPEN)
    assert box_winner(ranking, gone.offer_id, OPEN) == offer(2)


def test_an_offer_not_sold_here_has_no_total() -> None:
    for one in (offer(1, None), offer(1, shipping_minor=None)):
        with pytest.raises(NotComparable):
            total_minor(one)
        with pytest.raises(NotComparable):
            score(one)


def test_no_price_wins_against_what_is_cheaper_than_the_penalty() -> None:
    assert price_to_win_minor(offer(1, 100), offer(2, 500, penalty_minor=100), OPEN) is None
    assert price_to_win_minor(offer(1, 30_000), offer(2, shipping_minor=None), OPEN) is None


@given(offers=apart(ANY), contest=CONTESTS)
def test_every_offer_is_either_ranked_or_refused_with_a_reason(offers: list[Candidate], contest: Contest) -> None:
    ranking = rank(offers, contest)
    assert len(ranking.eligible) + len(ranking.ineligible) == len(offers)
    known = {gate.reason for gate in GATES}
    assert all(refusal.reasons and set(refusal.reasons) <= known for refusal in ranking.ineligible)
    totals = [total_minor(one) for one in ranking.eligible]
    assert totals == sorted(totals)


@given(offers=apart(ANY), seed=st.integers(), contest=CONTESTS)
def test_the_order_offers_come_in_changes_nothing(offers: list[Candidate], seed: int, contest: Contest) -> None:
    shuffled = list(offers)
    Random(seed).shuffle(shuffled)
    assert rank(shuffled, contest) == rank(offers, contest)


@given(offers=apart(ELIGIBLE), which=st.integers(0, 7), by_minor=st.integers(1, 400), holder=st.integers(0, 7))
def test_raising_its_own_price_never_helps_an_offer(
    offers: list[Candidate], which: int, by_minor: int, holder: int
) -> None:
    chosen = offers[which % len(offers)]
    holder_id = offers[holder % len(offers)].offer_id
    dearer = raised(chosen, by_minor)
    before = rank(offers, OPEN)
    after = rank([dearer if one is chosen else one for one in offers], OPEN)
    assert after.eligible.index(dearer) >= before.eligible.index(chosen)
    if box_winner(after, holder_id, OPEN) == dearer:
        assert box_winner(before, holder_id, OPEN) == chosen


@given(offers=apart(ELIGIBLE), which=st.integers(0, 7), less_minor=st.integers(0, 50), holder=st.integers(0, 7))
def test_fewer_expected_problems_never_hurt_an_offer(
    offers: list[Candidate], which: int, less_minor: int, holder: int
) -> None:
    chosen = offers[which % len(offers)]
    holder_id = offers[holder % len(offers)].offer_id
    better = msgspec.structs.replace(chosen, penalty_minor=max(0, chosen.penalty_minor - less_minor))
    before = rank(offers, OPEN)
    after = rank([better if one is chosen else one for one in offers], OPEN)
    assert after.eligible.index(better) <= before.eligible.index(chosen)
    if box_winner(before, holder_id, OPEN) == chosen:
        assert box_winner(after, holder_id, OPEN) == better


@given(offers=apart(ANY, least=2), newcomer=ANY, contest=CONTESTS)
def test_one_more_offer_never_changes_the_order_of_two_others(
    offers: list[Candidate], newcomer: Candidate, contest: Contest
) -> None:
    assume(newcomer.offer_id not in {one.offer_id for one in offers})
    before = rank(offers, contest).eligible
    after = rank([*offers, newcomer], contest).eligible
    assert tuple(one for one in after if one != newcomer) == before


@given(offers=apart(ANY), contest=CONTESTS, seed=st.integers())
def test_who_the_seller_is_changes_nothing(offers: list[Candidate], contest: Contest, seed: int) -> None:
    names = [one.seller_id for one in offers]
    Random(seed).shuffle(names)
    renamed = [msgspec.structs.replace(one, seller_id=name) for one, name in zip(offers, names, strict=True)]
    before, after = rank(offers, contest), rank(renamed, contest)
    assert [one.offer_id for one in before.eligible] == [one.offer_id for one in after.eligible]
    assert [one.reasons for one in before.ineligible] == [one.reasons for one in after.ineligible]


@given(offers=apart(ELIGIBLE, least=2), contest=CONTESTS, which=st.integers(0, 7), holder=st.integers(0, 7))
def test_the_price_to_win_wins_and_one_unit_more_does_not(
    offers: list[Candidate], contest: Contest, which: int, holder: int
) -> None:
    challenger = offers[which % len(offers)]
    others = [one for one in offers if one is not challenger]
    ranking = rank(others, contest)
    assume(ranking.eligible)
    winner = box_winner(ranking, others[holder % len(others)].offer_id, contest)
    assert winner is not None
    price_minor = price_to_win_minor(winner, challenger, contest)

    def wins_at(asked_minor: int) -> bool:
        asking = msgspec.structs.replace(challenger, price_minor=asked_minor)
        return box_winner(rank([*others, asking], contest), winner.offer_id, contest) == asking

    if price_minor is None:
        assert not wins_at(1)
    else:
        assert wins_at(price_minor)
        assert not wins_at(price_minor + 1)


@given(pair=apart(ELIGIBLE, least=2))
def test_without_a_margin_taking_the_box_is_being_ranked_first(pair: list[Candidate]) -> None:
    challenger, holder = pair[0], pair[1]
    assert takes_box(challenger, holder, NO_MARGIN) == (rank(pair[:2], NO_MARGIN).eligible[0] == challenger)
    assert not (takes_box(challenger, holder, NO_MARGIN) and takes_box(holder, challenger, NO_MARGIN))


def test_the_ranking_page_names_every_reason() -> None:
    page = (Path(__file__).parents[3] / "docs" / "ranking.md").read_text()
    for gate in GATES:
        assert f"| `{gate.reason}` | {gate.meaning} |" in page
    for reason in POSITION_MEANINGS:
        assert f"`{reason}`" in page
    assert f"{OPEN.holder_margin_bp} basis points" in page


@pytest.mark.parametrize(("price_minor", "is_held"), [(29_999, True), (29_851, True), (29_850, False), (30_000, False)])
def test_half_a_percent_less_takes_the_box_and_a_cent_too_little_does_not(price_minor: int, is_held: bool) -> None:
    """Of 300.00 the margin is 1.50; an offer that costs the same and is younger would not be first in any case."""
    holder, challenger = offer(1, 30_000), offer(2, price_minor)
    eligible = rank([holder, challenger], OPEN).eligible
    assert is_held_by_margin(eligible, holder, OPEN) is is_held
    assert takes_box(challenger, holder, OPEN) is (price_minor <= 29_850)
