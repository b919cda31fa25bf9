"""Writes whose condition may fail say so; what others overtake is read and decided again."""

import pytest
from botocore.exceptions import ClientError

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem, find
from chalicelib.kernel.values.problems import Conflict
from tests.kernel import aws_stub
from tests.kernel.aws_stub import AwsStub

pytestmark = pytest.mark.usefixtures("dynamodb")


def test_what_is_put_if_absent_is_put_once_and_never_over_what_is_there() -> None:
    assert transactions.put_if_absent(KeyValueItem("a", content="first"))
    assert not transactions.put_if_absent(KeyValueItem("a", content="second"))
    stored = find("a")
    assert stored is not None
    assert stored.content == "first"


def test_a_write_whose_condition_may_fail_says_whether_it_was_done() -> None:
    change = transactions.update(
        KeyValueItem("a"), KeyValueItem.content.set("later"), condition=KeyValueItem.content == "first"
    )
    assert not transactions.write_if_met(change)
    transactions.put_if_absent(KeyValueItem("a", content="first"))
    assert transactions.write_if_met(change)
    assert not transactions.write_if_met(change)


def test_a_write_that_is_refused_for_another_reason_is_not_called_unmet(dynamodb: AwsStub) -> None:
    dynamodb.plan("PutItem", aws_stub.error_response("ValidationException"))
    with pytest.raises(ClientError):
        transactions.put_if_absent(KeyValueItem("a"))


class Overtaken(Exception):
    """Somebody else wrote first."""


@pytest.mark.parametrize("overtaken", [Overtaken, Conflict])
def test_what_others_overtake_is_read_and_decided_again(overtaken: type[Exception]) -> None:
    attempts: list[int] = []

    def attempt() -> str:
        attempts.append(len(attempts))
        if len(attempts) < transactions.ATTEMPTS_MAX:
            raise overtaken
        return "done"

    named = () if overtaken is Conflict else (overtaken,)
    assert transactions.retry_on_conflict(attempt, *named) == "done"
    assert attempts == list(range(transactions.ATTEMPTS_MAX))


def test_who_is_always_overtaken_is_told_of_a_conflict_and_who_fails_otherwise_fails_at_once() -> None:
    attempts: list[Exception] = []

    def attempt(error: Exception) -> None:
        attempts.append(error)
        raise error

    with pytest.raises(Conflict) as always:
        transactions.retry_on_conflict(lambda: attempt(Overtaken()), Overtaken)
    assert (len(attempts), always.value.__cause__) == (transactions.ATTEMPTS_MAX, attempts[-1])
    with pytest.raises(Conflict):
        transactions.retry_on_conflict(lambda: attempt(Conflict()), Overtaken)
    assert len(attempts) == transactions.ATTEMPTS_MAX + 1
