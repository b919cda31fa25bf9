"""Why a device comes back, what the buyer wishes for it, and the codes other marketplaces use for the same reasons."""

from enum import StrEnum
from typing import Literal

# REFUND: the money. REPAIR: the same device, mended. EXCHANGE: a like device.
Wish = Literal["REFUND", "REPAIR", "EXCHANGE"]


class ReturnReason(StrEnum):
    """WITHDRAWAL ends the contract by law; CHANGED_MIND is the platform's free return."""

    WITHDRAWAL = "WITHDRAWAL"
    CHANGED_MIND = "CHANGED_MIND"
    FAULTY_ON_ARRIVAL = "FAULTY_ON_ARRIVAL"
    FAULTY_AT_FIRST_USE = "FAULTY_AT_FIRST_USE"
    FAULTY_IN_GUARANTEE = "FAULTY_IN_GUARANTEE"
    NOT_AS_DESCRIBED = "NOT_AS_DESCRIBED"
    WRONG_DEVICE = "WRONG_DEVICE"
    DAMAGED_IN_TRANSIT = "DAMAGED_IN_TRANSIT"
    OTHER = "OTHER"


# What a buyer may state in a request; the others come from a withdrawal or a claim.
RequestedReason = Literal[
    "CHANGED_MIND", "FAULTY_ON_ARRIVAL", "FAULTY_AT_FIRST_USE", "FAULTY_IN_GUARANTEE", "NOT_AS_DESCRIBED", "OTHER"
]

# The part that fails, so that a second failure of the same part is recognised.
Fault = Literal[
    "BATTERY", "SCREEN", "CHARGING", "CAMERA", "SOUND", "BUTTONS", "NETWORK", "KEYBOARD", "STORAGE", "SOFTWARE", "OTHER"
]

# The device does not conform to the contract.
NON_CONFORMITY = frozenset(
    {
        ReturnReason.FAULTY_ON_ARRIVAL,
        ReturnReason.FAULTY_AT_FIRST_USE,
        ReturnReason.FAULTY_IN_GUARANTEE,
        ReturnReason.NOT_AS_DESCRIBED,
        ReturnReason.WRONG_DEVICE,
        ReturnReason.DAMAGED_IN_TRANSIT,
    }
)

# Back Market's `return_reason` of an order line: https://api.backmarket.dev (order lines, return reasons 0 to 25).
BACK_MARKET_CODES: dict[ReturnReason, int] = {
    ReturnReason.WITHDRAWAL: 1,
    ReturnReason.CHANGED_MIND: 25,
    ReturnReason.FAULTY_ON_ARRIVAL: 21,
    ReturnReason.FAULTY_AT_FIRST_USE: 22,
    ReturnReason.FAULTY_IN_GUARANTEE: 23,
    ReturnReason.NOT_AS_DESCRIBED: 24,
    ReturnReason.WRONG_DEVICE: 24,
    ReturnReason.DAMAGED_IN_TRANSIT: 21,
    ReturnReason.OTHER: 25,
}
