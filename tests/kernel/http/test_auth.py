"""A credential is one of ours, of this cell, of the right kind and scope, or it opens nothing."""

import pytest

from chalicelib.kernel.http import auth
from chalicelib.kernel.http.auth import ANONYMOUS, ANYONE, ORDER_TOKEN, Needs, Principal
from chalicelib.kernel.values.problems import Forbidden, NotFound, Unauthenticated, WrongCell

KEY = "rbk_eu_01JDKEY00000000000000000000_secretsecret"
SELLER = Principal(kind="seller", id="sel_1", scopes=frozenset({"offers:read"}))
OPS = Principal(kind="ops", id="key_1", scopes=frozenset({"ledger:read"}))
BUYER = Principal(kind="order_token", token="rbo_eu_0123456789")


def identify(credential: str) -> Principal:
    assert credential == KEY, "only a whole credential is ever looked up"
    return SELLER


def nobody(_: str) -> Principal:
    raise AssertionError("nothing malformed is ever looked up")


@pytest.mark.parametrize("header", [None, ""])
def test_whoever_carries_nothing_is_anonymous(header: str | None) -> None:
    assert auth.principal(header, nobody) == ANONYMOUS


@pytest.mark.parametrize("header", [f"Bearer {KEY}", f"bearer {KEY}", f"BEARER  {KEY} "])
def test_a_key_is_identified_by_whoever_knows_it(header: str) -> None:
    assert auth.principal(header, identify) == SELLER


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        KEY,
        f"Basic {KEY}",
        f"Bearer {KEY} {KEY}",
        f"Bearer {KEY},{KEY}",
        "Bearer rbx_eu_0123456789",
        "Bearer rbk_de_0123456789",
        "Bearer rbk_eu_short",
        "Bearer RBK_EU_0123456789",
        "Bearer rbk_eu_" + "a" * 121,
        "Bearer rbk_eu_0123456789é",
        "Bearer rbk_eu_01234\n56789",
        "Bearer rbk-eu-0123456789",
        "Bearer 🙂",
        "Bearer eyJhbGciOiJub25lIn0.e30.",
        "\x00",
    ],
)
def test_what_is_no_credential_of_ours_is_refused_before_anybody_is_asked(header: str) -> None:
    with pytest.raises(Unauthenticated):
        auth.principal(header, nobody)


@pytest.mark.parametrize("kind", ["rbk", "rbo", "rba", "rbs"])
def test_a_credential_of_the_other_cell_is_sent_there_unread(kind: str) -> None:
    with pytest.raises(WrongCell) as refusal:
        auth.principal(f"Bearer {kind}_us_0123456789", nobody)
    assert refusal.value.members == {"cell": "us"}


def test_an_order_token_is_carried_to_the_order_it_is_for_and_looked_up_nowhere() -> None:
    assert auth.principal("Bearer rbo_eu_0123456789", nobody) == BUYER


@pytest.mark.parametrize("who", [ANONYMOUS, SELLER, OPS, BUYER])
def test_what_is_for_anyone_is_for_everyone(who: Principal) -> None:
    assert auth.require(who, ANYONE) is who


@pytest.mark.parametrize("needs", [ORDER_TOKEN, auth.seller("offers:read"), auth.ops("ledger:read")])
def test_whoever_is_anonymous_is_asked_who_they_are(needs: Needs) -> None:
    with pytest.raises(Unauthenticated):
        auth.require(ANONYMOUS, needs)


@pytest.mark.parametrize(
    ("who", "needs"),
    [
        (SELLER, auth.ops("offers:read")),
        (SELLER, ORDER_TOKEN),
        (OPS, auth.seller("ledger:read")),
        (OPS, ORDER_TOKEN),
        (BUYER, auth.seller("offers:read")),
        (BUYER, auth.ops("ledger:read")),
    ],
)
def test_a_credential_of_another_kind_learns_nothing_of_the_route(who: Principal, needs: Needs) -> None:
    with pytest.raises(NotFound):
        auth.require(who, needs)


def test_a_key_without_the_scope_is_told_which_one_it_lacks() -> None:
    assert auth.require(SELLER, auth.seller("offers:read")) is SELLER
    assert auth.require(BUYER, ORDER_TOKEN) is BUYER
    with pytest.raises(Forbidden, match="offers:write"):
        auth.require(SELLER, auth.seller("offers:write"))


def test_secrets_are_equal_or_not() -> None:
    assert auth.same("päss", "päss")
    assert not auth.same("päss", "pass")
    assert not auth.same("", "pass")
