"""Payouts: the CPU of a payout day of 1,000 sellers, each of whom 100 lines were transferred to since the last one.

The run is a chain of messages: a page of sellers sends a command for each of them, a command pays one seller out. One
command of each kind is recorded for a seller with 100 lines, and carried out as often as the run does.
"""

from typing import Any
from urllib.parse import urlencode

import msgspec

import app
from bench.basket import MARKET, heaviest_basket
from bench.market import Event, Market
from bench.raw_calls import raw_ms
from bench.recorded_answers import replay
from bench.units import TICK, market_on_a_manual_clock, seller_of
from bench.walk import Call, Walk, times_ms
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import tables, transactions
from chalicelib.payments.connected_accounts import account_creation
from chalicelib.payments.money_commands import Command, PayFundedSellers, PayOut, SettleLine
from chalicelib.payments.payouts import funds, payout_run, queries
from chalicelib.payments.payouts.seller_money import page_of_parts
from chalicelib.payments.transfers import creation, settlement
from chalicelib.payments.transfers.transfer import SellerShare
from chalicelib.sellers import queries as sellers
from doubles.clock_and_randomness import ManualClock

SELLERS, LINES = 1_000, 100
NET_MINOR = 31_143
PAYOUT_DAY = "2026-12-06"
WARM_UP_CALLS = 10


def measure_payouts() -> dict[str, Any]:
    """CPU of the run, and of making its calls to AWS and Stripe with the raw clients."""
    with market_on_a_manual_clock() as (given, manual_clock):
        seller_id = seller_of(heaviest_basket().request.lines[0].offer_id)
        _transfer_lines(given, seller_id)
        shard = _fill_a_page(seller_id)
        _go_to_payout_day(given, manual_clock)
        walk = Walk(given)
        walk.call("sweep_operations", app.sweep_operations, TICK)
        for command in (PayFundedSellers(PAYOUT_DAY, shard), PayOut(PAYOUT_DAY, seller_id, "EUR")):
            walk.call("money_worker", app.money_worker, _message(command))
        _require_whole_payout(seller_id)
        pages = -(-SELLERS // payout_run.SELLERS_AT_ONCE) + funds.SHARDS
        often = list(zip(walk.calls, (1, pages, SELLERS), strict=True))
        spent = sum(_seconds(given, call, calls) for call, calls in often)
        raw = sum(_raw_seconds(given, call, calls) for call, calls in often)
    return {
        "payout_run_1000_sellers_cpu_s": round(spent, 2),
        "payout_run_raw_calls_cpu_s": round(raw, 2),
        "payout_run_raw_ratio": round(spent / raw, 2),
        "payout_run_calls_per_seller": len(walk.calls[-1].tape.aws) + len(walk.calls[-1].tape.stripe),
    }


def _transfer_lines(given: Market, seller_id: str) -> None:
    """The seller has an account at Stripe, and each of its lines is delivered and transferred."""
    account_creation.ask_for_account(sellers.seller(seller_id))
    Walk(given).to_quiet()
    (account,) = given.stripe.world.all("account")
    given.stripe.onboard(account["id"])
    Walk(given).to_quiet()
    for number in range(LINES):
        order_id = f"ord_eu_{number:026d}"
        share = SellerShare(
            order_id=order_id,
            line_id="1",
            seller_id=seller_id,
            sku="APPLE-IPHONE-13-128-MIDNIGHT-GOOD",
            product_id="prd_eu_00000000000000000000000000",
            market=MARKET,
            currency="EUR",
            net_minor=NET_MINOR,
            payment_intent_id=_charged(given),
        )
        creation.make_available(share, "2026-11-01T10:00:00.000Z")
        settlement.settle(SettleLine(order_id, "1"))


def _charged(given: Market) -> str:
    """A payment at Stripe; its id."""
    asked = {"amount": NET_MINOR, "currency": "eur", "payment_method": "pm_card_visa", "confirm": "true"}
    body = urlencode(asked | {"return_url": "https://eu.rebound.example"}).encode()
    authorization = {"Authorization": f"Bearer {settings.stripe_secret_key}"}
    answer = given.stripe.answer("POST", "/v1/payment_intents", authorization, body)
    return str(msgspec.json.decode(answer.body)["id"])


def _fill_a_page(seller_id: str) -> str:
    """So many other sellers have funds that a page of them is full; the seller's shard."""
    shard = tables.sharded_key("funded", seller_id, funds.SHARDS)
    others = (f"sel_eu_{number:026d}" for number in range(1_000))
    near = [one for one in others if tables.sharded_key("funded", one, funds.SHARDS) == shard]
    for other in near[: payout_run.SELLERS_AT_ONCE]:
        transactions.commit(funds.add_acts(funds.read(other, "EUR"), funds.entry("TRANSFER", NET_MINOR)))
    return shard


def _go_to_payout_day(given: Market, manual_clock: ManualClock) -> None:
    while manual_clock.moment.date().isoformat() < PAYOUT_DAY:
        manual_clock.advance(days=1)
    given.stripe.tick()


def _message(command: Command) -> Event:
    body = msgspec.json.encode(command).decode()
    return {"Records": [{"messageId": "1", "body": body, "attributes": {"ApproximateReceiveCount": "1"}}]}


def _require_whole_payout(seller_id: str) -> None:
    payout = queries.payout(seller_id, f"{PAYOUT_DAY}-EUR")
    parts, _ = page_of_parts(payout, 2 * LINES, None)
    assert payout.stripe_id is not None
    assert (payout.last_entry - payout.first_entry + 1, sum(part.amount_minor for part in parts)) == (
        LINES,
        payout.amount_minor,
    ), payout


def _seconds(given: Market, call: Call, calls: int) -> float:
    with replay(given, call.tape):
        times_ms(call.act, WARM_UP_CALLS)
        return sum(times_ms(call.act, calls)) / 1_000


def _raw_seconds(given: Market, call: Call, calls: int) -> float:
    return sum(raw_ms(given, call.tape, WARM_UP_CALLS + calls)[WARM_UP_CALLS:]) / 1_000
