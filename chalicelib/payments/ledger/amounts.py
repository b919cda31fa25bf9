"""The amounts of one sold line, and their ledger postings at sale, refund and repayment."""

import msgspec

from chalicelib.kernel.values.money import contained, reversed_so_far, share
from chalicelib.payments.ledger.accounts import Account, seller_account, seller_of


class LineAmounts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line's amounts in minor units, frozen when the order is placed.

    The buyer pays price + shipping + fee + tax + contribution. Tax is US sales tax, which the platform collects and
    remits; price, shipping and fee include European VAT. Commission and the VAT on it are deducted from the seller's
    price and shipping.
    """

    price_minor: int
    shipping_minor: int
    fee_minor: int
    fee_vat_minor: int
    tax_minor: int = 0
    contribution_minor: int = 0
    commission_minor: int
    commission_vat_minor: int = 0

    @property
    def paid_minor(self) -> int:
        """What the buyer pays for the line."""
        return self.price_minor + self.shipping_minor + self.fee_minor + self.tax_minor + self.contribution_minor

    @property
    def seller_net_minor(self) -> int:
        """What the platform owes the seller for the line."""
        return self.price_minor + self.shipping_minor - self.commission_minor - self.commission_vat_minor


class SaleRates(msgspec.Struct, frozen=True, kw_only=True):
    """The rates that apply to a sale, in basis points."""

    commission_bp: int
    commission_vat_bp: int
    fee_vat_bp: int


def line_amounts(
    terms: SaleRates,
    *,
    price_minor: int,
    shipping_minor: int,
    fee_minor: int,
    tax_minor: int = 0,
    contribution_minor: int = 0,
) -> LineAmounts:
    """A line's amounts. Commission is a share of the amount including tax and shipping; the seller gets the exact rest.

    Raises: ValueError if the commission and its VAT are more than price and shipping.
    """
    commission_minor = share(price_minor + shipping_minor + tax_minor, terms.commission_bp)
    amounts = LineAmounts(
        price_minor=price_minor,
        shipping_minor=shipping_minor,
        fee_minor=fee_minor,
        fee_vat_minor=contained(fee_minor, terms.fee_vat_bp),
        tax_minor=tax_minor,
        contribution_minor=contribution_minor,
        commission_minor=commission_minor,
        commission_vat_minor=share(commission_minor, terms.commission_vat_bp),
    )
    if amounts.seller_net_minor < 0:
        raise ValueError("the commission is more than the sale")
    return amounts


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
