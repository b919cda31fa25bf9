"""A day's payout run: a chain of messages, each for a page of the sellers with funds, and one message per seller.

The schedule holds no key of Stripe: it sends commands to the money worker. Every command may come twice.
"""

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import key_value, tables, transactions
from chalicelib.payments import money_commands
from chalicelib.payments.money_commands import PayFundedSellers, PayOut
from chalicelib.payments.payouts import funds
from chalicelib.payments.payouts.payout_terms import is_anybodys_payout_day

SELLERS_AT_ONCE = 25


def start_run() -> bool:
    """Begin the run of today, if it is a payout day and its run has not begun; whether it did."""
    now = clock.now()
    day = now.date()
    mark = f"payout_run#{day.isoformat()}"
    if not is_anybodys_payout_day(settings.cell, day) or key_value.find(mark) is not None:
        return False
    shards = tables.sharded_keys("funded", funds.SHARDS)
    money_commands.send(*(PayFundedSellers(day=day.isoformat(), shard=shard) for shard in shards))
    # After the commands: a run that stops in between begins again, and pays nobody twice.
    transactions.write(transactions.put(key_value.item(mark, clock.stamp(now), keep_days=7)))
    return True


def pay_funded_sellers(command: PayFundedSellers) -> None:
    """Send a command for each seller of a page, and one for the next page."""
    found, following = funds.funded(command.shard, SELLERS_AT_ONCE, command.start)
    money_commands.send(*(PayOut(day=command.day, seller_id=one, currency=currency) for one, currency in found))
    if following is not None:
        money_commands.send(PayFundedSellers(day=command.day, shard=command.shard, start=following))
