"""Two callers at once are two callers: neither sees the other's request."""

import threading
from collections.abc import Callable
from typing import Any

import msgspec
from chalice.app import Chalice

from chalicelib.kernel.http.application import Application
from chalicelib.kernel.http.auth import seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.routes import Routes
from tests.kernel.small_market import event, identify

KEYS = ("rbk_eu_seller0001", "rbk_eu_seller0002")


class PlainMarket(Chalice):  # type: ignore[misc]
    """The same application without our care: the framework keeps the request on the application."""

    def __init__(self, name: str, identify: Callable[[str], Any]) -> None:
        super().__init__(app_name=name)
        self.identify = identify


def who_am_i() -> Routes:
    routes = Routes(__name__)

    @routes.get("/me", seller("things:read"))
    def show_me(call: Call) -> dict[str, str]:
        return {"seller": call.principal.id}

    return routes


def carrying(key: str) -> dict[str, Any]:
    return event("/v1/me", headers={"authorization": f"Bearer {key}"})


def interleaved(application: type[Any]) -> dict[str, str]:
    """Who each caller was taken for, when both requests have arrived before either is answered."""
    market = application("both", identify)
    both_arrived = threading.Barrier(2, timeout=10)

    def wait_for_the_other(request: Any, get_response: Callable[[Any], Any]) -> Any:
        both_arrived.wait()
        return get_response(request)

    market.register_middleware(wait_for_the_other, "http")
    market.register_blueprint(who_am_i(), url_prefix="/v1")
    taken_for: dict[str, str] = {}

    def call(key: str) -> None:
        taken_for[key] = msgspec.json.decode(market(carrying(key), None)["body"])["seller"]

    callers = [threading.Thread(target=call, args=(key,)) for key in KEYS]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join(timeout=20)
    return taken_for


def test_two_principals_at_once_are_each_answered_for_themselves() -> None:
    for _ in range(5):
        assert interleaved(Application) == {KEYS[0]: "sel_1", KEYS[1]: "sel_2"}


def test_without_our_care_one_principal_would_be_answered_for_the_other() -> None:
    assert len(set(interleaved(PlainMarket).values())) == 1


def test_a_thread_that_serves_nobody_has_no_request() -> None:
    market = Application("idle", identify)
    market.register_blueprint(who_am_i(), url_prefix="/v1")
    market(carrying(KEYS[0]), None)
    found: list[Any] = []
    idle = threading.Thread(target=lambda: found.append(market.current_request))
    idle.start()
    idle.join(timeout=10)
    assert found == [None]
    assert market.current_request is not None
