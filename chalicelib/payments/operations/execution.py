"""Executing a Stripe operation: one protocol for everything that is asked of Stripe.

The operation is committed before the call, with its key and frozen parameters. Stripe's answer is a result, a refusal
or unknown. What is unknown is looked up; what cannot be found is asked again under the same key while Stripe keeps it
(24 h), and after that only if a look shows that Stripe has nothing. The caller writes the outcome once, in the
transaction that acts on it.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from chalicelib.gateways import stripe
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import StripeOperation

T = TypeVar("T")


class OperationKind(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """How one kind of operation is asked of Stripe, and how its result is found when the answer was lost.

    `look_up` returns None where Stripe has no such result. A kind without one is never asked again once Stripe may have
    forgotten its key.
    """

    name: str
    ask: Callable[[StripeOperation], T]
    look_up: Callable[[StripeOperation], T | None] | None = None


def execute(operation: StripeOperation, kind: OperationKind[T]) -> T:
    """Ask Stripe for an operation that is stored and has no outcome, or find what it has made already.

    Raises: StripeRefused for an operation that Stripe did not carry out, OutcomeUnknown for one to try again later.
    """
    if not stripe_operations.is_replayable(operation):
        if kind.look_up is None:
            raise stripe.OutcomeUnknown("key_expired")
        found = _look_up(operation, kind)
        return kind.ask(operation) if found is None else found
    try:
        return kind.ask(operation)
    except stripe.OutcomeUnknown:
        # Stripe keeps even a 500 under its key for a day, and may have carried out the request all the same.
        found = _look_up(operation, kind)
        if found is None:
            raise
        return found


def _look_up(operation: StripeOperation, kind: OperationKind[T]) -> T | None:
    if kind.look_up is None:
        return None
    try:
        return kind.look_up(operation)
    except stripe.StripeRefused as refusal:
        # Stripe refused the look, not the operation, which may have been carried out.
        raise stripe.OutcomeUnknown(refusal.code) from refusal
