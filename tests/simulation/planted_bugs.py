"""Planted bugs: mistakes somebody could make tomorrow, each of which the simulation must find."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any
from unittest.mock import patch

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import subscriptions
from chalicelib.carbon import queries as carbon_queries
from chalicelib.carbon import records
from chalicelib.catalog.models import StockItem
from chalicelib.catalog.stock import stock_acts
from chalicelib.facts.orders import LineCancelled
from chalicelib.gateways import stripe
from chalicelib.kernel import deadlines, fact_relay, queues
from chalicelib.kernel.runtime import log
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.kernel.values import ids
from chalicelib.orders import line_transitions, queries
from chalicelib.orders.cancellation import cancelling
from chalicelib.orders.checkout import order_limits, placing
from chalicelib.orders.fulfilment import acceptance
from chalicelib.orders.models import OrderLimit
from chalicelib.orders.payment import confirmation, reservation_release
from chalicelib.payments import money_worker, payment_intents
from chalicelib.payments.commission import LineAmounts
from chalicelib.payments.ledger import journal_days, postings
from chalicelib.payments.models import JournalItem
from tests.simulation import planted_after_sale, planted_lateness, planted_orders, planted_records, planted_refunds
from tests.simulation.market_world import seeded
from tests.simulation.planting import Planting, unconditional, without_condition


def _random_stripe_keys() -> AbstractContextManager[Any]:
    return patch.object(stripe, "options", lambda _, key=None: {"idempotency_key": ids.new_ulid()} if key else {})


def _second_settling_path() -> AbstractContextManager[Any]:
    """Events settle by themselves, with a journal of their own and without asking what the order is by now."""

    def settle(order_id: str, intent: stripe.StripeIntent) -> None:
        acts = confirmation._paying(queries.order(order_id), intent)
        transactions.commit([_renamed(unconditional(act)) for act in acts])

    def _renamed(act: Act) -> Act:
        if isinstance(act.model, JournalItem):
            act.model.journal_id = f"capture#{ids.new_ulid()}"
        return act

    return patch.object(confirmation, "confirm_payment", settle)


def _settled_without_conditions() -> AbstractContextManager[Any]:
    """Between reading the order and writing nothing is checked: not the order, journal, seller orders nor counter."""
    paying, discounting = confirmation._paying, order_limits.decrement_unpaid_act
    planted = ExitStack()
    planted.enter_context(
        patch.object(confirmation, "_paying", lambda *given: [unconditional(act) for act in paying(*given)])
    )
    planted.enter_context(
        patch.object(order_limits, "decrement_unpaid_act", lambda mail_key: unconditional(discounting(mail_key)))
    )
    return planted


def _moved_without_version() -> AbstractContextManager[Any]:
    """Accepting and cancelling write a seller order as they read it, whatever became of it since."""
    planted = ExitStack()
    for place in (acceptance, cancelling):
        planted.enter_context(without_condition(place, "move_lines_act")())
    return planted


def _one_cent_astray() -> AbstractContextManager[Any]:
    sale_postings = postings.sale_postings

    def astray(seller_id: str, agreed: LineAmounts) -> dict[str, int]:
        booked = sale_postings(seller_id, agreed)
        booked["commission"] -= 1
        booked[f"seller:{seller_id}"] += 1
        return booked

    return patch.object(confirmation, "sale_postings", astray)


def _released_before_withdrawn() -> AbstractContextManager[Any]:
    def release(order: Any, reason: Any) -> None:
        transactions.commit(reservation_release._releasing(order, reason, never_charged=False))
        payment_intents.cancel_payment(placing.charge_of(order))

    return patch.object(reservation_release, "release", release)


def _counter_kept_at_release() -> AbstractContextManager[Any]:
    def kept(mail_key: str) -> Act:
        return transactions.update(order_limits._unpaid(mail_key), OrderLimit.counted.add(0))

    releasing = reservation_release._releasing

    def careless(*given: Any, **named: Any) -> list[Act]:
        with patch.object(order_limits, "decrement_unpaid_act", kept):
            return releasing(*given, **named)

    return patch.object(reservation_release, "_releasing", careless)


def _order_before_stock() -> AbstractContextManager[Any]:
    commit = transactions.commit

    def split(acts: Sequence[Act]) -> None:
        units = [act for act in acts if isinstance(act.model, StockItem)]
        rest = [act for act in acts if not isinstance(act.model, StockItem)]
        commit(rest or units)
        if rest and units:
            commit(units)

    return patch.object(transactions, "commit", split)


def _conflict_taken_for_refusal() -> AbstractContextManager[Any]:
    send = transactions._send_transaction

    def hasty(request: Any, acts: Sequence[Act]) -> None:
        try:
            send(request, acts)
        except transactions._Retry as retry:
            if isinstance(retry.__cause__, ClientError):
                raise transactions._refusal(acts[0], None) from retry
            raise

    return patch.object(transactions, "_send_transaction", hasty)


def _unknown_outcome_taken_for_success() -> AbstractContextManager[Any]:
    send = transactions._send_transaction

    def hopeful(request: Any, acts: Sequence[Act]) -> None:
        try:
            send(request, acts)
        except transactions._Retry as retry:
            if not isinstance(retry.__cause__, BotoCoreError):
                raise

    return patch.object(transactions, "_send_transaction", hopeful)


def _tallied_at_every_message() -> AbstractContextManager[Any]:
    def always(item: JournalItem) -> Act:
        return transactions.put_new(key_value.item(f"{item.order_id}#{item.journal_id}#{ids.new_ulid()}"))

    return patch.object(journal_days, "list_act", always)


def _failures_swallowed() -> AbstractContextManager[Any]:
    work = queues.work

    def lenient(*given: Any) -> dict[str, Any]:
        work(*given)
        return {"batchItemFailures": []}

    return patch.object(queues, "work", lenient)


def _reversal_needs_its_sale() -> AbstractContextManager[Any]:
    """The cancellation that overtakes the sale's record takes nothing back, ever."""

    def impatient(_: Any, cancelled: Any) -> None:
        sold = carbon_queries.sale(cancelled.order_id, cancelled.line_id)
        if sold is not None:
            records.record_reversal(sold)

    reversal = fact_relay.Reaction("carbon.reverse_saving", impatient)
    reactions = tuple(
        reversal if reaction.name == reversal.name else reaction
        for reaction in subscriptions.SUBSCRIPTIONS[LineCancelled]
    )
    return patch.dict(subscriptions.SUBSCRIPTIONS, {LineCancelled: reactions})


