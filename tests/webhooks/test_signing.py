"""Signatures that the standard's own library accepts, and how long a replaced secret goes on signing."""

from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from chalicelib.kernel.runtime import clock
from chalicelib.webhooks import signing

ENDPOINT = "whe_eu_01JB0000000000000000000001"
BODY = b'{"type":"order.paid"}'
ROTATED = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize("number", [2, 3])
def test_a_message_is_accepted_with_each_secret_that_signs_it(number: int) -> None:
    headers = signing.headers("whd_eu_1", BODY, ENDPOINT, (3, 2))
    assert Webhook(signing.secret(ENDPOINT, number)).verify(BODY, headers) == {"type": "order.paid"}


@pytest.mark.parametrize(
    ("endpoint_id", "number", "body"),
    [(ENDPOINT, 1, BODY), ("whe_eu_01JB0000000000000000000002", 3, BODY), (ENDPOINT, 3, b'{"type":"order.paid "}')],
)
def test_another_secret_another_endpoint_and_another_body_are_refused(
    endpoint_id: str, number: int, body: bytes
) -> None:
    headers = signing.headers("whd_eu_1", BODY, ENDPOINT, (3, 2))
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.secret(endpoint_id, number)).verify(body, headers)


@pytest.mark.parametrize(
    ("after", "numbers"),
    [
        (timedelta(), (3, 2)),
        (timedelta(hours=24) - timedelta(milliseconds=1), (3, 2)),
        (timedelta(hours=24), (3,)),
    ],
)
def test_a_replaced_secret_signs_for_a_day(after: timedelta, numbers: tuple[int, ...]) -> None:
    assert signing.live_numbers(3, clock.stamp(ROTATED), ROTATED + after) == numbers
    assert signing.overlap_ends(clock.stamp(ROTATED)) == ROTATED + timedelta(hours=24)


def test_a_secret_that_was_never_replaced_signs_alone() -> None:
    assert signing.live_numbers(1, None, ROTATED) == (1,)
    assert signing.overlap_ends(None) is None
