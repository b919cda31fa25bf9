"""The acts that store a dispute, list it for sellers, and book what its bank moved and what a loss costs."""

from collections.abc import Iterable

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.payments.disputes.dispute import Dispute, Movement, waiting_for
from chalicelib.payments.disputes.models import DisputeItem, SellerDisputeItem
from chalicelib.payments.ledger.accounts import Account
from chalicelib.payments.ledger.journals import Journal


def store_act(before: Dispute | None, now: Dispute) -> transactions.Act:
    """The act that stores a dispute as it has become. Conflict if it changed since it was read."""
    item = DisputeItem(**msgspec.structs.asdict(now) | {"files": now.files or None}, waiting_for=waiting_for(now))
    if before is None:
        return transactions.put_new(item)
    return transactions.put(item, DisputeItem.version == before.version)


def change_act(dispute: Dispute, **changes: object) -> transactions.Act:
    """The act that gives a dispute other values, as its next version. Conflict if it changed since it was read."""
    now = msgspec.structs.replace(dispute, **changes, changed_at=clock.timestamp(), version=dispute.version + 1)
    return store_act(dispute, now)


def note_look(dispute: Dispute) -> None:
    """Store that Stripe was asked for a dispute and had no news."""
    key = DisputeItem(dispute.order_id, dispute.dispute_id)
    looked = DisputeItem.looked_at.set(clock.timestamp())
    transactions.write(transactions.update(key, looked, condition=DisputeItem.version.exists()))


def listing_acts(dispute: Dispute, seller_ids: Iterable[str]) -> list[transactions.Act]:
    """The acts that list a dispute for the sellers of its order."""
    listed_at = f"{dispute.opened_at}#{dispute.dispute_id}"
    return [
        transactions.put(
            SellerDisputeItem(seller_id, listed_at, order_id=dispute.order_id, dispute_id=dispute.dispute_id)
        )
        for seller_id in sorted(set(seller_ids))
    ]


def movement_journal(dispute: Dispute, moved: Movement) -> Journal:
    """What a balance transaction moved: the platform's balance pays it, the bank has it, Stripe keeps its fee.

    The fee is the platform's expense whatever becomes of the dispute; below 0 it is given back.
    """
    postings = {
        Account.STRIPE.value: moved.amount_minor - moved.fee_minor,
        Account.DISPUTED.value: -moved.amount_minor,
        Account.STRIPE_FEES.value: moved.fee_minor,
    }
    return Journal(
        order_id=dispute.order_id,
        journal_id=f"dispute#{moved.transaction_id}",
        currency=dispute.currency,
        postings={account: minor for account, minor in postings.items() if minor},
    )


def loss_journal(dispute: Dispute, amount_minor: int) -> Journal:
    """A part of a loss that is the platform's own; below 0 it is taken back: something explains it after all."""
    return Journal(
        order_id=dispute.order_id,
        journal_id=f"dispute_loss#{dispute.dispute_id}#{dispute.version}",
        currency=dispute.currency,
        postings={Account.DISPUTED.value: -amount_minor, Account.DISPUTE_LOSSES.value: amount_minor},
    )
