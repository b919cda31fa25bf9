"""Drawing: a lifecycle's table as the diagram its page shows. `python -m tests.lifecycle_diagrams` prints every one."""

import sys
from collections.abc import Mapping, Set
from enum import StrEnum

from chalicelib.aftersales.claims import claim_lifecycle
from chalicelib.aftersales.returns import return_lifecycle
from chalicelib.aftersales.withdrawals import lifecycle as withdrawal_lifecycle
from chalicelib.orders import lifecycle
from chalicelib.payments import refund_lifecycle
from chalicelib.payments.disputes import dispute_lifecycle
from chalicelib.payments.payouts import payout_lifecycle
from chalicelib.payments.transfers import transfer_lifecycle
from chalicelib.uploads import lifecycle as upload_lifecycle
from chalicelib.webhooks import lifecycle as webhook_lifecycle

# The lifecycles there are, by the module that holds NEXT, FIRST and FINAL.
LIFECYCLES = {
    table.__name__: table
    for table in (
        lifecycle,
        withdrawal_lifecycle,
        refund_lifecycle,
        return_lifecycle,
        claim_lifecycle,
        transfer_lifecycle,
        payout_lifecycle,
        dispute_lifecycle,
        upload_lifecycle,
        webhook_lifecycle,
    )
}


def diagram(next_states: Mapping[StrEnum, Set[StrEnum]], first: StrEnum, final: Set[StrEnum]) -> str:
    """The table as a Mermaid state diagram, in the order the states are declared in."""
    lines = ["stateDiagram-v2", f"    [*] --> {first}"]
    for state in type(first):
        lines += [f"    {state} --> {target}" for target in type(first) if target in next_states[state]]
        if state in final:
            lines.append(f"    {state} --> [*]")
    return "\n".join(lines)


def reachable(next_states: Mapping[StrEnum, Set[StrEnum]], start: StrEnum) -> set[StrEnum]:
    """Every state that can follow, the start included."""
    found, waiting = set(), [start]
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += next_states[state]
    return found


if __name__ == "__main__":
    for name, table in LIFECYCLES.items():
        sys.stdout.write(f"{name}\n{diagram(table.NEXT, table.FIRST, table.FINAL)}\n\n")
