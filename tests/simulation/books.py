"""The books of a market gone quiet: money at Stripe, in the ledger and in frozen lines, to the cent; units likewise."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction

import msgspec

from tests.simulation.disputed_money import accounts_of, movements_by_order
from tests.simulation.market_world import MarketWorld
from tests.simulation.stored import Item, lines_of, rows, states_of

PROMISED = {"PAID", "ACCEPTED"}
SOLD = {"SHIPPED", "DELIVERED"}
REFUND_JOURNALS = ("refund#", "refund_owed#", "refund_returned#", "refund_bank#")
# What Stripe kept: booked once a day, from Stripe's list, under the id of the balance transaction.
FEES = "fee#"
# What only Stripe tells of is booked under the id of its balance transaction.
TOLD_BY_STRIPE = "txn_"
BY_BANK = "PAID_BY_BANK_TRANSFER"
PAID_BACK = ("SUCCEEDED", BY_BANK)
PAID = ("price_minor", "shipping_minor", "fee_minor", "tax_minor", "contribution_minor")
# Who takes the rounding of a part that is taken back.
REST = {"goods": "seller", "shipping": "seller", "service_fee": "service_fee"}
WRITTEN_OFF = {"OUT_OF_STOCK", "DEFECTIVE"}


class Books:
    """Everything stored, read once."""

    def __init__(self, world: MarketWorld, is_told: Callable[[str], bool], marks: Collection[str]) -> None:
        self.world = world
        self.is_told = is_told
        # Every mark there ever was: marks expire.
        self.marks = marks
        self.orders = rows(world.aws, "orders")
        self.seller_orders = rows(world.aws, "seller_orders")
        self.stock = rows(world.aws, "stock")
        self.journals = rows(world.aws, "journals")
        self.facts = rows(world.aws, "facts")
        self.operations = rows(world.aws, "stripe_operations")
        self.refunds = rows(world.aws, "refunds")
        self.orders_by_id = {order["order_id"]: order for order in self.orders}
        self.journals_of = _by_order(self.journals)
        self._refunds_of = _by_order(self.refunds)
        self.transfers_of: dict[str, list[Item]] = {}
        for transfer in world.stripe.world.all("transfer"):
            self.transfers_of.setdefault(transfer["transfer_group"], []).append(transfer)
        self.disputed_of = movements_by_order(world)
        self.steps: dict[str, dict[str, Item]] = defaultdict(dict)
        for seller_order in self.seller_orders:
            self.steps[seller_order["order_id"]].update(states_of(seller_order))

    def state_of(self, order: Item, line: Item) -> str:
        """The line's state; an order that is PAID and has no seller order for the line has lost it."""
        if order["state"] != "PAID":
            return str(order["state"])
        return str(self.steps[order["order_id"]].get(line["line_id"], {}).get("state", "LOST"))

    def refunds_of(self, order_id: str) -> list[Item]:
        """The refunds of an order."""
        return self._refunds_of.get(order_id, [])

    def refunded(self, order_id: str, line_id: str) -> int:
        """What of a line has reached its buyer again."""
        refunds = (refund for refund in self.refunds_of(order_id) if refund.get("line_id") == line_id)
        return sum(refund["amount_minor"] for refund in refunds if refund["state"] in PAID_BACK)

    def undone(self, order_id: str, line_id: str, part: str) -> int:
        """What of the sale of a line's part was taken back by refunds that reached their buyer."""
        refunds = (refund for refund in self.refunds_of(order_id) if refund.get("line_id") == line_id)
        paid_back = (refund for refund in refunds if refund["state"] in PAID_BACK)
        return sum(msgspec.json.decode(refund["reverses"]).get(f"{part}_minor", 0) for refund in paid_back)

    def lines(self) -> Iterator[tuple[Item, Item, str]]:
        """Every line of every order with its state."""
        for order in self.orders:
            for line in lines_of(order):
                yield order, line, self.state_of(order, line)


