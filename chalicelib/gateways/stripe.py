"""Stripe behind plain functions: ours in, ours out, and every failure either refused or unknown."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from chalicelib.kernel.runtime.settings import settings

TIMEOUT_SECONDS = 8
PAGE_MAX = 100

T = TypeVar("T")


class StripeRefused(Exception):
    """Stripe said no and did nothing; `code` is Stripe's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OutcomeUnknown(Exception):
    """No answer, or one that leaves open whether Stripe did it: ask again with the same key."""


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """A PaymentIntent as far as we care. `last_error_code` is set after a declined attempt to pay."""

    id: str
    status: str
    client_secret: str
    amount_minor: int
    received_minor: int
    currency: str
    order_id: str
    last_error_code: str = ""
    last_error_charge: str = ""


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund. `operation_id` is the metadata that ties it to what we asked for; `failure_code` says why it failed."""

    id: str
    status: str
    amount_minor: int
    currency: str
    order_id: str
    operation_id: str
    failure_code: str = ""


_http_client: Any = None
_client: Any = None


def use_http_client(http_client: Any) -> None:
    """Send Stripe's requests through another HTTP client: the edge where a double stands in."""
    global _http_client, _client
    _http_client, _client = http_client, None


def create_intent(parameters: dict[str, Any], idempotency_key: str) -> Intent:
    """Create a PaymentIntent, or get the one the same key created before."""
    return _intent(_ask(lambda stripe: stripe.payment_intents.create(parameters, _options(idempotency_key))))


def intent(intent_id: str) -> Intent:
    """A PaymentIntent as it is now; Refused("resource_missing") if Stripe knows none."""
    return _intent(_ask(lambda stripe: stripe.payment_intents.retrieve(intent_id)))


def cancel_intent(intent_id: str, idempotency_key: str) -> Intent:
    """Cancel a PaymentIntent; Refused("payment_intent_unexpected_state") if it succeeded or was cancelled before."""
    return _intent(_ask(lambda stripe: stripe.payment_intents.cancel(intent_id, {}, _options(idempotency_key))))


def create_refund(parameters: dict[str, Any], idempotency_key: str) -> Refund:
    """Refund a part of a PaymentIntent."""
    return _refund(_ask(lambda stripe: stripe.refunds.create(parameters, _options(idempotency_key))))


def refund(refund_id: str) -> Refund:
    """A refund as it is now."""
    return _refund(_ask(lambda stripe: stripe.refunds.retrieve(refund_id)))


def refunds_of(intent_id: str) -> list[Refund]:
    """Every refund of a PaymentIntent: what an operation too old to replay is looked up in."""
    listed = {"payment_intent": intent_id, "limit": PAGE_MAX}
    return [_refund(one) for one in _ask(lambda stripe: list(stripe.refunds.list(listed).auto_paging_iter()))]


def _options(idempotency_key: str) -> dict[str, str]:
    # stripe-python makes up a random key per call when none is given: a retry would then charge twice.
    return {"idempotency_key": idempotency_key}


def _ask(call: Callable[[Any], T]) -> T:
    """One request. Stripe's library is imported here, on first need: most functions move no money (250 ms)."""
    import stripe

    try:
        return call(_connected().v1)
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise StripeRefused(str(error.code or type(error).__name__)) from error
    except stripe.IdempotencyError as error:
        raise StripeRefused("idempotency_key_reused") from error
    except stripe.StripeError as error:
        # Also a 200 that broke off, a proxy's 404, and a 401: a key of ours that Stripe does not take says nothing
        # about the order, and to write its payment or refund down as refused would be for ever.
        raise OutcomeUnknown(type(error).__name__) from error


def _connected() -> Any:
    global _client
    import stripe

    if _client is None:
        addresses = {"api": settings.stripe_base_url} if settings.stripe_base_url else {}
        _client = stripe.StripeClient(
            settings.stripe_secret_key,
            base_addresses=addresses,  # type: ignore[arg-type]
            http_client=_http_client or stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
            # The stored operations are sent again, with the same key and without holding a request open.
            max_network_retries=0,
        )
    return _client


def _intent(found: Any) -> Intent:
    stated = found.to_dict()
    error = stated.get("last_payment_error") or {}
    return Intent(
        id=stated["id"],
        status=stated["status"],
        client_secret=stated.get("client_secret") or "",
        amount_minor=stated["amount"],
        received_minor=stated.get("amount_received") or 0,
        currency=stated["currency"].upper(),
        order_id=(stated.get("metadata") or {}).get("order_id", ""),
        last_error_code=error.get("decline_code") or error.get("code") or ("declined" if error else ""),
        last_error_charge=error.get("charge") or "",
    )


def _refund(found: Any) -> Refund:
    stated = found.to_dict()
    metadata = stated.get("metadata") or {}
    return Refund(
        id=stated["id"],
        status=stated.get("status") or "",
        amount_minor=stated["amount"],
        currency=stated["currency"].upper(),
        order_id=metadata.get("order_id", ""),
        operation_id=metadata.get("operation_id", ""),
        failure_code=stated.get("failure_reason") or "",
    )
