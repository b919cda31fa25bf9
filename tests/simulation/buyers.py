"""Buyers: what each wants, how they pay, and what they do when an answer is late or odd. They live outside the cell."""

import random
import uuid
from typing import Any

import msgspec

from chalicelib.access.order_tokens import order_token
from chalicelib.kernel.values import ids
from chalicelib.orders.checkout.placing import ROUTE
from doubles.stripe_double import refunds
from tests.simulation.cell_template import Offered
from tests.simulation.external_calls import PUBLISHABLE_KEY
from tests.simulation.functions import Answer, form, http_event
from tests.simulation.market_world import MarketWorld
from tests.simulation.privacy import MARK, MARKED_PHONE
from tests.simulation.regions import REGION
from tests.simulation.scheduler import START

UNSURE = frozenset({500, 502, 503, 504})
CARDS = {
    "good": "pm_card_visa",
    "declined": "pm_card_chargeDeclined",
    "no funds": "pm_card_chargeDeclinedInsufficientFunds",
    "challenged": "pm_card_threeDSecure2Required",
    "challenge failed": "pm_card_threeDSecure2Required",
    "challenge late": "pm_card_threeDSecure2Required",
    "refund pends": "pm_card_pendingRefund",
    "refund pends and fails": "pm_card_pendingRefund",
    "refund comes back": "pm_card_refundFail",
    "disputes": "pm_card_createDispute",
}
# How a buyer pays: cards tried one after the other; none at all is a buyer who walks away.
WAYS_TO_PAY: dict[tuple[str, ...], int] = {
    ("good",): 40,
    ("declined", "good"): 12,
    ("no funds", "declined", "good"): 5,
    ("declined",): 5,
    ("challenged",): 12,
    ("challenge failed", "good"): 6,
    ("challenge late",): 6,
    ("refund pends",): 6,
    ("refund pends and fails",): 8,
    ("refund comes back",): 8,
    ("disputes",): 6,
    (): 12,
}


class Spoken(msgspec.Struct, frozen=True):
    """An answer a client got. `key` is the idempotency key, or names the step."""

    act: str
    order_id: str
    key: str
    answer: Answer


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """A buyer's script; times are seconds. `cancels` says when: before paying, after a fact, or whenever."""

    starts_at: float
    basket: tuple[tuple[int, int], ...]
    country: str
    mail_of: int
    cards: tuple[str, ...]
    pays_at_the_end: bool
    pays_after: float
    clicks: int
    confirms_twice: bool
    cancels: str
    cancels_after: float
    cancels_one_line: bool
    patience: int
    contribution_minor: int
    is_honoured_late: bool


def wishes(chance: random.Random, offers: int, *, keeps: bool = False) -> Wishes:
    """A buyer as chance has it; most of those who keep to what they bought pay at once and cancel nothing."""
    wanted = _wishes(chance, offers)
    if not keeps or chance.random() < 0.2:
        return wanted
    cards = wanted.cards if wanted.cards and chance.random() < 0.45 else ("good",)
    return msgspec.structs.replace(wanted, cards=cards, cancels="", pays_at_the_end=False)


def _wishes(chance: random.Random, offers: int) -> Wishes:
    wanted = chance.sample(range(offers), chance.choices((1, 2, 3), (60, 30, 10))[0])
    return Wishes(
        starts_at=chance.choice((0.0, 0.0, chance.uniform(0, 240))),
        basket=tuple((number, chance.choices((1, 2), (75, 25))[0]) for number in sorted(wanted)),
        country=chance.choice(REGION.countries),
        mail_of=chance.choices((0, 1), (30, 70))[0],
        cards=chance.choices(list(WAYS_TO_PAY), list(WAYS_TO_PAY.values()))[0],
        pays_at_the_end=chance.random() < 0.15,
        pays_after=chance.uniform(1, 60),
        clicks=chance.choices((1, 2, 3), (70, 25, 5))[0],
        confirms_twice=chance.random() < 0.1,
        cancels=chance.choices(("", "unpaid", "OrderPaid", "LineAccepted", "whenever"), (45, 10, 20, 15, 10))[0],
        cancels_after=chance.uniform(0, chance.choice((0.5, 400))),
        cancels_one_line=chance.random() < 0.4,
        patience=chance.choice((1, 4, 8)),
        contribution_minor=chance.choice((0, 0, 199)),
        is_honoured_late=chance.random() < 0.12,
    )


