"""Stripe behind plain functions: own types in and out, and every failure is either a refusal or unknown."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from chalicelib.kernel.runtime.settings import settings

TIMEOUT_SECONDS = 8
PAGE_MAX = 100

T = TypeVar("T")


class StripeRefused(Exception):
    """Stripe refused the request and did nothing. `code` is Stripe's reason."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class OutcomeUnknown(Exception):
    """No answer, or one that does not say whether Stripe carried out the request."""


class StripeIntent(msgspec.Struct, frozen=True, kw_only=True):
    """A PaymentIntent, as far as it is used. `charge_id` is its latest charge.

    `last_error_code` is set after a declined attempt to pay.
    """

    id: str
    status: str
    client_secret: str
    amount_minor: int
    received_minor: int
    currency: str
    order_id: str
    charge_id: str = ""
    last_error_code: str = ""
    last_error_charge: str = ""


class StripeRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund. `order_id` and `operation_id` are metadata of the operation that asked for it, empty for one made in
    Stripe's dashboard. `failure_code` is Stripe's reason for a failed one."""

    id: str
    status: str
    amount_minor: int
    currency: str
    payment_intent_id: str
    order_id: str
    operation_id: str
    failure_code: str = ""


class BalanceSource(msgspec.Struct, frozen=True, kw_only=True):
    """What moved the balance, as far as it is used: a charge, refund, dispute, transfer, reversal or payout."""

    id: str
    object: str
    status: str | None = None
    payment_intent: str | None = None
    metadata: dict[str, str] = {}

    @property
    def order_id(self) -> str:
        """The order that our metadata names; empty for what was made in Stripe's dashboard, and for a dispute."""
        return self.metadata.get("order_id", "")


class BalanceTransaction(
    msgspec.Struct, frozen=True, kw_only=True, rename={"amount_minor": "amount", "fee_minor": "fee"}
):
    """One movement of the balance at Stripe. `amount_minor` is before Stripe's fee; `created` is in epoch seconds.

    Source: https://docs.stripe.com/api/balance_transactions/object
    """

    id: str
    type: str
    amount_minor: int
    fee_minor: int
    currency: str
    created: int
    source: BalanceSource | str | None = None


class BalancePage(msgspec.Struct, frozen=True, kw_only=True, rename={"items": "data"}):
    """A page of balance transactions, newest first."""

    items: list[BalanceTransaction]
    has_more: bool


_balance_page = msgspec.json.Decoder(BalancePage)
_http_client: Any = None
_client: Any = None


def use_http_client(http_client: Any) -> None:
    """Send requests to Stripe through another HTTP client: where a double is put in."""
    global _http_client, _client
    _http_client, _client = http_client, None


# `account` is the connected account a call is made for; None is the platform itself.


def create_intent(parameters: dict[str, Any], idempotency_key: str, *, account: str | None = None) -> StripeIntent:
    """Create a PaymentIntent, or get the one the same key created before."""
    chosen = options(account, idempotency_key)
    return _intent(ask(lambda stripe: stripe.payment_intents.create(parameters, chosen)))


def intent(intent_id: str, *, account: str | None = None) -> StripeIntent:
    """A PaymentIntent as it is now. StripeRefused("resource_missing") if Stripe knows none."""
    return _intent(ask(lambda stripe: stripe.payment_intents.retrieve(intent_id, {}, options(account))))


def cancel_intent(intent_id: str, idempotency_key: str, *, account: str | None = None) -> StripeIntent:
    """Cancel a PaymentIntent. StripeRefused("payment_intent_unexpected_state") if it succeeded or was cancelled."""
    chosen = options(account, idempotency_key)
    return _intent(ask(lambda stripe: stripe.payment_intents.cancel(intent_id, {}, chosen)))


