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
    "seller of a return": {
        "REQUESTED": said("seller of a return", "Answer: let it come back, or refuse with a reason."),
        "APPROVED": said("seller of a return", "The buyer sends the device."),
        "IN_TRANSIT": said("seller of a return", "The device is on its way to you."),
        "RECEIVED": said("seller of a return", "Inspect the device."),
        "INSPECTED": said("seller of a return", "Repair, replace or refund it, or refuse with a reason."),
        "IN_REPAIR": said("seller of a return", "Repair the device and send it to the buyer."),
        "REPLACING": said("seller of a return", "Send the reserved device to the buyer."),
        "REFUSED": said("seller of a return", "You refused; the buyer may ask us for a decision."),
        "APPEALED": said("seller of a return", "We look at your refusal and decide."),
        "TO_SEND_BACK": said("seller of a return", "Your refusal stands: send the device back to the buyer."),
        "REFUNDED": said("seller of a return", "The money went back."),
        "REPAIRED": said("seller of a return", "The device was repaired and sent back."),
        "EXCHANGED": said("seller of a return", "Another device was sent."),
        "CLOSED": said("seller of a return", "The return has ended."),
    },
    "waiting": {
        "TO_ACCEPT": said("waiting", "Orders to accept"),
        "TO_SHIP": said("waiting", "Orders to ship"),
        "RETURNS": said("waiting", "Returns to answer or to settle"),
        "CLAIMS": said("waiting", "Reports to answer or to settle"),
        "MESSAGES": said("waiting", "Messages to answer"),
        "DISPUTES": said("waiting", "Bank disputes that can be answered"),
    },
    "unit of a return": {
        "RESTOCKED": said("unit of a return", "for sale again"),
        "WRITTEN_OFF": said("unit of a return", "written off"),
    },
    "remedy": {
        "REFUND": said("remedy", "Refund"),
        "REPLACEMENT": said("remedy", "Send another device"),
        "RETURN": said("remedy", "Have the device come back first"),
    },
    "account": {
        "commission": said("account", "From our commission"),
        "commission_vat": said("account", "From the VAT on our commission"),
        "service_fee": said("account", "From the service fee"),
        "service_fee_vat": said("account", "From the VAT on the service fee"),
        "facilitator_tax": said("account", "From the sales tax"),
        "contribution": said("account", "From the climate contribution"),
        "other": said("account", "From the platform"),
    },
}
