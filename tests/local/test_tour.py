"""The tour of a running market proves each step or names the one it could not; the audit finds a single cent."""

import json
import subprocess
import sys
import time
import urllib.request
from typing import Any

import pytest

from local import cloud
from local.market_client import MarketClient, wait_for
from local.places import ROOT, Place
from local.tour import STEPS
from tests.running_market import free_ports

BOX_SECONDS_MAX = 10

Ended = subprocess.CompletedProcess[str]


def run(program: str, first_port: int, *options: str) -> Ended:
    command = [sys.executable, "-m", program, "--cell", "eu", "--first-port", str(first_port), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def toured(market_of_europe: Place) -> Ended:
    return run("local.tour", market_of_europe.first_port)


def plan_fault(here: Place, fault: dict[str, str]) -> None:
    where = f"{here.address(here.stripe_port)}/_double/faults"
    asked = urllib.request.Request(where, json.dumps(fault).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.status == 200


@pytest.mark.cloud
def test_the_tour_proves_every_step_and_ends_with_books_that_agree(toured: Ended) -> None:
    assert toured.returncode == 0, toured.stdout + toured.stderr
    printed = toured.stdout.splitlines()
    assert [line.split()[0] for line in printed[: len(STEPS)]] == [str(number + 1) for number in range(len(STEPS))]
    assert printed[-1] == "4 orders, 0 disagreements"


@pytest.mark.cloud
def test_a_cent_put_elsewhere_in_one_journal_is_found_by_the_audit(market_of_europe: Place, toured: Ended) -> None:
    here, items = market_of_europe, cloud.client(market_of_europe, "dynamodb")
    assert toured.returncode == 0, toured.stderr
    journal = items.scan(TableName="rebound-eu-journals")["Items"][0]
    postings = json.loads(journal["postings"]["S"])
    bent = {"S": json.dumps(postings | {"commission": postings["commission"] + 1})}
    assert run("local.audit", here.first_port).returncode == 0
    items.put_item(TableName="rebound-eu-journals", Item=journal | {"postings": bent})
    try:
        found = run("local.audit", here.first_port)
    finally:
        items.put_item(TableName="rebound-eu-journals", Item=journal)
    assert found.returncode == 1
    assert f"DISAGREES  {journal['order_id']['S']}: a journal does not sum to zero" in found.stdout


@pytest.mark.cloud
def test_a_step_that_does_not_happen_ends_the_tour_with_its_name(market_of_europe: Place) -> None:
    missing = "paid by signed event"
    plan_fault(market_of_europe, {"kind": "event_drop", "event": "payment_intent.succeeded"})
    # No step before this one waits for anything, so little patience is no matter of how fast the machine is.
    ended = run("local.tour", market_of_europe.first_port, "--patience-seconds", "4")
    assert ended.returncode == 1, ended.stdout
    assert f"The tour ends before this was proved: {missing}." in ended.stderr
    assert len(ended.stdout.splitlines()) == list(STEPS).index(missing)


@pytest.mark.cloud
def test_a_key_made_on_the_command_line_opens_what_operators_may_see(market_of_europe: Place) -> None:
    asked = ["make", "--silent", "--old-file=install", "ops-key", "CELL=eu"]
    asked.append(f"FIRST_PORT={market_of_europe.first_port}")
    made = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert made.returncode == 0, made.stderr
    health = MarketClient(market_of_europe).call("GET", "/v1/ops/health", token=made.stdout.strip())
    assert set(health.values()) == {0}


@pytest.mark.cloud
def test_a_price_lowered_through_the_api_is_in_the_box_within_ten_seconds(market_of_europe: Place) -> None:
    client = MarketClient(market_of_europe)
    product_id = client.call("GET", "/v1/categories/iphones/products?market=FR")["items"][0]["product_id"]

    def box() -> Any:
        return client.call("GET", f"/v1/products/{product_id}?market=FR")["boxes"][0]

    held = box()
    key = client.issue_key("seller", held["seller"]["seller_id"])
    own = client.call("GET", "/v1/seller/offers?limit=100", token=key)["items"]
    sku = next(offer["sku"] for offer in own if offer["offer_id"] == held["offer_id"])

    def seconds_to_the_box(amount_minor: int) -> float:
        price = held["price"] | {"amount_minor": amount_minor}
        asked = time.monotonic()
        client.call("PATCH", f"/v1/seller/offers/{sku}", {"prices": {"FR": price}}, token=key)
        wait_for("the lowered price in the box", lambda: box()["price"] == price)
        return time.monotonic() - asked

    # The first change also starts the processes of the functions it passes through.
    seconds_to_the_box(held["price"]["amount_minor"] - 1_00)
    assert seconds_to_the_box(held["price"]["amount_minor"] - 2_00) <= BOX_SECONDS_MAX


@pytest.mark.cloud
@pytest.mark.parametrize("program", ["local.tour", "local.audit", "local.ops_key"])
def test_without_a_market_it_is_said_how_to_open_one(program: str) -> None:
    ended = run(program, free_ports())
    assert ended.returncode == 2
    assert "`make run CELL=eu` first" in ended.stderr
    assert ended.stdout == ""