def _acceptance_breaks_when_repeated() -> AbstractContextManager[Any]:
    """The second is answered 500 instead of what the first was; nothing is wrong with what is stored."""
    accept = acceptance.accept_line

    def fragile(order_id: str, line_id: str, seller_id: str) -> Any:
        _, seller_order = line_transitions.order_and_seller_order(order_id, seller_id)
        assert queries.seller_order_line(seller_order, line_id).state != "ACCEPTED"
        return accept(order_id, line_id, seller_id)

    return patch.object(acceptance, "accept_line", fragile)


def _mail_address_in_the_log() -> AbstractContextManager[Any]:
    person = placing._person

    def talkative(request: Any, language: str) -> Any:
        log.write("placing", email=request.buyer.email)
        return person(request, language)

    return patch.object(placing, "_person", talkative)


BUGS: dict[str, Planting] = {
    "no condition on stock": without_condition(stock_acts, "reserve"),
    "a random key for each Stripe call": _random_stripe_keys,
    "a second way to settle": _second_settling_path,
    "settled without conditions": _settled_without_conditions,
    "no expiry": lambda: patch.object(reservation_release, "expire_orders", lambda: 0),
    "one cent to the wrong account": _one_cent_astray,
    "stock freed before the payment is withdrawn": _released_before_withdrawn,
    "the counter of unpaid orders not lowered at release": _counter_kept_at_release,
    "the order first, its stock later": _order_before_stock,
    "paid without the seller orders": lambda: patch.object(confirmation, "_seller_orders", lambda *_: []),
    "a conflict taken for a failed condition": _conflict_taken_for_refusal,
    "an unknown outcome taken for success": _unknown_outcome_taken_for_success,
    "tallied at every message": _tallied_at_every_message,
    "failed messages taken for done": _failures_swallowed,
    "no reversal for a cancellation that was quicker": _reversal_needs_its_sale,
    "a seller order moved without its version": _moved_without_version,
    "late money kept": lambda: patch.object(confirmation, "_confirm_late_payment", lambda *_: None),
    "an email address in the log": _mail_address_in_the_log,
    "no sweeping of operations": lambda: patch.object(money_worker, "sweep_operations", lambda: 0),
    "no sweeping of facts": lambda: patch.object(fact_relay, "sweep", lambda _: 0),
    "no watching of deadlines": lambda: patch.object(deadlines, "check_deadlines", lambda *_: 0),
    "an acceptance said twice breaks": _acceptance_breaks_when_repeated,
    **planted_after_sale.BUGS,
    **planted_lateness.BUGS,
    **planted_orders.BUGS,
    **planted_records.BUGS,
    **planted_refunds.BUGS,
}


def plant(bug: str) -> AbstractContextManager[Any]:
    """The application with a bug. The market that every history starts from is made before, without the bug."""
    seeded()
    return BUGS[bug]()
