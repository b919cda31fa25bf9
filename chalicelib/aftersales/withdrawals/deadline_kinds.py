"""The deadlines of a withdrawal: carrying it out, refunding what was proved to be sent, and waiting for the device."""

from datetime import timedelta

from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal
from chalicelib.kernel.deadlines import Deadline, Kind
from chalicelib.kernel.runtime import clock
from chalicelib.markets import directory
from chalicelib.orders.order import Order

SETTLEMENT = Kind("aftersales.withdrawal_settlement")
REFUND = Kind("aftersales.withdrawal_refund")
DEVICE = Kind("aftersales.withdrawn_device")
# An unpaid order is looked at after a minute, then after twice the time, at most every twelve hours.
LOOK_FIRST, LOOK_MAX = timedelta(minutes=1), timedelta(hours=12)


def all_of(order: Order, withdrawal: Withdrawal) -> list[Deadline]:
    """Every deadline of a new withdrawal. A device is waited for as long again as a return may take at most."""
    market = directory.market(order.market)
    parcel = timedelta(days=market.windows.return_limit_days.at(withdrawal.declared_at))
    waited_until = clock.stamp(clock.parse(withdrawal.send_back_by) + parcel)
    return [
        _deadline(SETTLEMENT, withdrawal, withdrawal.declared_at),
        _deadline(REFUND, withdrawal, withdrawal.refund_by),
        _deadline(DEVICE, withdrawal, waited_until),
    ]


def settle_later(withdrawal: Withdrawal) -> Deadline:
    """The next look at a withdrawal whose order is not paid: soon at first, then rarely."""
    age = clock.now() - clock.parse(withdrawal.declared_at)
    return _deadline(SETTLEMENT, withdrawal, clock.stamp(clock.now() + min(max(age, LOOK_FIRST), LOOK_MAX)))


def refund_now(withdrawal: Withdrawal) -> Deadline:
    """The deadline by which a function that may move money refunds what is due, within minutes."""
    return _deadline(REFUND, withdrawal, clock.timestamp())


def _deadline(kind: Kind, withdrawal: Withdrawal, due_at: str) -> Deadline:
    return Deadline(
        kind=kind,
        subject=f"{withdrawal.order_id}#{withdrawal.withdrawal_id}",
        due_at=due_at,
        payload={"order_id": withdrawal.order_id, "withdrawal_id": withdrawal.withdrawal_id},
    )
