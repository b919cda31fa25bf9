"""The URLs of webhooks: a seller's own endpoints and log, nobody else's, and no secret twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.access.api_keys.credentials import issue_key
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.webhooks import message_limits, queries, signing
from chalicelib.webhooks.models import Endpoint
from tests.api_client import Api, Reply
from tests.webhooks.public_names import public_names

PATH = "/v1/seller/webhook-endpoints"
SCOPES = ("webhooks:read", "webhooks:write")
ONE, OTHER = "sel_eu_01JB0000000000000000000001", "sel_eu_01JB0000000000000000000002"
BODY: dict[str, Any] = {"url": "https://erp.example.com/hook", "event_types": ["order.paid"]}


@pytest.fixture(autouse=True)
def _queues(tables: None) -> Iterator[None]:  # noqa: ARG001 - the queues live where the tables do
    with public_names():
        yield


@pytest.fixture
def one(api: Api) -> str:  # noqa: ARG001 - a key needs its table
    return issue_key("seller", ONE, SCOPES)


@pytest.fixture
def other(api: Api) -> str:  # noqa: ARG001 - a key needs its table
    return issue_key("seller", OTHER, SCOPES)


def created(api: Api, key: str, number: int = 1) -> dict[str, Any]:
    answered = api("POST", PATH, BODY, key=key, idempotency_key=f"endpoint-{number}")
    assert answered.status == 201, answered
    made: dict[str, Any] = answered.body
    return made


def test_a_secret_is_shown_once(api: Api, one: str) -> None:
    made = created(api, one)
    assert made["secret"].startswith("whsec_")
    assert "secret" not in api("GET", f"{PATH}/{made['endpoint_id']}", key=one).body
    assert all("secret" not in each for each in api("GET", PATH, key=one).body["items"])


def test_the_same_request_makes_one_endpoint_and_shows_its_secret_once(api: Api, one: str) -> None:
    made = created(api, one)
    again = api("POST", PATH, BODY, key=one, idempotency_key="endpoint-1")
    assert again.body == made | {"secret": None}
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(api("GET", PATH, key=one).body["items"]) == 1
    assert api("POST", PATH, BODY | {"description": "x"}, key=one, idempotency_key="endpoint-1").status == 422


def test_a_rotation_shows_its_secret_once(api: Api, one: str) -> None:
    made = created(api, one)
    rotation = f"{PATH}/{made['endpoint_id']}/secret-rotation"
    rotated, again = (api("POST", rotation, key=one, idempotency_key="rotation") for _ in range(2))
    assert rotated.body["secret"] not in (None, made["secret"])
    assert again.body == rotated.body | {"secret": None}
    assert ["Idempotent-Replayed" in each.headers for each in (rotated, again)] == [False, True]
    assert api("POST", PATH, BODY, key=one, idempotency_key="endpoint-1").body["secret"] is None


def test_the_next_rotation_waits_until_the_last_secret_signs_no_more(api: Api, one: str) -> None:
    endpoint_id = created(api, one)["endpoint_id"]
    rotation = f"{PATH}/{endpoint_id}/secret-rotation"
    assert api("POST", rotation, key=one, idempotency_key="first").status == 200
    early = api("POST", rotation, key=one, idempotency_key="second")
    shown = api("GET", f"{PATH}/{endpoint_id}", key=one).body
    assert (early.status, early.body["type"]) == (409, "/problems/webhook-secret-still-signs")
    assert early.body["old_secret_signs_until"] == shown["old_secret_signs_until"]
    rotated = queries.endpoint(ONE, endpoint_id)
    a_day_ago = clock.stamp(clock.parse(str(rotated.rotated_at)) - signing.OVERLAP)
    rotated.update(actions=[Endpoint.rotated_at.set(a_day_ago)])
    late = api("POST", rotation, key=one, idempotency_key="second")
    assert (late.status, late.body["secret"]) == (200, signing.secret(endpoint_id, 3))


def test_a_request_that_comes_late_brings_no_deleted_endpoint_back(api: Api, one: str) -> None:
    made = created(api, one)
    assert api("DELETE", f"{PATH}/{made['endpoint_id']}", key=one).status == 200
    late = api("POST", PATH, BODY, key=one, idempotency_key="endpoint-1")
    assert (late.status, late.body["type"]) == (409, "/problems/webhook-endpoint-deleted")
    assert api("GET", PATH, key=one).body["items"] == []
    assert created(api, one, 2)["secret"] != made["secret"]


def test_a_key_that_was_forgotten_makes_another_endpoint(api: Api, one: str) -> None:
    made = created(api, one)
    # What DynamoDB does with a decision of more than seven days ago.
    for decision in KeyValueItem.scan(KeyValueItem.key.startswith("decision#")):
        decision.delete()
    other_url = BODY | {"url": "https://wms.example.com/hook"}
    another = api("POST", PATH, other_url, key=one, idempotency_key="endpoint-1")
    assert (another.status, another.body["url"]) == (201, other_url["url"])
    assert another.body["endpoint_id"] != made["endpoint_id"]
    assert another.body["secret"] not in (None, made["secret"])
    assert len(api("GET", PATH, key=one).body["items"]) == 2


def test_a_seller_has_ten_endpoints_and_a_free_place_again_after_a_removal(api: Api, one: str) -> None:
    made = [created(api, one, number) for number in range(10)]
    full = api("POST", PATH, BODY, key=one, idempotency_key="one-more")
    assert (full.status, full.body["type"]) == (409, "/problems/too-many-webhook-endpoints")
    assert api("DELETE", f"{PATH}/{made[0]['endpoint_id']}", key=one).status == 200
    assert api("POST", PATH, BODY, key=one, idempotency_key="another").status == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/{id}"),
        ("PATCH", "/{id}"),
        ("DELETE", "/{id}"),
        ("POST", "/{id}/secret-rotation"),
        ("POST", "/{id}/test"),
    ],
)
def test_a_foreign_endpoint_is_as_absent_as_an_unknown_one(
    api: Api, one: str, other: str, *, method: str, path: str
) -> None:
    made = created(api, one)
    body = {"description": "mine now"} if method == "PATCH" else None
    answers = [
        api(method, PATH + path.format(id=which), body, key=other, idempotency_key="try")
        for which in (made["endpoint_id"], "whe_eu_00000000000000000000000000")
    ]
    assert [each.status for each in answers] == [404, 404]
    assert {each.body["type"] for each in answers} == {"/problems/not-found"}
    assert api("GET", f"{PATH}/{made['endpoint_id']}", key=one).body["description"] == ""


def test_a_test_message_is_in_the_log_of_its_seller_alone(api: Api, one: str, other: str) -> None:
    made = created(api, one)
    sent = api("POST", f"{PATH}/{made['endpoint_id']}/test", key=one, idempotency_key="t")
    assert (sent.status, sent.body["type"], sent.body["state"]) == (201, "endpoint.test", "WAITING")
    (logged,) = api("GET", "/v1/seller/webhook-deliveries", key=one).body["items"]
    assert logged["delivery_id"] == sent.body["delivery_id"]
    assert api("GET", "/v1/seller/webhook-deliveries", key=other).body["items"] == []
    redelivery = f"/v1/seller/webhook-deliveries/{logged['delivery_id']}/redelivery"
    assert api("POST", redelivery, key=other).status == 404
    assert api("POST", redelivery, key=one).status == 202
    api("DELETE", f"{PATH}/{made['endpoint_id']}", key=one)
    assert api("POST", redelivery, key=one).body["type"] == "/problems/webhook-endpoint-deleted"


def test_the_log_is_read_in_pages_and_by_state(api: Api, one: str) -> None:
    made = created(api, one)
    for number in range(5):
        api("POST", f"{PATH}/{made['endpoint_id']}/test", key=one, idempotency_key=str(number))
    seen: list[str] = []
    cursor = ""
    while True:
        page = api("GET", f"/v1/seller/webhook-deliveries?limit=2&state=WAITING{cursor}", key=one).body
        seen += [each["delivery_id"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    assert api("GET", "/v1/seller/webhook-deliveries?state=EXHAUSTED", key=one).body["items"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        BODY | {"url": "http://erp.example.com/"},
        BODY | {"url": 7},
        BODY | {"url": "https://erp.example.com/💥"},
        BODY | {"event_types": []},
        BODY | {"event_types": ["order.paid", "order.eaten"]},
        BODY | {"event_types": "order.paid"},
        BODY | {"description": "x" * 201},
        BODY | {"secret": "whsec_mine"},
    ],
)
def test_a_bad_endpoint_is_refused_and_changes_nothing(api: Api, one: str, body: dict[str, Any]) -> None:
    answered = api("POST", PATH, body, key=one, idempotency_key="bad")
    assert answered.status == 422
    assert answered.body["errors"]
    assert api("GET", PATH, key=one).body["items"] == []


@pytest.mark.parametrize(
    ("since", "until", "status"),
    [
        ("2026-11-20T00:00:00Z", None, 202),
        ("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z", 202),
        ("2026-11-21T00:00:00Z", "2026-11-20T00:00:00Z", 422),
        ("2026-11-20T00:00:00", None, 422),
        ("yesterday", None, 422),
    ],
)
def test_a_time_to_send_again_from_is_one_with_its_zone_and_before_its_end(
    api: Api, one: str, since: str, *, until: str | None, status: int
) -> None:
    made = created(api, one)
    asked = {"endpoint_id": made["endpoint_id"], "since": since} | ({"until": until} if until else {})
    assert api("POST", "/v1/seller/webhook-redeliveries", asked, key=one).status == status


@pytest.mark.parametrize("event_types", [["order.paid"] * 2, ["order.paid", "line.shipped", "order.paid"], ["x", "x"]])
def test_an_event_type_that_is_listed_twice_is_refused(api: Api, one: str, event_types: list[str]) -> None:
    refused = api("POST", PATH, BODY | {"event_types": event_types}, key=one, idempotency_key="twice")
    assert (refused.status, refused.body["type"]) == (422, "/problems/invalid-request")
    made = created(api, one)
    path = f"{PATH}/{made['endpoint_id']}"
    assert api("PATCH", path, {"event_types": event_types}, key=one).status == 422
    assert api("GET", path, key=one).body["event_types"] == ["order.paid"]


def _again(api: Api, key: str, what: str, *, endpoint_id: str, number: int) -> Reply:
    if what == "test":
        return api("POST", f"{PATH}/{endpoint_id}/test", key=key, idempotency_key=f"test-{number}")
    if what == "redeliveries":
        since = {"endpoint_id": endpoint_id, "since": "2026-11-20T00:00:00Z"}
        return api("POST", "/v1/seller/webhook-redeliveries", since, key=key)
    delivery_id = api("GET", "/v1/seller/webhook-deliveries", key=key).body["items"][0]["delivery_id"]
    return api("POST", f"/v1/seller/webhook-deliveries/{delivery_id}/redelivery", key=key)


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour's numbers, small enough to reach."""
    monkeypatch.setattr(message_limits, "PER_SELLER_AND_HOUR_MAX", {"test": 3, "redelivery": 3, "redeliveries": 3})


@pytest.mark.usefixtures("_few")
@pytest.mark.parametrize("what", message_limits.PER_SELLER_AND_HOUR_MAX)
def test_messages_no_sale_causes_are_bounded_by_the_hour_for_each_seller(
    api: Api, one: str, other: str, what: str
) -> None:
    mine, theirs = created(api, one)["endpoint_id"], created(api, other)["endpoint_id"]
    for key, endpoint_id in ((one, mine), (other, theirs)):
        assert _again(api, key, "test", endpoint_id=endpoint_id, number=0).status == 201
    left = 2 if what == "test" else 3
    for number in range(left):
        assert _again(api, one, what, endpoint_id=mine, number=number + 1).status < 300
    refused = _again(api, one, what, endpoint_id=mine, number=99)
    assert (refused.status, refused.body["type"]) == (429, "/problems/too-many-webhook-messages")
    assert _again(api, other, what, endpoint_id=theirs, number=1).status < 300, "each seller is counted apart"
