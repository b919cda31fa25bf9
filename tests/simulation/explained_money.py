"""Money explained: each movement of the platform's balance at Stripe against the journal that names its object."""

from collections.abc import Iterator

import msgspec

from tests.simulation.books import Books
from tests.simulation.stored import Item

# Which journals name an object at Stripe, by the type of the movement.
NAMED_BY = {
    "charge": ("capture#", "late_capture#"),
    "refund": ("refund#",),
    "refund_failure": ("refund_returned#",),
}


def explained_and_moved(books: Books) -> tuple[int, int, list[str]]:
    """(minor units explained, minor units moved, what is unexplained). Amounts count without their sign."""
    journals = {journal["journal_id"]: msgspec.json.decode(journal["postings"]) for journal in books.journals}
    explained, moved, unexplained = 0, 0, []
    for movement in books.world.stripe.world.all("balance_transaction"):
        if movement["_account"] is not None:
            continue
        moved += abs(movement["amount"])
        booked = sum(journals[name].get("stripe", 0) for name in _names(books, movement) if name in journals)
        if booked == movement["amount"]:
            explained += abs(movement["amount"])
        else:
            unexplained.append(
                f"{movement['type']} {movement['source']} moved {movement['amount']}, booked is {booked}"
            )
    return explained, moved, unexplained


def _names(books: Books, movement: Item) -> Iterator[str]:
    """The ids of the journals that may name the object of a movement."""
    source = movement["source"]
    if movement["type"] == "charge":
        source = books.world.stripe.world.require("charge", source)["payment_intent"]
    for prefix in NAMED_BY.get(movement["type"], ()):
        yield f"{prefix}{source}"
