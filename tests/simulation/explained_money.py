"""Money explained: each movement of the platform's balance at Stripe against the journal that names its object.

Looked for past the application, by rules written down here once more; what the cell's own reconciliation says of the
same days must agree.
"""

from collections.abc import Iterator

import msgspec

from tests.simulation.books import FEES, Books
from tests.simulation.disputed_money import DISPUTED
from tests.simulation.stored import Item, rows

# Which journals name an object at Stripe, by the type of the movement.
NAMED_BY = {
    "charge": ("capture#", "late_capture#"),
    "refund": ("refund#", "refund_unsettled#"),
    "refund_failure": ("refund_returned#", "refund_unsettled_returned#"),
    "transfer": ("transfer#",),
    "transfer_refund": ("transfer_reversal#",),
}


class Explained(msgspec.Struct):
    """Sums in minor units without their signs, and what has no journal."""

    explained_minor: int = 0
    moved_minor: int = 0
    unexplained: list[str] = []

    def add(self, name: str, minor: int, booked_minor: int) -> None:
        """One movement, and what is booked of it."""
        self.moved_minor += abs(minor)
        if booked_minor == minor:
            self.explained_minor += abs(minor)
        else:
            self.unexplained.append(f"{name} moved {minor}, booked is {booked_minor}")


def explained_money(books: Books) -> Explained:
    """Every movement, and the fee that Stripe kept of it."""
    journals = {journal["journal_id"]: msgspec.json.decode(journal["postings"]) for journal in books.journals}
    found = Explained(unexplained=[])
    for movement in books.world.stripe.world.all("balance_transaction"):
        if movement["_account"] is not None:
            continue
        names = [name for name in _names(books, movement) if name in journals]
        booked = sum(journals[name].get("stripe", 0) for name in names)
        if movement["type"] == DISPUTED:  # one journal has the amount and the fee
            found.add(f"{movement['type']} {movement['source']}", movement["amount"] - movement["fee"], booked)
            continue
        fee = journals.get(f"{FEES}{movement['id']}", {}).get("stripe", 0)
        found.add(f"{movement['type']} {movement['source']}", movement["amount"], booked)
        found.add(f"the fee of {movement['id']}", -movement["fee"], fee)
    return found


def _names(books: Books, movement: Item) -> Iterator[str]:
    """The ids of the journals that may name the object of a movement."""
    source = movement["source"]
    if movement["type"] == DISPUTED:
        yield f"dispute#{movement['id']}"
    if movement["type"] == "charge":
        source = books.world.stripe.world.require("charge", source)["payment_intent"]
    for prefix in NAMED_BY.get(movement["type"], ()):
        yield f"{prefix}{source}"


def disagreements_with_reconciliation(books: Books) -> Iterator[str]:
    """What the cell's own reconciliation leaves open or did not finish."""
    for row in rows(books.world.aws, "unexplained_money"):
        if "open_shard" in row:
            yield f"the reconciliation of {row['day']} leaves {row['entry_id']} unexplained: {row['found']}"
    for row in rows(books.world.aws, "reconciliations"):
        if row["scope"] == "days" and msgspec.json.decode(row["content"])["state"] != "DONE":
            yield f"the reconciliation of {row['part']} was not finished"
