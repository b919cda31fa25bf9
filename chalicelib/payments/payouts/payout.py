"""A payout as a value: what a seller's bank is sent, and of which entries it consists."""

import msgspec

from chalicelib.payments.payouts.payout_lifecycle import PayoutState


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """A payout as it is stored. `payout_id` is `<day>-<currency>`: a seller has one per day and currency.

    carried_minor + the entries numbered `first_entry` to `last_entry` - kept_minor = amount_minor: what the payout
    before left, what came in and was taken back since, and what stays for the next one.
    """

    seller_id: str
    payout_id: str
    account_id: str
    currency: str
    amount_minor: int
    carried_minor: int
    kept_minor: int
    first_entry: int
    last_entry: int
    state: PayoutState
    operation_id: str
    created_at: str
    changed_at: str
    looked_at: str
    version: int
    stripe_id: str | None = None
    arrives_on: str | None = None
    bank_reference: str | None = None
    code: str | None = None


def payout_id_of(day: str, currency: str) -> str:
    """`2026-12-06-EUR`."""
    return f"{day}-{currency}"
