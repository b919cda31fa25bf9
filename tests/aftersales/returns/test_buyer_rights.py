"""By which right a device comes back, and until when."""

import pytest

from chalicelib.aftersales.cases.reasons import ReturnReason
from chalicelib.aftersales.returns import buyer_rights
from chalicelib.aftersales.returns.buyer_rights import DeliveredLine, NoRightToReturn, Right
from chalicelib.markets import directory

LINE = DeliveredLine(
    ordered_at="2026-10-01T09:00:00.000Z",
    delivered_at="2026-10-05T09:00:00.000Z",
    deliveries=("2026-10-05T09:00:00.000Z",),
    guarantee_months=24,
)


def _right(reason: ReturnReason, now: str, market: str = "FR") -> Right:
    return buyer_rights.right_for(reason, buyer_rights.rights(directory.market(market), LINE), now)


@pytest.mark.parametrize(
    ("now", "right"),
    [
        ("2026-10-19T21:59:00.000Z", Right.WITHDRAWAL),
        ("2026-10-21T09:00:00.000Z", Right.FREE_RETURN),
        ("2026-11-04T09:00:00.000Z", Right.FREE_RETURN),
    ],
)
def test_a_changed_mind_has_the_withdrawal_first_and_then_the_free_return(now: str, right: Right) -> None:
    assert _right(ReturnReason.CHANGED_MIND, now) is right


def test_a_changed_mind_is_too_late_when_the_free_return_is_over() -> None:
    with pytest.raises(NoRightToReturn) as refused:
        _right(ReturnReason.CHANGED_MIND, "2026-11-06T00:00:01.000Z")
    assert [each["right"] for each in refused.value.members["rights"]] == list(Right)


@pytest.mark.parametrize(
    ("reason", "right", "market", "months", "ground"),
    [
        (ReturnReason.FAULTY_ON_ARRIVAL, Right.WITHDRAWAL, "FR", 24, Right.LEGAL_GUARANTEE),
        (ReturnReason.WRONG_DEVICE, Right.FREE_RETURN, "DE", 0, Right.LEGAL_GUARANTEE),
        (ReturnReason.FAULTY_IN_GUARANTEE, Right.FREE_RETURN, "US", 12, Right.COMMERCIAL_GUARANTEE),
        (ReturnReason.FAULTY_IN_GUARANTEE, Right.FREE_RETURN, "US", 0, Right.FREE_RETURN),
        (ReturnReason.FAULTY_IN_GUARANTEE, Right.COMMERCIAL_GUARANTEE, "FR", 36, Right.COMMERCIAL_GUARANTEE),
        (ReturnReason.CHANGED_MIND, Right.WITHDRAWAL, "FR", 24, Right.WITHDRAWAL),
        (ReturnReason.WITHDRAWAL, Right.WITHDRAWAL, "FR", 24, Right.WITHDRAWAL),
    ],
)
def test_a_device_that_does_not_conform_is_shown_to_come_back_by_a_guarantee(
    reason: ReturnReason, right: Right, market: str, months: int, *, ground: Right
) -> None:
    found = buyer_rights.ground_of(
        reason, right, directory.market(market), ordered_at=LINE.ordered_at, guarantee_months=months
    )
    assert found is ground


def test_a_faulty_device_comes_back_for_years() -> None:
    assert _right(ReturnReason.FAULTY_IN_GUARANTEE, "2028-09-01T09:00:00.000Z") is Right.LEGAL_GUARANTEE


def test_a_withdrawal_counts_from_the_last_device_of_the_seller() -> None:
    later = DeliveredLine(
        ordered_at=LINE.ordered_at,
        delivered_at=LINE.delivered_at,
        deliveries=(LINE.delivered_at, "2026-10-12T09:00:00.000Z"),
        guarantee_months=24,
    )
    ends = {each.right: each.ends_at for each in buyer_rights.rights(directory.market("FR"), later)}
    assert ends[Right.WITHDRAWAL].startswith("2026-10-27T")


def test_an_american_buyer_has_the_free_return_and_the_sellers_guarantee() -> None:
    found = buyer_rights.rights(directory.market("US"), LINE)
    assert [each.right for each in found] == [Right.FREE_RETURN, Right.COMMERCIAL_GUARANTEE]
