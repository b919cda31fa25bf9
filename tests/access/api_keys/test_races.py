"""Keys asked for at once, in a local cloud that really refuses the second of two writers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.access.api_keys import key_creation, queries
from chalicelib.access.api_keys.credentials import SCOPES, identify, issue_key, revoke_key
from chalicelib.access.api_keys.key_creation import KeyRequest
from chalicelib.access.api_keys.slots import TooManyKeys
from chalicelib.kernel.http.auth import Principal
from chalicelib.kernel.http.idempotency import Request
from chalicelib.kernel.values.problems import Unavailable
from tests.cloud_cell import empty_cell

pytestmark = [pytest.mark.cloud, pytest.mark.usefixtures("cloud")]
WANTED = KeyRequest(name="one of many", scopes=("keys:write",), life_days=30)


@pytest.fixture(scope="module")
def cloud() -> Iterator[None]:
    with empty_cell():
        yield


def asked_at_once(maker: Principal, keys: list[str]) -> list[str | None]:
    """What became of each request: its key, None for a repetition, or why there is none."""

    def ask(key: str) -> str | None:
        request = Request(route="api-keys", principal=maker.id, key=key, fingerprint="the same")
        try:
            return key_creation.make_key(maker, WANTED, request)[1]
        except (TooManyKeys, Unavailable) as refusal:
            return refusal.slug

    with ThreadPoolExecutor(len(keys)) as threads:
        return list(threads.map(ask, keys))


def test_twenty_keys_asked_for_at_once_leave_two() -> None:
    first = issue_key("seller", "sel_eu_races", SCOPES["seller"])
    maker = identify(first)
    outcomes = asked_at_once(maker, [f"at-once-{number}" for number in range(20)])
    made = [each for each in outcomes if each is not None and each.startswith("rbk_")]
    assert len(made) == 1
    assert set(outcomes) <= {"too-many-api-keys", "unavailable", *made}
    assert identify(made[0]).id == maker.id
    for key in (first, made[0]):
        revoke_key(key.split("_")[2])
    again = asked_at_once(maker, [f"again-{number}" for number in range(20)])
    assert sum(str(each).startswith("rbk_") for each in again) == 2


def test_one_request_sent_ten_times_at_once_is_one_key_shown_once() -> None:
    maker = identify(issue_key("seller", "sel_eu_repeats", SCOPES["seller"]))
    outcomes = asked_at_once(maker, ["the-same"] * 10)
    assert sum(str(each).startswith("rbk_") for each in outcomes) == 1
    assert len(queries.keys_of("sel_eu_repeats", 10, None)[0]) == 2
