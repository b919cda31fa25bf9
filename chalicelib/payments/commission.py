"""The commission on a sale, and the amounts of one sold line: what the buyer pays, what the seller gets."""

import msgspec

from chalicelib.kernel.values.money import contained, share


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
