"""Sellers and operators after the sale: what they do in returns and claims, or leave undone until a deadline acts."""

import random
from collections.abc import Callable
from functools import partial

from tests.simulation.after_sale import FAULTS, TEXT, Act, BuyersAfterSale, Case, Desk, pause, void
from tests.simulation.cell_template import Seeded
from tests.simulation.invariants import Invariants
from tests.simulation.market_world import MarketWorld
from tests.simulation.privacy import MARK
from tests.simulation.sellers import Sellers
from tests.simulation.stored import Item, rows

FINDINGS = ("AS_SOLD", "FAULT_CONFIRMED", "NO_FAULT_FOUND", "DAMAGED")
REFUSALS_AT_ONCE = ("RIGHT_EXPIRED", "NOT_COVERED")
REFUSALS_AFTER_INSPECTION = ("NO_FAULT_FOUND", "WRONG_UNIT", "DAMAGED_BY_BUYER")


class AfterSale:
    """Everybody's part in what comes after the sale of one market."""

    def __init__(
        self, world: MarketWorld, market: Seeded, sellers: Sellers, invariants: Invariants, *, seed: str
    ) -> None:
        desk = Desk(world, market, sellers, invariants)
        self._seed = seed
        self._operators = _OperatorsInCases(desk)
        self._sides: tuple[dict[str, Act], ...] = (
            BuyersAfterSale(desk).acts,
            _SellersInCases(desk).acts,
            self._operators.acts,
        )
        invariants.heard.append(self._hear)

    def _hear(self, name: str, body: Item) -> None:
        for number, acts in enumerate(self._sides):
            if name in acts:
                about = _about(body)
                acts[name](body, random.Random(f"{self._seed}/after sale/{number}/{name}/{about}"))

    def decide_leftovers(self) -> None:
        """Operators go through their lists: whatever is on them ends."""
        self._operators.decide_leftovers()


def _about(body: Item) -> str:
    """What a fact is about, the same in each life of a history."""
    subject = body.get("return_id") or body.get("claim_id") or f"{body['order_id']}/{body['line_id']}"
    return f"{subject}/{body.get('version', 0)}"


