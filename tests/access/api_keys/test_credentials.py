"""A key opens what its scopes say, for whom it was issued, until it ends."""

from datetime import timedelta

import pytest

from chalicelib.access.api_keys import credentials
from chalicelib.access.api_keys.credentials import identify, issue_key, revoke_key
from chalicelib.access.api_keys.models import CredentialItem
from chalicelib.kernel.http import auth
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import NotFound, Unauthenticated, WrongCell

pytestmark = pytest.mark.usefixtures("tables")

SELLER = "sel_eu_01JDSELLER0000000000000000"


def key_id_of(key: str) -> str:
    return key.split("_")[2]


def test_a_sellers_key_stands_for_the_seller_with_its_scopes_and_no_more() -> None:
    principal = identify(issue_key("seller", SELLER, ["offers:read", "offers:write"]))
    assert (principal.kind, principal.id) == ("seller", SELLER)
    assert principal.scopes == {"offers:read", "offers:write"}


def test_a_key_of_ops_stands_for_itself() -> None:
    key = issue_key("ops", "camille", ["ledger:read"])
    assert (identify(key).kind, identify(key).id) == ("ops", key_id_of(key))


def test_a_key_is_read_from_the_header_it_is_sent_in() -> None:
    key = issue_key("seller", SELLER, ["offers:read"])
    assert auth.principal(f"Bearer {key}", identify).id == SELLER


def test_a_key_of_the_other_cell_is_sent_there() -> None:
    key = issue_key("seller", SELLER, ["offers:read"]).replace("rbk_eu_", "rbk_us_")
    with pytest.raises(WrongCell):
        auth.principal(f"Bearer {key}", identify)


def test_the_key_itself_is_not_kept() -> None:
    key = issue_key("seller", SELLER, ["offers:read"])
    stored = repr(CredentialItem.get(key_id_of(key)).get_save_kwargs_from_instance())
    assert key.split("_", 3)[3] not in stored


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: key[:-1],
        lambda key: key + "A",
        lambda key: "rbk_eu_01JD00000000000000000000ZZ_" + key.split("_", 3)[3],
        lambda key: key.replace("rbk", "rba"),
        lambda key: key.rsplit("_", 1)[0] if key.count("_") == 3 else key[:33],
        lambda _: "rbk_eu__________________",
        lambda _: "",
    ],
    ids=["last character", "shorter", "longer", "unknown id", "another kind", "no secret", "underscores", "nothing"],
)
def test_what_is_not_exactly_a_key_opens_nothing(spoil: object) -> None:
    key = issue_key("seller", SELLER, ["offers:read"])
    assert callable(spoil)
    with pytest.raises(Unauthenticated):
        identify(spoil(key))


def test_the_secret_of_one_key_does_not_open_another() -> None:
    one, other = (issue_key("seller", SELLER, ["offers:read"]) for _ in range(2))
    with pytest.raises(Unauthenticated):
        identify("_".join([*one.split("_", 3)[:3], other.split("_", 3)[3]]))


def test_a_revoked_key_opens_nothing_and_keeps_its_first_date() -> None:
    key = issue_key("seller", SELLER, ["offers:read"])
    revoke_key(key_id_of(key))
    first = CredentialItem.get(key_id_of(key)).revoked_at
    revoke_key(key_id_of(key))
    assert CredentialItem.get(key_id_of(key)).revoked_at == first
    with pytest.raises(Unauthenticated):
        identify(key)


def test_a_key_ends_at_its_time() -> None:
    soon, past = (clock.stamp(clock.now() + timedelta(minutes=minutes)) for minutes in (5, -5))
    assert identify(issue_key("seller", SELLER, ["offers:read"], soon)).id == SELLER
    with pytest.raises(Unauthenticated):
        identify(issue_key("seller", SELLER, ["offers:read"], past))


def test_no_key_is_issued_with_scopes_of_the_other_kind_or_none() -> None:
    with pytest.raises(credentials.UnknownScope):
        issue_key("seller", SELLER, ["ledger:read"])
    with pytest.raises(credentials.UnknownScope):
        issue_key("ops", "camille", [])


def test_a_key_that_never_was_cannot_be_revoked() -> None:
    with pytest.raises(NotFound):
        revoke_key("01JD00000000000000000000ZZ")
