"""Limits against hoarding: exact counters that move with the orders they count."""

from datetime import timedelta

from chalicelib.kernel import clock, ids, transactions
from chalicelib.kernel.errors import TooManyRequests
from chalicelib.orders.models import OrderLimit

UNPAID_PER_MAIL_MAX = 3
PLACED_PER_ORIGIN_AND_HOUR_MAX = 10


class TooManyUnpaidOrders(TooManyRequests):
    slug, title = "too-many-unpaid-orders", "This mail address has unpaid orders; pay or cancel one first"


class TooManyOrders(TooManyRequests):
    slug, title = "too-many-orders", "Too many orders from this address within an hour"
    retry_after_seconds = 3600


def counting_unpaid(mail_key: str) -> transactions.Act:
    """One more unpaid order of a mail address: TooManyUnpaidOrders."""
    return transactions.update(
        _unpaid(mail_key),
        OrderLimit.counted.add(1),
        condition=OrderLimit.counted.does_not_exist() | (OrderLimit.counted < UNPAID_PER_MAIL_MAX),
        refusal=lambda _: TooManyUnpaidOrders(),
    )


def discounting_unpaid(mail_key: str) -> transactions.Act:
    """One unpaid order less: it was paid or released."""
    return transactions.update(_unpaid(mail_key), OrderLimit.counted.add(-1), condition=OrderLimit.counted > 0)


def counting_origin(origin: str) -> transactions.Act:
    """One more order from an address of origin this hour: TooManyOrders."""
    hour = clock.timestamp()[:13]
    expires = clock.epoch_seconds(clock.now() + timedelta(hours=2))
    return transactions.update(
        OrderLimit(f"origin#{ids.keyed_hash('origin', origin).hex()[:32]}#{hour}"),
        OrderLimit.counted.add(1),
        OrderLimit.expires_epoch.set(expires),
        condition=OrderLimit.counted.does_not_exist() | (OrderLimit.counted < PLACED_PER_ORIGIN_AND_HOUR_MAX),
        refusal=lambda _: TooManyOrders(),
    )


def _unpaid(mail_key: str) -> OrderLimit:
    return OrderLimit(f"mail#{mail_key}")
