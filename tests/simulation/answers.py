"""What clients were told, against what is stored: a yes is kept, a no left nothing, one key got one answer."""

from collections import defaultdict
from collections.abc import Iterator

from chalicelib.kernel.values import ids
from chalicelib.orders.checkout.placing import ROUTE
from tests.simulation.books import Books
from tests.simulation.buyers import UNSURE, Spoken
from tests.simulation.privacy import leaks

AFTER = {
    "accept": {"ACCEPTED", "SHIPPED", "DELIVERED", "CANCELLED"},
    "ship": {"SHIPPED", "DELIVERED"},
    "deliver": {"DELIVERED"},
    "receive": {"DELIVERED"},
    "seller cancel": {"CANCELLED"},
}
# What a client may be told; anything else is an answer nobody can act on.
STATUSES = {200, 201, 202, 409, 422, 429, *UNSURE}


def unkept(books: Books, spoken: list[Spoken]) -> Iterator[str]:
    """Answers that are not true."""
    by_key: dict[tuple[str, str, str], list[Spoken]] = defaultdict(list)
    for each in spoken:
        by_key[each.act, each.order_id, each.key].append(each)
        if each.answer.status not in STATUSES:
            yield f"{each.act} {each.order_id} {each.key} was answered {each.answer.status}: {each.answer.body[:200]!r}"
        if each.answer.status >= 400:
            yield from leaks(f"an answer {each.answer.status} to {each.act}", [each.answer.body])
    for (act, order_id, key), told in by_key.items():
        bodies = {each.answer.body for each in told if each.answer.status in (200, 201)}
        if act in ("place", "cancel") and len(bodies) > 1:
            yield f"the key {key} of {act} got {len(bodies)} different answers: {sorted(bodies)}"
        if act == "place":
            yield from _placed(books, key, told)
        elif act == "cancel":
            yield from _cancelled(books, order_id, told)
        elif bodies:
            yield from _moved(books, order_id, key, act)


def _is_refused(spoken: Spoken) -> bool:
    is_running = b"/problems/in-progress" in spoken.answer.body
    return 400 <= spoken.answer.status < 500 and not is_running


def _placed(books: Books, key: str, told: list[Spoken]) -> Iterator[str]:
    order_id = ids.derived_id("ord", ROUTE, "guest", key)
    exists = order_id in books.orders_by_id
    accepted = [each for each in told if each.answer.status == 201]
    if any(each.answer.document["order"]["order_id"] != order_id for each in accepted):
        yield f"the key {key} was answered with another order than {order_id}"
    if accepted and not exists:
        yield f"order {order_id} was confirmed and does not exist"
    if told and all(_is_refused(each) and not _is_payment_refusal(each) for each in told) and exists:
        yield f"the key {key} was refused with {told[-1].answer.body[:120]!r} and yet order {order_id} exists"


def _is_payment_refusal(spoken: Spoken) -> bool:
    """The order stands and can no longer be paid: a refusal of the payment, not of the order."""
    return b"/problems/payment-" in spoken.answer.body


def _cancelled(books: Books, order_id: str, told: list[Spoken]) -> Iterator[str]:
    order = books.orders_by_id.get(order_id)
    if order is None:
        if any(each.answer.status == 200 for each in told):
            yield f"cancelling {order_id} was agreed to and there is no such order"
        return
    steps = books.steps[order_id]
    by_buyer = {line_id for line_id, step in steps.items() if step.get("cancelled_by") == "BUYER"}
    agreed = [each.answer.document for each in told if each.answer.status == 200]
    if not agreed:
        # What was not to be cancelled any more may be withdrawn, and is cancelled then.
        withdrawn = {line_id for line_id, step in steps.items() if step.get("cancel_reason") == "WITHDRAWN"}
        is_done = by_buyer - withdrawn or order["state"] == "VOIDED"
        if all(_is_refused(each) for each in told) and is_done:
            yield f"cancelling {order_id} was refused and yet it was done"
        return
    if order["state"] == "RESERVED":
        yield f"cancelling {order_id} was agreed to and it is still RESERVED"
    if order["state"] in ("EXPIRED", "VOIDED"):
        return
    for answer in agreed:
        gone = {line_id for line_id in answer["lines"] if steps[line_id]["state"] == "CANCELLED"}
        refund = sum(
            refund["amount_minor"]
            for refund in books.refunds_of(order_id)
            if refund.get("line_id") in answer["lines"] and refund["reason"] == "CANCELLED"
        )
        if gone != set(answer["lines"]) and answer["refund_minor"]:
            yield f"{order_id}: {answer['lines']} were to be cancelled, {sorted(gone)} are"
        if answer["refund_minor"] not in (0, refund):
            yield f"{order_id}: {answer['refund_minor']} was promised back, {refund} is refunded for the lines"


def _moved(books: Books, order_id: str, line_id: str, act: str) -> Iterator[str]:
    state = books.steps[order_id].get(line_id, {}).get("state")
    if state not in AFTER[act]:
        yield f"{act} of {order_id}/{line_id} was agreed to and it is {state}"
