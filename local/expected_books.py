"""Reckoning: what one sale must have put into the books, worked out anew and in fractions.

It shares the chart of accounts with the code that books a sale, and no figure: the rates are stated here again, and
rounding is that of `decimal`.
"""

from decimal import ROUND_HALF_EVEN, Decimal

import msgspec

from chalicelib.payments.ledger.accounts import Account, seller_account
from local.places import Cell

COMMISSION = Decimal("0.10")
# The standard rate of the platform's seat and of the market the tour buys in; the United States know no VAT.
VAT: dict[Cell, Decimal] = {"eu": Decimal("0.20"), "us": Decimal(0)}
SEAT: dict[Cell, str] = {"eu": "FR", "us": "US"}


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """One sold device, as its buyer and its seller see it; amounts in minor units."""

    cell: Cell
    seller_id: str
    seller_country: str
    seller_vat_checked: bool
    price_minor: int
    shipping_minor: int
    fee_minor: int
    tax_minor: int


def commission_minor(sale: Sale) -> int:
    """A tenth of what the buyer pays for the device, its shipping and the sales tax on them."""
    return _whole((sale.price_minor + sale.shipping_minor + sale.tax_minor) * COMMISSION)


def commission_vat_minor(sale: Sale) -> int:
    """The seat's VAT on the commission, unless the seller owes it abroad under a checked number."""
    reverse_charge = sale.seller_country != SEAT[sale.cell] and sale.seller_vat_checked
    return 0 if reverse_charge else _whole(commission_minor(sale) * VAT[sale.cell])


def postings(sale: Sale) -> dict[str, int]:
    """The journal of the sale by account, + what we hold, - what we owe or earned; accounts without money left out."""
    commission, vat = commission_minor(sale), commission_vat_minor(sale)
    fee_vat = _whole(sale.fee_minor * VAT[sale.cell] / (1 + VAT[sale.cell]))
    booked = {
        Account.STRIPE: sale.price_minor + sale.shipping_minor + sale.fee_minor + sale.tax_minor,
        seller_account(sale.seller_id): commission + vat - sale.price_minor - sale.shipping_minor,
        Account.COMMISSION: -commission,
        Account.COMMISSION_VAT: -vat,
        Account.SERVICE_FEE: fee_vat - sale.fee_minor,
        Account.SERVICE_FEE_VAT: -fee_vat,
        Account.FACILITATOR_TAX: -sale.tax_minor,
    }
    return {account: minor for account, minor in booked.items() if minor}


def _whole(minor: Decimal) -> int:
    return int(minor.quantize(Decimal(1), ROUND_HALF_EVEN))
