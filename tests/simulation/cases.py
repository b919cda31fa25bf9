"""Cases: what must hold of returns, claims and withdrawn lines at every write, and once everything has calmed down."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from chalicelib.kernel.runtime import clock
from tests.simulation.books import PAID_BACK, Books
from tests.simulation.invariants import Invariants
from tests.simulation.stored import Item, rows

# Written down here once more, so that a wrong edge in the application's own tables is found.
RETURN_EDGES = {
    *(("", first) for first in ("REQUESTED", "APPROVED")),
    *(("REQUESTED", after) for after in ("APPROVED", "REFUSED", "REFUNDED", "CLOSED")),
    *(("APPROVED", after) for after in ("IN_TRANSIT", "RECEIVED", "REFUNDED", "CLOSED")),
    *(("IN_TRANSIT", after) for after in ("RECEIVED", "REFUNDED", "CLOSED")),
    *(("RECEIVED", after) for after in ("INSPECTED", "REFUNDED")),
    *(("INSPECTED", after) for after in ("IN_REPAIR", "REPLACING", "REFUSED", "REFUNDED")),
    *(("IN_REPAIR", after) for after in ("REPAIRED", "REPLACING", "REFUNDED")),
    *(("REPLACING", after) for after in ("EXCHANGED", "REFUNDED")),
    *(("REFUSED", after) for after in ("APPEALED", "APPROVED", "INSPECTED", "TO_SEND_BACK", "CLOSED")),
    *(("APPEALED", after) for after in ("APPROVED", "INSPECTED", "TO_SEND_BACK", "REFUNDED", "CLOSED")),
    *(("TO_SEND_BACK", after) for after in ("REFUNDED", "CLOSED")),
}
CLAIM_EDGES = {
    ("", "OPENED"),
    *(("OPENED", after) for after in ("CONTESTED", "REPLACING", "REFUNDED", "RETURNED", "DROPPED")),
    *(("CONTESTED", after) for after in ("REJECTED", "REPLACING", "REFUNDED", "RETURNED", "DROPPED")),
    *(("REPLACING", after) for after in ("REPLACED", "REFUNDED")),
}
WITHDRAWAL_EDGES = {
    ("", "DECLARED"),
    ("DECLARED", "CANCELLED"),
    ("DECLARED", "AWAITING_DEVICE"),
    ("AWAITING_DEVICE", "REFUNDED"),
    ("AWAITING_DEVICE", "NOT_SENT_BACK"),
    ("NOT_SENT_BACK", "REFUNDED"),
}
# The first events of a dispute may be lost: it is first known in any state.
DISPUTE_EDGES = {
    *(("", first) for first in ("NEEDS_RESPONSE", "UNDER_REVIEW", "WON", "LOST")),
    ("NEEDS_RESPONSE", "UNDER_REVIEW"),
    *((before, after) for before in ("NEEDS_RESPONSE", "UNDER_REVIEW") for after in ("WON", "LOST")),
}
ENDED_RETURN = {"REFUNDED", "REPAIRED", "EXCHANGED", "CLOSED"}
ENDED_CLAIM = {"REFUNDED", "REPLACED", "RETURNED", "REJECTED", "DROPPED"}
# What a return may never change.
FIXED = ("order_id", "line_id", "seller_id", "product_id", "person_id", "opened_at", "offer_id")


class CaseInvariants:
    """Watches the tables of cases."""

    def __init__(self, invariants: Invariants) -> None:
        self._invariants = invariants
        for table, look in (
            ("returns", self._return),
            ("claims", self._claim),
            ("withdrawals", self._withdrawal),
            ("line_histories", self._history),
            ("disputes", self._dispute),
        ):
            invariants.observe(table, look)

    def _moved(self, thing: str, key: str, edges: set[tuple[str, str]], move: tuple[str, str]) -> None:
        before, after = move
        if before != after:
            self._invariants.edges[f"{thing} {before or '-'} {after}"] += 1
            self._invariants.check((before, after) in edges, f"{thing} {key} went from {before} to {after}")

    def _return(self, old: Item | None, new: Item | None) -> None:
        check = self._invariants.check
        if new is None:
            self._invariants.broken.append("a return was deleted")
            return
        before, after = _struct(old, "device_return"), _struct(new, "device_return")
        where = f"return {new['return_id']}"
        self._moved("return", new["return_id"], RETURN_EDGES, _move(before, after))
        check(new["version"] == (old or {"version": 0})["version"] + 1, f"{where} lost a version")
        check(before.get("state") not in ENDED_RETURN, f"{where} changed after its end: {before} to {after}")
        for name in FIXED:
            check(not before or before.get(name) == after.get(name), f"{where}: {name} changed")
        if after.get("unit") == "RESTOCKED":
            inspection = after.get("inspection") or {}
            check(inspection.get("is_sold_unit") is True, f"{where} put an uninspected unit into the stock")
        if before.get("unit"):
            check(after.get("unit") == before["unit"], f"{where}: the unit is {before['unit']} and {after.get('unit')}")
        if before.get("refund_id"):
            check(after.get("refund_id") == before["refund_id"], f"{where} is refunded a second time")

    def _claim(self, old: Item | None, new: Item | None) -> None:
        if new is None:
            self._invariants.broken.append("a claim was deleted")
            return
        before, after = _struct(old, "claim"), _struct(new, "claim")
        self._moved("claim", new["claim_id"], CLAIM_EDGES, _move(before, after))
        is_next = new["version"] == (old or {"version": 0})["version"] + 1
        self._invariants.check(is_next, f"claim {new['claim_id']} lost a version")

    def _withdrawal(self, old: Item | None, new: Item | None) -> None:
        if new is None or "line" not in new:
            self._invariants.check(new is not None and old is None, f"a withdrawal was changed or deleted: {old}")
            return
        before, after = _struct(old, "line"), _struct(new, "line")
        where = f"{new['order_id']}/{after['line_id']}"
        self._moved("withdrawal", where, WITHDRAWAL_EDGES, _move(before, after))

    def _dispute(self, old: Item | None, new: Item | None) -> None:
        if new is None:
            self._invariants.broken.append("a dispute was deleted")
            return
        before, after = (old or {}).get("state", ""), new["state"]
        self._moved("dispute", new["dispute_id"], DISPUTE_EDGES, (before, after))
        was_moved, is_moved = _moved_by(old), _moved_by(new)
        is_kept = was_moved == is_moved[: len(was_moved)] and len(set(is_moved)) == len(is_moved)
        self._invariants.check(is_kept, f"dispute {new['dispute_id']} books {is_moved} after {was_moved}")

    def _history(self, old: Item | None, new: Item | None) -> None:
        """One case of a line at a time; only a claim is followed by another case at once, the return of its device."""
        before, after = _struct(old, "history"), _struct(new, "history")
        was, is_now = before.get("open_case"), after.get("open_case")
        passed_on = was is not None and was.startswith("clm_") and is_now is not None and is_now.startswith("ret_")
        is_alone = was is None or is_now is None or was == is_now or passed_on
        self._invariants.check(is_alone, f"{is_now} was opened while {was} of the same line was open")


def _moved_by(dispute: Item | None) -> list[str]:
    """The balance transactions of a dispute that are booked."""
    moved = (dispute or {}).get("moved", "[]")
    found: list[Item] = msgspec.json.decode(moved) if isinstance(moved, str) else moved
    return [one["transaction_id"] for one in found]


def _move(before: Item, after: Item) -> tuple[str, str]:
    return before.get("state", ""), after["state"]


def _struct(row: Item | None, name: str) -> Item:
    """A struct stored as JSON text; nothing where the item is absent."""
    found: Item = msgspec.json.decode(row[name]) if row is not None else {}
    return found


def returns_of(books: Books) -> list[Item]:
    """Every return of the market."""
    return [_struct(row, "device_return") for row in rows(books.world.aws, "returns")]


def claims_of(books: Books) -> list[Item]:
    """Every claim of the market."""
    return [_struct(row, "claim") for row in rows(books.world.aws, "claims")]


def unfinished(books: Books) -> Iterator[str]:
    """Cases that wait for nothing, lines that are held without a case or not held with one, refunds without a cause."""
    watched = {row["subject"]: row for row in rows(books.world.aws, "deadlines")}
    operators = {row["return_id"] for row in rows(books.world.aws, "returns") if row.get("waiting_for")}
    operators |= {row["claim_id"] for row in rows(books.world.aws, "claims") if row.get("waiting_for")}
    yield from _waiting_for_nothing(books, set(watched), operators)
    yield from _holds(books)
    yield from _refunds(books)
    yield from _withdrawn(books)
    for row in rows(books.world.aws, "disputes"):
        if row.get("waiting_for"):
            yield f"the dispute {row['dispute_id']} is {row['state']} and waits for {row['waiting_for']}"


def _waiting_for_nothing(books: Books, watched: set[str], operators: set[str]) -> Iterator[str]:
    now = clock.stamp(books.world.scheduler.now())
    open_returns = [each for each in returns_of(books) if each["state"] not in ENDED_RETURN]
    open_claims = [each for each in claims_of(books) if each["state"] not in ENDED_CLAIM]
    for case in (*open_returns, *open_claims):
        case_id = case.get("return_id") if case in open_returns else case["claim_id"]
        if case_id in operators:
            continue
        if case_id not in watched:
            yield f"the case {case_id} is {case['state']} and nobody waits for it"
        elif (case.get("due_by") or now) < now:
            yield f"the case {case_id} is {case['state']}, its time was over at {case['due_by']}"


def _holds(books: Books) -> Iterator[str]:
    open_cases = Counter(
        (row["order_id"], row["line_id"])
        for row in rows(books.world.aws, "line_histories")
        if _struct(row, "history").get("open_case") is not None
    )
    disputed = Counter(row["order_id"] for row in rows(books.world.aws, "disputes") if row["is_held"])
    for row in rows(books.world.aws, "transfers"):
        held = open_cases.pop((row["order_id"], row["line_id"]), 0)
        held += disputed[row["order_id"]]
        if row["holds"] != held:
            yield f"line {row['order_id']}/{row['line_id']} has {row['holds']} holds and {held} open cases and disputes"
    yield from (f"line {key} has an open case and no hold" for key in open_cases)


def _refunds(books: Books) -> Iterator[str]:
    """A case that ended with the money has its refund, and no refund serves two cases."""
    served: Counter[tuple[str, str]] = Counter()
    for case in (*returns_of(books), *claims_of(books)):
        if case.get("refund_id"):
            served[case["order_id"], case["refund_id"]] += 1
        if case["state"] == "REFUNDED" and not case.get("refund_id"):
            paid_back = (one for one in books.refunds_of(case["order_id"]) if one.get("line_id") == case["line_id"])
            if not any(one["state"] in PAID_BACK for one in paid_back):
                yield f"the line {case['order_id']}/{case['line_id']} has a case that is REFUNDED and no refund"
    known = {(refund["order_id"], refund["refund_id"]) for refund in books.refunds}
    yield from (f"the refund {key} of a case does not exist" for key in sorted(served.keys() - known))
    yield from (f"the refund {key} serves {times} cases" for key, times in served.items() if times > 1)


def _withdrawn(books: Books) -> Iterator[str]:
    returned = {each["return_id"]: each for each in returns_of(books)}
    for row in rows(books.world.aws, "withdrawals"):
        if "line" not in row:
            continue
        line = _struct(row, "line")
        where = f"the withdrawn line {row['order_id']}/{line['line_id']} is {line['state']}"
        if line["state"] == "DECLARED":
            yield f"{where} and nothing was done about it"
        found = returned.get(line.get("return_id") or "")
        if found is not None and found["state"] in ENDED_RETURN:
            wanted = "REFUNDED" if found["state"] == "REFUNDED" else "NOT_SENT_BACK"
            if line["state"] != wanted:
                yield f"{where}, its return ended {found['state']}"


def moved_units(books: Books) -> dict[str, Counter[str]]:
    """By how much cases moved units, by offer: devices that came back, and those promised or sent instead."""
    moved: dict[str, Counter[str]] = {}
    for case in (*returns_of(books), *claims_of(books)):
        if unit := case.get("unit"):
            units = moved.setdefault(case["offer_id"], Counter())
            units["sold"] -= 1
            units["written_off"] += unit == "WRITTEN_OFF"
        if exchange := case.get("exchange"):
            units = moved.setdefault(exchange["offer_id"], Counter())
            units["reserved"] += case["state"] == "REPLACING"
            units["sold"] += case["state"] in ("EXCHANGED", "REPLACED")
    return moved


def returned_for_money(books: Books) -> set[tuple[str, str]]:
    """The lines whose device came back for its money: nobody uses it for now."""
    return {
        (case["order_id"], case["line_id"])
        for case in returns_of(books)
        if case["state"] == "REFUNDED" and case.get("received_at")
    }
