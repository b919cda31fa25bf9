"""What each demo seller's quality costs, per category: the expected cost of what goes wrong in one sale."""

from collections.abc import Iterable

from chalicelib.catalog.categories.category_tree import path
from local.demo.market import DemoProduct, DemoSeller, DemoStanding

BASIS_POINTS = 10_000

# What one bad event costs: handling and a label, plus a share of the device (in basis points of a typical sale).
DEFECTIVE_FIXED_MINOR, DEFECTIVE_SHARE = 1_200, 2_000
NOT_AS_GRADED_FIXED_MINOR, NOT_AS_GRADED_SHARE = 1_200, 1_000
LATE_FIXED_MINOR, LATE_SHARE = 500, 200
CANCELLED_FIXED_MINOR, CANCELLED_SHARE = 500, 500

WEAK_DEPARTMENT_FACTOR = 2


def department(category: str) -> str:
    """The slug of the top category above `category`."""
    return path(category)[0].slug


def _typical_sale_minor(category: str, products: Iterable[DemoProduct]) -> int:
    """Half of the mean price new: where refurbished prices of the demo lie."""
    prices = [each.reference_price.amount_minor for each in products if each.category == category]
    return sum(prices) // (2 * len(prices))


def penalty_minor(seller: DemoSeller, category: str, typical_sale_minor: int) -> int:
    """Expected cost of one sale going wrong: the sum over kinds of event of its rate times its cost."""
    defects = seller.defects
    events = (
        (defects.defective_basis_points, DEFECTIVE_FIXED_MINOR, DEFECTIVE_SHARE),
        (defects.not_as_graded_basis_points, NOT_AS_GRADED_FIXED_MINOR, NOT_AS_GRADED_SHARE),
        (defects.late_basis_points, LATE_FIXED_MINOR, LATE_SHARE),
        (defects.cancelled_basis_points, CANCELLED_FIXED_MINOR, CANCELLED_SHARE),
    )
    expected = sum(
        rate * (fixed_minor + typical_sale_minor * share // BASIS_POINTS) for rate, fixed_minor, share in events
    )
    weakness = WEAK_DEPARTMENT_FACTOR if department(category) in seller.weak_departments else 1
    return expected * weakness // BASIS_POINTS


def standings(products: tuple[DemoProduct, ...], sellers: tuple[DemoSeller, ...]) -> tuple[DemoStanding, ...]:
    """One standing for each seller in each category of the departments it trades in."""
    typical = {
        category: _typical_sale_minor(category, products) for category in sorted({each.category for each in products})
    }
    return tuple(
        DemoStanding(seller=seller.key, category=category, penalty_minor=penalty_minor(seller, category, sale_minor))
        for seller in sellers
        for category, sale_minor in typical.items()
        if department(category) in seller.departments
    )
