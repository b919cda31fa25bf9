"""A claim's life as a table: a device that did not arrive, arrived damaged, or is another one than was bought."""

from enum import StrEnum

from chalicelib.kernel.values.problems import Problem


class ClaimState(StrEnum):
    OPENED = "OPENED"
    CONTESTED = "CONTESTED"
    REPLACING = "REPLACING"
    REFUNDED = "REFUNDED"
    REPLACED = "REPLACED"
    RETURNED = "RETURNED"
    REJECTED = "REJECTED"
    DROPPED = "DROPPED"


_S = ClaimState
NEXT: dict[ClaimState, frozenset[ClaimState]] = {
    _S.OPENED: frozenset({_S.CONTESTED, _S.REPLACING, _S.REFUNDED, _S.RETURNED, _S.DROPPED}),
    # The operators decide between the seller's evidence and the buyer's word.
    _S.CONTESTED: frozenset({_S.REJECTED, _S.REPLACING, _S.REFUNDED, _S.RETURNED, _S.DROPPED}),
    _S.REPLACING: frozenset({_S.REPLACED, _S.REFUNDED}),
    _S.REFUNDED: frozenset(),
    _S.REPLACED: frozenset(),
    # The device comes back first: a return of the line goes on from here.
    _S.RETURNED: frozenset(),
    _S.REJECTED: frozenset(),
    _S.DROPPED: frozenset(),
}

FIRST = ClaimState.OPENED
FINAL = frozenset({_S.REFUNDED, _S.REPLACED, _S.RETURNED, _S.REJECTED, _S.DROPPED})


class IllegalClaimStep(Problem):
    """`state` is the claim's current state."""

    slug, status, title = "illegal-claim-step", 409, "The state of the claim does not allow this"


def require_next(current: ClaimState, target: ClaimState) -> None:
    """Raises: IllegalClaimStep unless the table allows the transition."""
    if target not in NEXT[current]:
        raise IllegalClaimStep(f"A claim that is {current} cannot become {target}", state=current)
