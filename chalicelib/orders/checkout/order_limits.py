"""Limits against hoarding: exact counters that change in the transaction of the orders they count."""

from datetime import timedelta

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import TooManyRequests
from chalicelib.orders.link_requests import LinkRequest
from chalicelib.orders.models import OrderLimit

UNPAID_PER_MAIL_MAX = 3
PLACED_PER_ORIGIN_AND_HOUR_MAX = 10
LINK_PAUSE = timedelta(minutes=5)
LINKS_PER_ORDER_AND_DAY_MAX = 5
LINKS_PER_ORIGIN_AND_HOUR_MAX = 10
WITHDRAWALS_PER_ORIGIN_AND_HOUR_MAX = 20
# The address of an unpaid order is not verified. Links of paid orders are not counted here.
LINKS_BEFORE_PAYMENT_AND_DAY_MAX = 5


class TooManyUnpaidOrders(TooManyRequests):
    slug, title = "too-many-unpaid-orders", "This email address has unpaid orders; pay or cancel one first"


class TooManyOrders(TooManyRequests):
    slug, title = "too-many-orders", "Too many orders from this address within an hour"
    retry_after_seconds = 3600


class TooManyWithdrawals(TooManyRequests):
    slug, title = "too-many-withdrawals", "Too many withdrawals from this address within an hour"
    retry_after_seconds = 3600


class TooManyLinks(Exception):
    """The link of an order was requested too often; the answer does not show it."""


class LinkCounted(Exception):
    """The request for a link was already counted."""


def increment_unpaid_act(mail_key: str) -> transactions.Act:
    """Counts one more unpaid order of an email address. Refusal: TooManyUnpaidOrders."""
    return transactions.update(
        _unpaid(mail_key),
        OrderLimit.counted.add(1),
        condition=OrderLimit.counted.does_not_exist() | (OrderLimit.counted < UNPAID_PER_MAIL_MAX),
        refusal=lambda _: TooManyUnpaidOrders(),
    )


def decrement_unpaid_act(mail_key: str) -> transactions.Act:
    """Counts one unpaid order less: it was paid or released."""
    return transactions.update(_unpaid(mail_key), OrderLimit.counted.add(-1), condition=OrderLimit.counted > 0)


def increment_origin_act(origin: str) -> transactions.Act:
    """Counts one more order from an origin in this hour. Refusal: TooManyOrders."""
    key = f"origin#{_hashed('origin', origin)}#{clock.timestamp()[:13]}"
    return _counting(key, PLACED_PER_ORIGIN_AND_HOUR_MAX, timedelta(hours=2), TooManyOrders)


def increment_withdrawals_act(origin: str) -> transactions.Act:
    """Counts one more withdrawal declared from an origin in this hour without the order's token.

    Refusal: TooManyWithdrawals.
    """
    key = f"withdrawal_origin#{_hashed('withdrawal origin', origin)}#{clock.timestamp()[:13]}"
    return _counting(key, WITHDRAWALS_PER_ORIGIN_AND_HOUR_MAX, timedelta(hours=2), TooManyWithdrawals)


def counting_link(wanted: LinkRequest, origin: str) -> list[transactions.Act]:
    """Counts one more request for a link. Refusal: TooManyLinks, per order and address or per origin.

    Order and address are counted as a pair, as they were typed, so that requests with a wrong address do not use up
    the limit of the right one. The pause item has the request's id.
    """
    now = clock.now()
    asked = _hashed("link", wanted.order_id, wanted.mail_key)
    at = clock.stamp(now)
    pause = OrderLimit(
        f"link_pause#{asked}",
        counted=1,
        request_id=wanted.request_id,
        free_at=clock.stamp(now + LINK_PAUSE),
        expires_epoch=clock.epoch_seconds(now + LINK_PAUSE),
    )
    is_over = OrderLimit.free_at.does_not_exist() | (OrderLimit.free_at <= at)
    of_origin = f"link_origin#{_hashed('link origin', origin)}#{at[:13]}"
    return [
        _counting(of_origin, LINKS_PER_ORIGIN_AND_HOUR_MAX, timedelta(hours=2), TooManyLinks),
        transactions.put(pause, is_over, lambda _: TooManyLinks()),
        _counting(f"link_day#{asked}#{at[:10]}", LINKS_PER_ORDER_AND_DAY_MAX, timedelta(days=2), TooManyLinks),
    ]


def counting_link_before_payment(request: LinkRequest) -> list[transactions.Act]:
    """Counts one more link mailed to an address for an unpaid order, once per request.

    Refusals: LinkCounted for a request already counted, whose mail failed and is sent again; TooManyLinks.
    """
    now, kept = clock.now(), timedelta(days=2)
    counted = OrderLimit(f"link_counted#{request.request_id}", counted=1, expires_epoch=clock.epoch_seconds(now + kept))
    key = f"link_mail#{request.mail_key}#{clock.stamp(now)[:10]}"
    return [
        transactions.put_new(counted, lambda _: LinkCounted()),
        _counting(key, LINKS_BEFORE_PAYMENT_AND_DAY_MAX, kept, TooManyLinks),
    ]


def _counting(key: str, most: int, kept: timedelta, refusal: type[Exception]) -> transactions.Act:
    return transactions.update(
        OrderLimit(key),
        OrderLimit.counted.add(1),
        OrderLimit.expires_epoch.set(clock.epoch_seconds(clock.now() + kept)),
        condition=OrderLimit.counted.does_not_exist() | (OrderLimit.counted < most),
        refusal=lambda _: refusal(),
    )


def _hashed(purpose: str, *parts: str) -> str:
    return ids.keyed_hash(purpose, *parts).hex()[:32]


def _unpaid(mail_key: str) -> OrderLimit:
    return OrderLimit(f"mail#{mail_key}")
