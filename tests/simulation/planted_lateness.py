"""Planted bugs of what happens late or behind a schedule: facts, deadlines, commands that nobody carries out."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from chalicelib.kernel import deadlines, fact_relay, fact_store
from chalicelib.kernel.deadlines import DeadlineItem, Handlers
from chalicelib.kernel.storage import key_value, transactions
from chalicelib.kernel.storage.transactions import Act
from chalicelib.payments import money_commands
from tests.simulation.planting import Planting


def marked_before_sent() -> AbstractContextManager[Any]:
    pass_on = fact_relay.pass_on

    def hasty(fact: Any, subscriptions: Any) -> None:
        transactions.write(transactions.put(key_value.item(fact_relay._mark(fact.fact_id))))
        pass_on(fact, subscriptions)

    return patch.object(fact_relay, "pass_on", hasty)


def facts_after_the_fact() -> AbstractContextManager[Any]:
    commit = transactions.commit

    def split(acts: Sequence[Act]) -> None:
        commit([act for act in acts if not isinstance(act.model, fact_store.FactItem)])
        for act in acts:
            if isinstance(act.model, fact_store.FactItem):
                commit([act])

    return patch.object(transactions, "commit", split)


def deadline_gone_before_it_is_met() -> AbstractContextManager[Any]:
    look_at = deadlines._look_at

    def hasty(item: DeadlineItem, handlers: Handlers) -> bool:
        transactions.write(transactions.delete(DeadlineItem(item.due_hour, item.deadline_id)))
        return look_at(item, handlers)

    return patch.object(deadlines, "_look_at", hasty)


def deadline_behind_the_cursor() -> AbstractContextManager[Any]:
    """A deadline lies in the hour it is due, though that hour may be closed by the time it is written down."""
    item = deadlines._item

    def punctual(*given: Any) -> DeadlineItem:
        built = item(*given)
        built.due_hour = f"{built.due_at[:13]}#{built.due_hour.partition('#')[2]}"
        return built

    return patch.object(deadlines, "_item", punctual)


def resolving_commands_lost() -> AbstractContextManager[Any]:
    """Commands that resolve operations are lost on the way, the first one and each that a sweeper sends."""
    send = money_commands.send

    def lossy(*sent: Any) -> None:
        kept = [command for command in sent if not isinstance(command, money_commands.ResolveOperation)]
        if kept:
            send(*kept)

    return patch.object(money_commands, "send", lossy)


BUGS: dict[str, Planting] = {
    "facts marked before they are sent": marked_before_sent,
    "facts recorded outside the transaction": facts_after_the_fact,
    "deadlines taken away before they are met": deadline_gone_before_it_is_met,
    "a deadline written late kept where nobody looks": deadline_behind_the_cursor,
    "commands that resolve operations lost": resolving_commands_lost,
}
