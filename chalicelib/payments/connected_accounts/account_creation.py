"""Opening of a seller's account at Stripe, once: stored as an operation, carried out by the money worker."""

from collections.abc import Iterator
from typing import Any

from chalicelib.gateways import stripe, stripe_connect
from chalicelib.gateways.stripe_connect import ConnectedAccount
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import transactions
from chalicelib.payments import money_commands
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.execution import OperationKind, execute
from chalicelib.payments.operations.stripe_operations import OperationExists, Plan, StripeOperation
from chalicelib.sellers.onboarding import account_changes
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.stripe_account import StripeAccount

# An account that Stripe refused is asked for again at the seller's next request, with the seller's data as it is then.
TRIES_MAX = 5


class AccountRefused(Exception):
    """Stripe refused to open an account, as often as it is tried. `code` is its last reason."""

    def __init__(self, code: str | None) -> None:
        super().__init__(code)
        self.code = code


def ask_for_account(seller: Seller) -> None:
    """Have the seller's account opened; asked for again it is the same one. Raises: AccountRefused."""
    operation_id = _open_operation(seller)
    money_commands.send(money_commands.ResolveOperation(seller.seller_id, operation_id))


def _open_operation(seller: Seller) -> str:
    """The operation that is under way, started now if there is none."""
    refusal_code: str | None = None
    for plan in _plans(seller):
        try:
            return stripe_operations.start(plan).operation_id
        except OperationExists as earlier:
            if earlier.operation.state != "REFUSED":
                return plan.operation_id
            refusal_code = earlier.operation.refusal_code
    raise AccountRefused(refusal_code)


def _plans(seller: Seller) -> Iterator[Plan]:
    for number in range(1, TRIES_MAX + 1):
        operation_id = f"{OPENING.name}#{number}"
        yield Plan(
            subject=seller.seller_id,
            operation_id=operation_id,
            kind=OPENING.name,
            parameters=_parameters(seller),
        )


def _parameters(seller: Seller) -> dict[str, Any]:
    return {
        "type": "express",
        "country": seller.trader.country,
        "email": seller.trader.email,
        "business_type": "company",
        "business_profile": {"name": seller.trader.trade_name},
        "capabilities": {"transfers": {"requested": True}},
        # Payouts are made by us, on the days of the terms. A balance below 0 is netted, never taken from the bank:
        # Stripe's debits would not be in the books.
        "settings": {"payouts": {"schedule": {"interval": "manual"}, "debit_negative_balances": False}},
        "metadata": {"seller_id": seller.seller_id},
    }


def finish(operation: StripeOperation) -> None:
    """Open the account, or find the one that was opened, and store it with its seller. Again is a no-op.

    Raises: OutcomeUnknown for the sweeper to ask again.
    """
    if operation.state != "STARTED":
        return
    try:
        found = execute(operation, OPENING)
    except stripe.StripeRefused as refusal:
        log.write("account-refused", seller_id=operation.subject, code=refusal.code)
        transactions.write(stripe_operations.resolve_act(operation, "REFUSED", refusal_code=refusal.code))
        return
    transactions.retry_on_conflict(lambda: _store(operation, found))


def _store(operation: StripeOperation, found: ConnectedAccount) -> None:
    stored = stripe_operations.find(operation.subject, operation.operation_id)
    if stored is None or stored.state != "STARTED":
        return
    read = account_changes.read_seller(operation.subject)
    transactions.commit(
        [
            stripe_operations.resolve_act(stored, "OK", stripe_id=found.id),
            account_changes.store_account_act(read, as_stored(found)),
        ]
    )


def as_stored(found: ConnectedAccount) -> StripeAccount:
    """An account at Stripe as it is stored with its seller."""
    return StripeAccount(
        account_id=found.id,
        may_receive=found.may_receive,
        may_pay_out=found.may_pay_out,
        details_submitted=found.details_submitted,
        requirements_due=found.requirements_due,
        disabled_reason=found.disabled_reason,
    )


def _ask_for_account(operation: StripeOperation) -> ConnectedAccount:
    return stripe_connect.create_account(operation.parameters, operation.idempotency_key)


def _look_up_account(operation: StripeOperation) -> ConnectedAccount | None:
    return next((one for one in stripe_connect.accounts() if one.seller_id == operation.subject), None)


OPENING = OperationKind(name="account", ask=_ask_for_account, look_up=_look_up_account)
