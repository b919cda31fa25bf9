"""Everything the double remembers: its objects, its counter of ids, its clock and its snapshot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from doubles.stripe_double.errors import missing
from doubles.stripe_double.wire import Json, json_bytes

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DAY_SECONDS = 86_400

# How Stripe names an object in "No such …" where that is not its type.
NOUN = {"payment_method": "PaymentMethod", "balance_transaction": "balance transaction"}
KIND_OF_PREFIX = {
    "pi": "payment_intent",
    "pm": "payment_method",
    "ch": "charge",
    "py": "charge",
    "re": "refund",
    "acct": "account",
    "tr": "transfer",
    "trr": "transfer_reversal",
    "po": "payout",
    "txn": "balance_transaction",
    "du": "dispute",
    "taxcalc": "tax.calculation",
}


class Chance(Protocol):
    """The part of `random.Random` the double draws from."""

    def random(self) -> float: ...

    def getrandbits(self, k: int, /) -> int: ...


class World:
    """One Stripe platform account with its connected accounts. No I/O; time and chance are given."""

    def __init__(self, clock: Callable[[], int], chance: Chance, snapshot: bytes | None) -> None:
        self._clock = clock
        self.chance = chance
        self.public_url = ""
        self.settlement_seconds = 2 * DAY_SECONDS
        self.request: Json = {"id": None, "idempotency_key": None}
        self.state: Json = json.loads(snapshot) if snapshot else _nothing(chance.getrandbits(64))

    def now(self) -> int:
        """Unix seconds, moved by what the control surface set."""
        offset: int = self.state["clock_offset_seconds"]
        return self._clock() + offset

    def new_id(self, prefix: str, length: int = 24) -> str:
        self.state["counter"] += 1
        seeded = f"{self.state['seed']}:{prefix}:{self.state['counter']}".encode()
        number = int.from_bytes(hashlib.sha256(seeded).digest(), "big")
        characters = []
        for _ in range(length):
            number, position = divmod(number, 62)
            characters.append(ALPHABET[position])
        return f"{prefix}_{''.join(characters)}"

    def touch(self) -> None:
        """Something worth saving happened."""
        self.state["revision"] += 1

    def add(self, thing: Json) -> Json:
        self.touch()
        self.state["objects"].setdefault(thing["object"], {})[thing["id"]] = thing
        return thing

    def all(self, kind: str) -> Iterator[Json]:
        """Oldest first."""
        yield from self.state["objects"].get(kind, {}).values()

    def newest(self, kind: str) -> Iterator[Json]:
        yield from reversed(self.state["objects"].get(kind, {}).values())

    def find(self, kind: str, identifier: str) -> Json | None:
        found: Json | None = self.state["objects"].get(kind, {}).get(identifier)
        return found

    def require(
        self, kind: str, identifier: str, *, param: str = "id", account: str | None = None, status: int = 404
    ) -> Json:
        """The object of that account; another account's is as absent as one that never was."""
        found = self.find(kind, identifier)
        if found is None or found.get("_account") != account:
            raise missing(NOUN.get(kind, kind), identifier, param=param, status=status)
        return found

    def of_id(self, identifier: str) -> Json | None:
        kind = KIND_OF_PREFIX.get(identifier.partition("_")[0])
        return self.find(kind, identifier) if kind else None

    def later(self, seconds: int, act: str, subject: str) -> None:
        """Have `act` done to `subject` once that much time has passed."""
        self.state["schedule"].append([self.now() + seconds, act, subject])
        self.touch()

    def due(self) -> list[tuple[str, str]]:
        """Take what has come due, in order of its time."""
        now = self.now()
        schedule = self.state["schedule"]
        ready = sorted((entry for entry in schedule if entry[0] <= now), key=lambda entry: int(entry[0]))
        if ready:
            self.state["schedule"] = [entry for entry in schedule if entry[0] > now]
            self.touch()
        return [(act, subject) for _, act, subject in ready]

    def snapshot(self) -> bytes:
        return json_bytes(self.state)


def public(thing: Json) -> Json:
    """What a client sees: names with a leading underscore are the double's own."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}


def _nothing(seed: int) -> Json:
    empty: Json = {name: {} for name in ("objects", "balances", "keys", "held", "faults_taken", "last_event")}
    lists: dict[str, list[Any]] = {name: [] for name in ("schedule", "outbox", "faults")}
    return {
        **empty,
        **lists,
        "seed": f"{seed:016x}",
        "counter": 0,
        "revision": 0,
        "clock_offset_seconds": 0,
        "swept_on": None,
    }
