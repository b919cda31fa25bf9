"""Sellers' money: their accounts at Stripe and what befalls these, and what must hold of transfers and payouts."""

import random
from collections.abc import Iterator

import msgspec

from tests.simulation.books import Books
from tests.simulation.cell_template import OPERATORS, Seeded
from tests.simulation.functions import http_event
from tests.simulation.invariants import Invariants
from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import Item, rows

# Written down here once more. A line's holds may be stored before it has a transfer.
TRANSFER_EDGES = {
    ("", "PENDING"),
    ("PENDING", "PROCESSING"),
    ("PENDING", "PAID"),
    ("PENDING", "ABORTED"),
    ("PROCESSING", "PAID"),
    ("PROCESSING", "FAILED"),
    ("PROCESSING", "PENDING"),
    ("PAID", "PROCESSING"),
    ("FAILED", "PENDING"),
    ("FAILED", "ABORTED"),
    ("ABORTED", "PROCESSING"),
}
PAYOUT_EDGES = {
    ("", "PENDING"),
    ("PENDING", "PROCESSING"),
    ("PENDING", "PAID"),
    ("PENDING", "FAILED"),
    ("PENDING", "ABORTED"),
    ("PROCESSING", "PAID"),
    ("PROCESSING", "FAILED"),
    ("PROCESSING", "ABORTED"),
    ("PAID", "FAILED"),
}
RETURNED = {"FAILED", "ABORTED"}
NEEDED = ["individual.verification.document"]
TRIES = 8
RESTRICTED_DAYS = 4


class SellerMoney:
    """The accounts of a market's sellers: opened, restricted for some days, their payouts returned by the bank."""

    def __init__(self, world: MarketWorld, market: Seeded, invariants: Invariants, *, seed: str) -> None:
        self._world = world
        self._keys = {holder: key for holder, key in market.seller_keys.items() if holder != OPERATORS}
        self._invariants = invariants
        self._chance = random.Random(f"{seed}/sellers' money")
        self._restricted: dict[str, int] = {}
        invariants.observe("transfers", self._transfer)
        invariants.observe("payouts", self._payout)

    def open_accounts(self) -> None:
        """Each seller asks for its account and gives Stripe everything."""
        for seller_id, key in self._keys.items():
            self._world.scheduler.start(f"account of {seller_id[-6:]}", lambda key=key: self._ask_for_link(key))  # type: ignore[misc]

    def give_everything(self) -> None:
        """Every account is as its owner would leave it on Stripe's page."""
        for account in self._world.stripe.world.all("account"):
            self._world.stripe.onboard(account["id"])
        self._world.deliveries.watch_events()

    def live_a_day(self) -> None:
        """Now and then Stripe demands more of an account for some days, and a bank returns a payout it had taken."""
        stripe = self._world.stripe
        accounts = [account["id"] for account in stripe.world.all("account")]
        for account_id, days in list(self._restricted.items()):
            self._restricted[account_id] = days - 1
            if days <= 1:
                del self._restricted[account_id]
                stripe.onboard(account_id)
        if accounts and self._chance.random() < 0.05:
            account_id = self._chance.choice(accounts)
            self._restricted[account_id] = RESTRICTED_DAYS
            stripe.restrict(account_id, NEEDED)
        paid = [payout["id"] for payout in stripe.world.all("payout") if payout["status"] in ("in_transit", "paid")]
        if paid and self._chance.random() < 0.05:
            stripe.fail_payout(paid[-1])
        self._world.deliveries.watch_events()

    def are_payouts_under_way(self) -> bool:
        """Whether some payout has not reached its bank, and was not returned by it."""
        return any(row["state"] not in ("PAID", *RETURNED) for row in rows(self._world.aws, "payouts"))

    def _ask_for_link(self, key: str) -> None:
        event = http_event("POST", "/v1/seller/onboarding-link", headers={"Authorization": f"Bearer {key}"})
        for _ in range(TRIES):
            if self._world.functions.request(event).status == 201:
                return
            self._world.scheduler.sleep(30)

    def _transfer(self, old: Item | None, new: Item | None) -> None:
        if new is None:
            self._invariants.broken.append("a transfer was deleted")
            return
        where = f"transfer {new['order_id']}/{new['line_id']}"
        before, after = (old or {}).get("state", ""), new.get("state", "")
        if before != after:
            self._invariants.edges[f"transfer {before or '-'} {after}"] += 1
            self._invariants.check((before, after) in TRANSFER_EDGES, f"{where} went from {before} to {after}")
        self._invariants.check(new["holds"] >= 0, f"{where} has {new['holds']} holds")
        is_begun = (before, after) == ("PENDING", "PROCESSING")
        self._invariants.check(not (is_begun and new["holds"]), f"{where} is made under {new['holds']} holds")
        self._invariants.check(not (is_begun and self._has_open_case(new)), f"{where} is made with an open case")

    def _has_open_case(self, transfer: Item) -> bool:
        return any(
            "open_case" in msgspec.json.decode(row["history"])
            for row in rows(self._world.aws, "line_histories")
            if (row["order_id"], row["line_id"]) == (transfer["order_id"], transfer["line_id"])
        )

    def _payout(self, old: Item | None, new: Item | None) -> None:
        if new is None:
            self._invariants.broken.append("a payout was deleted")
            return
        before, after = (old or {}).get("state", ""), new["state"]
        if before != after:
            self._invariants.edges[f"payout {before or '-'} {after}"] += 1
            self._invariants.check(
                (before, after) in PAYOUT_EDGES, f"payout {new['payout_id']} went from {before} to {after}"
            )
        if old is None:
            self._no_more_than_is_due(new["account_id"], new["amount_minor"])

    def _no_more_than_is_due(self, account_id: str, amount_minor: int) -> None:
        """What an account was ever sent, less what was taken back, covers all its payouts, this one included."""
        stripe = self._world.stripe.world
        sent = sum(
            transfer["amount"] - transfer["amount_reversed"]
            for transfer in stripe.all("transfer")
            if transfer["destination"] == account_id
        )
        paid_out = sum(
            payout["amount"]
            for payout in stripe.all("payout")
            if payout["_account"] == account_id and payout["status"] not in ("failed", "canceled")
        )
        self._invariants.check(
            paid_out + amount_minor <= sent, f"{account_id} was sent {sent} and is paid {paid_out} and {amount_minor}"
        )


def unsettled(books: Books) -> Iterator[str]:
    """Delivered lines whose share did not go to their sellers, and payouts that nobody finished."""
    transfers = {(row["order_id"], row["line_id"]): row for row in rows(books.world.aws, "transfers")}
    for order, line, state in books.lines():
        transfer = transfers.get((order["order_id"], line["line_id"]), {})
        where = f"line {order['order_id']}/{line['line_id']}"
        if state == "DELIVERED" and transfer.get("state") not in ("PAID", "ABORTED"):
            yield f"{where} is delivered and its transfer {transfer.get('state')}: {transfer}"
    for payout in rows(books.world.aws, "payouts"):
        if payout["state"] not in ("PAID", *RETURNED):
            yield f"payout {payout['payout_id']} is {payout['state']}"
