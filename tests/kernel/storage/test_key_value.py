"""Small items with an end: found again under their key, kept for as long as was said."""

from datetime import timedelta

import pytest

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import key_value, transactions
from doubles.clock_and_randomness import ManualClock
from tests.kernel.aws_stub import AwsStub

pytestmark = pytest.mark.usefixtures("tables")


def test_what_was_kept_is_found_under_its_key_and_nowhere_else() -> None:
    transactions.write(transactions.put(key_value.item("a", "content")))
    found = key_value.find("a")
    assert found is not None
    assert found.content == "content"
    assert key_value.find("b") is None


def test_an_item_ends_after_the_days_it_is_kept(manual_clock: ManualClock) -> None:
    week, fortnight, forever = (
        key_value.item("a"),
        key_value.item("b", keep_days=14),
        key_value.item("c", keep_days=None),
    )
    assert week.expires_epoch == clock.epoch_seconds(manual_clock.moment + timedelta(days=7))
    assert fortnight.expires_epoch == clock.epoch_seconds(manual_clock.moment + timedelta(days=14))
    assert forever.expires_epoch is None


def test_what_was_just_written_is_what_is_found(dynamodb: AwsStub) -> None:
    transactions.write(transactions.put(key_value.item("a")))
    key_value.find("a")
    assert dynamodb.requests("GetItem")[0]["ConsistentRead"] is True
