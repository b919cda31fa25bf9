"""A request that is wrong by itself fails at once and as what it is: nobody waits for it to pass."""

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    MissingParametersError,
    NoCredentialsError,
    ParamValidationError,
)

from chalicelib.kernel.fact_store import FactItem
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from doubles.clock_and_randomness import ManualClock
from tests.kernel import aws_stub
from tests.kernel.aws_stub import AwsStub
from tests.kernel.storage.test_transactions import TRANSACT, content, occupying, requiring, tokens


@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException", "ResourceNotFoundException"])
def test_a_wrong_request_is_raised_as_it_came_and_is_no_cause_of_itself(dynamodb: AwsStub, code: str) -> None:
    dynamodb.plan(TRANSACT, aws_stub.error_response(code))
    dynamodb.plan("PutItem", aws_stub.error_response(code))
    with pytest.raises(ClientError, match=code) as committing:
        transactions.commit([occupying("a")])
    with pytest.raises(ClientError, match=code) as writing:
        transactions.write(occupying("a"))
    assert (committing.value.__cause__, aws.is_passing(committing.value)) == (None, False)
    assert (writing.value.__cause__, aws.is_passing(writing.value)) == (None, False)


@pytest.mark.parametrize(
    "fault",
    [NoCredentialsError(), ParamValidationError(report="no"), MissingParametersError(object_name="a", missing="b")],
    ids=lambda fault: type(fault).__name__,
)
def test_what_is_wrong_with_our_own_request_is_not_waited_out(
    dynamodb: AwsStub, manual_clock: ManualClock, fault: BotoCoreError
) -> None:
    def raised(_: str, __: object) -> None:
        raise fault

    started = manual_clock.monotonic()
    dynamodb.plan(TRANSACT, raised)
    dynamodb.plan("PutItem", raised)
    with pytest.raises(type(fault)):
        transactions.commit([occupying("a")])
    with pytest.raises(type(fault)):
        transactions.write(occupying("a"))
    assert manual_clock.monotonic() - started < 0.1
    assert len(dynamodb.sent) == 2


def _on_fact(fact_id: str) -> transactions.Act:
    return transactions.check(FactItem("l1", fact_id), FactItem.subject.does_not_exist())


@pytest.mark.parametrize(
    "acts",
    [
        (occupying("a"), occupying("a", "theirs")),
        (requiring("a"), occupying("b"), transactions.update(KeyValueItem("a"), KeyValueItem.content.set("x"))),
        (
            transactions.delete(KeyValueItem("a")),
            transactions.delete(KeyValueItem("b")),
            transactions.delete(KeyValueItem("b")),
        ),
        (_on_fact("1"), _on_fact("2"), _on_fact("1")),
    ],
    ids=["two puts", "a check and an update", "two deletes", "a key of two parts"],
)
def test_two_acts_on_one_item_are_refused_before_anything_is_sent(
    dynamodb: AwsStub, acts: tuple[transactions.Act, ...]
) -> None:
    with pytest.raises(ValueError, match=r"^two acts on one item of rebound-eu-(facts|key_values)$"):
        transactions.commit(acts)
    assert dynamodb.sent == []


def test_acts_on_items_that_share_half_a_key_or_only_its_text_are_one_transaction(dynamodb: AwsStub) -> None:
    transactions.commit([_on_fact("1"), _on_fact("2"), occupying("l1"), occupying("1")])
    assert [content("l1"), content("1"), len(tokens(dynamodb))] == ["ours", "ours", 1]
