"""A payout as it is stored, so that whose it is can be asked."""

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.payments.payouts.models import PayoutItem
from chalicelib.payments.payouts.payout import Payout, payout_id_of
from chalicelib.payments.payouts.payout_lifecycle import PayoutState


def stored_payout(seller_id: str, day: str) -> str:
    """A paid payout of a seller without entries; its id."""
    now, payout_id = clock.timestamp(), payout_id_of(day, "EUR")
    payout = Payout(
        seller_id=seller_id,
        payout_id=payout_id,
        account_id="acct_1",
        currency="EUR",
        amount_minor=5_000,
        carried_minor=5_000,
        kept_minor=0,
        first_entry=1,
        last_entry=0,
        state=PayoutState.PAID,
        operation_id=f"payout#{payout_id}",
        created_at=now,
        changed_at=now,
        looked_at=now,
        version=1,
    )
    PayoutItem(**msgspec.structs.asdict(payout)).save()
    return payout_id