class _SellersInCases:
    """`acts` says on which facts sellers do something."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.acts: dict[str, Act] = {
            "ReturnOpened": self._answer,
            "ReturnWishChanged": self._note_wish,
            "ReturnApproved": self._find_at_the_door,
            "ReturnSent": self._receive,
            "ReturnReceived": self._inspect,
            "ReturnInspected": self._resolve,
            "RepairStarted": self._finish_repair,
            "ReplacementReserved": self._ship_replacement,
            "ReturnToSendBack": self._send_back,
            "ClaimOpened": self._answer_claim,
            "MessagePosted": self._write_back,
        }

    def _go(self, case: Case, work: Callable[[], None], chance: random.Random) -> None:
        self._desk.start(f"seller of {case.case_id[-6:]}", work, pause(chance))

    def _step(self, case: Case, chance: random.Random, step: str, body: Item | None = None, *, key: str = "") -> None:
        """Take one step, twice by a slip at times."""
        ask = partial(self._desk.seller, case, step, body, key=key)
        self._go(case, lambda: void(ask()), chance)
        if chance.random() < 0.1:
            self._go(case, lambda: void(ask()), chance)

    def _answer(self, opened: Item, chance: random.Random) -> None:
        case = self._desk.case(opened)
        if opened.get("answer_by") is None:
            return
        does = chance.choices(("silent", "approve", "refuse", "refund"), (15, 38, 38, 9))[0]
        if does == "approve":
            self._step(case, chance, "approval", {})
        elif does == "refuse":
            reason = chance.choice(REFUSALS_AT_ONCE)
            self._step(case, chance, "refusal", {"reason": reason, "explanation": TEXT})
        elif does == "refund":
            self._step(case, chance, "refund", {}, key=f"refund-{case.case_id}")

    def _note_wish(self, changed: Item, _: random.Random) -> None:
        self._desk.case(changed)

    def _find_at_the_door(self, approved: Item, chance: random.Random) -> None:
        """Some parcels arrive that no buyer told of."""
        if chance.random() < 0.08:
            self._step(self._desk.case(approved), chance, "receipt")

    def _receive(self, sent: Item, chance: random.Random) -> None:
        """Who says nothing has the carrier say it."""
        if chance.random() < 0.5:
            self._step(self._desk.case(sent), chance, "receipt")

    def _inspect(self, received: Item, chance: random.Random) -> None:
        case = self._desk.case(received)
        does = chance.choices(("inspect", "refund", "silent"), (75, 10, 15))[0]
        if does == "refund":
            self._step(case, chance, "refund", {}, key=f"refund-{case.case_id}")
        if does != "inspect":
            return
        is_sold_unit = chance.random() < 0.85
        body: Item = {"finding": chance.choice(FINDINGS), "note": TEXT}
        if (serial := self._desk.sellers.serial_of(case.order_id, case.line_id)) is not None:
            body["serial"] = serial if is_sold_unit else self._desk.sellers.new_serial(case.product_id)
        if is_sold_unit and chance.random() < 0.4 and case.wish == "REFUND":
            body["unit"] = chance.choice(("RESTOCK", "WRITE_OFF"))
        self._step(case, chance, "inspection", body)

    def _resolve(self, inspected: Item, chance: random.Random) -> None:
        case = self._desk.case(inspected)
        does = chance.choices(("wish", "refuse", "refund", "silent"), (62, 25, 5, 8))[0]
        unit: Item = {} if chance.random() < 0.5 else {"unit": "RESTOCK" if inspected["is_sold_unit"] else "WRITE_OFF"}
        if does == "refuse":
            reason = chance.choice(REFUSALS_AFTER_INSPECTION)
            self._step(case, chance, "refusal", {"reason": reason, "explanation": TEXT})
        elif does == "refund" or (does == "wish" and case.wish == "REFUND"):
            self._step(case, chance, "refund", unit, key=f"refund-{case.case_id}")
        elif does == "wish" and case.wish == "REPAIR":
            self._step(case, chance, "repair", {"fault": chance.choice(FAULTS)})
        elif does == "wish":
            self._step(case, chance, "replacement", unit)

    def _finish_repair(self, started: Item, chance: random.Random) -> None:
        case = self._desk.case(started)
        luck = chance.random()
        if luck < 0.5:
            body = _parcel(case, "repaired") | {"parts": [started["fault"]]}
            self._step(case, chance, "repair-shipment", body)
        elif luck < 0.82:
            self._step(case, chance, "replacement", {})

    def _ship_replacement(self, reserved: Item, chance: random.Random) -> None:
        case = self._desk.case(reserved)
        if chance.random() < 0.65:
            self._go(case, partial(self._ship_unit, case), chance)

    def _ship_unit(self, case: Case) -> None:
        serial = self._desk.sellers.new_serial(case.product_id)
        body = _parcel(case, "instead") | ({"serial": serial} if serial is not None else {})
        if self._desk.seller(case, "replacement-shipment", body).status == 200:
            self._desk.sellers.sent(case.order_id, case.line_id, serial)

    def _send_back(self, owed: Item, chance: random.Random) -> None:
        case = self._desk.case(owed)
        if chance.random() < 0.6:
            self._step(case, chance, "dispatch", _parcel(case, "back"))

    def _answer_claim(self, opened: Item, chance: random.Random) -> None:
        case = self._desk.case(opened)
        luck = chance.random()
        if luck < 0.4:
            reason = chance.choice(("DELIVERED", "PACKED_WELL", "OTHER"))
            self._step(case, chance, "contest", {"reason": reason, "explanation": TEXT})
        elif luck < 0.85:
            remedies = ("REFUND", "REPLACEMENT") + (() if opened["kind"] == "NOT_RECEIVED" else ("RETURN",))
            self._go(case, partial(self._accept_claim, case, chance.choice(remedies), chance), chance)

    def _accept_claim(self, case: Case, remedy: str, chance: random.Random) -> None:
        answer = self._desk.seller(case, "acceptance", {"remedy": remedy})
        if answer.status == 200 and answer.document["state"] == "REPLACING" and chance.random() < 0.75:
            self._desk.world.scheduler.sleep(pause(chance))
            self._ship_unit(case)

    def _write_back(self, posted: Item, chance: random.Random) -> None:
        case = self._desk.case(posted)
        if posted["author"] == "BUYER" and chance.random() < 0.5:
            self._step(case, chance, "messages", {"text": TEXT}, key=f"answer-{posted['message_id']}")


class _OperatorsInCases:
    """Operators decide what waits for them; now and then they take a return over by themselves."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.acts: dict[str, Act] = {
            "ReturnOpened": self._look_closer,
            "ReturnSent": self._look_closer,
            "ReturnRefused": self._look_at_refusal,
            "ReturnAppealed": self._decide_appeal,
            "ReturnTakenOver": self._act_for_seller,
            "ClaimContested": self._decide_claim,
        }

    def _go(self, case: Case, work: Callable[[], None], chance: random.Random) -> None:
        self._desk.start(f"operators of {case.case_id[-6:]}", work, pause(chance))

    def _look_closer(self, moved: Item, chance: random.Random) -> None:
        case = self._desk.case(moved)
        if chance.random() < 0.05:
            self._take_over(case, chance)

    def _look_at_refusal(self, refused: Item, chance: random.Random) -> None:
        case = self._desk.case(refused)
        if chance.random() < 0.35:
            self._take_over(case, chance)

    def _take_over(self, case: Case, chance: random.Random) -> None:
        self._go(case, lambda: void(self._desk.operators(case, "takeover")), chance)

    def _decide_appeal(self, appealed: Item, chance: random.Random) -> None:
        case = self._desk.case(appealed)
        decision = chance.choices(("APPROVE", "REFUND", "REJECT"), (30, 25, 45))[0]
        self._go(case, partial(self._decide, case, (decision, "REFUND")), chance)

    def _act_for_seller(self, taken: Item, chance: random.Random) -> None:
        """What fits the return's state first: a device that was not sent, or did not arrive, is closed at times."""
        case = self._desk.case(taken)
        first = ("APPROVE",) if taken["cause"] == "OPERATORS" else ()
        ends = chance.choice((("CLOSE", "REFUND"), ("REFUND", "CLOSE")))
        self._go(case, partial(self._decide, case, (*first, *ends)), chance)

    def _decide_claim(self, contested: Item, chance: random.Random) -> None:
        case = self._desk.case(contested)
        decision = chance.choice(("REFUND", "REPLACEMENT", "RETURN", "REJECT"))
        self._go(case, partial(self._decide, case, (decision, "REFUND")), chance)

    def decide_leftovers(self) -> None:
        """Decide every case that waits for operators, whose time may have passed long ago."""
        aws = self._desk.world.aws
        waiting = [row["return_id"] for row in rows(aws, "returns") if row.get("waiting_for")]
        waiting += [row["claim_id"] for row in rows(aws, "claims") if row.get("waiting_for")]
        for case_id in waiting:
            case = self._desk.cases[case_id]
            self._desk.start(f"operators of {case_id[-6:]}", partial(self._decide, case, ("REFUND", "CLOSE")), 0.0)

    def _decide(self, case: Case, decisions: tuple[str, ...]) -> None:
        for decision in decisions:
            body = {"decision": decision, "explanation": TEXT}
            if self._desk.operators(case, "decision", body).status != 409:
                return


def _parcel(case: Case, about: str) -> Item:
    return {"carrier": "post", "tracking_number": f"{MARK}{case.case_id[-6:]}{about}"}
