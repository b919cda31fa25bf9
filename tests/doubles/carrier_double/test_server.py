"""The carriers' double: parcels that travel by the market's clock, and carriers that fail when told to."""

import http.client
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from doubles.carrier_double.server import DELIVERED_SECONDS, OUT_FOR_DELIVERY_SECONDS, NotUnderstood, Parcels, Server


class Clock:
    """A clock that somebody turns by hand."""

    def __init__(self) -> None:
        self.epoch = 1_800_000_000.0

    def __call__(self) -> float:
        return self.epoch


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def parcels(clock: Clock) -> Parcels:
    return Parcels(clock)


def status_of(parcels: Parcels, number: str = "1Z") -> str:
    status: str = parcels.look("dhl", number)[1]["status"]
    return status


def test_a_parcel_travels_a_day_from_when_it_is_first_asked_for(parcels: Parcels, clock: Clock) -> None:
    assert status_of(parcels) == "IN_TRANSIT"
    clock.epoch += OUT_FOR_DELIVERY_SECONDS
    assert status_of(parcels) == "OUT_FOR_DELIVERY"
    clock.epoch += DELIVERED_SECONDS - OUT_FOR_DELIVERY_SECONDS
    assert status_of(parcels) == "DELIVERED"
    assert status_of(parcels, "another") == "IN_TRANSIT"


def test_the_time_of_delivery_does_not_move_with_the_question(parcels: Parcels, clock: Clock) -> None:
    parcels.look("dhl", "1Z")
    clock.epoch += DELIVERED_SECONDS
    first = parcels.look("dhl", "1Z")[1]["delivered_at"]
    clock.epoch += 5 * DELIVERED_SECONDS
    assert parcels.look("dhl", "1Z")[1]["delivered_at"] == first == "2027-01-16T08:00:00.000Z"


def test_a_parcel_is_where_somebody_says_it_is(parcels: Parcels, clock: Clock) -> None:
    parcels.set("dhl", "1Z", {"status": "LOST"})
    clock.epoch += DELIVERED_SECONDS
    assert status_of(parcels) == "LOST"
    assert parcels.look("dhl", "1Z")[1]["delivered_at"] is None
    parcels.set("dhl", "1Z", {"status": "DELIVERED", "delivered_at": "2027-01-01T00:00:00Z"})
    assert parcels.look("dhl", "1Z")[1]["delivered_at"] == "2027-01-01T00:00:00Z"


def test_an_empty_wish_lets_a_parcel_travel_again(parcels: Parcels, clock: Clock) -> None:
    parcels.set("dhl", "1Z", {"http_status": 503})
    assert parcels.look("dhl", "1Z")[0] == 503
    clock.epoch += DELIVERED_SECONDS
    parcels.set("dhl", "1Z", {})
    assert status_of(parcels) == "DELIVERED"


@pytest.mark.parametrize("wish", [{"status": "ARRIVED"}, {"state": "LOST"}, {"status": "LOST", "speed": 3}])
def test_a_wish_that_is_not_understood_changes_nothing(parcels: Parcels, wish: dict[str, object]) -> None:
    with pytest.raises(NotUnderstood):
        parcels.set("dhl", "1Z", wish)
    assert status_of(parcels) == "IN_TRANSIT"


def test_parcels_survive_a_restart(clock: Clock, tmp_path: Path) -> None:
    kept = tmp_path / "carriers.json"
    parcels = Parcels(clock)
    parcels.look("dhl", "1Z")
    parcels.orders()["hold"]({})
    parcels.orders()["save"]({"file": str(kept)})
    clock.epoch += DELIVERED_SECONDS
    assert status_of(Parcels(clock, kept)) == "DELIVERED"


@pytest.fixture
def wire(parcels: Parcels) -> Iterator[http.client.HTTPConnection]:
    server = Server(0, parcels)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    yield connection
    connection.close()
    server.shutdown()
    thread.join()
    server.server_close()


def ask(wire: http.client.HTTPConnection, method: str, path: str, body: str = "") -> tuple[int, dict[str, object]]:
    wire.request(method, path, body)
    answer = wire.getresponse()
    return answer.status, json.loads(answer.read())


def test_carriers_answer_over_http(wire: http.client.HTTPConnection) -> None:
    assert ask(wire, "GET", "/trackings/gls/a%2Fb")[1]["number"] == "a/b"
    assert ask(wire, "POST", "/_double/trackings/gls/a%2Fb", '{"status": "RETURNED"}')[0] == 200
    assert ask(wire, "GET", "/trackings/gls/a%2Fb")[1]["status"] == "RETURNED"
    assert ask(wire, "POST", "/_double/trackings/gls/a%2Fb", '{"http_status": 503}')[0] == 200
    assert ask(wire, "GET", "/trackings/gls/a%2Fb")[0] == 503


@pytest.mark.parametrize("body", ['{"status": "ARRIVED"}', "[]", "{"])
def test_a_misunderstood_wish_is_422(wire: http.client.HTTPConnection, body: str) -> None:
    assert ask(wire, "POST", "/_double/trackings/gls/1", body)[0] == 422


def test_other_paths_are_404(wire: http.client.HTTPConnection) -> None:
    assert ask(wire, "GET", "/trackings/gls")[0] == 404
    assert ask(wire, "POST", "/trackings/gls/1", "{}")[0] == 404
