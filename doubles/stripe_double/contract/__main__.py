"""Compares the double with Stripe: `make stripe-contract`, with a test-mode key in STRIPE_SECRET_KEY.

Exit status: 0 if both answer alike, 1 with the differences on standard output, 2 if nothing could be compared.
"""

from __future__ import annotations

import os
import random
import secrets
import sys
import time
from collections.abc import Callable, Mapping

import urllib3

from doubles.stripe_double.contract import exchanges, script, shapes
from doubles.stripe_double.double import StripeDouble

STRIPE = "https://api.stripe.com"
TEST_KEYS = ("sk_test_", "rk_test_")
OUR_KEY = "sk_test_double"


class Clock:
    """The double's time: waiting for something moves it on at once."""

    def __init__(self) -> None:
        self.passed_seconds = 0

    def now(self) -> int:
        return int(time.time()) + self.passed_seconds

    def wait(self, seconds: int) -> None:
        self.passed_seconds += 60 * seconds


def double_answers(nonce: str) -> list[exchanges.Exchange]:
    """What the double answers to the script."""
    clock = Clock()
    double = StripeDouble(clock.now, random.Random(1), "whsec_contract", frozenset({OUR_KEY}))
    conversation = exchanges.Conversation(exchanges.in_process(double), OUR_KEY, wait=clock.wait, nonce=nonce)
    script.run(conversation)
    return conversation.exchanges


def main(environment: Mapping[str, str], *, address: str = STRIPE, wait: Callable[[int], None] = time.sleep) -> int:
    """Run the script against Stripe and the double, print the differences and return the exit status."""
    key = environment.get("STRIPE_SECRET_KEY", "")
    if not key.startswith(TEST_KEYS):
        print("stripe-contract needs a test-mode key (sk_test_… or rk_test_…) in STRIPE_SECRET_KEY.", file=sys.stderr)
        return 2
    nonce = secrets.token_hex(8)
    conversation = exchanges.Conversation(exchanges.over_http(address), key, wait=wait, nonce=nonce)
    try:
        script.run(conversation)
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        print(f"stripe-contract could not reach {address}: {error}", file=sys.stderr)
        return 2
    found = shapes.differences(conversation.exchanges, double_answers(nonce))
    print(shapes.report(found) or f"{len(conversation.exchanges)} calls, no difference")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(os.environ))
