"""The table of every API route the double answers, and how a path finds its route."""

from __future__ import annotations

import re

from doubles.stripe_double import (
    accounts,
    balance,
    cards,
    charges,
    disputes,
    events,
    payment_intents,
    payouts,
    refunds,
    tax,
    tax_reversals,
    transfers,
)
from doubles.stripe_double.calls import Route
from doubles.stripe_double.errors import Refusal, invalid

ROUTES: list[Route] = [
    *payment_intents.ROUTES,
    *cards.ROUTES,
    *charges.ROUTES,
    *refunds.ROUTES,
    *disputes.ROUTES,
    *accounts.ROUTES,
    *transfers.ROUTES,
    *payouts.ROUTES,
    *balance.ROUTES,
    *tax.ROUTES,
    *tax_reversals.ROUTES,
    *events.ROUTES,
]
NAMES = frozenset(route.name for route in ROUTES)

_MATCHERS = [
    (route, re.compile(re.escape(route.pattern).replace(r"\{id\}", r"(?P<id>[^/]+)") + "/?")) for route in ROUTES
]


def matched(method: str, path: str) -> tuple[Route, str]:
    """The route and the id in its path, '' where there is none. Literal paths come before ids."""
    for route, pattern in _MATCHERS:
        if route.method == method:
            found = pattern.fullmatch(path)
            if found:
                return route, found.groupdict().get("id") or ""
    raise unrecognised(method, path)


def unrecognised(method: str, path: str) -> Refusal:
    return invalid(
        f"Unrecognized request URL ({method}: {path}). If you are trying to list objects, remove the trailing "
        "slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in "
        "your code. Please see https://docs.stripe.com or we can help at https://support.stripe.com/.",
        status=404,
    )