def create_refund(parameters: dict[str, Any], idempotency_key: str, *, account: str | None = None) -> StripeRefund:
    """Refund a part of a PaymentIntent, or get the refund the same key created before."""
    chosen = options(account, idempotency_key)
    return _refund(ask(lambda stripe: stripe.refunds.create(parameters, chosen)))


def refund(refund_id: str, *, account: str | None = None) -> StripeRefund:
    """A refund as it is now. StripeRefused("resource_missing") if Stripe knows none."""
    return _refund(ask(lambda stripe: stripe.refunds.retrieve(refund_id, {}, options(account))))


def refunds_of(intent_id: str, *, account: str | None = None) -> list[StripeRefund]:
    """Every refund of a PaymentIntent."""
    listed = {"payment_intent": intent_id, "limit": PAGE_MAX}
    chosen = options(account)
    return [_refund(one) for one in ask(lambda stripe: list(stripe.refunds.list(listed, chosen).auto_paging_iter()))]


def balance_page(*, since: int, before: int, after: str | None = None, limit: int = PAGE_MAX) -> BalancePage:
    """The platform's balance transactions created from `since` until before `before` (epoch seconds), newest first.

    `after` is the last id of the page before. The body is decoded here: the library's own objects cost far more.
    """
    asked = {"created": {"gte": since, "lt": before}, "expand": ["data.source"], "limit": limit}
    if after is not None:
        asked["starting_after"] = after
    answer = ask(lambda _: _connected().raw_request("get", "/v1/balance_transactions", **asked))
    return _balance_page.decode(answer.body)


def options(account: str | None, idempotency_key: str | None = None) -> dict[str, str]:
    """What a request says beside its parameters: the connected account it is for, and its key."""
    # stripe-python makes up a random key for a POST when none is given: a retry would then charge twice.
    named = {"idempotency_key": idempotency_key, "stripe_account": account}
    return {name: value for name, value in named.items() if value is not None}


def ask(call: Callable[[Any], T]) -> T:
    """One request. Raises: StripeRefused, OutcomeUnknown.

    Stripe's library is imported here, on first need: most functions move no money (250 ms).
    """
    import stripe

    try:
        return call(_connected().v1)
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        raise StripeRefused(str(error.code or type(error).__name__)) from error
    except stripe.PermissionError as error:
        code = error.error.code if error.error else None
        if code != "account_invalid":
            raise OutcomeUnknown(type(error).__name__) from error
        # The connected account has left the platform: nothing was carried out, and nothing will be.
        raise StripeRefused(code) from error
    except stripe.IdempotencyError as error:
        raise StripeRefused("idempotency_key_reused") from error
    except stripe.StripeError as error:
        # Also a 200 that broke off, a proxy's 404 and a 401: a key that Stripe does not accept says nothing about the
        # order, and a payment or refund that is stored as refused stays refused.
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


def _intent(found: Any) -> StripeIntent:
    stated = found.to_dict()
    error = stated.get("last_payment_error") or {}
    return StripeIntent(
        id=stated["id"],
        status=stated["status"],
        client_secret=stated.get("client_secret") or "",
        amount_minor=stated["amount"],
        received_minor=stated.get("amount_received") or 0,
        currency=stated["currency"].upper(),
        order_id=(stated.get("metadata") or {}).get("order_id", ""),
        charge_id=stated.get("latest_charge") or "",
        last_error_code=error.get("decline_code") or error.get("code") or ("declined" if error else ""),
        last_error_charge=error.get("charge") or "",
    )


def _refund(found: Any) -> StripeRefund:
    stated = found.to_dict()
    metadata = stated.get("metadata") or {}
    return StripeRefund(
        id=stated["id"],
        status=stated.get("status") or "",
        amount_minor=stated["amount"],
        currency=stated["currency"].upper(),
        payment_intent_id=stated.get("payment_intent") or "",
        order_id=metadata.get("order_id", ""),
        operation_id=metadata.get("operation_id", ""),
        failure_code=stated.get("failure_reason") or "",
    )
