"""Paying out: on a payout day what a seller has at Stripe is sent to its bank, once per day and currency."""

from datetime import date

from chalicelib.facts.payments import PayoutCreated
from chalicelib.gateways import stripe_connect
from chalicelib.kernel.fact_store import record_act
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.payments.money_commands import PayOut
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import OperationExists, StripeOperation
from chalicelib.payments.payouts import funds, payout_operations, payout_outcomes, queries
from chalicelib.payments.payouts.funds_entry import Funds
from chalicelib.payments.payouts.payout import Payout, payout_id_of
from chalicelib.payments.payouts.payout_lifecycle import FIRST
from chalicelib.payments.payouts.payout_terms import PayoutTier, is_payout_day, payout_minor, tier_of
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.profile.seller import Seller
from chalicelib.sellers.profile.stripe_account import StripeAccount
from chalicelib.sellers.quality import lapses


def pay_out(command: PayOut) -> None:
    """Pay a seller's funds in a currency out, if it is the seller's day and there is enough. Again is a no-op.

    Raises: OutcomeUnknown while Stripe does not answer, Conflict if the funds kept changing.
    """
    operation = transactions.retry_on_conflict(lambda: _begin(command), Conflict, OperationExists)
    if operation is not None:
        payout_outcomes.finish(operation)


def _begin(command: PayOut) -> StripeOperation | None:
    """Decide a payout and commit it with the operation that asks Stripe; None if there is none to make."""
    day = date.fromisoformat(command.day)
    seller = sellers.seller(command.seller_id)
    account, tier = seller.stripe_account, tier_of_seller(seller, day)
    if account is None or not account.may_pay_out or not is_payout_day(tier, command.currency, settings.cell, day):
        return None
    if queries.find(command.seller_id, payout_id_of(command.day, command.currency)) is not None:
        return None
    return _start(command, account, tier)


def _start(command: PayOut, account: StripeAccount, tier: PayoutTier) -> StripeOperation | None:
    before = funds.read(command.seller_id, command.currency)
    # Stripe has the last word on what is there: some of it may be on its way, or taken by a reversal just now.
    at_stripe_minor = stripe_connect.available_minor(account.account_id, command.currency)
    day = date.fromisoformat(command.day)
    amount_minor = payout_minor(before, tier, at_stripe_minor=at_stripe_minor, on=day)
    if not amount_minor:
        return None
    payout = _payout(command, account, before, amount_minor)
    created = PayoutCreated(
        payout_id=payout.payout_id,
        seller_id=payout.seller_id,
        currency=payout.currency,
        amount_minor=amount_minor,
        version=payout.version,
    )
    left = funds.entry("PAYOUT", -amount_minor, payout_id=payout.payout_id)
    failed = before.failed_payout_id
    transactions.commit(
        [
            *payout_operations.request_acts(payout),
            *funds.pay_out_acts(before, left),
            *([payout_operations.replace_act(payout.seller_id, failed)] if failed else []),
            record_act(created),
        ]
    )
    return stripe_operations.find(payout.seller_id, payout.operation_id)


def _payout(command: PayOut, account: StripeAccount, before: Funds, amount_minor: int) -> Payout:
    now, payout_id = clock.timestamp(), payout_id_of(command.day, command.currency)
    return Payout(
        seller_id=command.seller_id,
        payout_id=payout_id,
        account_id=account.account_id,
        currency=command.currency,
        amount_minor=amount_minor,
        carried_minor=before.carried_minor,
        kept_minor=before.balance_minor - amount_minor,
        first_entry=before.paid_through + 1,
        last_entry=before.entries,
        state=FIRST,
        operation_id=payout_operations.operation_id_of(payout_id),
        created_at=now,
        changed_at=now,
        looked_at=now,
        version=1,
    )


def tier_of_seller(seller: Seller, on: date) -> PayoutTier:
    """The tier that a seller is paid out by on a day."""
    return tier_of(seller.admitted_at, lapses=lapses.lapses_of(seller.seller_id), on=on)
