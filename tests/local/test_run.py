"""A market on this machine opens, keeps what happened, reacts again after a restart, and leaves nothing behind."""

import json
import signal
import socket
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from local import cloud
from local.market_client import MarketClient
from local.places import Place, place
from local.tour_people import Visitor
from local.tour_steps import Tour
from tests.running_market import LOOPBACK_IN_PROC, Running, alive, eventually, free_ports, listening_addresses, running

READY_AGAIN_SECONDS = 20


def record_fact(here: Place, fact_id: str) -> None:
    item = {"subject": "nothing", "fact_id": fact_id, "name": "Nothing", "body": "{}", "hour_shard": "never"}
    values = {name: {"S": value} for name, value in item.items()}
    cloud.client(here, "dynamodb").put_item(TableName=f"rebound-{here.cell}-facts", Item=values)


def house_item(here: Place, key: str) -> dict[str, Any] | None:
    items = cloud.client(here, "dynamodb")
    found: dict[str, Any] | None = items.get_item(
        TableName=f"rebound-{here.cell}-key_values", Key={"key": {"S": key}}
    ).get("Item")
    return found


def tracking(here: Place, number: str) -> str:
    with urllib.request.urlopen(f"{here.address(here.carriers_port)}/trackings/dhl/{number}", timeout=10) as answer:
        status: str = json.load(answer)["status"]
    return status


def markets_of(here: Place) -> list[str]:
    with urllib.request.urlopen(f"{here.web}/v1/markets", timeout=30) as answer:
        return [one["market"] for one in json.load(answer)["items"]]


def buy(here: Place) -> tuple[Visitor, dict[str, Any]]:
    """A device, paid; who bought it and the answer to the order."""
    visitor = Visitor(MarketClient(here))
    tour = Tour(visitor)
    for step in (tour.find, tour.order, tour.pay):
        step()
    return visitor, tour.sold


def known_of(visitor: Visitor, sold: dict[str, Any]) -> tuple[object, ...]:
    """The paid order as its buyer, its books and Stripe know it."""
    intent = visitor.client.at_stripe(f"/v1/payment_intents/{sold['payment']['payment_intent_id']}")
    return visitor.shown(sold), visitor.shown(sold, "/timeline"), visitor.journals(sold), intent


@pytest.fixture(scope="module")
def us(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where an American market lives, opened once or already."""
    return place("us", first_port=free_ports(), folder=tmp_path_factory.mktemp("us") / "us")


@pytest.mark.cloud
def test_a_market_is_found_again_as_it_was_left_with_its_orders_and_their_payments(us: Place) -> None:
    with running(us) as market:
        assert markets_of(us) == ["US"]
        assert tracking(us, "1Z") == "IN_TRANSIT"
        record_fact(us, "1")
        assert eventually(lambda: house_item(us, "relayed#1"))
        visitor, sold = buy(us)
        before = known_of(visitor, sold)
        family = market.descendants()
        assert listening_addresses(family) == {LOOPBACK_IN_PROC}
        assert market.stop(signal.SIGTERM) == 0
    assert eventually(lambda: not alive(family))

    with running(us) as market:
        assert "deployed before, and unchanged" in market.said.read_text()
        assert "opened, with what was kept" in market.said.read_text()
        assert market.ready_seconds() <= READY_AGAIN_SECONDS
        assert house_item(us, "relayed#1")
        assert known_of(visitor, sold) == before
        assert visitor.shown(sold)["state"] == "PAID"
        # ministack forgets the stream but not how far it was read; the first new fact must not fall into that gap.
        record_fact(us, "2")
        assert eventually(lambda: house_item(us, "relayed#2"))
        assert market.stop(signal.SIGINT) == 0


@pytest.mark.cloud
def test_a_taken_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    first = free_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", first + 2))
        taken.listen()
        market = Running(place("eu", first_port=first, folder=tmp_path / "eu"))
        assert market.process.wait(60) == 1
    assert f"Port {first + 2} (the cloud) is taken" in market.said.read_text()
    assert "FIRST_PORT=" in market.said.read_text()


@pytest.mark.cloud
def test_two_cells_run_side_by_side_and_one_that_is_killed_takes_its_own_servers_with_it(
    us: Place, market_of_europe: Place
) -> None:
    with running(us) as market:
        assert markets_of(us) == ["US"]
        assert "FR" in markets_of(market_of_europe)
        assert "US" not in markets_of(market_of_europe)
        family = market.descendants()
        market.process.kill()
        market.process.wait(10)
        assert eventually(lambda: not alive(family))
    assert "FR" in markets_of(market_of_europe)


@pytest.mark.cloud
def test_the_code_of_all_functions_is_unpacked_once(market_of_europe: Place) -> None:
    codes = list(market_of_europe.folder.glob("scratch/ministack-lambda-*/code"))
    assert len(codes) >= 2
    assert len({code.resolve() for code in codes}) == 1
