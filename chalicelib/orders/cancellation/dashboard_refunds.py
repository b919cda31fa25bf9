"""Refunds made in Stripe's dashboard: each is taken over as what it pays here, and nothing is guessed.

It pays first what the buyer is owed: refunds that failed or were refused, a refund of the same amount before others,
older ones first. The rest is a refund of a line where only one line has anything left, or of every line where it is all
that is left of the order. Otherwise it lies on suspense until the operators name a line.
"""

from collections.abc import Mapping, Sequence

from chalicelib.gateways.stripe import StripeRefund
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values.problems import Conflict
from chalicelib.orders import queries
from chalicelib.orders.cancellation import refunding
from chalicelib.orders.cancellation.refunding import LineRefund
from chalicelib.orders.line import Line
from chalicelib.orders.order import Order
from chalicelib.payments import money_commands, refund_adoptions, refund_queries, refunded_lines, refunds
from chalicelib.payments.operations.stripe_operations import OperationExists, StripeOperation
from chalicelib.payments.refund import Refund, RefundedLine
from chalicelib.payments.refund_adoptions import Piece
from chalicelib.payments.refund_lifecycle import FIRST, OWED

TRIES_MAX = 4
# A line's refund takes four items of a transaction's hundred.
LINES_AT_ONCE_MAX = 20


class RefundNotExplained(Exception):
    """More was refunded in the dashboard than this order has left or owes now; a refund under way may explain it."""


def adopt(order_id: str, made: StripeRefund) -> list[StripeOperation]:
    """Take over a refund that no operation asked for; returns the operations that stand for it, one for each piece.

    The same refund again changes nothing. Nothing is stored for one that failed: the buyer never had it.
    Raises: RefundNotExplained, Conflict if the order kept changing.
    """
    for _ in range(TRIES_MAX):
        adopted = refund_adoptions.operations_of(order_id, made.id)
        if adopted or made.status in ("failed", "canceled"):
            return adopted
        order = queries.order(order_id)
        if made.currency != order.currency:
            raise RefundNotExplained(made.id)
        try:
            transactions.commit(_acts(order, made))
        except (Conflict, OperationExists):
            continue  # another refund, or this one, was decided between the read and the write: read again
        _ask_for_the_rest(order_id)
    raise Conflict()


def _ask_for_the_rest(order_id: str) -> None:
    """Send the commands of refunds that were refused as a whole and are asked for again, less what was paid of them."""
    waiting = [refund for refund in refund_queries.of_order(order_id) if refund.state == FIRST]
    money_commands.send(*(refunding.command(refund) for refund in waiting))


def _acts(order: Order, made: StripeRefund) -> list[transactions.Act]:
    known = refund_queries.of_order(order.order_id)
    acts, left_minor, pieces = _owed_acts(known, made)
    if not left_minor:
        return acts
    if left_minor > order.captured_minor - order.refunding_minor:
        raise RefundNotExplained(made.id)
    acts.append(refunding.cap_act(order, left_minor))
    counted = refunded_lines.of_order(order.order_id)
    open_lines = [(line, left) for line in order.lines if (left := _left_minor(line, counted))]
    is_everything = left_minor == sum(left for _, left in open_lines)
    if order.state != "PAID" or not (len(open_lines) == 1 or is_everything) or len(open_lines) > LINES_AT_ONCE_MAX:
        return acts + _suspense_acts(order, known, left_minor, Piece(made=made, number=pieces + 1))
    for number, (line, left) in enumerate(open_lines, pieces + 1):
        wanted = LineRefund(line_id=line.line_id, reason="DASHBOARD", amount_minor=min(left, left_minor))
        before = counted.get(line.line_id, RefundedLine())
        acts += refunding.plan_after(order, wanted, before=before, source=Piece(made=made, number=number)).acts
    return acts


def _left_minor(line: Line, counted: Mapping[str, RefundedLine]) -> int:
    return line.amounts.paid_minor - counted.get(line.line_id, RefundedLine()).requested_minor


def _owed_acts(known: Sequence[Refund], made: StripeRefund) -> tuple[list[transactions.Act], int, int]:
    """The acts that pay what is owed, what is left of the refund at Stripe after that, and the number of its pieces."""
    acts: list[transactions.Act] = []
    left_minor, pieces = made.amount_minor, 0
    owed = [refund for refund in known if refund.state in OWED]
    for refund in sorted(owed, key=lambda each: (each.amount_minor != made.amount_minor, each.requested_at)):
        if not left_minor:
            break
        pieces += 1
        piece = Piece(made=made, number=pieces)
        paid_minor = min(left_minor, refund.amount_minor)
        if paid_minor == refund.amount_minor:
            acts += refund_adoptions.pay_acts(refund, piece)
        else:
            number = 1 + sum(one.refund_id.startswith(f"{refund.refund_id}-") for one in known)
            acts += refund_adoptions.split_acts(refund, paid_minor, piece, number=number)
        left_minor -= paid_minor
    return acts, left_minor, pieces


def _suspense_acts(order: Order, known: Sequence[Refund], amount_minor: int, piece: Piece) -> list[transactions.Act]:
    number = 1 + sum(one.refund_id.startswith(refunds.SUSPENDED) for one in known)
    refund = refunds.suspended_refund(order.order_id, number, amount_minor=amount_minor, currency=order.currency)
    return refund_adoptions.request_acts(refund, piece)
