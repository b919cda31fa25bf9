"""The ledger postings of a line's sale, refund and repayment."""

import msgspec

from chalicelib.kernel.values.money import reversed_so_far
from chalicelib.payments.commission import LineAmounts
from chalicelib.payments.ledger.accounts import Account, seller_account
from chalicelib.payments.refund_parts import Part, Parts, amounts_by_part


def sale_postings(seller_id: str, amounts: LineAmounts) -> dict[str, int]:
    """The capture of one line as signed postings that sum to zero: debits positive, credits negative."""
    return _without_zeros(
        {
            Account.STRIPE: amounts.paid_minor,
            seller_account(seller_id): -amounts.seller_net_minor,
            Account.COMMISSION: -amounts.commission_minor,
            Account.COMMISSION_VAT: -amounts.commission_vat_minor,
            Account.SERVICE_FEE: amounts.fee_vat_minor - amounts.fee_minor,
            Account.SERVICE_FEE_VAT: -amounts.fee_vat_minor,
            Account.FACILITATOR_TAX: -amounts.tax_minor,
            Account.CONTRIBUTION: -amounts.contribution_minor,
        }
    )


class Reversal(msgspec.Struct, frozen=True, kw_only=True):
    """What one refund does to its line: the buyer gets `amount_minor`, and of the sale of each part `reverses` is
    undone, after `before` was undone by earlier refunds (minor units). What goes beyond it is an expense of the
    platform."""

    amount_minor: int
    reverses: Parts
    before: Parts
    expense: Account = Account.GOODWILL


def refund_postings(seller_id: str, amounts: LineAmounts, reversal: Reversal) -> dict[str, int]:
    """A refund of a line as postings: each part's sale is undone by the difference of cumulative shares.

    Refunds that together undo a part reverse its share of `sale_postings` exactly, however they are split. What the
    buyer gets beyond what is undone is the platform's expense; what is undone beyond it ends an earlier goodwill.
    Raises: ValueError if more of a part is undone than is left.
    """
    by_part = amounts_by_part(amounts)
    undone = [
        _undoing(
            part,
            seller_id,
            by_part[part],
            before_minor=reversal.before.of(part),
            minor=reversal.reverses.of(part),
        )
        for part in Part
    ]
    borne_minor = reversal.amount_minor - reversal.reverses.total_minor
    expense = reversal.expense if borne_minor > 0 else Account.GOODWILL
    return merged([*undone, {Account.STRIPE: -reversal.amount_minor, expense: borne_minor}])


def _undoing(part: Part, seller_id: str, amounts: LineAmounts, *, before_minor: int, minor: int) -> dict[str, int]:
    """What undoes `minor` of a part's sale, without the money. The seller takes the rest, of the fee the platform."""
    paid_minor, after_minor = amounts.paid_minor, before_minor + minor
    if not 0 <= before_minor <= after_minor <= paid_minor:
        raise ValueError("a refund undoes between nothing and all of a part")
    rest = Account.SERVICE_FEE if part is Part.SERVICE_FEE else seller_account(seller_id)
    postings: dict[str, int] = {}
    for account, posted_minor in sale_postings(seller_id, amounts).items():
        if account not in (Account.STRIPE, rest):
            taken_minor = reversed_so_far(-posted_minor, after_minor, paid_minor)
            postings[account] = taken_minor - reversed_so_far(-posted_minor, before_minor, paid_minor)
    return {**postings, rest: minor - sum(postings.values())}


def owed_postings(seller_id: str, amounts: LineAmounts, reversal: Reversal) -> dict[str, int]:
    """A refund that did not reach the buyer: the sale is reversed, and the platform owes the buyer the amount."""
    return paid_from(Account.OWED_BACK, refund_postings(seller_id, amounts, reversal))


def repayment_postings(amount_minor: int) -> dict[str, int]:
    """Money owed to a buyer is paid out; a negative amount means that the bank returned it."""
    return {Account.STRIPE: -amount_minor, Account.OWED_BACK: amount_minor}


def suspense_postings(amount_minor: int) -> dict[str, int]:
    """A refund was made of which no line is known yet."""
    return {Account.STRIPE: -amount_minor, Account.SUSPENSE: amount_minor}


def paid_from(account: Account, postings: dict[str, int]) -> dict[str, int]:
    """A refund whose money is not Stripe's to send: it is owed to the buyer, or lies on suspense already."""
    return {account if posted == Account.STRIPE else posted: minor for posted, minor in postings.items()}


def bank_transfer_postings(amount_minor: int) -> dict[str, int]:
    """Money owed to a buyer is paid from the platform's bank account instead of through Stripe."""
    return {Account.BANK: -amount_minor, Account.OWED_BACK: amount_minor}


def merged(many: list[dict[str, int]]) -> dict[str, int]:
    """The postings of several lines added up per account."""
    total: dict[str, int] = {}
    for postings in many:
        for account, minor in postings.items():
            total[account] = total.get(account, 0) + minor
    return _without_zeros(total)


def _without_zeros(postings: dict[str, int]) -> dict[str, int]:
    return {account: minor for account, minor in postings.items() if minor}


def transfer_postings(seller_id: str, amount_minor: int) -> dict[str, int]:
    """A seller's share is transferred to the seller's Stripe balance; a negative amount is taken back from it."""
    return {seller_account(seller_id): amount_minor, Account.STRIPE: -amount_minor}


def netting_postings(seller_id: str, amount_minor: int) -> dict[str, int]:
    """A debt of another order is settled from a seller's share; a negative amount is the debt's side of it."""
    return {seller_account(seller_id): amount_minor, Account.DEBT_NETTING: -amount_minor}
