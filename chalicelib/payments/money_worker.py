"""The money worker: receives commands and calls what carries each of them out.

The table of what carries out what is passed in from above: payments never imports upward.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec

from chalicelib.kernel import queues
from chalicelib.kernel.runtime import log
from chalicelib.payments import money_commands, refund_queries, stripe_webhook
from chalicelib.payments.disputes import dispute_queries
from chalicelib.payments.money_commands import Command, FollowObject, ReconcileDay, ReleaseOrder, ResolveOperation
from chalicelib.payments.operations import stripe_operations
from chalicelib.payments.operations.stripe_operations import StripeOperation
from chalicelib.payments.payouts import payout_run
from chalicelib.payments.payouts import queries as payout_queries
from chalicelib.payments.reconciliation import day_run
from chalicelib.payments.transfers import queries as transfer_queries

UNRESOLVED_AFTER = timedelta(minutes=2)
REFUNDS_FAILED = "refunds_failed"
TRANSFERS_FAILED = "transfers_failed"
PAYOUTS_FAILED = "payouts_failed"
REFUNDS_OVERDUE = "refunds_overdue"
DISPUTES_DUE = "disputes_due"
DISPUTES_REVERSED = "disputes_reversed"


class UnknownStripeObject(Exception):
    """Stripe names an object that is unknown here, or not known yet."""


class Finishers(msgspec.Struct, frozen=True, kw_only=True):
    """What carries out what: by the kind of an object of the platform or of a connected account, by the kind of an
    operation, for an order whose time to pay is over, and by the class of any other command."""

    objects: Mapping[str, Callable[[str], None]]
    account_objects: Mapping[str, Callable[[str, str], None]] = {}
    operations: Mapping[str, Callable[[StripeOperation], None]]
    release_order: Callable[[str], None]
    others: Mapping[type[Any], Callable[[Any], None]] = {}


def work(event: Mapping[str, Any], finishers: Finishers) -> dict[str, Any]:
    """Carry out a batch of commands. Those that fail are delivered again."""

    def handle(body: str, _: int) -> None:
        command = msgspec.json.decode(body, type=Command)
        if isinstance(command, FollowObject):
            _follow(command, finishers)
        elif isinstance(command, ReleaseOrder):
            finishers.release_order(command.order_id)
        elif isinstance(command, ReconcileDay):
            day_run.carry_on(command, finishers.objects.keys())
        elif isinstance(command, ResolveOperation):
            _resolve(command, finishers)
        else:
            finishers.others[type(command)](command)

    return queues.work(event, handle)


def _follow(command: FollowObject, finishers: Finishers) -> None:
    try:
        _finisher(command, finishers)(command.object_id)
    except UnknownStripeObject:
        if command.event_id is None:
            log.write("object-unmatched", kind=command.kind, object_id=command.object_id)
            return  # reconciliation goes on reporting it
        log.write("event-unmatched", event_id=command.event_id, kind=command.kind)
        stripe_webhook.report_unmatched(command.event_id)
        raise
    # Also for a message received for the first time: it may have been replayed from the failure queue.
    if command.event_id is not None:
        stripe_webhook.take_back_report(command.event_id)


def _finisher(command: FollowObject, finishers: Finishers) -> Callable[[str], None]:
    if command.account is None:
        finish = finishers.objects.get(command.kind)
    else:
        of_account = finishers.account_objects.get(command.kind)
        finish = of_account and partial(of_account, command.account)
    if finish is None:
        raise UnknownStripeObject(command.kind)
    return finish


def _resolve(command: ResolveOperation, finishers: Finishers) -> None:
    operation = stripe_operations.find(command.subject, command.operation_id)
    if operation is not None:
        finishers.operations[operation.kind](operation)


def sweep_operations() -> int:
    """Queue every operation without an outcome for two minutes, every long pending refund, every payout that is long
    under way and every dispute that Stripe was long not asked for; returns the number.

    Also begins the payout run of a payout day, and measures what waits for the operators: alarms watch the numbers.
    """
    log.measure(REFUNDS_FAILED, refund_queries.count_for_operators())
    log.measure(REFUNDS_OVERDUE, refund_queries.count_overdue())
    log.measure(TRANSFERS_FAILED, transfer_queries.count_for_operators())
    log.measure(PAYOUTS_FAILED, payout_queries.count_for_operators())
    log.measure(DISPUTES_DUE, dispute_queries.count_answer_due())
    log.measure(DISPUTES_REVERSED, dispute_queries.count_for_operators())
    payout_run.start_run()
    found = [*stripe_operations.unresolved(UNRESOLVED_AFTER), *refund_queries.long_pending()]
    money_commands.send(*(ResolveOperation(subject, operation_id) for subject, operation_id in found))
    looked_at = payout_queries.long_processing()
    money_commands.send(*(_look_at_payout(account, stripe_id) for account, stripe_id in looked_at))
    disputes = dispute_queries.not_looked_at()
    money_commands.send(*(FollowObject(kind="dispute", object_id=dispute_id) for dispute_id in disputes))
    return len(found) + len(looked_at) + len(disputes)


def _look_at_payout(account_id: str, stripe_id: str) -> Command:
    return FollowObject(kind="payout", object_id=stripe_id, event_id=f"look#{stripe_id}", account=account_id)
