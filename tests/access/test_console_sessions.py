"""A key opens a session for some hours; what ends the key ends the session."""

import pytest

from chalicelib.access import console_sessions
from chalicelib.access.api_keys.credentials import SCOPES, issue_key, revoke_key
from chalicelib.access.console_sessions import SIGN_INS_PER_ORIGIN_AND_HOUR_MAX, TooManySignIns
from chalicelib.kernel.http.auth import ANONYMOUS
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.values.problems import Unauthenticated, WrongCell
from testing.cell import Cell, open_cell

pytestmark = pytest.mark.usefixtures("tables")
ORIGIN = "198.51.100.7"


def an_ops_key() -> str:
    return issue_key("ops", "camille", ["orders:read"])


def test_a_session_has_the_kind_and_the_scopes_of_its_key() -> None:
    key = an_ops_key()
    who = console_sessions.holder(console_sessions.sign_in(key, "ops", ORIGIN))
    assert (who.kind, who.id, who.scopes) == ("ops", key.split("_")[2], frozenset({"orders:read"}))


def test_neither_the_token_nor_the_key_is_stored_in_plain_text() -> None:
    key = an_ops_key()
    token = console_sessions.sign_in(key, "ops", ORIGIN)
    stored = " ".join(f"{item.key} {item.content}" for item in KeyValueItem.scan())
    assert "console-session#" in stored
    assert token not in stored
    assert key.split("_", 3)[3] not in stored


def test_a_session_ends_after_four_hours() -> None:
    with open_cell(Cell) as at:
        token = console_sessions.sign_in(an_ops_key(), "ops", ORIGIN)
        at.clock.advance(hours=3, minutes=59)
        assert console_sessions.holder(token).kind == "ops"
        at.clock.advance(minutes=1)
        assert console_sessions.holder(token) == ANONYMOUS


def test_signing_out_ends_a_session_for_good() -> None:
    token = console_sessions.sign_in(an_ops_key(), "ops", ORIGIN)
    console_sessions.sign_out(token)
    assert console_sessions.holder(token) == ANONYMOUS
    console_sessions.sign_out(token)


def test_a_revoked_key_closes_its_sessions_at_once() -> None:
    key = an_ops_key()
    token = console_sessions.sign_in(key, "ops", ORIGIN)
    revoke_key(key.split("_")[2])
    assert console_sessions.holder(token) == ANONYMOUS


@pytest.mark.parametrize("token", ["", "none", "A" * 43])
def test_an_unknown_token_is_nobodys(token: str) -> None:
    assert console_sessions.holder(token) == ANONYMOUS


@pytest.mark.parametrize("key", ["", "none", f"rbk_eu_{'0' * 26}_{'A' * 43}", f"rbo_eu_{'A' * 43}"])
def test_what_is_no_key_opens_nothing(key: str) -> None:
    with pytest.raises(Unauthenticated):
        console_sessions.sign_in(key, "ops", ORIGIN)


def test_a_key_of_another_kind_or_cell_opens_nothing() -> None:
    with open_cell(Cell) as at:
        sellers = issue_key("seller", at.a_seller().seller_id, SCOPES["seller"])
    with pytest.raises(Unauthenticated):
        console_sessions.sign_in(sellers, "ops", ORIGIN)
    with pytest.raises(WrongCell):
        console_sessions.sign_in(an_ops_key().replace("_eu_", "_us_", 1), "ops", ORIGIN)


def test_an_origin_may_enter_twenty_keys_an_hour_and_others_are_not_kept_waiting() -> None:
    with open_cell(Cell) as at:
        key, wrong = an_ops_key(), f"rbk_eu_{'0' * 26}_{'A' * 43}"
        for _ in range(SIGN_INS_PER_ORIGIN_AND_HOUR_MAX):
            with pytest.raises(Unauthenticated):
                console_sessions.sign_in(wrong, "ops", ORIGIN)
        with pytest.raises(TooManySignIns):
            console_sessions.sign_in(key, "ops", ORIGIN)
        assert console_sessions.sign_in(key, "ops", "203.0.113.9")
        at.clock.advance(hours=1)
        assert console_sessions.sign_in(key, "ops", ORIGIN)
