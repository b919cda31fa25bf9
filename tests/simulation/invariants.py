"""What must hold after every single write, whatever else is going on."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from doubles.in_memory_aws.tables import Table
from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import PREFIX, Item, body_of, lines_of, plain, rows, states_of

UNITS = ("available", "reserved", "sold", "written_off")
# Written down here once more, so that a wrong edge in the application's own table is found.
ORDER_EDGES = {
    ("", "RESERVED"),
    ("RESERVED", "PAID"),
    ("RESERVED", "EXPIRED"),
    ("RESERVED", "VOIDED"),
    ("EXPIRED", "PAID"),
}
LINE_EDGES = {
    ("", "PAID"),
    ("PAID", "ACCEPTED"),
    ("PAID", "CANCELLED"),
    ("ACCEPTED", "SHIPPED"),
    ("ACCEPTED", "CANCELLED"),
    ("SHIPPED", "DELIVERED"),
}

REFUND_EDGES = {
    ("", "REQUESTED"),
    ("REQUESTED", "PENDING"),
    ("REQUESTED", "SUCCEEDED"),
    ("REQUESTED", "FAILED"),
    ("REQUESTED", "REFUSED"),
    ("PENDING", "SUCCEEDED"),
    ("PENDING", "FAILED"),
    ("SUCCEEDED", "FAILED"),
    ("FAILED", "REQUESTED"),
    ("REFUSED", "REQUESTED"),
    ("FAILED", "PAID_BY_BANK_TRANSFER"),
    ("REFUSED", "PAID_BY_BANK_TRANSFER"),
}

Look = Callable[[Item | None, Item | None], None]


class Invariants:
    """Watches a world. `broken` says what did not hold; `edges` counts the moves that were seen."""

    def __init__(self, world: MarketWorld) -> None:
        self.broken: list[str] = []
        self.edges: Counter[str] = Counter()
        self.heard: list[Callable[[str, Item], None]] = []
        self.received: dict[str, int] = {}
        # What operations have been given at Stripe.
        self.stripe_ids: set[str] = set()
        # The marks of what was relayed.
        self.marks: set[str] = set()
        # When the reservations end that are open.
        self.reserved: dict[str, str] = {}
        self.is_told: Callable[[str], bool] = lambda _: True
        self._world = world

    def watch(self) -> None:
        """Look at every write from now on."""
        self.marks.update(row["key"] for row in rows(self._world.aws, "key_values"))
        for table, look in (
            ("stock", self._stock),
            ("orders", self._order),
            ("seller_orders", self._seller_order),
            ("journals", self._journal),
            ("facts", self._fact),
            ("stripe_operations", self._operation),
            ("refunds", self._refund),
            ("refunded_lines", self._refunded_line),
            ("key_values", self._mark),
            ("serials", self._serial),
        ):
            self.observe(table, look)
        for table in ("carbon_records", "offer_versions"):
            self.observe(table, partial(self._unchanged, table))

    def check(self, holds: bool, what: str) -> None:
        if not holds:
            self.broken.append(what)

    def look_at_stripe(self) -> None:
        """At most one payment of an order ever succeeds."""
        succeeded: Counter[str] = Counter()
        for intent in self._world.stripe.world.all("payment_intent"):
            if intent["status"] == "succeeded":
                succeeded[intent["metadata"].get("order_id", "")] += 1
        for order_id, times in succeeded.items():
            self.check(times == 1, f"order {order_id} was paid {times} times at Stripe")

    def observe(self, table: str, look: Look) -> None:
        """Look at every write of a table: at the item before it and after it."""
        stored: Table = self._world.aws.dynamodb.database.tables[f"{PREFIX}{table}"]
        write = stored.write

        def observed(place: Any, new: Any, moment: Any, *, expired: bool = False) -> Any:
            written = write(place, new, moment, expired=expired)
            old = written.old
            look(None if old is None else plain(old.item), None if new is None else plain(new.item))
            return written

        stored.write = observed  # type: ignore[method-assign]

    def _stock(self, _: Item | None, new: Item | None) -> None:
        if new is None:
            self.broken.append("stock was deleted")
            return
        units = [new[name] for name in UNITS]
        self.check(min(units) >= 0, f"stock of {new['offer_id']} is below zero: {units}")
        received = self.received.setdefault(new["offer_id"], sum(units))
        self.check(sum(units) == received, f"stock of {new['offer_id']}: {units} is not the {received} received")

    def _order(self, old: Item | None, new: Item | None) -> None:
        if new is None:
            self.broken.append("an order was deleted")
            return
        key, before, after = new["order_id"], (old or {}).get("state", ""), new["state"]
        if before != after:
            self.edges[f"order {before or '-'} {after}"] += 1
            self.check((before, after) in ORDER_EDGES, f"order {key} went from {before} to {after}")
            if after == "RESERVED":
                self.reserved[key] = new["expires_at"]
            else:
                self.reserved.pop(key, None)
            if after in ("EXPIRED", "VOIDED"):
                self._nobody_can_pay(key)
        captured, refunding = new.get("captured_minor", 0), new.get("refunding_minor", 0)
        self.check(new.get("refunded_minor", 0) <= refunding <= captured, f"order {key} refunds more than it captured")
        self.check(captured in (0, new["total_minor"]), f"order {key} captured {captured}")
        if old is not None:
            for name in ("lines", "total_minor", "person_id", "mail_key", "body_hash", "expires_at", "created_at"):
                self.check(old[name] == new[name], f"order {key}: {name} changed")
            paid_by = old.get("payment_intent_id")
            self.check(paid_by in (None, new.get("payment_intent_id")), f"order {key} was paid by another intent")
        total = sum(line["amounts"]["price_minor"] for line in lines_of(new))
        self.check(0 < total <= new["total_minor"], f"order {key} costs {new['total_minor']}, its goods {total}")

    def _nobody_can_pay(self, order_id: str) -> None:
        """A released order's payments are over; one whose secret was never written down was never told to anybody."""
        for intent in self._world.stripe.world.all("payment_intent"):
            if intent["metadata"].get("order_id") == order_id and self.is_told(intent["id"]):
                # What Stripe took on an intent it had cancelled is late money, whenever we hear of it.
                is_over = intent["status"] == "canceled" or intent["id"] in self._world.deliveries.never_lost
                self.check(is_over, f"order {order_id} is released while its payment is {intent['status']}")

    def _seller_order(self, old: Item | None, new: Item | None) -> None:
        if new is None:
            self.broken.append("a seller order was deleted")
            return
        before = states_of(old) if old is not None else {}
        for line_id, line in states_of(new).items():
            was, is_now = before.get(line_id, {}).get("state", ""), line["state"]
            if was != is_now:
                self.edges[f"line {was or '-'} {is_now}"] += 1
                where = f"line {new['order_id']}/{line_id}"
                self.check((was, is_now) in LINE_EDGES, f"{where} went from {was} to {is_now}")
        self.check(
            new["version"] == (old or {"version": 0})["version"] + 1,
            f"seller order of {new['order_id']} lost a version",
        )

    def _journal(self, old: Item | None, new: Item | None) -> None:
        self._unchanged("journals", old)
        if new is not None:
            postings = msgspec.json.decode(new["postings"])
            self.check(sum(postings.values()) == 0, f"journal {new['journal_id']} does not sum to zero: {postings}")

    def _fact(self, old: Item | None, new: Item | None) -> None:
        self._unchanged("facts", old)
        if new is not None:
            self.edges[f"fact {new['name']}"] += 1
            for hear in self.heard:
                hear(new["name"], body_of(new))

    def _operation(self, old: Item | None, new: Item | None) -> None:
        if new is not None and "stripe_id" in new:
            self.stripe_ids.add(new["stripe_id"])
        if old is None:
            return
        if new is None:
            self.broken.append("an operation was deleted")
            return
        where = f"operation {new['subject']} {new['operation_id']}"
        for name in ("parameters", "idempotency_key", "kind"):
            self.check(old[name] == new[name], f"{where}: {name} changed after it was written down")
        self.check(old["state"] in ("STARTED", new["state"]), f"{where} went from {old['state']} to {new['state']}")

    def _refund(self, old: Item | None, new: Item | None) -> None:
        if new is None:
            self.broken.append("a refund was deleted")
            return
        where = f"refund {new['order_id']} {new['refund_id']}"
        before, after = (old or {}).get("state", ""), new["state"]
        if before != after:
            self.edges[f"refund {before or '-'} {after}"] += 1
            self.check((before, after) in REFUND_EDGES, f"{where} went from {before} to {after}")
        if old is None and new["reason"] == "DASHBOARD":
            self.edges["refund from the dashboard"] += 1
        if old is not None:
            for name in ("currency", "line_id", "reason"):
                self.check(old.get(name) == new.get(name), f"{where}: {name} changed")
            # What a dispute or Stripe's dashboard paid of a refund becomes one of its own; the books add both up.
            is_divided = new["amount_minor"] < old["amount_minor"] and before in ("FAILED", "REFUSED")
            is_kept = old["amount_minor"] == new["amount_minor"]
            self.check(is_kept or is_divided, f"{where}: amount_minor changed while it was {before}")
            before_minor = old.get("refunded_before_minor")
            self.check(before_minor in (None, new.get("refunded_before_minor")), f"{where} was booked anew")
        owed = new["owed_minor"]
        self.check(owed in (0, new["amount_minor"]), f"{where} owes {owed} of {new['amount_minor']}")
        if after in ("FAILED", "REFUSED"):
            self.check(owed == new["amount_minor"], f"{where} is {after} and nothing is owed")
            self.check(new.get("waiting_for") == "OPERATORS", f"{where} is {after} and waits for nobody")
        if after in ("SUCCEEDED", "PAID_BY_BANK_TRANSFER"):
            self.check(owed == 0, f"{where} is {after} and {owed} are still owed")

    def _refunded_line(self, old: Item | None, new: Item | None) -> None:
        if new is None:
            self.broken.append("the count of a line's refunds was deleted")
            return
        where = f"line {new['order_id']}/{new['line_id']}"
        for name in ("refunds", "requested_minor", "booked_minor"):
            self.check((old or {}).get(name, 0) <= new[name], f"{where}: {name} went down")
        self.check(new["booked_minor"] <= new["requested_minor"], f"{where} has more booked than refunded")

    def _serial(self, old: Item | None, new: Item | None) -> None:
        """A number is bound to a line, or freed when its device has come back."""
        self.check(old is None or new is None, f"the number of a device went from {old} to {new}")

    def _mark(self, _: Item | None, new: Item | None) -> None:
        if new is not None and new["key"].startswith("relayed#"):
            self.marks.add(new["key"])

    def _unchanged(self, table: str, old: Item | None, _: Item | None = None) -> None:
        self.check(old is None, f"an item of {table} was changed or deleted: {old}")
