"""The names that the sellers' pages use for codes."""

from chalicelib.kernel.runtime.wording import Text, said

KINDS: dict[str, dict[str, Text]] = {
    "cancellation reason": {
        "OUT_OF_STOCK": said("cancellation reason", "The device is not there"),
        "DEFECTIVE": said("cancellation reason", "The device is defective"),
        "PRICE_MISTAKE": said("cancellation reason", "The price was a mistake"),
        "DESCRIPTION_MISTAKE": said("cancellation reason", "The description was a mistake"),
        "CANNOT_SHIP_THERE": said("cancellation reason", "It cannot be sent there"),
    },
    "line cancelled by": {
        "BUYER": said("line cancelled by", "The buyer cancelled it."),
        "SELLER": said("line cancelled by", "You cancelled it."),
        "DEADLINE": said("line cancelled by", "It was cancelled because its time had passed."),
    },
}
