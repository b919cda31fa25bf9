"""The next step of a case: who acts, until when, and what follows where that party does not. Pure."""

from typing import Literal

import msgspec

Actor = Literal["BUYER", "SELLER", "CARRIER", "PLATFORM"]
# APPROVED: the return is approved. CLOSED: the return ends. TAKEN_OVER: the platform acts in the seller's place.
# REFUNDED: the buyer gets the money back. REFUSAL_STANDS: the refusal is final. MET: the claim is met.
Lapse = Literal["APPROVED", "CLOSED", "TAKEN_OVER", "REFUNDED", "REFUSAL_STANDS", "MET"]


class NextStep(msgspec.Struct, frozen=True, kw_only=True):
    """`lapse` is what follows by itself at `due_by`; both are None where no time runs."""

    actor: Actor
    lapse: Lapse | None = None
    due_by: str | None = None
