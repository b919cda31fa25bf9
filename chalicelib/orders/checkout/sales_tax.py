"""Sales tax of an American order: calculated by Stripe Tax for its address, line by line, before it is priced.

The platform is the marketplace facilitator: it collects the tax and remits it, whoever the seller is.
"""

from collections.abc import Sequence

import msgspec

from chalicelib.gateways import stripe, stripe_tax
from chalicelib.gateways.stripe_tax import GOODS, SHIPPING, TaxableItem, TaxAddress
from chalicelib.kernel.values.problems import InvalidRequest, Problem
from chalicelib.orders.line import Line

UNKNOWN_LOCATION = "customer_tax_location_invalid"


class TaxUnavailable(Problem):
    """Nothing was reserved. The same request may be sent again."""

    slug, status, title = "tax-unavailable", 503, "The sales tax cannot be calculated now"
    retry_after_seconds = 2


class SalesTax(msgspec.Struct, frozen=True, kw_only=True):
    """The tax on each line in their order (minor units), and the id of Stripe's calculation."""

    calculation_id: str
    line_minors: tuple[int, ...]


def sales_tax(lines: Sequence[Line], address: TaxAddress, currency: str) -> SalesTax:
    """The tax on the lines of an order. The service fee is taxed as the device, which it cannot be bought without.

    Raises: InvalidRequest for an address that has no tax location, TaxUnavailable.
    """
    items = [item for line in lines for item in _items(line)]
    try:
        calculated = stripe_tax.calculate(items, address, currency)
    except stripe.StripeRefused as refusal:
        if refusal.code != UNKNOWN_LOCATION:
            raise
        fault = {"pointer": "/delivery_address/postal_code", "reason": "no tax location"}
        raise InvalidRequest(errors=[fault]) from refusal
    except stripe.OutcomeUnknown as unknown:
        raise TaxUnavailable() from unknown
    tax = calculated.tax_minor
    return SalesTax(
        calculation_id=calculated.id,
        line_minors=tuple(sum(tax[item.reference] for item in _items(line)) for line in lines),
    )


def _items(line: Line) -> list[TaxableItem]:
    amounts = line.amounts
    goods = TaxableItem(reference=line.line_id, amount_minor=amounts.price_minor + amounts.fee_minor, code=GOODS)
    if not amounts.shipping_minor:
        return [goods]
    shipping = f"{line.line_id}-shipping"
    return [goods, TaxableItem(reference=shipping, amount_minor=amounts.shipping_minor, code=SHIPPING)]
