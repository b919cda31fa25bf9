"""The parts of a sold line that can go back alone: goods, shipping and service fee, with what follows each of them."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from chalicelib.kernel.values.money import split
from chalicelib.payments.commission import LineAmounts


class Part(StrEnum):
    GOODS = "GOODS"
    SHIPPING = "SHIPPING"
    SERVICE_FEE = "SERVICE_FEE"


class Parts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One amount of each part of a line, in minor units."""

    goods_minor: int = 0
    shipping_minor: int = 0
    service_fee_minor: int = 0

    @property
    def total_minor(self) -> int:
        return self.goods_minor + self.shipping_minor + self.service_fee_minor

    def of(self, part: Part) -> int:
        """The amount of one part."""
        return {
            Part.GOODS: self.goods_minor,
            Part.SHIPPING: self.shipping_minor,
            Part.SERVICE_FEE: self.service_fee_minor,
        }[part]

    def plus(self, other: "Parts") -> "Parts":
        """The sum, part by part."""
        return parts_of(self.of(part) + other.of(part) for part in Part)

    def minus(self, other: "Parts") -> "Parts":
        """The difference, part by part."""
        return parts_of(self.of(part) - other.of(part) for part in Part)


NO_PARTS = Parts()


def parts_of(minors: Iterable[int]) -> Parts:
    """The amounts of goods, shipping and service fee, in this order."""
    goods_minor, shipping_minor, service_fee_minor = minors
    return Parts(goods_minor=goods_minor, shipping_minor=shipping_minor, service_fee_minor=service_fee_minor)


def amounts_by_part(amounts: LineAmounts) -> dict[Part, LineAmounts]:
    """The amounts of a line divided over its parts; added up they are the line's.

    Sales tax follows price, shipping and fee in proportion; commission and the VAT on it follow price and shipping; the
    contribution follows the goods. Each is divided by largest remainder.
    """
    goods_tax, shipping_tax, fee_tax = split(
        amounts.tax_minor, [amounts.price_minor, amounts.shipping_minor, amounts.fee_minor]
    )
    sold = [amounts.price_minor, amounts.shipping_minor]
    goods_commission, shipping_commission = split(amounts.commission_minor, sold)
    goods_vat, shipping_vat = split(amounts.commission_vat_minor, sold)
    nothing = LineAmounts(price_minor=0, shipping_minor=0, fee_minor=0, fee_vat_minor=0, commission_minor=0)
    return {
        Part.GOODS: msgspec.structs.replace(
            nothing,
            price_minor=amounts.price_minor,
            tax_minor=goods_tax,
            contribution_minor=amounts.contribution_minor,
            commission_minor=goods_commission,
            commission_vat_minor=goods_vat,
        ),
        Part.SHIPPING: msgspec.structs.replace(
            nothing,
            shipping_minor=amounts.shipping_minor,
            tax_minor=shipping_tax,
            commission_minor=shipping_commission,
            commission_vat_minor=shipping_vat,
        ),
        Part.SERVICE_FEE: msgspec.structs.replace(
            nothing, fee_minor=amounts.fee_minor, fee_vat_minor=amounts.fee_vat_minor, tax_minor=fee_tax
        ),
    }


def paid_by_part(amounts: LineAmounts) -> Parts:
    """What the buyer paid for each part of a line, with the tax on it, and with the contribution for the goods."""
    by_part = amounts_by_part(amounts)
    return parts_of(by_part[part].paid_minor for part in Part)


def taken_in_order(amount_minor: int, left: Parts, wanted: Iterable[Part]) -> Parts:
    """An amount taken from the wanted parts: from the goods until nothing of them is left, then shipping, then the fee.

    What they do not have is not taken: the total is then below the amount.
    """
    named = frozenset(wanted)
    taken: list[int] = []
    for part in Part:
        taken.append(min(amount_minor - sum(taken), left.of(part)) if part in named else 0)
    return parts_of(taken)
