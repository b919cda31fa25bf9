"""A keyed request is told from others by its route, its caller, its key and what it asks, and by nothing else."""

from typing import Any

import msgspec
import pytest

from chalicelib.kernel.http.auth import ANONYMOUS, Principal
from chalicelib.kernel.http.call import Call

SELLER = Principal(kind="seller", id="sel_1")
CALL: Call[Any, None] = Call(
    request_id="r-1",
    route="POST /v1/things/{name}/parts/{part}",
    path_params={"name": "device", "part": "bulb"},
    principal=SELLER,
    origin="192.0.2.1",
    headers={},
    query_params={},
    raw_body=b"",
    body={"count": 1},
    query=None,
    idempotency_key="k-1",
)


def changed(**values: Any) -> Call[Any, None]:
    return msgspec.structs.replace(CALL, **values)


def test_a_request_sent_again_is_the_same_request() -> None:
    again = changed(
        request_id="r-2",
        origin="192.0.2.2",
        path_params={"part": "bulb", "name": "device"},
        principal=Principal(kind="seller", id="sel_1", scopes=frozenset({"things:write"})),
    )
    assert again.keyed() == CALL.keyed()
    assert (CALL.keyed().route, CALL.keyed().principal, CALL.keyed().key) == (CALL.route, "sel_1", "k-1")


@pytest.mark.parametrize(
    "other",
    [
        {"route": "PUT /v1/things/{name}/parts/{part}"},
        {"principal": Principal(kind="seller", id="sel_2")},
        {"principal": Principal(kind="order_token", token="rbo_eu_0123456789")},
        {"principal": ANONYMOUS},
        {"idempotency_key": "k-2"},
        {"path_params": {"name": "device", "part": "wire"}},
        {"path_params": {"name": "bulb", "part": "device"}},
        {"body": {"count": 2}},
        {"body": None},
    ],
)
def test_a_request_that_differs_in_any_of_it_is_another(other: dict[str, Any]) -> None:
    assert changed(**other).keyed() != CALL.keyed()


def test_a_page_says_what_the_api_has_in_headers() -> None:
    page = changed(principal=ANONYMOUS, idempotency_key="", body=None)
    assert page.keyed(key="k-1", principal="sel_1", body={"count": 1}) == CALL.keyed()


def test_an_order_is_told_by_its_token_and_a_holder_of_a_key_by_its_id() -> None:
    assert Principal(kind="order_token", token="rbo_eu_0123456789").subject == "rbo_eu_0123456789"
    assert (SELLER.subject, ANONYMOUS.subject) == ("sel_1", "")


def test_a_route_without_a_key_has_no_keyed_request() -> None:
    with pytest.raises(ValueError, match="is not keyed"):
        changed(idempotency_key="").keyed()
