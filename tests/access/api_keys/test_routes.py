"""Sellers make, see and revoke keys of their own: two at once, none stronger than the one that makes it."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.access.api_keys.credentials import SCOPES, issue_key
from chalicelib.access.api_keys.models import CredentialItem, SlotItem
from chalicelib.kernel.runtime import aws, background, clock
from doubles.clock_and_randomness import ManualClock
from tests.api_client import Api, Reply

KEYS = "/v1/seller/api-keys"
SELLER, OTHER = "sel_eu_01JDSELLER0000000000000000", "sel_eu_01JDSELLER0000000000000001"
BODY = {"name": "ERP 🙂", "scopes": ["offers:read", "keys:write"]}


@pytest.fixture
def manual_clock(tables: None) -> Any:  # noqa: ARG001 - a fixture of a fixture
    """A cell with a manual clock."""
    clock.use(manual_clock := ManualClock())
    yield manual_clock
    clock.use(clock.SystemClock())


@pytest.fixture
def first(manual_clock: ManualClock) -> str:  # noqa: ARG001 - a fixture of a fixture
    return issue_key("seller", SELLER, SCOPES["seller"], name="first")


def id_of(key: str) -> str:
    return key.split("_")[2]


def make(api: Api, key: str, attempt: str = "1", **changed: Any) -> Reply:
    return api("POST", KEYS, BODY | changed, key=key, idempotency_key=attempt)


def works(api: Api, key: str) -> bool:
    return api("GET", KEYS, key=key).status == 200


def issued_before_there_were_slots(api: Api, key: str) -> str:
    """The key as it lay in the table then."""
    item = CredentialItem.get(id_of(key))
    SlotItem(f"slot#{item.holder_id}#{int(item.slot)}").delete()
    absent = (CredentialItem.name, CredentialItem.slot, CredentialItem.expires_at, CredentialItem.last_used_at)
    item.update([each.remove() for each in absent])
    assert works(api, key)
    return key


def test_a_new_key_is_shown_once_and_opens_what_it_was_given(api: Api, first: str) -> None:
    made = make(api, first)
    assert made.status == 201
    key = made.body["key"]
    assert made.body["scopes"] == ["keys:write", "offers:read"]
    life = clock.parse(made.body["expires_at"]) - clock.parse(made.body["issued_at"])
    assert abs(life - timedelta(days=365)) < timedelta(seconds=1)
    assert api("GET", "/v1/seller/offers", key=key).status == 200
    assert api("GET", "/v1/seller/balance", key=key).status == 403
    listed = api("GET", KEYS, key=key).body["items"]
    assert [(each["name"], each["state"]) for each in listed] == [("ERP 🙂", "LIVE"), ("first", "LIVE")]
    assert key.split("_", 3)[3] not in str(listed)


def test_the_same_request_makes_one_key_and_shows_it_no_second_time(api: Api, first: str) -> None:
    made, again = make(api, first), make(api, first)
    assert (again.status, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.body == {**made.body, "key": None}
    assert make(api, first, name="another").status == 422
    assert len(api("GET", KEYS, key=first).body["items"]) == 2


def test_a_request_that_broke_off_before_its_key_was_there_is_finished_by_its_repetition(
    api: Api, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(aws.client("dynamodb"), "transact_write_items", lambda **_: 1 / 0)
        assert make(api, first).status == 500
    made = make(api, first)
    assert (made.status, works(api, made.body["key"])) == (201, True)


def test_no_key_can_give_more_than_it_has(api: Api, first: str) -> None:
    narrow = make(api, first).body["key"]
    refused = make(api, narrow, "2", scopes=["offers:read", "offers:write", "orders:read"])
    assert (refused.status, refused.body["type"]) == (403, "/problems/forbidden")
    assert "offers:write, orders:read" in refused.body["detail"]
    without = issue_key("seller", OTHER, ["offers:read"])
    assert [api("GET", KEYS, key=without).status, make(api, without).status] == [403, 403]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": " \t"},
        {"name": "x" * 61},
        {"name": 7},
        {"scopes": []},
        {"scopes": ["ledger:read"]},
        {"scopes": "offers:read"},
        {"life_days": 0},
        {"life_days": -1},
        {"life_days": 366},
        {"life_days": 1.5},
        {"expires_at": "2030-01-01"},
    ],
    ids=str,
)
def test_what_is_no_key_is_refused_and_changes_nothing(api: Api, first: str, wrong: dict[str, Any]) -> None:
    assert make(api, first, **wrong).status == 422
    assert len(api("GET", KEYS, key=first).body["items"]) == 1


def test_a_third_key_is_refused_until_one_ends(api: Api, first: str, manual_clock: ManualClock) -> None:
    brief = make(api, first, life_days=1).body
    refused = make(api, first, "2")
    assert (refused.status, refused.body["type"]) == (409, "/problems/too-many-api-keys")
    manual_clock.advance(days=1)
    assert not works(api, brief["key"])
    made = make(api, first, "2").body
    assert [each["state"] for each in api("GET", KEYS, key=first).body["items"]] == ["LIVE", "EXPIRED", "LIVE"]
    # The first one's slot is another key's now: revoking what has ended frees nothing.
    assert api("DELETE", f"{KEYS}/{brief['key_id']}", key=first).body["state"] == "REVOKED"
    assert make(api, first, "3").status == 409
    assert works(api, made["key"])


def test_a_revoked_key_is_refused_from_the_next_request_on(api: Api, first: str) -> None:
    made = make(api, first).body
    assert works(api, made["key"])
    revoked = api("DELETE", f"{KEYS}/{made['key_id']}", key=first)
    assert (revoked.status, revoked.body["state"]) == (200, "REVOKED")
    assert api("GET", KEYS, key=made["key"]).status == 401
    assert api("DELETE", f"{KEYS}/{made['key_id']}", key=first).body == revoked.body
    assert make(api, first, "2").status == 201


def test_a_key_may_revoke_itself(api: Api, first: str) -> None:
    assert api("DELETE", f"{KEYS}/{id_of(first)}", key=first).status == 200
    assert api("GET", KEYS, key=first).status == 401


@pytest.mark.parametrize("key_id", ["01JD00000000000000000000ZZ", f"slot%23{SELLER}%231", "%F0%9F%99%82", "x" * 300])
def test_what_is_no_key_of_the_seller_cannot_be_revoked(api: Api, first: str, key_id: str) -> None:
    assert api("DELETE", f"{KEYS}/{key_id}", key=first).status == 404


def test_a_seller_neither_sees_nor_revokes_the_keys_of_another(api: Api, first: str) -> None:
    other = issue_key("seller", OTHER, SCOPES["seller"])
    assert api("DELETE", f"{KEYS}/{id_of(first)}", key=other).status == 404
    assert [each["key_id"] for each in api("GET", KEYS, key=other).body["items"]] == [id_of(other)]
    assert works(api, first)


def test_a_key_issued_before_there_were_slots_works_and_counts(api: Api, first: str) -> None:
    old = issued_before_there_were_slots(api, first)
    (shown,) = api("GET", KEYS, key=old).body["items"]
    assert (shown["name"], shown["expires_at"]) == ("", None)
    made = make(api, old).body
    assert make(api, old, "2").status == 409
    assert api("DELETE", f"{KEYS}/{id_of(old)}", key=made["key"]).status == 200
    assert make(api, made["key"], "3").status == 201
    assert make(api, made["key"], "4").status == 409


def test_the_list_goes_on_by_its_cursor(api: Api, first: str) -> None:
    for attempt in range(3):
        made = make(api, first, str(attempt)).body
        api("DELETE", f"{KEYS}/{made['key_id']}", key=first)
    page = api("GET", f"{KEYS}?limit=3", key=first).body
    rest = api("GET", f"{KEYS}?limit=3&cursor={page['next_cursor']}", key=first).body
    assert [len(page["items"]), len(rest["items"]), rest["next_cursor"]] == [3, 1, None]
    other = issue_key("seller", OTHER, SCOPES["seller"])
    assert api("GET", f"{KEYS}?cursor={page['next_cursor']}", key=other).status == 400


def test_the_last_use_is_noted_once_an_hour(api: Api, first: str, manual_clock: ManualClock) -> None:
    def last_use() -> str:
        noted: str = api("GET", KEYS, key=first).body["items"][0]["last_used_at"]
        return noted

    began = last_use()
    manual_clock.advance(minutes=50)
    assert last_use() == began
    manual_clock.advance(minutes=11)
    assert last_use() > began


def test_a_request_neither_waits_for_the_note_of_its_key_nor_fails_with_it(
    api: Api, first: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[background.Task] = []
    monkeypatch.setattr(background, "_source", type("Later", (), {"run": lambda _, task: waiting.append(task)})())
    assert works(api, first)
    assert CredentialItem.get(id_of(first)).last_used_at is None
    waiting[0]()
    noted = CredentialItem.get(id_of(first)).last_used_at
    waiting[0]()
    assert CredentialItem.get(id_of(first)).last_used_at == noted
    CredentialItem.get(id_of(first)).update([CredentialItem.last_used_at.remove()])
    background.use(background.InlineRunner())
    monkeypatch.setattr(aws.client("dynamodb"), "update_item", lambda **_: 1 / 0)
    assert works(api, first)
    assert "background-failed" in capsys.readouterr().out


@pytest.mark.parametrize("scopes", [["keys:write"] * 2, ["offers:read", "keys:write", "offers:read"], ["x"] * 20])
def test_a_scope_that_is_listed_twice_is_refused_and_takes_no_slot(api: Api, first: str, scopes: list[str]) -> None:
    assert make(api, first, scopes=scopes).status == 422
    assert make(api, first).status == 201
