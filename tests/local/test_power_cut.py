"""A power cut takes back moments: the market opens again by itself, all its stores at one moment, and goes on."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local import mailbox
from local.market_client import MarketClient
from local.places import ROOT, Place, place
from local.snapshots import Snapshots
from local.tour_people import Visitor
from local.tour_steps import Tour
from tests.concurrent_buyers import BUYERS, ConcurrentBuyers, Paid
from tests.running_market import OPENS_SECONDS, Running, eventually, free_ports

# What the buyers does before the light goes out: long enough for a save in between.
BUYING_SECONDS = 16
# Until functions of 50 MB are unpacked on a machine that does other things as well.
UNPACKED_SECONDS = 240
# A buyer is told moments after the books have it.
TELLING_SECONDS = 1


def saved_at(here: Place) -> float:
    """The moment of the last whole snapshot."""
    newest = Snapshots(here.folder).newest()
    assert newest is not None
    return (newest / "stripe.json").stat().st_mtime


def audit(here: Place) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local.audit", "--cell", here.cell, "--first-port", str(here.first_port)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def paid_at_stripe(here: Place) -> set[str]:
    """The orders whose payments succeeded, as Stripe knows."""
    path, found, client = "/v1/events?type=payment_intent.succeeded&limit=100", [], MarketClient(here)
    page = client.at_stripe(path)
    while page["data"]:
        found += page["data"]
        page = client.at_stripe(f"{path}&starting_after={found[-1]['id']}")
    return {event["data"]["object"]["metadata"]["order_id"] for event in found}


def unsettled(here: Place) -> dict[str, list[str]]:
    """The orders that Stripe has the money of and the market does not know as paid: their states."""
    client, found = MarketClient(here), {}
    for order_id in paid_at_stripe(here):
        states = [str(row["state"]) for row in client.rows("orders", "order_id", order_id)]
        if states != ["PAID"]:
            found[order_id] = states
    return found


Open = Callable[[Place], Running]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens markets; whatever still runs of them at the end is cut off."""
    markets: list[Running] = []

    def open_one(here: Place) -> Running:
        markets.append(Running(here))
        return markets[-1]

    yield open_one
    for market in markets:
        if market.process.poll() is None:
            market.cut_power()


def cut_while_buyers_buy(here: Place, market: Running, opened: Open) -> Running:
    """Let a buyers buy, cut the power and open again; the market that opened, after all that must hold of it."""
    with ConcurrentBuyers(here).buying() as buyers:
        # The first ones wait for the functions to be unpacked.
        assert eventually(lambda: len(buyers.paid) >= BUYERS, UNPACKED_SECONDS)
        time.sleep(BUYING_SECONDS)
        market.cut_power()
        cut_at = time.time()
    saved = saved_at(here)

    again = opened(here)
    again.wait_until_ready()
    opened_at = time.time()
    known = [paid for paid in buyers.paid if paid.shown_at < saved - TELLING_SECONDS]
    assert [(paid.order_id, paid.state_now()) for paid in known if paid.state_now() != "PAID"] == []
    lost = [paid for paid in buyers.paid if paid.state_now() != "PAID"]
    sys.stdout.write(f"{len(buyers.paid)} orders paid, {len(lost)} lost; saved {cut_at - saved:.1f} s before the cut\n")
    settled = eventually(lambda: not unsettled(here) and audit(here).returncode == 0, UNPACKED_SECONDS)
    assert settled, f"{unsettled(here)}\n{audit(here).stdout}"
    sys.stdout.write(f"the books agreed {time.time() - opened_at:.0f} s after the market opened\n")
    assert all(paid.order_id in paid_at_stripe(here) for paid in buyers.paid if paid not in lost)
    assert mails_of(here, known)
    return again


def mails_of(here: Place, known: list[Paid]) -> bool:
    """Whether each of them was sent the mail that confirms the order, before the cut or after."""

    def all_came() -> bool:
        recipients = {recipient for mail in mailbox.mails(here.cloud) for recipient in mail.recipients}
        return {paid.visitor.email for paid in known} <= recipients

    return bool(eventually(all_came, UNPACKED_SECONDS))


@pytest.mark.cloud
@pytest.mark.parametrize("cuts", [1, pytest.param(3, marks=pytest.mark.long)])
def test_a_market_comes_up_after_a_power_cut_and_its_books_agree(tmp_path: Path, opened: Open, cuts: int) -> None:
    here = place("us", first_port=free_ports(), folder=tmp_path / "us")
    market = opened(here)
    market.wait_until_ready()
    for _ in range(cuts):
        market = cut_while_buyers_buy(here, market, opened)
    tour = Tour(Visitor(MarketClient(here), UNPACKED_SECONDS))
    for step in (tour.find, tour.order, tour.pay, tour.read_mail):
        step()
    assert market.stop(signal.SIGTERM) == 0


@pytest.mark.cloud
def test_a_market_that_was_cut_while_it_opened_begins_anew(tmp_path: Path, opened: Open) -> None:
    here = place("us", first_port=free_ports(), folder=tmp_path / "us")
    market = opened(here)
    assert eventually(lambda: "deployed" in market.said.read_text(), OPENS_SECONDS)
    # In the middle of the demo market, with keys, files and a stack that no snapshot has.
    market.cut_power()
    assert "READY" not in market.said.read_text()
    market = opened(here)
    market.wait_until_ready()
    assert "opened, with the demo market" in market.said.read_text()


def test_what_an_earlier_version_kept_is_taken_over_if_it_was_deployed_whole(tmp_path: Path) -> None:
    for name, status in (("whole", "UPDATE_COMPLETE"), ("broken", "ROLLBACK_COMPLETE")):
        cloud = tmp_path / name / "cloud"
        cloud.mkdir(parents=True)
        stack = {"payload": {"stacks": {"data": {"0\x00us-east-1\x00'rebound-us'": {"StackStatus": status}}}}}
        (cloud / "cloudformation.json").write_text(json.dumps(stack))
        (tmp_path / name / "stripe.json").write_text("{}")
    whole, broken = Snapshots(tmp_path / "whole"), Snapshots(tmp_path / "broken")
    assert "took over" in str(whole.adopt())
    assert whole.restore()
    assert (whole.live / "stripe.json").read_text() == "{}"
    assert "began anew" in str(broken.adopt())
    assert not broken.restore()
    assert (tmp_path / "broken" / "not-opened" / "stripe.json").exists()
