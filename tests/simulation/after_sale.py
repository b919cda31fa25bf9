"""After the sale: buyers who withdraw, return, report and write; what the other sides do is in `case_handling`.

Each fact sets somebody to work, through the same API as everybody's. What is done is drawn for each fact on its own, so
that a history without some of its faults still has the same people.
"""

import random
from collections.abc import Callable
from functools import partial

import msgspec

from chalicelib.access.order_tokens import order_token
from tests.simulation.buyers import UNSURE
from tests.simulation.cell_template import Seeded
from tests.simulation.functions import Answer, http_event
from tests.simulation.invariants import Invariants
from tests.simulation.market_world import MarketWorld
from tests.simulation.privacy import MARK
from tests.simulation.sellers import Sellers
from tests.simulation.stored import Item

HOUR, DAY = 3_600.0, 86_400.0
TRIES = 8
# The day after its delivery on which a device may fail at the latest.
LAST_RETURN_DAY = 50
STATUSES = {200, 201, 202, 409, 429, *UNSURE}
FAULTS = ("BATTERY", "SCREEN", "SOFTWARE")
# What a buyer says of a device, and what may be wished for it.
WISHES = {
    "CHANGED_MIND": ("REFUND",),
    "FAULTY_AT_FIRST_USE": ("REFUND", "REPAIR", "EXCHANGE"),
    "FAULTY_IN_GUARANTEE": ("REPAIR", "REPAIR", "EXCHANGE"),
    "NOT_AS_DESCRIBED": ("REFUND", "EXCHANGE"),
}
FAULTY = tuple(reason for reason in WISHES if reason != "CHANGED_MIND")
TEXT = f"{MARK}text of a case"

Act = Callable[[Item, random.Random], None]


class Case(msgspec.Struct):
    """What is told of a case to those who act in it. `wish` is the buyer's latest."""

    case_id: str
    order_id: str
    line_id: str
    seller_id: str
    product_id: str
    wish: str = ""
    parcels: int = 0


