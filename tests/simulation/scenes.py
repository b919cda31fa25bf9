"""Scenes: who comes to a market, what they want and what the world is like meanwhile; drawn from a seed, or golden."""

import random
from collections.abc import Mapping

import msgspec

from tests.simulation.buyers import Wishes, wishes
from tests.simulation.faults import MOODS
from tests.simulation.sellers import IGNORED, Handling

HOUR = 3600
# The share of histories that go on after the sale: each takes as long as three others. Of those of the long tests it
# is larger, so that what happens rarely happens often enough.
AFTER_SALE, AFTER_SALE_LONG, FIRST_LONG_SEED = 0.2, 0.45, 2_000
# How many more buyers such a history of the long tests has, and units of each offer: weeks cost more than people.
MORE_AFTER_SALE = 3


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What a history is made of. `handlings` are what sellers do with each line, in the order of the lines sold."""

    buyers: tuple[Wishes, ...]
    stocks: tuple[int, ...]
    mood: Mapping[str, float] = {}
    handlings: tuple[Handling, ...] | None = None
    minutes: int = 36
    tick_minutes: int = 1
    index_lag_steps: int = 0
    silence: tuple[float, float] = (0.0, 0.0)
    # For how many hours Stripe falls silent once it has done something that nobody heard of.
    silence_after_effect_hours: float = 0.0
    poison: bool = False
    # Whether faults go on for two days after the hour: parcels are asked for then, and deadlines pass.
    has_rough_days: bool = False
    # After which of the pauses of the quiet days ops drive the failed messages again: at 3 hours, or on a later day.
    redrive_after_pause: int = 6
    # Whether DynamoDB deletes what has expired as soon as it may, or not within these days.
    expires_at_once: bool = False
    # Whether sweepers walk through the quiet days, or only to where there is something to find.
    walks_every_minute: bool = False
    # Whether faults that are written down strike in the quiet days as well.
    has_faults_to_the_end: bool = False
    # Whether operators refund parts of lines during the hour, and pay failed refunds by bank transfer.
    has_lively_operators: bool = False
    # Whether buyers return, withdraw and report, and sellers have accounts; such a history goes on until all has ended.
    has_after_sale: bool = False


def drawn(seed: int, offers: int) -> Scene:
    """The scene of a seed."""
    chance = random.Random(f"{seed}/scene")
    hours_silent = chance.choices((0.0, 0.1, 0.5, 4.0, 26.0), (80, 8, 8, 3, 1))[0]
    begins = chance.uniform(0, 900)
    is_long = seed >= FIRST_LONG_SEED
    share = AFTER_SALE_LONG if is_long else AFTER_SALE
    has_after_sale = random.Random(f"{seed}/after sale").random() < share
    more = MORE_AFTER_SALE if has_after_sale and is_long else 0
    return Scene(
        mood=chance.choices(MOODS, (10, 20, 25, 20, 25))[0],
        buyers=tuple(
            wishes(random.Random(f"{seed}/wishes/{number}"), offers, keeps=has_after_sale)
            for number in range(more + chance.choices((1, 2, 3, 4, 5), (20, 30, 25, 15, 10))[0])
        ),
        stocks=tuple(more + chance.choices((1, 2, 3, 5), (45, 25, 20, 10))[0] for _ in range(offers)),
        index_lag_steps=chance.choice((0, 0, 3, 30)),
        silence=(begins, begins + hours_silent * HOUR),
        tick_minutes=chance.choice((1, 3, 4, 6)),
        poison=chance.random() < 0.05,
        has_rough_days=chance.random() < 0.2,
        expires_at_once=chance.random() < 0.5,
        redrive_after_pause=chance.choice((6, 6, 9, 12)),
        has_lively_operators=chance.random() < 0.4,
        # Longer than Stripe keeps idempotency keys.
        silence_after_effect_hours=chance.choices((0.0, 25.5), (95, 5))[0],
        has_after_sale=has_after_sale,
    )


def _wishes(**changed: object) -> Wishes:
    """A buyer without whims: two devices of two sellers, a good card, patience."""
    plain: dict[str, object] = {
        "starts_at": 0.0,
        "basket": ((1, 1), (3, 1)),
        "country": "FR",
        "mail_of": 1,
        "cards": ("good",),
        "pays_at_the_end": False,
        "pays_after": 20.0,
        "clicks": 1,
        "confirms_twice": False,
        "cancels": "",
        "cancels_after": 60.0,
        "cancels_one_line": False,
        "patience": 8,
        "contribution_minor": 199,
        "is_honoured_late": False,
    }
    return msgspec.convert(plain | changed, Wishes)


def _golden(*buyers: Wishes, handlings: tuple[Handling, ...] = (), minutes: int = 20) -> Scene:
    return Scene(
        buyers=buyers,
        stocks=(2, 2, 2, 2),
        handlings=handlings,
        minutes=minutes,
        tick_minutes=5,
        has_faults_to_the_end=True,
    )


_SOLD = Handling(first="accept", then="ship", last="proof", pauses=(30.0, 30.0, 30.0))
_RETURNED = _wishes(basket=((1, 2),), is_honoured_late=True, cards=())

GOLDEN: dict[str, Scene] = {
    "sold and delivered": _golden(
        _wishes(), handlings=(_SOLD, msgspec.structs.replace(_SOLD, last="receipt")), minutes=8
    ),
    "declined, paid, cancelled and refunded": _golden(
        _wishes(cards=("declined", "challenge failed", "challenged"), cancels="OrderPaid"),
        handlings=(IGNORED, IGNORED),
        minutes=12,
    ),
    "cancelled before it was paid": _golden(_wishes(cards=(), cancels="unpaid"), minutes=6),
    "expired": _golden(_wishes(cards=()), minutes=22),
    "paid after it was released, and still there": _golden(
        _wishes(cards=(), is_honoured_late=True), handlings=(_SOLD, _SOLD), minutes=26
    ),
    "paid after it was released, and gone": _golden(
        _RETURNED, _wishes(basket=((1, 1),), starts_at=1110.0), handlings=(_SOLD,), minutes=26
    ),
    "refunded, sent back by the bank and refunded again": _golden(
        _wishes(basket=((1, 1),), cards=("refund comes back",), cancels="OrderPaid"),
        handlings=(IGNORED,),
        minutes=8,
    ),
    "disputed, refused a refund and refunded after all": _golden(
        _wishes(basket=((1, 1),), cards=("disputes",), cancels="OrderPaid", cancels_after=90.0),
        handlings=(IGNORED,),
        minutes=8,
    ),
    "cancelled by its seller, and by nobody in time": _golden(
        _wishes(), handlings=(msgspec.structs.replace(IGNORED, first="cancel"), IGNORED), minutes=6
    ),
}
