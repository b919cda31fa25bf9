"""Stripe Connect behind plain functions: sellers' accounts, transfers to them, and payouts from them to their banks."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from chalicelib.gateways.stripe import PAGE_MAX, ask, options


class ConnectedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's account. `requirements_due` are Stripe's names of what it asks for now; `seller_id` is metadata."""

    id: str
    seller_id: str
    may_receive: bool
    may_pay_out: bool
    details_submitted: bool
    requirements_due: tuple[str, ...]
    disabled_reason: str | None


class AccountLink(msgspec.Struct, frozen=True, kw_only=True):
    """Stripe's page on which a seller gives what is asked for. It opens once, until `expires_at`."""

    url: str
    expires_at: str


class StripeTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer to a connected account. `operation_id` is metadata of the operation that asked for it."""

    id: str
    amount_minor: int
    currency: str
    account_id: str
    operation_id: str


class StripeReversal(msgspec.Struct, frozen=True, kw_only=True):
    """What was taken back of a transfer."""

    id: str
    amount_minor: int
    currency: str
    transfer_id: str
    operation_id: str


class StripePayout(msgspec.Struct, frozen=True, kw_only=True):
    """A payout from a connected account to the seller's bank.

    `seller_id`, `payout_id` and `operation_id` are metadata, empty for one made in Stripe's dashboard.
    """

    id: str
    status: str
    amount_minor: int
    currency: str
    seller_id: str
    payout_id: str
    operation_id: str
    arrives_on: str
    failure_code: str = ""
    trace_id: str = ""


def create_account(parameters: dict[str, Any], idempotency_key: str) -> ConnectedAccount:
    """Open an account, or get the one the same key opened before."""
    return _account(ask(lambda stripe: stripe.accounts.create(parameters, options(None, idempotency_key))))


def account(account_id: str) -> ConnectedAccount:
    """An account as it is now. StripeRefused if the platform has no such account."""
    return _account(ask(lambda stripe: stripe.accounts.retrieve(account_id, {}, options(None))))


def accounts() -> list[ConnectedAccount]:
    """Every account of the platform."""
    listed = ask(lambda stripe: list(stripe.accounts.list({"limit": PAGE_MAX}, options(None)).auto_paging_iter()))
    return [_account(one) for one in listed]


def create_account_link(account_id: str, *, return_url: str, refresh_url: str) -> AccountLink:
    """A link to Stripe's onboarding. Each call makes a new one, which opens once."""
    parameters = {
        "account": account_id,
        "type": "account_onboarding",
        "return_url": return_url,
        "refresh_url": refresh_url,
        "collection_options": {"fields": "eventually_due"},
    }
    made = ask(lambda stripe: stripe.account_links.create(parameters)).to_dict()
    expires = datetime.fromtimestamp(made["expires_at"], UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return AccountLink(url=made["url"], expires_at=expires)


def create_transfer(parameters: dict[str, Any], idempotency_key: str) -> StripeTransfer:
    """Make a transfer, or get the one the same key made before."""
    return _transfer(ask(lambda stripe: stripe.transfers.create(parameters, options(None, idempotency_key))))


def transfers_of(transfer_group: str) -> list[StripeTransfer]:
    """Every transfer of a group."""
    listed = {"transfer_group": transfer_group, "limit": PAGE_MAX}
    return [_transfer(one) for one in ask(lambda stripe: list(stripe.transfers.list(listed).auto_paging_iter()))]


def create_reversal(transfer_id: str, parameters: dict[str, Any], idempotency_key: str) -> StripeReversal:
    """Take back a part of a transfer. StripeRefused("balance_insufficient") if the account has not so much."""
    chosen = options(None, idempotency_key)
    return _reversal(ask(lambda stripe: stripe.transfers.reversals.create(transfer_id, parameters, chosen)))


def reversals_of(transfer_id: str) -> list[StripeReversal]:
    """Everything that was taken back of a transfer."""
    listed = {"limit": PAGE_MAX}
    found = ask(lambda stripe: list(stripe.transfers.reversals.list(transfer_id, listed).auto_paging_iter()))
    return [_reversal(one) for one in found]


def available_minor(account_id: str, currency: str) -> int:
    """What an account can pay out now, in minor units."""
    balance = ask(lambda stripe: stripe.balance.retrieve({}, options(account_id))).to_dict()
    return sum(one["amount"] for one in balance["available"] if one["currency"] == currency.lower())


def create_payout(account_id: str, parameters: dict[str, Any], idempotency_key: str) -> StripePayout:
    """Make a payout from an account, or get the one the same key made before."""
    return _payout(ask(lambda stripe: stripe.payouts.create(parameters, options(account_id, idempotency_key))))


def payout(account_id: str, payout_id: str) -> StripePayout:
    """A payout as it is now. StripeRefused("resource_missing") if the account has no such payout."""
    return _payout(ask(lambda stripe: stripe.payouts.retrieve(payout_id, {}, options(account_id))))


def payouts_of(account_id: str) -> list[StripePayout]:
    """Every payout of an account."""
    listed = {"limit": PAGE_MAX}
    found = ask(lambda stripe: list(stripe.payouts.list(listed, options(account_id)).auto_paging_iter()))
    return [_payout(one) for one in found]


def _account(found: Any) -> ConnectedAccount:
    stated = found.to_dict()
    requirements = stated.get("requirements") or {}
    return ConnectedAccount(
        id=stated["id"],
        seller_id=(stated.get("metadata") or {}).get("seller_id", ""),
        may_receive=(stated.get("capabilities") or {}).get("transfers") == "active",
        may_pay_out=bool(stated.get("payouts_enabled")),
        details_submitted=bool(stated.get("details_submitted")),
        requirements_due=tuple(sorted(requirements.get("currently_due") or ())),
        disabled_reason=requirements.get("disabled_reason"),
    )


def _transfer(found: Any) -> StripeTransfer:
    stated = found.to_dict()
    return StripeTransfer(
        id=stated["id"],
        amount_minor=stated["amount"],
        currency=stated["currency"].upper(),
        account_id=_id(stated["destination"]),
        operation_id=(stated.get("metadata") or {}).get("operation_id", ""),
    )


def _reversal(found: Any) -> StripeReversal:
    stated = found.to_dict()
    return StripeReversal(
        id=stated["id"],
        amount_minor=stated["amount"],
        currency=stated["currency"].upper(),
        transfer_id=_id(stated["transfer"]),
        operation_id=(stated.get("metadata") or {}).get("operation_id", ""),
    )


def _payout(found: Any) -> StripePayout:
    stated = found.to_dict()
    metadata, trace = stated.get("metadata") or {}, stated.get("trace_id") or {}
    return StripePayout(
        id=stated["id"],
        status=stated["status"],
        amount_minor=stated["amount"],
        currency=stated["currency"].upper(),
        seller_id=metadata.get("seller_id", ""),
        payout_id=metadata.get("payout_id", ""),
        operation_id=metadata.get("operation_id", ""),
        arrives_on=datetime.fromtimestamp(stated["arrival_date"], UTC).date().isoformat(),
        failure_code=stated.get("failure_code") or "",
        trace_id=trace.get("value") or "",
    )


def _id(stated: Any) -> str:
    """An object's id, whether Stripe sent the id or the object."""
    return str(stated["id"]) if isinstance(stated, dict) else str(stated)
