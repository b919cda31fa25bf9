"""What a buyer may choose for a device that comes back. Pure.

Source of the order of remedies: Directive (EU) 2019/771 art. 13: repair or replacement first, the money where neither
worked. The second failure of the same kind is not repaired once more, the third is refunded: the platform's terms.
"""

from collections.abc import Collection

from chalicelib.aftersales.cases.reasons import NON_CONFORMITY, ReturnReason, Wish
from chalicelib.aftersales.returns.buyer_rights import WITHOUT_REASON, Right
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.kernel.values.problems import Problem

# No repair makes another device of it.
_BEYOND_REPAIR = frozenset({ReturnReason.NOT_AS_DESCRIBED, ReturnReason.WRONG_DEVICE})
REPAIRS_MAX, REMEDIES_MAX = 1, 2


class NotTheSoldUnit(Problem):
    """A device that is not the one that was sold is not put into the stock, repaired or replaced."""

    slug, status, title = "not-the-sold-unit", 409, "The serial number is not that of the device that was sold"


class WishNotAvailable(Problem):
    """`wishes` are those the buyer may choose from."""

    slug, status, title = "wish-not-available", 409, "This cannot be chosen for this return"


def wishes(reason: ReturnReason, rights: Collection[Right], remedied: int) -> tuple[Wish, ...]:
    """What may be chosen, by the rights in force and by how often the same fault was remedied before."""
    is_refundable = bool(WITHOUT_REASON.intersection(rights))
    if reason not in NON_CONFORMITY:
        return ("REFUND",) if is_refundable else ()
    if remedied >= REMEDIES_MAX:
        return ("REFUND",)
    found: list[Wish] = ["REFUND"] if is_refundable or remedied >= REPAIRS_MAX else []
    if remedied < REPAIRS_MAX and reason not in _BEYOND_REPAIR:
        found.append("REPAIR")
    found.append("EXCHANGE")
    return tuple(found)


def excluded(found: DeviceReturn) -> frozenset[Wish]:
    """What is not done for the device that came, because it is another one than was sold.

    A buyer who was sent a wrong device still gets the right one for it.
    """
    if not found.is_another_device:
        return frozenset()
    return frozenset({"REPAIR"}) if found.reason is ReturnReason.WRONG_DEVICE else frozenset({"REPAIR", "EXCHANGE"})


def require_sold_unit(wish: Wish, found: DeviceReturn) -> None:
    """Raises: NotTheSoldUnit where this is not done for the device that came."""
    if wish in excluded(found):
        raise NotTheSoldUnit("Correct the inspection if its serial number was wrong; otherwise refuse or refund")


def require_wish(wish: Wish, available: tuple[Wish, ...]) -> None:
    """Raises: WishNotAvailable unless it is one of those available."""
    if wish not in available:
        raise WishNotAvailable(wishes=available)
