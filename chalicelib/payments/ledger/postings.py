"""The ledger postings of a line's sale, refund and repayment."""

from chalicelib.kernel.values.money import reversed_so_far
from chalicelib.payments.commission import LineAmounts
from chalicelib.payments.ledger.accounts import Account, seller_account, seller_of


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


def refund_postings(
    seller_id: str, amounts: LineAmounts, *, refunded_before_minor: int, refund_minor: int
) -> dict[str, int]:
    """A partial or full refund of a line as postings: differences of cumulative shares; the seller takes the rest.

    The parts of a full refund together reverse `sale_postings` exactly, however it is split.
    Raises: ValueError if more is refunded than is left.
    """
    paid_minor, after_minor = amounts.paid_minor, refunded_before_minor + refund_minor
    postings: dict[str, int] = {Account.STRIPE: -refund_minor}
    for account, posted_minor in sale_postings(seller_id, amounts).items():
        if account != Account.STRIPE and seller_of(account) is None:
            taken_minor = reversed_so_far(-posted_minor, after_minor, paid_minor)
            postings[account] = taken_minor - reversed_so_far(-posted_minor, refunded_before_minor, paid_minor)
    postings[seller_account(seller_id)] = -sum(postings.values())
    return _without_zeros(postings)


def owed_postings(
    seller_id: str, amounts: LineAmounts, *, refunded_before_minor: int, refund_minor: int
) -> dict[str, int]:
    """A refund that did not reach the buyer: the sale is reversed, and the platform owes the buyer the amount."""
    postings = refund_postings(
        seller_id, amounts, refunded_before_minor=refunded_before_minor, refund_minor=refund_minor
    )
    return {Account.OWED_BACK if account == Account.STRIPE else account: minor for account, minor in postings.items()}


def repayment_postings(amount_minor: int) -> dict[str, int]:
    """Money owed to a buyer is paid out; a negative amount means that the bank returned it."""
    return {Account.STRIPE: -amount_minor, Account.OWED_BACK: amount_minor}


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
