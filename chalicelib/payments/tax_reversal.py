"""What of a line's sales tax a refund undoes, divided over the items that Stripe Tax has of the line."""

import msgspec

from chalicelib.kernel.values.money import reversed_so_far, split
from chalicelib.payments.commission import LineAmounts
from chalicelib.payments.refund_parts import Part, Parts, amounts_by_part


class TaxedItem(msgspec.Struct, frozen=True, kw_only=True):
    """An amount without tax, and the tax on it (minor units)."""

    amount_minor: int = 0
    tax_minor: int = 0

    def minus(self, other: "TaxedItem") -> "TaxedItem":
        """The difference."""
        return TaxedItem(
            amount_minor=self.amount_minor - other.amount_minor, tax_minor=self.tax_minor - other.tax_minor
        )


NOTHING = TaxedItem()


class TaxedLine(msgspec.Struct, frozen=True, kw_only=True):
    """The items of a line: the device with the service fee, and its shipping."""

    goods: TaxedItem
    shipping: TaxedItem = NOTHING


def undone(amounts: LineAmounts, taxed: TaxedLine, *, before: Parts, reverses: Parts) -> TaxedLine:
    """What a refund takes back of each item, after `before` was undone by earlier refunds.

    The tax of both items together is what the refund's journal posts, so refunds that together undo a line reverse its
    tax exactly. Our books divide a line's tax by price; Stripe's items have their own, since shipping may be exempt.
    """
    after = before.plus(reverses)
    now, earlier = _so_far(amounts, taxed, after), _so_far(amounts, taxed, before)
    return TaxedLine(goods=now.goods.minus(earlier.goods), shipping=now.shipping.minus(earlier.shipping))


def _so_far(amounts: LineAmounts, taxed: TaxedLine, undone_parts: Parts) -> TaxedLine:
    """What refunds of these parts take back of each item, cumulatively."""
    tax_minor, base = 0, dict.fromkeys(Part, 0)
    for part, of_part in amounts_by_part(amounts).items():
        paid_minor, undone_minor = of_part.paid_minor, undone_parts.of(part)
        without_tax = of_part.price_minor + of_part.shipping_minor + of_part.fee_minor
        tax_minor += reversed_so_far(of_part.tax_minor, undone_minor, paid_minor)
        base[part] = reversed_so_far(without_tax, undone_minor, paid_minor)
    # Of two shares neither falls while the whole grows.
    goods_tax, shipping_tax = split(tax_minor, [taxed.goods.tax_minor, taxed.shipping.tax_minor])
    return TaxedLine(
        goods=TaxedItem(amount_minor=base[Part.GOODS] + base[Part.SERVICE_FEE], tax_minor=goods_tax),
        shipping=TaxedItem(amount_minor=base[Part.SHIPPING], tax_minor=shipping_tax),
    )