def _by_order(items: list[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item["order_id"], []).append(item)
    return found


def disagreements(books: Books, moved: Mapping[str, Counter[str]]) -> Iterator[str]:
    """What the books disagree about. `moved` says by how much cases moved the units of each offer."""
    yield from _units(books, moved)
    yield from _orders(books)
    yield from _stripe(books)
    yield from _balances(books)
    yield from _tally(books)


def _units(books: Books, moved: Mapping[str, Counter[str]]) -> Iterator[str]:
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for offer_id, units in moved.items():
        expected[offer_id].update(units)
    for _, line, state in books.lines():
        units = expected[line["offer_id"]]
        if state == "LOST":
            yield f"a paid line {line['line_id']} of {line['offer_id']} is in no seller order"
        units["reserved"] += state in PROMISED or state == "RESERVED"
        units["sold"] += state in SOLD
    for step in (step for steps in books.steps.values() for step in steps.values()):
        if step["state"] == "CANCELLED" and step["cancel_reason"] in WRITTEN_OFF:
            expected[f"sku {step['sku']}"]["written_off"] += 1
    for stock in books.stock:
        for kind in ("reserved", "sold"):
            wanted = expected[stock["offer_id"]][kind]
            if stock[kind] != wanted:
                yield f"{stock['offer_id']} has {stock[kind]} units {kind}, its lines say {wanted}"
    broken, written_off = sum(expected[name]["written_off"] for name in expected), _sum(books.stock, "written_off")
    if broken != written_off:
        yield f"{written_off} units are written off, lines say {broken}"


def _orders(books: Books) -> Iterator[str]:
    """captured = refunded + what is owed and earned, account by account, from the lines as they were frozen."""
    known = books.orders_by_id
    for order_id in books.journals_of:
        if order_id not in known and not order_id.startswith(TOLD_BY_STRIPE):
            yield f"journals of {order_id}, which is no order"
    for order in books.orders:
        booked: Counter[str] = Counter()
        refunds, taken = 0, 0
        for journal in books.journals_of.get(order["order_id"], ()):
            postings = msgspec.json.decode(journal["postings"])
            booked.update(postings)
            if journal["journal_id"].startswith(REFUND_JOURNALS):
                refunds -= postings.get("stripe", 0) + postings.get("bank", 0)
            if journal["journal_id"].startswith("refund_disputed#"):
                taken -= postings.get("disputed", 0)
        wanted = _expected_accounts(books, order)
        wanted.update(_transferred(books, order))
        for account in sorted({*booked, *wanted}):
            if booked[account] != wanted[account]:
                yield f"order {order['order_id']}: {account} is {booked[account]}, its lines say {wanted[account]}"
        if order.get("refunded_minor", 0) != refunds:
            yield f"order {order['order_id']} says {order.get('refunded_minor')} refunded, its journals {refunds}"
        if order.get("refunding_minor", 0) != refunds + taken:
            decided = order.get("refunding_minor")
            yield f"order {order['order_id']}: a refund of {decided} decided, {refunds} and {taken} booked"


def _expected_accounts(books: Books, order: Item) -> Counter[str]:
    """What is on each account once every refund has reached its buyer, from the frozen lines and the refunds."""
    accounts: Counter[str] = Counter()
    for refund in books.refunds_of(order["order_id"]):
        if refund["state"] == BY_BANK:
            accounts["bank"] -= refund["amount_minor"]
            accounts["stripe"] += refund["amount_minor"]
    order_id = order["order_id"]
    moved, journals = books.disputed_of.get(order_id, ()), books.journals_of.get(order_id, ())
    accounts.update(accounts_of(moved, books.refunds_of(order_id), journals))
    if order["state"] != "PAID":
        return accounts  # late money came and went
    for line in lines_of(order):
        amounts = defaultdict(int, line["amounts"])
        paid, refunded = sum(amounts[name] for name in PAID), books.refunded(order["order_id"], line["line_id"])
        undone_in_all = 0
        for part, shares in _parts(amounts).items():
            undone = books.undone(order["order_id"], line["line_id"], part)
            undone_in_all += undone
            whole, rest = sum(shares.values()), REST[part]
            kept = {
                account: minor - round(Fraction(minor * undone, whole or 1))
                for account, minor in shares.items()
                if account != rest
            }
            kept[rest] = whole - undone - sum(kept.values())
            for account, minor in kept.items():
                accounts[account.replace("seller", f"seller:{line['seller_id']}")] -= minor
        accounts["goodwill"] += refunded - undone_in_all
        accounts["stripe"] += paid - refunded
    return accounts


def _parts(amounts: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """What each account was given of each part of a line, from its frozen amounts."""
    sold = (amounts["price_minor"], amounts["shipping_minor"])
    taxes = _divided(amounts["tax_minor"], (*sold, amounts["fee_minor"]))
    commissions, vats = _divided(amounts["commission_minor"], sold), _divided(amounts["commission_vat_minor"], sold)
    parts = {
        name: {
            "seller": sold[place] - commissions[place] - vats[place],
            "commission": commissions[place],
            "commission_vat": vats[place],
            "facilitator_tax": taxes[place],
        }
        for place, name in enumerate(("goods", "shipping"))
    }
    parts["goods"]["contribution"] = amounts["contribution_minor"]
    parts["service_fee"] = {
        "service_fee": amounts["fee_minor"] - amounts["fee_vat_minor"],
        "service_fee_vat": amounts["fee_vat_minor"],
        "facilitator_tax": taxes[2],
    }
    return parts


def _divided(amount: int, weights: tuple[int, ...]) -> list[int]:
    """An amount by weights: each its whole cents, then a cent to the largest remainders, the earlier first."""
    exact = [Fraction(amount * weight, sum(weights) or 1) for weight in weights]
    shares = [int(each) for each in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: (shares[place] - exact[place], place))
    for place in by_remainder[: amount - sum(shares)]:
        shares[place] += 1
    return shares


def _transferred(books: Books, order: Item) -> Counter[str]:
    """What Stripe moved from the platform to the sellers of an order, and what of it is netted with other orders."""
    accounts: Counter[str] = Counter()
    sellers = {line["line_id"]: line["seller_id"] for line in lines_of(order)}
    for transfer in books.transfers_of.get(order["order_id"], ()):
        left = transfer["amount"] - transfer["amount_reversed"]
        accounts["stripe"] -= left
        accounts[f"seller:{sellers[transfer['metadata']['line_id']]}"] += left
    for journal in books.journals_of.get(order["order_id"], ()):
        if journal["journal_id"].startswith("netting#"):
            accounts.update(msgspec.json.decode(journal["postings"]))
    return accounts


def _stripe(books: Books) -> Iterator[str]:
    """Stripe's balance before fees is our `stripe` account without their journals; each intent is its order's."""
    double = books.world.stripe
    fees = sum(transaction["fee"] for transaction in double.world.all("balance_transaction"))
    held = sum(total for (account, _), total in double.trial().items() if account == "platform") + fees
    booked = 0
    for journal in books.journals:
        if not journal["journal_id"].startswith(FEES):
            postings = msgspec.json.decode(journal["postings"])
            fee = postings.get("stripe_fees", 0) if journal["journal_id"].startswith("dispute#") else 0
            booked += postings.get("stripe", 0) + fee
    if held != booked:
        yield f"Stripe holds {held} before its fees, the ledger says {booked}"
    for intent in double.world.all("payment_intent"):
        order = books.orders_by_id.get(intent["metadata"].get("order_id", ""))
        if order is None:
            yield f"{intent['id']} belongs to no order"
        elif intent["status"] == "succeeded":
            if order.get("payment_intent_id") != intent["id"] or order["captured_minor"] != intent["amount_received"]:
                yield f"{intent['id']} took {intent['amount_received']}, order {order['order_id']} does not know"
        elif intent["status"] != "canceled" and books.is_told(intent["id"]):
            yield f"order {order['order_id']} is {order['state']} and {intent['id']} still {intent['status']}"


def _balances(books: Books) -> Iterator[str]:
    owed: Counter[str] = Counter()
    for journal in books.journals:
        for account, minor in msgspec.json.decode(journal["postings"]).items():
            if account.startswith("seller:"):
                owed[account.removeprefix("seller:")] -= minor
    stored = Counter({row["seller_id"]: row["owed_minor"] for row in rows(books.world.aws, "balances")})
    for seller_id in sorted({*owed, *stored}):
        if owed[seller_id] != stored[seller_id]:
            yield f"the balance of {seller_id} is {stored[seller_id]}, its journals say {owed[seller_id]}"


def _tally(books: Books) -> Iterator[str]:
    booked: Counter[str] = Counter({"journals": len(books.journals)})
    for journal in books.journals:
        for account, minor in msgspec.json.decode(journal["postings"]).items():
            booked["sellers" if account.startswith("seller:") else account] += minor
    tallied: Counter[str] = Counter()
    for day in rows(books.world.aws, "ledger_days"):
        tallied.update({name: value for name, value in day.items() if isinstance(value, int)})
    for account in sorted({*booked, *tallied}):
        if booked[account] != tallied[account]:
            yield f"the tally of {account} is {tallied[account]}, the journals say {booked[account]}"


def _sum(items: list[Item], name: str) -> int:
    return sum(int(item[name]) for item in items)