class Desk:
    """How the people of a market ask it about cases, and what they know of them."""

    def __init__(self, world: MarketWorld, market: Seeded, sellers: Sellers, invariants: Invariants) -> None:
        self.world = world
        self.sellers = sellers
        self.cases: dict[str, Case] = {}
        self._keys = market.seller_keys
        self._invariants = invariants

    def case(self, body: Item) -> Case:
        """The case a fact is about, with the wish it tells of."""
        case_id = body.get("return_id") or body.get("claim_id") or body["case_id"]
        names = ("order_id", "line_id", "seller_id", "product_id")
        found = self.cases.setdefault(case_id, Case(case_id, *(body[name] for name in names)))
        found.wish = body.get("wish", found.wish)
        return found

    def start(self, who: str, work: Callable[[], None], after: float) -> None:
        self.world.scheduler.start(who, work, after)

    def buyer(self, order_id: str, path: str, body: Item | None = None, *, key: str = "") -> Answer:
        return self._ask(f"/v1/orders/{order_id}/{path}", order_token(order_id, 0), body, key)

    def seller(self, case: Case, step: str, body: Item | None = None, *, key: str = "") -> Answer:
        return self._ask(f"/v1/seller/{_kind(case)}/{case.case_id}/{step}", self._keys[case.seller_id], body, key)

    def operators(self, case: Case, step: str, body: Item | None = None) -> Answer:
        return self._ask(f"/v1/ops/{_kind(case)}/{case.case_id}/{step}", self._keys["operators"], body, "")

    def _ask(self, path: str, token: str, body: Item | None, key: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        for _ in range(TRIES):
            answer = self.world.functions.request(http_event("POST", path, body=body, headers=headers))
            is_conflict = answer.status == 409 and answer.document.get("type") == "/problems/conflict"
            if answer.status not in UNSURE and not is_conflict:
                break
            self.world.scheduler.sleep(4.0)
        said = f"{path} was answered {answer.status}: {answer.body[:200]!r}"
        self._invariants.check(answer.status in STATUSES, said)
        return answer


def _kind(case: Case) -> str:
    return "returns" if case.case_id.startswith("ret_") else "claims"


def pause(chance: random.Random) -> float:
    """How long somebody takes: at once, minutes, hours, or days."""
    longest = chance.choices((0.5, 400.0, 8 * HOUR, 3 * DAY), (30, 40, 20, 10))[0]
    return chance.uniform(0.0, longest)


class BuyersAfterSale:
    """The buyers of shipped devices. `acts` says on which facts they do something."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.acts: dict[str, Act] = {
            "LineAccepted": self._think_again,
            "LineShipped": self._await_parcel,
            "LineDelivered": self._unpack,
            "ReturnOpened": self._follow_opened,
            "ReturnApproved": self._send,
            "ReturnRefused": self._appeal,
            "ClaimOpened": self._follow_claim,
            "ClaimContested": self._drop_claim,
            "ReturnClosed": self._try_again,
        }

    def _go(self, body: Item, work: Callable[[], None], after: float) -> None:
        self._desk.start(f"buyer of {body['order_id'][-6:]}/{body['line_id']}", work, after)

    def _think_again(self, accepted: Item, chance: random.Random) -> None:
        if chance.random() < 0.04:
            self._go(accepted, partial(self._withdraw, accepted, chance), chance.uniform(0.0, 60.0))

    def _await_parcel(self, shipped: Item, chance: random.Random) -> None:
        if chance.random() < 0.1:
            self._go(shipped, partial(self._miss, shipped, chance), chance.uniform(3 * DAY, 9 * DAY))

    def _miss(self, shipped: Item, chance: random.Random) -> None:
        body = {"wish": chance.choice(("REFUND", "EXCHANGE"))}
        key = f"missed-{shipped['order_id']}-{shipped['line_id']}"
        self._twice_at_times(
            shipped["order_id"], f"lines/{shipped['line_id']}/non-receipt", body, key=key, chance=chance
        )

    def _unpack(self, delivered: Item, chance: random.Random) -> None:
        does = chance.choices(("keep", "withdraw", "return", "report", "both"), (11, 11, 50, 20, 8))[0]
        if does in ("withdraw", "both"):
            self._go(delivered, partial(self._withdraw, delivered, chance), pause(chance))
        if does in ("return", "both"):
            # Some devices fail when only a guarantee is left to return them by.
            is_late = chance.random() < 0.5
            after = chance.uniform(33 * DAY, LAST_RETURN_DAY * DAY) if is_late else pause(chance)
            reasons = FAULTY if is_late else tuple(WISHES)
            self._go(delivered, partial(self._return, delivered, reasons, chance), after)
        if does == "report":
            self._go(delivered, partial(self._report, delivered, chance), pause(chance))

    def _withdraw(self, delivered: Item, chance: random.Random) -> None:
        lines = [delivered["line_id"]] if chance.random() < 0.7 else []
        self._desk.buyer(delivered["order_id"], "withdrawals", {"name": f"{MARK}name", "line_ids": lines})

    def _return(self, delivered: Item, reasons: tuple[str, ...], chance: random.Random) -> None:
        reason = chance.choice(reasons)
        body: Item = {"line_id": delivered["line_id"], "reason": reason, "wish": chance.choice(WISHES[reason])}
        body |= {"fault": chance.choice(FAULTS)} if reason.startswith("FAULTY") else {}
        body |= {"description": TEXT} if chance.random() < 0.3 else {}
        key = f"return-{delivered['order_id']}-{delivered['line_id']}"
        self._twice_at_times(delivered["order_id"], "returns", body, key=key, chance=chance)

    def _report(self, delivered: Item, chance: random.Random) -> None:
        kind = chance.choice(("DAMAGED_IN_TRANSIT", "WRONG_DEVICE"))
        body = {"line_id": delivered["line_id"], "kind": kind, "wish": chance.choice(("REFUND", "EXCHANGE"))}
        key = f"report-{delivered['order_id']}-{delivered['line_id']}"
        self._twice_at_times(delivered["order_id"], "claims", body, key=key, chance=chance)

    def _twice_at_times(self, order_id: str, path: str, body: Item, *, key: str, chance: random.Random) -> None:
        """The same request under the same key; whatever became of it meanwhile, it is the same case."""
        if chance.random() < 0.2:
            self._desk.start(f"buyer of {order_id[-6:]} again", partial(self._open, order_id, path, body, key), 0.3)
        self._open(order_id, path, body, key)

    def _open(self, order_id: str, path: str, body: Item, key: str) -> None:
        self._desk.buyer(order_id, path, body, key=key)

    def _follow_opened(self, opened: Item, chance: random.Random) -> None:
        case = self._desk.case(opened)
        path = f"returns/{case.case_id}"
        luck = chance.random()
        if luck < 0.15:
            post = partial(self._desk.buyer, case.order_id, f"{path}/messages", {"text": TEXT}, key=f"m{case.case_id}")
            self._go(opened, lambda: void(post()), pause(chance))
        elif luck < 0.25:
            choose = partial(self._desk.buyer, case.order_id, f"{path}/choice", {"wish": "REFUND"})
            self._go(opened, lambda: void(choose()), pause(chance))
        elif luck < 0.33:
            self._go(opened, lambda: void(self._desk.buyer(case.order_id, f"{path}/cancellation")), pause(chance))
        if "answer_by" not in opened or opened["answer_by"] is None:
            self._send(opened, chance)

    def _send(self, approved: Item, chance: random.Random) -> None:
        case = self._desk.case(approved)
        luck = chance.random()
        if luck < 0.05:
            return
        case.parcels += 1
        parcel = {"carrier": "post", "tracking_number": f"{MARK}{case.case_id[-6:]}r{case.parcels}"}
        work = partial(self._prove, case, parcel) if luck < 0.25 else partial(self._dispatch, case, parcel)
        # Some send it when the time to do so is over.
        self._go(approved, work, chance.uniform(16 * DAY, 40 * DAY) if 0.13 < luck < 0.3 else pause(chance))

    def _dispatch(self, case: Case, parcel: Item) -> None:
        self._desk.buyer(case.order_id, f"returns/{case.case_id}/dispatch", parcel)

    def _prove(self, case: Case, parcel: Item) -> None:
        """Withdrawn devices may be stated at the withdrawal; what is none is sent as any other."""
        proof = parcel | {"line_ids": [case.line_id]}
        if self._desk.buyer(case.order_id, "withdrawals/proof", proof).status == 409:
            self._dispatch(case, parcel)

    def _appeal(self, refused: Item, chance: random.Random) -> None:
        """Who is refused a return may still withdraw, for some days."""
        case, luck = self._desk.case(refused), chance.random()
        if luck < 0.15:
            self._go(refused, partial(self._withdraw, refused, chance), pause(chance))
        elif luck < 0.65:
            body = {"explanation": TEXT}
            appeal = partial(self._desk.buyer, case.order_id, f"returns/{case.case_id}/appeal", body)
            self._go(refused, lambda: void(appeal()), pause(chance))

    def _try_again(self, closed: Item, chance: random.Random) -> None:
        """Some buyers send back what they were refunded for, or ask for another device instead of it."""
        if closed["outcome"] != "REFUNDED" or chance.random() >= 0.3:
            return
        key = f"again-{closed['order_id']}-{closed['line_id']}"
        body: Item = {"line_id": closed["line_id"], "reason": "NOT_AS_DESCRIBED"}
        body |= {"wish": chance.choice(("REFUND", "EXCHANGE"))}
        self._go(closed, partial(self._open, closed["order_id"], "returns", body, key), pause(chance))

    def _follow_claim(self, opened: Item, chance: random.Random) -> None:
        case = self._desk.case(opened)
        path, luck = f"claims/{case.case_id}", chance.random()
        if luck < 0.1:
            self._go(opened, lambda: void(self._desk.buyer(case.order_id, f"{path}/cancellation")), pause(chance))
        elif luck < 0.25:
            post = partial(self._desk.buyer, case.order_id, f"{path}/messages", {"text": TEXT}, key=f"m{case.case_id}")
            self._go(opened, lambda: void(post()), pause(chance))

    def _drop_claim(self, contested: Item, chance: random.Random) -> None:
        case = self._desk.case(contested)
        if chance.random() < 0.15:
            drop = partial(self._desk.buyer, case.order_id, f"claims/{case.case_id}/cancellation")
            self._go(contested, lambda: void(drop()), pause(chance))


def void(_: Answer) -> None:
    """An answer that changes nothing for who asked."""
