"""Counterparts: the journal that must name each balance transaction of Stripe, and the journals only Stripe tells of.

What we asked of Stripe, or were paid through it, is booked where it is noticed, under the id of Stripe's object. Fees,
payouts to the platform's bank and top-ups are known from Stripe's list alone: they are booked from it, under the id
of the balance transaction. Nothing else is booked from it: what has no counterpart is reported.
"""

from chalicelib.gateways.stripe import BalanceSource, BalanceTransaction
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import Journal

# The kinds of journals that may name a transaction of a type: `<kind>#<id of its source>`.
# Source of the types: https://docs.stripe.com/reports/balance-transaction-types
BOOKED_WHERE_NOTICED: dict[str, tuple[str, ...]] = {
    "charge": ("capture", "late_capture"),
    "payment": ("capture", "late_capture"),
    "refund": ("refund", "refund_unsettled"),
    "payment_refund": ("refund", "refund_unsettled"),
    "refund_failure": ("refund_returned", "refund_unsettled_returned"),
    "payment_failure_refund": ("refund_returned", "refund_unsettled_returned"),
    "transfer": ("transfer",),
    "transfer_refund": ("transfer_reversal",),
}
# The account on the other side of what only Stripe tells of.
TOLD_BY_STRIPE: dict[str, Account] = {
    "payout": Account.BANK,
    "payout_failure": Account.BANK,
    "payout_cancel": Account.BANK,
    "topup": Account.BANK,
    "topup_reversal": Account.BANK,
    "stripe_fee": Account.STRIPE_FEES,
    "tax_fee": Account.STRIPE_FEES,
}


def source_id(transaction: BalanceTransaction) -> str:
    """The id of what moved the balance; empty where Stripe names nothing."""
    source = transaction.source
    return source.id if isinstance(source, BalanceSource) else source or ""


def journal_ids(transaction: BalanceTransaction) -> tuple[str, ...]:
    """The ids under which the journal of a transaction may be booked, the usual one first; empty where none must be.

    A payment is booked under its PaymentIntent, what a dispute takes or returns under the transaction itself.
    """
    source = transaction.source
    if not isinstance(source, BalanceSource):
        return ()
    if _is_of_dispute(transaction):
        return (f"dispute#{transaction.id}",)
    named = source.payment_intent if source.object == "charge" else source.id
    return tuple(f"{kind}#{named}" for kind in BOOKED_WHERE_NOTICED.get(transaction.type, ()) if named)


def booked_minor(transaction: BalanceTransaction) -> int:
    """What the journal of a transaction must post to the Stripe balance, in minor units."""
    return transaction.amount_minor - (transaction.fee_minor if _is_of_dispute(transaction) else 0)


def told_fee_minor(transaction: BalanceTransaction) -> int:
    """The fee that is booked from Stripe's list; that of a dispute is in the dispute's own journal."""
    return 0 if _is_of_dispute(transaction) else transaction.fee_minor


def _is_of_dispute(transaction: BalanceTransaction) -> bool:
    source = transaction.source
    return isinstance(source, BalanceSource) and source.object == "dispute"


def told_journals(transaction: BalanceTransaction) -> list[Journal]:
    """The journals that are booked from Stripe's list: of the fee, and of a payout, a top-up or a fee by itself."""
    currency, told = transaction.currency.upper(), []
    fee_minor = told_fee_minor(transaction)
    if fee_minor:
        fee = {Account.STRIPE.value: -fee_minor, Account.STRIPE_FEES.value: fee_minor}
        told.append(Journal(order_id=transaction.id, journal_id=fee_id(transaction), currency=currency, postings=fee))
    other = TOLD_BY_STRIPE.get(transaction.type)
    if other is not None and transaction.amount_minor:
        postings = {Account.STRIPE.value: transaction.amount_minor, other.value: -transaction.amount_minor}
        journal_id = f"{transaction.type}#{source_id(transaction) or transaction.id}"
        told.append(Journal(order_id=transaction.id, journal_id=journal_id, currency=currency, postings=postings))
    return told


def unsettled_journals(transaction: BalanceTransaction, order_id: str) -> list[Journal]:
    """The journals of a refund that failed before we knew that it had succeeded: its money left and came back.

    The amount is owed to the buyer since the failure, so both journals are against that, and together nothing. They are
    for a refund without the journal `refund#…`, which is never booked once Stripe says that it failed.
    """
    source = transaction.source
    if not isinstance(source, BalanceSource) or (source.object, source.status) != ("refund", "failed"):
        return []
    left_minor, currency = -abs(transaction.amount_minor), transaction.currency.upper()
    return [
        Journal(
            order_id=order_id,
            journal_id=f"{kind}#{source.id}",
            currency=currency,
            postings={Account.STRIPE.value: minor, Account.OWED_BACK.value: -minor},
        )
        for kind, minor in (("refund_unsettled", left_minor), ("refund_unsettled_returned", -left_minor))
    ]


def fee_id(transaction: BalanceTransaction) -> str:
    """The id of the journal of what Stripe kept of a transaction."""
    return f"fee#{transaction.id}"


def followed_object(transaction: BalanceTransaction) -> tuple[str, str] | None:
    """The kind and id of the object at Stripe whose event would have told of a transaction."""
    source = transaction.source
    if not isinstance(source, BalanceSource):
        return None
    if source.object == "charge":
        return ("payment_intent", source.payment_intent) if source.payment_intent else None
    return source.object, source.id
