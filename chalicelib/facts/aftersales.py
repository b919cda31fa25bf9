"""Facts of what follows a sale: guarantees, withdrawals, returns. Past tense, ids and values, never personal data."""

from chalicelib.facts.orders import LineFact


class GuaranteeIssued(LineFact, frozen=True, kw_only=True):
    """A delivered line has its guarantee. The days are the last ones; the legal one is absent where the law sets none.

    Announced by aftersales.guarantees.issuance.
    """

    commercial_ends_on: str
    legal_ends_on: str | None = None


class GuaranteeExtended(LineFact, frozen=True, kw_only=True):
    """A repair that the buyer chose lengthened the legal guarantee, whose last day is now `legal_ends_on`.

    `cause_id` is the return that was repaired. Announced by aftersales.guarantees.extensions.
    """

    cause_id: str
    months: int
    legal_ends_on: str
