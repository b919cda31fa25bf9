"""The names that the pages use for returns and claims: reasons, wishes, states, findings and outcomes."""

from chalicelib.kernel.runtime.wording import Text, said

_REASONS: dict[str, Text] = {
    "WITHDRAWAL": said("return reason", "Withdrawal from the purchase"),
    "CHANGED_MIND": said("return reason", "I do not want it any more"),
    "FAULTY_ON_ARRIVAL": said("return reason", "It did not work when it arrived"),
    "FAULTY_AT_FIRST_USE": said("return reason", "It failed when I first used it"),
    "FAULTY_IN_GUARANTEE": said("return reason", "It failed later"),
    "NOT_AS_DESCRIBED": said("return reason", "It is not as described"),
    "WRONG_DEVICE": said("return reason", "It is another device"),
    "DAMAGED_IN_TRANSIT": said("return reason", "It arrived damaged"),
    "OTHER": said("return reason", "Something else"),
}
_FAULTS: dict[str, Text] = {
    "BATTERY": said("part that fails", "Battery"),
    "SCREEN": said("part that fails", "Screen"),
    "CHARGING": said("part that fails", "Charging"),
    "CAMERA": said("part that fails", "Camera"),
    "SOUND": said("part that fails", "Sound"),
    "BUTTONS": said("part that fails", "Buttons"),
    "NETWORK": said("part that fails", "Network"),
    "KEYBOARD": said("part that fails", "Keyboard"),
    "STORAGE": said("part that fails", "Storage"),
    "SOFTWARE": said("part that fails", "Software"),
    "OTHER": said("part that fails", "Something else"),
}
_WISHES: dict[str, Text] = {
    "REFUND": said("wish", "The money back"),
    "REPAIR": said("wish", "A repair"),
    "EXCHANGE": said("wish", "Another device"),
}
_STATES: dict[str, Text] = {
    "REQUESTED": said("return state", "Waiting for the seller's answer"),
    "APPROVED": said("return state", "Approved"),
    "IN_TRANSIT": said("return state", "On its way to the seller"),
    "RECEIVED": said("return state", "With the seller"),
    "INSPECTED": said("return state", "Inspected"),
    "IN_REPAIR": said("return state", "In repair"),
    "REPLACING": said("return state", "Being replaced"),
    "REFUSED": said("return state", "Refused"),
    "APPEALED": said("return state", "Looked at by us"),
    "TO_SEND_BACK": said("return state", "Going back to the buyer"),
    "REFUNDED": said("return state", "Refunded"),
    "REPAIRED": said("return state", "Repaired and sent"),
    "EXCHANGED": said("return state", "Replaced"),
    "CLOSED": said("return state", "Closed"),
}
_REFUSALS: dict[str, Text] = {
    "RIGHT_EXPIRED": said("refusal", "The time to send it back is over."),
    "NOT_COVERED": said("refusal", "The guarantee does not cover this."),
    "NO_FAULT_FOUND": said("refusal", "No fault was found."),
    "WRONG_UNIT": said("refusal", "The device that came back is not the one that was sold."),
    "DAMAGED_BY_BUYER": said("refusal", "The device was damaged after its delivery."),
    "ACCOUNT_LOCKED": said("refusal", "The device is locked to an account."),
    "INCOMPLETE": said("refusal", "Parts of the device are missing."),
}
_FINDINGS: dict[str, Text] = {
    "AS_SOLD": said("finding", "As it was sold"),
    "FAULT_CONFIRMED": said("finding", "The fault is there"),
    "NO_FAULT_FOUND": said("finding", "No fault found"),
    "DAMAGED": said("finding", "Damaged"),
    "INCOMPLETE": said("finding", "Incomplete"),
    "ACCOUNT_LOCKED": said("finding", "Locked to an account"),
}
_OUTCOMES: dict[str, Text] = {
    "REFUNDED": said("return outcome", "The money went back."),
    "REPAIRED": said("return outcome", "The device was repaired and sent back."),
    "EXCHANGED": said("return outcome", "Another device was sent."),
    "CALLED_OFF": said("return outcome", "The buyer keeps the device."),
    "NOT_SENT": said("return outcome", "The device was not sent."),
    "REFUSED": said("return outcome", "The refusal stands."),
    "SENT_BACK": said("return outcome", "The device went back to the buyer."),
    "LOST_CLAIM": said("return outcome", "The parcel was lost."),
}
_AUTHORS: dict[str, Text] = {
    "BUYER": said("author", "Buyer"),
    "SELLER": said("author", "Seller"),
    "PLATFORM": said("author", "Rebound"),
}
_RIGHTS: dict[str, Text] = {
    "WITHDRAWAL": said("right", "Withdrawal by law, without a reason"),
    "FREE_RETURN": said("right", "Free return, without a reason"),
    "LEGAL_GUARANTEE": said("right", "Legal guarantee"),
    "COMMERCIAL_GUARANTEE": said("right", "The seller's guarantee"),
}
_WISH_MEANINGS: dict[str, Text] = {
    "REFUND": said("meaning of wish", "You send the device back and get your money."),
    "REPAIR": said("meaning of wish", "The seller repairs your device and sends it back."),
    "EXCHANGE": said("meaning of wish", "The seller sends you a like device, or the money where there is none."),
}
# What a state means for the buyer, and what happens at its end unless somebody acts.
_FOR_BUYER: dict[str, Text] = {
    "REQUESTED": said("buyer of a return", "The seller has your request."),
    "APPROVED": said("buyer of a return", "You may send the device back."),
    "IN_TRANSIT": said("buyer of a return", "The device is on its way to the seller."),
    "RECEIVED": said("buyer of a return", "The seller has the device and looks at it."),
    "INSPECTED": said("buyer of a return", "The seller has looked at the device."),
    "IN_REPAIR": said("buyer of a return", "The device is being repaired."),
    "REPLACING": said("buyer of a return", "Another device is reserved for you and will be sent."),
    "REFUSED": said("buyer of a return", "The seller refused the return."),
    "APPEALED": said("buyer of a return", "We look at the refusal and decide."),
    "TO_SEND_BACK": said("buyer of a return", "The refusal stands; the device comes back to you."),
    "REFUNDED": said("buyer of a return", "The money went back."),
    "REPAIRED": said("buyer of a return", "The device was repaired and sent back."),
    "EXCHANGED": said("buyer of a return", "Another device was sent."),
    "CLOSED": said("buyer of a return", "The return has ended."),
}
# Who acts next on a return or claim, as its buyer reads it; then what follows where that party does not.
_TURNS: dict[str, Text] = {
    "BUYER": said("turn of a case", "It is your turn."),
    "SELLER": said("turn of a case", "It is the seller's turn."),
    "CARRIER": said("turn of a case", "The carrier brings it; you need not do anything."),
    "PLATFORM": said("turn of a case", "It is our turn: we decide how it goes on."),
}
_LAPSES: dict[str, Text] = {
    "APPROVED": said("end of a turn", "Without an answer by {moment} it is approved by itself."),
    "CLOSED": said("end of a turn", "Please send it by {moment}; otherwise the return is closed."),
    "TAKEN_OVER": said("end of a turn", "If nothing happens by {moment}, we take over."),
    "REFUNDED": said("end of a turn", "If it is not settled by {moment}, you get your money back."),
    "REFUSAL_STANDS": said("end of a turn", "You can ask us for a decision until {moment}."),
    "MET": said("end of a turn", "If the seller does not answer by {moment}, it is decided in your favour."),
}
# What a buyer can do with an open return or claim: the words of the link to it.
_OPEN_RETURNS: dict[str, Text] = {
    "REQUESTED": said("open return", "See it, write to the seller or call it off"),
    "APPROVED": said("open return", "Get the label and send the device"),
    "REFUSED": said("open return", "See why, and ask us for a decision"),
    "other": said("open return", "See it and write to the seller"),
}
_OPEN_CLAIMS: dict[str, Text] = {
    "OPENED": said("open claim", "See it, write to the seller or take it back"),
    "CONTESTED": said("open claim", "See it, write to the seller or take it back"),
    "other": said("open claim", "See it and write to the seller"),
}
_CLAIMS: dict[str, Text] = {
    "NOT_RECEIVED": said("claim", "The device has not arrived"),
    "DAMAGED_IN_TRANSIT": said("claim", "The device arrived damaged"),
    "WRONG_DEVICE": said("claim", "It is another device than was bought"),
}
_CLAIM_STATES: dict[str, Text] = {
    "OPENED": said("claim state", "Waiting for the seller's answer"),
    "CONTESTED": said("claim state", "Looked at by us"),
    "REPLACING": said("claim state", "Being replaced"),
    "REFUNDED": said("claim state", "Refunded"),
    "REPLACED": said("claim state", "Replaced"),
    "RETURNED": said("claim state", "The device comes back first"),
    "REJECTED": said("claim state", "Rejected"),
    "DROPPED": said("claim state", "Taken back"),
}
_CLAIMS_FOR_BUYER: dict[str, Text] = {
    "OPENED": said("buyer of a claim", "The seller has your report."),
    "CONTESTED": said("buyer of a claim", "The seller does not agree. We look at it and decide."),
    "REPLACING": said("buyer of a claim", "Another device is reserved for you and will be sent."),
    "REFUNDED": said("buyer of a claim", "The money went back."),
    "REPLACED": said("buyer of a claim", "Another device was sent."),
    "RETURNED": said("buyer of a claim", "Please send the device back; the return says how."),
    "REJECTED": said("buyer of a claim", "We decided that nothing is owed for it."),
    "DROPPED": said("buyer of a claim", "You took the report back."),
}
_CAUSES: dict[str, Text] = {
    "SELLER_ACCEPTED": said("cause of a claim", "The seller accepted the report."),
    "SELLER_SILENT": said("cause of a claim", "The seller did not answer in time, so the report counts as accepted."),
    "NOT_SHIPPED": said("cause of a claim", "The seller did not send another device in time."),
    "OPERATORS_DECIDED": said("cause of a claim", "We decided so."),
}
# The same as their seller chooses them.
_OWN_CONTESTS: dict[str, Text] = {
    "DELIVERED": said("own contest", "The device was delivered"),
    "PACKED_WELL": said("own contest", "The device was packed well"),
    "RIGHT_DEVICE": said("own contest", "It is the device that was bought"),
    "OTHER": said("own contest", "Something else"),
}
_CONTESTS: dict[str, Text] = {
    "DELIVERED": said("contest", "The seller says that the device was delivered."),
    "PACKED_WELL": said("contest", "The seller says that the device was packed well."),
    "RIGHT_DEVICE": said("contest", "The seller says that it is the device that was bought."),
    "OTHER": said("contest", "The seller does not agree; the messages say why."),
    "CARRIER_SAYS_DELIVERED": said("contest", "The carrier says that the parcel was delivered."),
}
KINDS: dict[str, dict[str, Text]] = {
    "return reason": _REASONS,
    "part that fails": _FAULTS,
    "wish": _WISHES,
    "return state": _STATES,
    "refusal": _REFUSALS,
    "finding": _FINDINGS,
    "return outcome": _OUTCOMES,
    "author": _AUTHORS,
    "right": _RIGHTS,
    "meaning of wish": _WISH_MEANINGS,
    "buyer of a return": _FOR_BUYER,
    "turn of a case": _TURNS,
    "end of a turn": _LAPSES,
    "open return": _OPEN_RETURNS,
    "open claim": _OPEN_CLAIMS,
    "claim": _CLAIMS,
    "claim state": _CLAIM_STATES,
    "buyer of a claim": _CLAIMS_FOR_BUYER,
    "contest": _CONTESTS,
    "cause of a claim": _CAUSES,
    "own contest": _OWN_CONTESTS,
}
