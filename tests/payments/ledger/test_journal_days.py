"""The list of a day's journals: complete, in pages, without those that moved nothing at Stripe."""

import pytest

from chalicelib.kernel.storage import transactions
from chalicelib.payments.ledger import journal_days
from chalicelib.payments.ledger.journal_days import AlreadyListed
from chalicelib.payments.models import JournalItem
from tests.kernel.aws_stub import AwsStub, response

DAY = "2026-11-23"


def journal(journal_id: str, stripe_minor: int) -> JournalItem:
    return JournalItem(
        "ord_eu_1",
        journal_id,
        currency="EUR",
        postings={"stripe": stripe_minor, "suspense": -stripe_minor},
        booked_at=f"{DAY}T10:00:00.000Z",
    )


def listed(number: int) -> dict[str, dict[str, str]]:
    return {
        "journal": {"S": f"ord_eu_1#refund#re_{number}"},
        "currency": {"S": "EUR"},
        "stripe_minor": {"N": str(-number)},
        "booked_at": {"S": f"{DAY}T10:00:00.000Z"},
    }


@pytest.mark.usefixtures("tables")
def test_a_journal_is_listed_once_and_only_if_it_moved_the_balance() -> None:
    transactions.write(journal_days.list_act(journal("capture#pi_1", 500)))
    transactions.write(journal_days.list_act(journal("refund_owed#1-1", 0)))
    with pytest.raises(AlreadyListed):
        transactions.write(journal_days.list_act(journal("capture#pi_1", 500)))
    (found,) = journal_days.stripe_journals_of(DAY)
    assert (found.order_id, found.journal_id, found.stripe_minor) == ("ord_eu_1", "capture#pi_1", 500)


def test_a_day_that_fills_several_pages_is_read_to_its_end(dynamodb: AwsStub) -> None:
    following = {"day_shard": {"S": f"{DAY}#0"}, "journal": {"S": "ord_eu_1#refund#re_2"}}
    dynamodb.plan(
        "Query",
        response({"Items": [listed(1), listed(2)], "LastEvaluatedKey": following}),
        response({"Items": [listed(3)]}),
    )
    assert [one.stripe_minor for one in journal_days.stripe_journals_of(DAY)] == [-1, -2, -3]
    first, second = dynamodb.requests("Query")[:2]
    assert ("ExclusiveStartKey" in first, second["ExclusiveStartKey"]) == (False, following)