class Buyer:
    """One buyer in a world."""

    def __init__(
        self,
        world: MarketWorld,
        number: int,
        wanted: Wishes,
        *,
        seed: str,
        offers: tuple[Offered, ...],
        spoken: list[Spoken],
    ) -> None:
        self._world = world
        self._scheduler = world.scheduler
        self._chance = random.Random(f"{seed}/buyer/{number}")
        self.wishes = wanted
        self._number = number if self.wishes.mail_of else 0
        self._offers = offers
        self._spoken = spoken
        self._key = str(uuid.UUID(bytes=self._chance.randbytes(16), version=4))
        self._origin = f"203.0.113.{number}"
        self.order_id = ids.derived_id("ord", ROUTE, "guest", self._key)
        self._has_cancelled = self._has_heard = False

    def start(self) -> None:
        self._go("buys", self._buy, self.wishes.starts_at)
        for _ in range(self.wishes.clicks - 1):
            self._go("clicks again", lambda: self._place(), self.wishes.starts_at + self._chance.uniform(0.0, 1.5))

    def hear(self, name: str) -> None:
        """A fact of the buyer's order. Some change their mind just when the other side acts on it too."""
        if name == "LineCancelled" and "refund pends and fails" in self.wishes.cards:
            self._go("is refused by the bank", lambda: self._fail_pending_refunds(self.order_id))
        if name == self.wishes.cancels and not self._has_heard:
            self._has_heard = True
            self._go("cancels", lambda: self._cancel(self.order_id), self.wishes.cancels_after)

    def _go(self, what: str, work: Any, after: float = 0.0) -> None:
        self._scheduler.start(f"buyer {self._number} {what}", work, after)

    def _body(self) -> dict[str, Any]:
        lines = [
            {"offer_id": self._offers[which].offer_id, "quantity": quantity, "terms_version": 1}
            for which, quantity in self.wishes.basket
        ]
        name, number = f"{MARK}name{self._number}", self._number
        address = {
            "street": f"12 rue {MARK}street{number}",
            "city": f"{MARK}city{number}",
            "country": self.wishes.country,
            "addition": f"{MARK}addition{number}",
            **REGION.places[self.wishes.country],
        }
        return {
            "market": self.wishes.country,
            "lines": lines,
            "buyer": {"name": name, "email": f"{MARK}mail{number}@example.org", "phone": f"{MARKED_PHONE}{number:02d}"},
            "delivery_address": address,
            "billing_address": address | {"street": f"1 allée {MARK}billing{number}"},
            "contribution_minor": self.wishes.contribution_minor,
        }

    def _buy(self) -> None:
        placed = self._place()
        if placed is None:
            return
        order_id, payment = placed["order"]["order_id"], placed["payment"]
        if self.wishes.cancels in ("unpaid", "whenever"):
            pause = self.wishes.cancels_after / (4 if self.wishes.cancels == "unpaid" else 1)
            self._go("cancels", lambda: self._cancel(order_id), pause)
        self._await_moment_to_pay(placed["order"]["expires_at"])
        for card in self.wishes.cards:
            if self._pay(payment, card):
                break
            self._scheduler.sleep(self._chance.uniform(3, 20))
        if self.wishes.is_honoured_late:
            self._go("is honoured late", lambda: self._honour_late(payment), 20 * 60)

    def _await_moment_to_pay(self, expires_at: str) -> None:
        if not self.wishes.pays_at_the_end:
            self._scheduler.sleep(self.wishes.pays_after)
            return
        # Around the tick that finds the order expired: the schedule fires at full minutes of the simulation.
        seconds = _seconds(expires_at)
        tick = -(-seconds // 60) * 60
        target = self._chance.choice((seconds, tick)) + self._chance.uniform(-1, 4)
        self._scheduler.sleep(max(0.0, target - self._scheduler.monotonic()))

    def _ask(self, act: str, order_id: str, key: str, event: dict[str, Any]) -> Answer:
        """Ask until there is an answer to be sure of, or patience ends."""
        for _ in range(self.wishes.patience):
            answer = self._world.functions.request(event)
            self._spoken.append(Spoken(act, order_id, key, answer))
            is_running = answer.status == 409 and answer.document.get("type") == "/problems/in-progress"
            if answer.status not in UNSURE and not is_running:
                break
            self._scheduler.sleep(self._chance.uniform(1, 9))
        return answer

    def _place(self) -> dict[str, Any] | None:
        headers = {"Idempotency-Key": self._key}
        event = http_event("POST", "/v1/orders", body=self._body(), headers=headers, origin=self._origin)
        answer = self._ask("place", "", self._key, event)
        placed: dict[str, Any] | None = answer.document if answer.status == 201 else None
        return placed

    def _pay(self, payment: dict[str, str], card: str) -> bool:
        """Whether the card was good; the browser talks to Stripe alone."""
        status = self._confirm(payment, CARDS[card])
        if self.wishes.confirms_twice:
            self._confirm(payment, CARDS["good"])
        if status != "requires_action":
            return status == "succeeded"
        is_late = card == "challenge late"
        self._scheduler.sleep(self._chance.uniform(870, 960) if is_late else self._chance.uniform(5, 60))
        return self._authenticate(payment["payment_intent_id"], succeeds=card != "challenge failed")

    def _confirm(self, payment: dict[str, str], card: str) -> str:
        self._scheduler.sleep(self._chance.uniform(0.2, 1.5))
        if self._world.external_calls.stripe_is_silent():
            return "no answer"
        return self._ask_stripe(payment, card)

    def _ask_stripe(self, payment: dict[str, str], card: str) -> str:
        intent_id = payment["payment_intent_id"]
        body = form(payment_method=card, client_secret=payment["client_secret"], return_url="https://rebound.example/")
        headers = {"Authorization": f"Bearer {PUBLISHABLE_KEY}"}
        answer = self._world.stripe.answer("POST", f"/v1/payment_intents/{intent_id}/confirm", headers, body)
        self._happened(f"confirms {intent_id} with {card} -> {answer.status}")
        status: str = msgspec.json.decode(answer.body).get("status", "refused")
        return status

    def _authenticate(self, intent_id: str, *, succeeds: bool) -> bool:
        intent = self._world.stripe.world.require("payment_intent", intent_id)
        if intent["status"] != "requires_action":
            return False
        status = self._world.stripe.authenticate(intent_id, succeeds=succeeds)
        self._happened(f"answers the challenge of {intent_id} -> {status}")
        return status == "succeeded"

    def _fail_pending_refunds(self, order_id: str) -> None:
        """The bank does not take what is pending; half a minute later it would have."""
        for _ in range(8):
            self._scheduler.sleep(5)
            for refund in self._world.stripe.world.all("refund"):
                if refund["status"] == "pending" and refund["metadata"].get("order_id") == order_id:
                    refunds.fail(self._world.stripe.world, refund["id"])
                    self._happened(f"the bank refuses {refund['id']}")

    def _honour_late(self, payment: dict[str, str]) -> None:
        """Stripe takes money on an intent it said was cancelled. It promises not to; late money is for that day."""
        intent = self._world.stripe.world.require("payment_intent", payment["payment_intent_id"])
        if intent["status"] == "canceled":
            intent["status"] = "requires_payment_method"
            self._world.deliveries.never_lost.add(intent["id"])
            self._ask_stripe(payment, CARDS["good"])

    def _happened(self, line: str) -> None:
        self._world.external_calls.note(line)
        self._world.external_calls.seen("stripe", line)

    def _cancel(self, order_id: str) -> None:
        body = {"line_ids": ["1"]} if self.wishes.cancels_one_line else {}
        key = f"cancel-{self._key}"
        headers = {"Authorization": f"Bearer {order_token(order_id, 0)}", "Idempotency-Key": key}
        event = http_event("POST", f"/v1/orders/{order_id}/cancellation", body=body, headers=headers)
        if self.wishes.clicks > 1 and not self._has_cancelled:
            self._has_cancelled = True
            self._go("cancels again", lambda: self._cancel(order_id), self._chance.uniform(0.0, 2.0))
        self._ask("cancel", order_id, key, event)


def _seconds(expires_at: str) -> float:
    """A stored moment in seconds of the simulation."""
    moment = msgspec.json.decode(f'"{expires_at}"', type=type(START))
    return (moment - START).total_seconds()
