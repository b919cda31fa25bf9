"""All or nothing, once; a refusal is an answer, a collision is tried again, and what nobody knows is asked again."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem, find
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values.problems import Conflict, Unavailable
from doubles.clock_and_randomness import ManualClock
from tests.kernel import aws_stub
from tests.kernel.aws_stub import AwsStub

TRANSACT = "TransactWriteItems"
COLLISIONS = [
    "TransactionInProgressException",
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
]
REASONS = ["TransactionConflict", "ProvisionedThroughputExceeded", "ThrottlingError"]


class Occupied(Exception):
    """There is something already; `by` says what."""

    def __init__(self, stood: Table | None) -> None:
        super().__init__()
        self.by = stood.content if isinstance(stood, KeyValueItem) else None


class Gone(Exception):
    """There is nothing."""

    def __init__(self, stood: Table | None) -> None:
        super().__init__()
        self.stood = stood


def occupying(key: str, content: str = "ours") -> transactions.Act:
    return transactions.put_new(KeyValueItem(key, content=content), Occupied)


def requiring(key: str) -> transactions.Act:
    return transactions.check(KeyValueItem(key), KeyValueItem.key.exists(), Gone)


def content(key: str) -> str | None:
    found = find(key)
    return None if found is None else found.content


def tokens(dynamodb: AwsStub) -> list[str]:
    return [request["ClientRequestToken"] for request in dynamodb.requests(TRANSACT)]


def test_every_kind_of_act_is_written_together(dynamodb: AwsStub) -> None:
    transactions.commit([occupying("a"), occupying("b", "old"), occupying("c")])
    transactions.commit(
        [
            transactions.update(KeyValueItem("a"), KeyValueItem.content.set("new")),
            transactions.delete(KeyValueItem("b"), KeyValueItem.content == "old"),
            requiring("c"),
            transactions.put(KeyValueItem("d", content="put")),
        ]
    )
    assert [content(key) for key in "abcd"] == ["new", None, "ours", "put"]
    assert len(set(tokens(dynamodb))) == 2, "each transaction is asked under a token of its own"


@pytest.mark.usefixtures("dynamodb")
def test_nothing_is_written_where_one_condition_fails() -> None:
    with pytest.raises(Gone):
        transactions.commit([occupying("a"), requiring("missing"), occupying("b")])
    assert [content(key) for key in "ab"] == [None, None]


@pytest.mark.usefixtures("dynamodb")
def test_the_earliest_act_in_the_order_given_decides_the_refusal() -> None:
    transactions.write(occupying("a", "theirs"))
    with pytest.raises(Occupied):
        transactions.commit([occupying("a"), requiring("missing")])
    with pytest.raises(Gone):
        transactions.commit([requiring("missing"), occupying("a")])
    with pytest.raises(Gone):
        transactions.commit([transactions.put(KeyValueItem("b")), requiring("missing"), occupying("a")])


@pytest.mark.usefixtures("dynamodb")
def test_a_refusal_is_told_what_stood_there() -> None:
    transactions.write(occupying("a", "theirs"))
    with pytest.raises(Occupied) as together:
        transactions.commit([occupying("a"), occupying("b")])
    with pytest.raises(Occupied) as alone:
        transactions.write(occupying("a"))
    assert together.value.by == alone.value.by == "theirs"
    with pytest.raises(Gone) as missing:
        transactions.commit([requiring("missing")])
    assert missing.value.stood is None


@pytest.mark.usefixtures("dynamodb")
def test_a_condition_without_a_refusal_of_its_own_is_a_conflict() -> None:
    gone = transactions.update(KeyValueItem("a"), KeyValueItem.content.set("x"), condition=KeyValueItem.key.exists())
    with pytest.raises(Conflict):
        transactions.commit([gone])
    with pytest.raises(Conflict):
        transactions.write(gone)


@pytest.mark.parametrize("reason", REASONS)
def test_a_collision_of_transactions_is_tried_again_under_the_same_token(dynamodb: AwsStub, reason: str) -> None:
    dynamodb.plan(
        TRANSACT, aws_stub.transaction_cancelled("None", reason), aws_stub.transaction_cancelled(reason, reason)
    )
    transactions.commit([occupying("a"), occupying("b")])
    assert content("b") == "ours"
    assert len(tokens(dynamodb)) == 3
    assert len(set(tokens(dynamodb))) == 1


@pytest.mark.parametrize("code", COLLISIONS)
def test_throttling_is_waited_out(dynamodb: AwsStub, manual_clock: ManualClock, code: str) -> None:
    started = manual_clock.moment
    dynamodb.plan(TRANSACT, aws_stub.error_response(code), aws_stub.error_response(code))
    dynamodb.plan("PutItem", aws_stub.error_response(code), aws_stub.error_response("TransactionConflictException"))
    transactions.commit([occupying("a")])
    transactions.write(occupying("b"))
    assert [content("a"), content("b")] == ["ours", "ours"]
    assert 4 * 0.020 <= (manual_clock.moment - started).total_seconds() <= 4 * 0.200 + 0.1


@pytest.mark.parametrize("patient", ["commit", "write"])
def test_after_two_seconds_of_collisions_a_client_is_asked_to_come_back(
    dynamodb: AwsStub, manual_clock: ManualClock, patient: str
) -> None:
    dynamodb.plan(TRANSACT, *[aws_stub.transaction_cancelled("TransactionConflict")] * 500)
    dynamodb.plan("PutItem", *[aws_stub.error_response("TransactionConflictException")] * 500)
    started = manual_clock.monotonic()
    with pytest.raises(Unavailable) as refusal:
        transactions.commit([occupying("a")]) if patient == "commit" else transactions.write(occupying("a"))
    assert refusal.value.retry_after_seconds == 2
    assert 2.0 < manual_clock.monotonic() - started < 2.3
    assert 10 <= len(dynamodb.sent) <= 102, "pauses of 20 to 200 ms"
    assert len(set(tokens(dynamodb))) == (1 if patient == "commit" else 0)


def test_a_failed_condition_is_an_answer_and_never_tried_again(dynamodb: AwsStub) -> None:
    dynamodb.plan(TRANSACT, aws_stub.transaction_cancelled("TransactionConflict", "ConditionalCheckFailed"))
    with pytest.raises(Occupied):
        transactions.commit([requiring("a"), occupying("b")])
    dynamodb.plan("PutItem", aws_stub.error_response("ConditionalCheckFailedException"))
    with pytest.raises(Occupied):
        transactions.write(occupying("b"))
    assert len(dynamodb.sent) == 2


def test_a_collision_does_not_outlast_the_condition_that_fails_after_it(dynamodb: AwsStub) -> None:
    transactions.write(occupying("a", "theirs"))
    dynamodb.plan(TRANSACT, aws_stub.transaction_cancelled("TransactionConflict"))
    with pytest.raises(Occupied):
        transactions.commit([occupying("a")])
    assert len(tokens(dynamodb)) == 2


@pytest.mark.parametrize(
    "lost", [aws_stub.timeout_after_write, aws_stub.error_after_write], ids=["no answer", "an answer that broke"]
)
def test_a_transaction_whose_answer_was_lost_is_asked_again_under_its_token(
    dynamodb: AwsStub, lost: aws_stub.PlannedResponse
) -> None:
    # DynamoDB remembers the token and says yes again; moto would carry it out twice.
    dynamodb.plan(TRANSACT, lost, aws_stub.response({}))
    transactions.commit([occupying("a")])
    assert content("a") == "ours"
    assert len(tokens(dynamodb)) == 2
    assert len(set(tokens(dynamodb))) == 1


@pytest.mark.parametrize(
    "fault",
    [
        aws_stub.read_timeout,
        aws_stub.error_response("InternalServerError", 500),
        aws_stub.error_response("ServiceUnavailable", 503),
        aws_stub.error_response("InternalFailure", 500),
        aws_stub.bad_gateway,
    ],
    ids=["silence", "internal error", "unavailable", "failure", "bad gateway"],
)
def test_what_leaves_the_outcome_open_is_asked_again_and_then_left_to_the_same_key(
    dynamodb: AwsStub, fault: aws_stub.PlannedResponse
) -> None:
    dynamodb.plan(TRANSACT, fault)
    dynamodb.plan("PutItem", fault)
    transactions.commit([occupying("a")])
    transactions.write(occupying("b"))
    assert [content("a"), content("b")] == ["ours", "ours"]
    dynamodb.plan(TRANSACT, *[fault] * 200)
    with pytest.raises(Unavailable):
        transactions.commit([occupying("c")])
    assert len(set(tokens(dynamodb))) == 2, "one for each transaction"


def test_a_single_write_whose_answer_was_lost_meets_its_own_effect(dynamodb: AwsStub) -> None:
    dynamodb.plan("PutItem", aws_stub.timeout_after_write)
    with pytest.raises(Occupied) as met:
        transactions.write(occupying("a"))
    assert met.value.by == "ours"


@pytest.mark.parametrize(
    "code", ["ValidationException", "AccessDeniedException", "IdempotentParameterMismatchException"]
)
def test_a_request_that_is_wrong_stays_wrong_and_is_asked_once(dynamodb: AwsStub, code: str) -> None:
    dynamodb.plan(TRANSACT, aws_stub.error_response(code))
    dynamodb.plan("PutItem", aws_stub.error_response(code))
    with pytest.raises(ClientError, match=code):
        transactions.commit([occupying("a")])
    with pytest.raises(ClientError, match=code):
        transactions.write(occupying("a"))
    assert len(dynamodb.sent) == 2


def test_a_transaction_cancelled_for_its_own_fault_is_not_called_a_collision(dynamodb: AwsStub) -> None:
    dynamodb.plan(TRANSACT, aws_stub.transaction_cancelled("ItemCollectionSizeLimitExceeded"))
    with pytest.raises(ClientError, match="TransactionCanceledException"):
        transactions.commit([occupying("a")])
    assert len(dynamodb.sent) == 1


@pytest.mark.parametrize("count", [0, 101])
def test_nothing_and_more_than_a_hundred_items_are_no_transaction(dynamodb: AwsStub, count: int) -> None:
    with pytest.raises(ValueError, match=f"not {count}"):
        transactions.commit([occupying(str(number)) for number in range(count)])
    assert dynamodb.sent == []


@pytest.mark.usefixtures("dynamodb")
def test_a_hundred_items_are_one_transaction() -> None:
    transactions.commit([occupying(str(number)) for number in range(transactions.ITEMS_MAX)])
    assert content("0") == content("99") == "ours"


@pytest.mark.usefixtures("dynamodb")
def test_single_items_are_put_changed_and_deleted() -> None:
    transactions.write(transactions.put(KeyValueItem("a", content="one")))
    transactions.write(
        transactions.update(KeyValueItem("a"), KeyValueItem.content.set("two"), condition=KeyValueItem.content == "one")
    )
    assert content("a") == "two"
    with pytest.raises(Occupied) as refusal:
        transactions.write(transactions.delete(KeyValueItem("a"), KeyValueItem.content == "one", Occupied))
    assert refusal.value.by == "two"
    transactions.write(transactions.delete(KeyValueItem("a"), KeyValueItem.content == "two"))
    assert content("a") is None
