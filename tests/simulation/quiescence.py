"""What must be true once everything has calmed down: nothing is open, nothing is missing, nothing was said in vain."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.orders.checkout.order_limits import UNPAID_PER_MAIL_MAX
from chalicelib.ranking.decision.box_decision import decide_product
from tests.simulation.books import BY_BANK, PAID, PAID_BACK, SOLD, Books, disagreements
from tests.simulation.cases import claims_of, moved_units, returned_for_money, returns_of, unfinished
from tests.simulation.deliveries import FACTS, QUEUES
from tests.simulation.letters import TOLD_AT_TIMES, letters_of
from tests.simulation.market_world import MarketWorld
from tests.simulation.privacy import MARK, leaks
from tests.simulation.stored import Item, body_of, lines_of, plain, rows

# What Stripe may refuse: the refund is owed to the buyer then, what a seller has spent already becomes a debt, and what
# was to be paid out by an account that was restricted meanwhile is the seller's funds again.
MAY_BE_REFUSED = {"refund", "transfer_reversal", "payout"}
# The journals that tell of a refund that reached its buyer.
UNDOING = ("refund", "refund_undone", "refund_disputed")
# What is waited for while a line is in a state.
AWAITED = {"PAID": "orders.acceptance", "ACCEPTED": "orders.shipment", "SHIPPED": "orders.parcel"}


def unrest(books: Books) -> Iterator[str]:
    """Everything that is not as it must be."""
    yield from disagreements(books, moved_units(books))
    yield from _open_orders(books)
    yield from _open_operations(books)
    yield from _reasons(books)
    yield from _transfers(books)
    yield from _refunds(books)
    yield from unfinished(books)
    yield from _carbon(books)
    yield from _mails(books)
    yield from _facts(books)
    yield from _deadlines(books)
    yield from _failed_messages(books.world)
    yield from _boxes(books)
    yield from _sold_out(books)
    yield from _leaks(books)


def _open_orders(books: Books) -> Iterator[str]:
    now = clock.stamp(books.world.scheduler.now())
    open_of: Counter[str] = Counter()
    for order in books.orders:
        if order["state"] == "RESERVED":
            open_of[order["mail_key"]] += 1
            if order["expires_at"] <= now:
                yield f"order {order['order_id']} is still RESERVED, its time was over at {order['expires_at']}"
    for row in rows(books.world.aws, "order_limits"):
        kind, _, key = row["key"].partition("#")
        if kind == "mail" and not (row["counted"] == open_of[key] <= UNPAID_PER_MAIL_MAX):
            yield f"the counter of unpaid orders of {key} is {row['counted']}, there are {open_of[key]}"


def _reasons(books: Books) -> Iterator[str]:
    """What is said to have moved a line is what did."""
    for order_id, steps in books.steps.items():
        for line_id, step in steps.items():
            where, tracking_number = f"line {order_id}/{line_id}", f"{MARK}{order_id[-6:]}{line_id}"
            if step.get("delivery_proof") == "CARRIER" and tracking_number not in books.world.carrier.said_delivered:
                yield f"{where} is delivered by the word of a carrier that did not say so"
            if step.get("cancel_reason") == "NOT_ACCEPTED_IN_TIME" and step.get("accepted_at"):
                yield f"{where} was accepted and is cancelled because it was not"


def _transfers(books: Books) -> Iterator[str]:
    """Every shipped line has a transfer, and no other has one."""
    opened = {(row["order_id"], row["line_id"]) for row in rows(books.world.aws, "transfers") if "state" in row}
    shipped = {(order["order_id"], line["line_id"]) for order, line, state in books.lines() if state in SOLD}
    yield from (f"line {key} is shipped and has no transfer" for key in sorted(shipped - opened))
    yield from (f"line {key} is not shipped and has a transfer" for key in sorted(opened - shipped))


def _open_operations(books: Books) -> Iterator[str]:
    for operation in books.operations:
        if operation["state"] == "STARTED" and "unresolved_shard" in operation:
            yield f"operation {operation['subject']} {operation['operation_id']} has no outcome"
        if operation["state"] == "REFUSED" and operation["kind"] not in MAY_BE_REFUSED:
            where = f"operation {operation['subject']} {operation['operation_id']}"
            yield f"{where} was refused: {operation.get('refusal_code')}"


def _refunds(books: Books) -> Iterator[str]:
    """Every refund reached its buyer, whatever it went through; of a cancelled line all that was paid has."""
    for refund in books.refunds:
        if refund["state"] not in PAID_BACK:
            yield f"the refund {refund['order_id']} {refund['refund_id']} is {refund['state']}"
    for order, line, state in books.lines():
        paid = sum(line["amounts"].get(name, 0) for name in PAID)
        refunded = books.refunded(order["order_id"], line["line_id"])
        where = f"line {order['order_id']}/{line['line_id']} is {state}"
        if refunded > paid or (state == "CANCELLED" and refunded != paid):
            yield f"{where}, {refunded} of {paid} were refunded"
    for row in rows(books.world.aws, "refunded_lines"):
        refunded = books.refunded(row["order_id"], row["line_id"])
        if not row["requested_minor"] == row["booked_minor"] == refunded:
            yield f"line {row['order_id']}/{row['line_id']} counts {row}, {refunded} were refunded"


def _carbon(books: Books) -> Iterator[str]:
    recorded = {(row["order_id"], row["entry"]) for row in rows(books.world.aws, "carbon_records")}
    returned, expected = returned_for_money(books), set()
    for order, line, state in books.lines():
        if order["state"] == "PAID" and line.get("carbon_category"):
            expected.add((order["order_id"], f"{line['line_id']}#sale"))
            if state == "CANCELLED" or (order["order_id"], line["line_id"]) in returned:
                expected.add((order["order_id"], f"{line['line_id']}#reversal"))
    yield from (f"no carbon record {entry}" for entry in sorted(expected - recorded))
    yield from (f"a carbon record {entry} without its cause" for entry in sorted(recorded - expected))


def _mails(books: Books) -> Iterator[str]:
    """One intent per fact and person, carried out; no fewer mails than intents (a lost memory sends one again)."""
    intents: dict[str, list[Item]] = defaultdict(list)
    for mail in rows(books.world.aws, "mails"):
        intents[mail["fact_id"]].append(mail)
        if mail.get("outcome") != "SENT":
            yield f"a mail {mail['mail_key']} of {mail['fact_id']} is {mail.get('outcome')}"
    told = {fact["fact_id"]: letters_of(fact["name"], body_of(fact)) for fact in books.facts}
    for fact in books.facts:
        if fact["name"] in TOLD_AT_TIMES:
            intents.pop(fact["fact_id"], None)
    for fact_id, letters in told.items():
        kinds = sorted(mail["mail_key"].partition("#")[0] for mail in intents.pop(fact_id, []))
        if kinds != letters:
            yield f"the fact {fact_id} was told in {kinds} instead of {letters}"
    yield from (f"a mail of {fact_id}, which tells nobody anything" for fact_id in intents)
    if len(books.world.aws.mails) < sum(map(len, told.values())):
        yield f"{len(books.world.aws.mails)} mails for {sum(map(len, told.values()))} letters"


def _facts(books: Books) -> Iterator[str]:
    """Every fact is kept, was handed over, and had its effect; orders and facts tell the same."""
    stream = books.world.aws.stream(FACTS)
    if len(stream) != len(books.facts) or any(record["eventName"] != "INSERT" for record in stream):
        yield f"{len(stream)} changes made {len(books.facts)} facts"
    unmarked = (fact for fact in books.facts if _mark(fact) not in books.marks)
    yield from (f"{fact['name']} {fact['fact_id']} was never relayed" for fact in unmarked)
    names: Counter[tuple[str, str]] = Counter((fact["name"], fact["subject"]) for fact in books.facts)
    for order in books.orders:
        key = order["order_id"]
        states = Counter(books.state_of(order, line) for line in lines_of(order))
        journals = books.journals_of.get(key, ())
        booked = Counter(journal["journal_id"].partition("#")[0] for journal in journals)
        requested = [one for one in books.refunds_of(key) if one["reason"] not in ("CANCELLED", "LATE_MONEY")]
        # What became a refund of its own when money that was sent already paid it was requested as part of another.
        requested = [one for one in requested if one["refund_id"].count("-") == 1]
        expected = {
            "OrderPlaced": 1,
            "OrderPaid": int(order["state"] == "PAID"),
            "LineCancelled": states["CANCELLED"],
            "LineRefunded": sum(booked[kind] for kind in UNDOING) if order["state"] == "PAID" else 0,
            "RefundRequested": sum(one["amount_minor"] > 0 for one in requested),
            "RefundPaidByBankTransfer": sum(one["state"] == BY_BANK for one in books.refunds_of(key)),
            "LineShipped": states["SHIPPED"] + states["DELIVERED"],
            "LineDelivered": states["DELIVERED"],
            "GuaranteeIssued": states["DELIVERED"],
        }
        for name, times in expected.items():
            if names[name, key] != times:
                yield f"order {key} has {names[name, key]} facts {name}, its lines say {times}"
    lapses = sum(row["lapses"] for row in rows(books.world.aws, "standings") if "lapses" in row)
    counted = sum(body_of(fact).get("counts_against_seller", False) for fact in books.facts)
    if lapses != counted:
        yield f"{lapses} lapses are counted, {counted} happened"


def _mark(fact: Item) -> str:
    return f"relayed#{fact['fact_id']}"


def _deadlines(books: Books) -> Iterator[str]:
    """Whatever a line waits for is written down, and nothing waits for longer than that."""
    now = clock.stamp(books.world.scheduler.now())
    watched = set()
    for row in rows(books.world.aws, "deadlines"):
        watched.add((row["subject"], row["kind"]))
        if row["due_at"] < now:
            yield f"nobody looked at the deadline {row['deadline_id']}"
    for order, line, state in books.lines():
        awaited = AWAITED.get(state)
        if awaited is not None and (f"{order['order_id']}#{line['line_id']}", awaited) not in watched:
            yield f"line {order['order_id']}/{line['line_id']} is {state} and nobody waits for its {awaited}"


def _failed_messages(world: MarketWorld) -> Iterator[str]:
    """Nothing failed for good but poison, and what Stripe told of objects it does not have."""
    ended = Counter((name, message.body) for name in QUEUES for message in world.aws.queue(f"{name}_failed").messages)
    for name, body in world.deliveries.poison:
        if ended.pop((name, body), 0) != 1:
            yield f"the poison {body} is not once in the failure queue of {name}"
    failed = [body for (_, body), times in ended.items() for _ in range(times)]
    yield from (f"a message failed for good: {body[:300]}" for body in failed if not _is_about_nothing(world, body))
    waiting = [message.body for name in QUEUES for message in world.aws.queue(name).messages]
    yield from (f"a message is still waiting: {body[:300]}" for body in waiting)
    for row in rows(world.aws, "inbox"):
        if "unmatched_shard" in row and world.stripe.world.of_id(row["object_id"]) is not None:
            yield f"the event {row['event_id']} is unmatched"


def _is_about_nothing(world: MarketWorld, body: str) -> bool:
    command = msgspec.json.decode(body)
    return command.get("type") == "follow_object" and world.stripe.world.of_id(command["object_id"]) is None


def _boxes(books: Books) -> Iterator[str]:
    """Boxes are where deciding them again would leave them, and each is held by who was last said to have won it."""
    held = {
        (row["product_id"], row["place"]): msgspec.json.decode(row["box"])["offer_id"]
        for row in rows(books.world.aws, "boxes")
    }
    told: dict[tuple[str, str], str | None] = {}
    # In the order they were committed in: within a millisecond the ids of two functions have none.
    for fact in (plain(record["dynamodb"]["NewImage"]) for record in books.world.aws.stream(FACTS)):
        if fact["name"] == "BuyBoxChanged":
            said = body_of(fact)
            told[said["product_id"], f"{said['market']}#{said['grade']}"] = said.get("won_offer_id")
    for place in sorted(held.keys() | told.keys()):
        if held.get(place) != told.get(place):
            yield f"the box {place} is held by {held.get(place)}, the last to have won it is {told.get(place)}"
    for product in rows(books.world.aws, "products"):
        if changed := decide_product(product["product_id"]):
            yield f"{changed} boxes of {product['product_id']} had not followed their offers"


def _sold_out(books: Books) -> Iterator[str]:
    """Whoever has no unit left was told so, and nobody more often than units can have gone."""
    announced = Counter(fact["subject"] for fact in books.facts if fact["name"] == "OfferSoldOut")
    reservations = Counter(
        offer_id
        for fact in books.facts
        if fact["name"] in ("OrderPlaced", "OrderRevived")
        for offer_id in body_of(fact)["offer_ids"]
    )
    for case in (*returns_of(books), *claims_of(books)):
        if case.get("exchange"):
            reservations[case["exchange"]["offer_id"]] += 1
    for row in rows(books.world.aws, "stock"):
        offer_id = row["offer_id"]
        if (row["available"] == 0) != bool(row.get("sold_out")):
            yield f"{offer_id} has {row['available']} units and is {'' if row.get('sold_out') else 'not '}announced"
        if announced[offer_id] > reservations[offer_id]:
            yield f"{offer_id} was announced {announced[offer_id]} times in {reservations[offer_id]} reservations"


def _leaks(books: Books) -> Iterator[str]:
    world = books.world
    yield from leaks("the log", world.log.written)
    for name, table in world.aws.dynamodb.database.tables.items():
        yield from leaks(f"the table {name}", (str(plain(row.item)) for row in table.space.rows()))
    # Where a sale is taxed by its address, Stripe is asked with it: there, and in what it answered.
    kept = {name: held for name, held in world.stripe.world.state.items() if name != "keys"}
    kept["objects"] = {kind: held for kind, held in kept["objects"].items() if not kind.startswith("tax.")}
    yield from leaks("Stripe", [msgspec.json.encode(kept)])
