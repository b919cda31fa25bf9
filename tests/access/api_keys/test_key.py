"""The state of a key follows from its two dates."""

import pytest

from chalicelib.access.api_keys.key import KeyState, state_of

NOW = "2026-11-30T12:00:00.000Z"
BEFORE = "2026-11-30T11:59:59.999Z"
AFTER = "2026-11-30T12:00:00.001Z"


@pytest.mark.parametrize(
    ("revoked_at", "expires_at", "state"),
    [
        (None, None, "LIVE"),
        (None, AFTER, "LIVE"),
        (None, NOW, "EXPIRED"),
        (None, BEFORE, "EXPIRED"),
        (BEFORE, AFTER, "REVOKED"),
        (BEFORE, BEFORE, "REVOKED"),
        (BEFORE, None, "REVOKED"),
    ],
)
def test_a_key_is_live_until_it_expires_or_is_revoked(
    revoked_at: str | None, expires_at: str | None, state: KeyState
) -> None:
    assert state_of(revoked_at, expires_at, NOW) == state
