"""A key makes a repeated request one act: the first decision stands, and another body is refused."""

from typing import Any

import msgspec
import pytest

from chalicelib.kernel.http import idempotency
from chalicelib.kernel.http.idempotency import Request, decide, find_decision, fingerprint
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.values.problems import IdempotencyKeyReused, InvalidRequest, MissingIdempotencyKey, Unavailable
from testing.aws_in_process import carried_out
from tests.kernel.aws_stub import AwsStub, error_response, response, timeout_after_write

FIRST = Request(route="POST /refunds", principal="key_1", key="k-1", fingerprint="body-1")


def changed(**values: str) -> Request:
    return msgspec.structs.replace(FIRST, **values)


@pytest.mark.usefixtures("tables")
def test_the_first_decision_stands_for_every_repetition() -> None:
    assert find_decision(FIRST) is None
    assert decide(FIRST, ("line", "1")) == ("line", "1")
    assert decide(FIRST, ("line", "2")) == ("line", "1")
    assert find_decision(FIRST) == ("line", "1")


@pytest.mark.usefixtures("tables")
def test_a_key_used_with_another_body_is_refused_and_reveals_nothing() -> None:
    decide(FIRST, ("secret",))
    with pytest.raises(IdempotencyKeyReused) as deciding:
        decide(changed(fingerprint="body-2"), ())
    with pytest.raises(IdempotencyKeyReused) as finding:
        find_decision(changed(fingerprint="body-2"))
    assert "secret" not in str(deciding.value.document(""))
    assert "secret" not in str(finding.value.document(""))


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize("other", [{"route": "POST /else"}, {"principal": "key_2"}, {"key": "k-2"}])
def test_the_same_key_of_another_route_or_caller_is_another_key(other: dict[str, str]) -> None:
    decide(FIRST, ("ours",))
    assert find_decision(changed(**other)) is None
    assert decide(changed(**other), ("theirs",)) == ("theirs",)


def test_of_two_who_decide_at_once_one_stands_and_both_are_told_the_same(dynamodb: AwsStub) -> None:
    def faster_rival(event_name: str, request: Any) -> Any:
        """Between our look and our write another call with the same key writes its decision down."""
        decide(FIRST, ("the rival's",))
        return carried_out(event_name, request)

    assert find_decision(FIRST) is None
    dynamodb.plan("PutItem", faster_rival)
    assert decide(FIRST, ("ours",)) == ("the rival's",)
    assert find_decision(FIRST) == ("the rival's",)


def test_a_decision_whose_answer_was_lost_is_found_to_be_our_own(dynamodb: AwsStub) -> None:
    dynamodb.plan("PutItem", timeout_after_write)
    assert decide(FIRST, ("ours",)) == ("ours",)
    assert len(dynamodb.requests("PutItem")) == 2


def test_a_decision_nobody_can_read_is_not_guessed(dynamodb: AwsStub) -> None:
    dynamodb.plan("PutItem", error_response("ConditionalCheckFailedException"))
    with pytest.raises(Unavailable):
        decide(FIRST, ("ours",))
    transactions.write(transactions.put(key_value.item(FIRST.item_key)))
    with pytest.raises(Unavailable):
        find_decision(FIRST)


def test_the_key_itself_is_not_stored(dynamodb: AwsStub) -> None:
    dynamodb.plan("PutItem", response({}))
    decide(changed(key="a very private key"), ())
    assert "private" not in str(dynamodb.sent)


@pytest.mark.parametrize("value", ["k", "8e03978e-40d5-43e8-bc93-6894a57f9324", "~" * 255, "!"])
def test_any_printable_key_is_taken_as_it_is(value: str) -> None:
    assert idempotency.require_key(value) == value


@pytest.mark.parametrize("value", [None, ""])
def test_money_does_not_move_without_a_key(value: str | None) -> None:
    with pytest.raises(MissingIdempotencyKey):
        idempotency.require_key(value)


@pytest.mark.parametrize("value", [" ", "a b", "a" * 256, "ключ", "🙂", "a\n", "\x7f", "\x00"])
def test_a_key_of_other_characters_is_refused(value: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        idempotency.require_key(value)
    assert refusal.value.members["errors"][0]["pointer"] == "Idempotency-Key"


def test_two_requests_are_the_same_when_their_content_is() -> None:
    same = fingerprint({"lines": ["1"], "reason": "BROKEN"}, "ord_1")
    assert same == fingerprint({"lines": ["1"], "reason": "BROKEN"}, "ord_1")
    others = [
        fingerprint({"lines": ["2"], "reason": "BROKEN"}, "ord_1"),
        fingerprint({"lines": ["1"], "reason": "BROKEN"}, "ord_2"),
        fingerprint({"lines": ["1"], "reason": "BROKEN"}, "ord", "_1"),
        fingerprint({"lines": ["1"], "reason": "BROKEN"}),
    ]
    assert len({same, *others}) == 5
