"""The conditional write of a withdrawn line that every transition uses."""

from typing import Any

import msgspec

from chalicelib.aftersales.withdrawals.lifecycle import NEXT, WithdrawalState
from chalicelib.aftersales.withdrawals.models import WithdrawnLineItem, line_entry
from chalicelib.aftersales.withdrawals.withdrawal import WithdrawnLine
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions


def put_act(line: WithdrawnLine) -> transactions.Act:
    """The act that stores a line as withdrawn; Conflict on commit if it was withdrawn before."""
    item = WithdrawnLineItem(line.order_id, line_entry(line.line_id), line=line, version=line.version)
    return transactions.put_new(item)


def move_act(line: WithdrawnLine, target: WithdrawalState, **noted: Any) -> transactions.Act:
    """The act that moves a line to another state; Conflict on commit if it changed since it was read.

    Raises: ValueError for a transition that the table does not have.
    """
    if target not in NEXT[line.state]:
        raise ValueError(f"a withdrawn line that is {line.state} cannot become {target}")
    return change_act(line, state=target, **noted)


def change_act(line: WithdrawnLine, **changed: Any) -> transactions.Act:
    """The act that changes members of a line; Conflict on commit if it changed since it was read."""
    after = msgspec.structs.replace(line, changed_at=clock.timestamp(), version=line.version + 1, **changed)
    return transactions.update(
        WithdrawnLineItem(line.order_id, line_entry(line.line_id)),
        WithdrawnLineItem.line.set(after),
        WithdrawnLineItem.version.set(after.version),
        condition=WithdrawnLineItem.version == line.version,
    )
