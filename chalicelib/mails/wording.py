"""The wording of mails, except what the law words: English here and in the templates, five languages in catalogues."""

from pathlib import Path

from chalicelib.kernel.runtime.wording import Text, Wording, said, translated

CATALOGUES = Path(__file__).with_name("catalogues")

NAMES: dict[str, dict[str, Text]] = {
    "grade": {
        "PREMIUM": said("grade", "grade Premium"),
        "EXCELLENT": said("grade", "grade Excellent"),
        "GOOD": said("grade", "grade Good"),
        "FAIR": said("grade", "grade Fair"),
    },
    "battery": {
        "NEW": said("battery", "new battery"),
        "STANDARD": said("battery", "battery at 80 % or more"),
    },
    "total": {
        "goods": said("total", "Devices"),
        "shipping": said("total", "Delivery"),
        "service_fee": said("total", "Service fee"),
        "sales_tax": said("total", "Sales tax"),
        "contribution": said("total", "Contribution to climate projects"),
        "total": said("total", "Total paid"),
    },
    "cancelled by": {
        "BUYER": said("cancelled by", "As you asked, we have cancelled this device."),
        "SELLER": said("cancelled by", "We are sorry: {seller} cannot deliver this device and has cancelled it."),
        "DEADLINE": said(
            "cancelled by", "We are sorry: {seller} did not act in time, so we have cancelled this device."
        ),
    },
    "endpoint disabled": {
        "GONE": said(
            "endpoint disabled",
            "Your webhook endpoint at {host} answered 410 (gone), so we have switched it off.",
        ),
        "FAILING": said(
            "endpoint disabled",
            "Your webhook endpoint at {host} has not taken a single message for five days, so we have switched it off.",
        ),
    },
    "case news": {
        "RETURN_OPENED": said(
            "case news", "We have told {seller} that you want to send this device back. You have an answer by {day}."
        ),
        "RETURN_APPROVED_AT_ONCE": said("case news", "You can send this device back to {seller}."),
        "RETURN_APPROVED": said("case news", "You can send this device back to {seller}. Please send it by {day}."),
        "RETURN_REFUSED": said(
            "case news",
            "{seller} has refused the return. If you disagree, you can appeal until {day}, and we decide.",
        ),
        "RETURN_RECEIVED": said("case news", "{seller} has received your device."),
        "RETURN_TAKEN_OVER": said("case news", "{seller} did not act in time. We now deal with your return ourselves."),
        "REFUSAL_STANDS": said("case news", "The refusal of your return stands."),
        "NOT_SENT": said("case news", "The device was not sent back in time, so the return is closed."),
        "SENT_BACK": said("case news", "{seller} has sent your device back to you."),
        "REFUSAL_TAKEN_BACK": said(
            "case news", "The refusal of your return was taken back. You will hear what happens with this device."
        ),
        "APPEAL_UPHELD": said("case news", "We have decided your appeal in your favour."),
        "APPEAL_REJECTED": said("case news", "We have decided your appeal: the refusal stands."),
        "REPAIR_FINISHED": said("case news", "Your device is repaired and on its way to you."),
        "EXCHANGE_SHIPPED": said("case news", "Another device is on its way to you."),
        "CLAIM_OPENED": said("case news", "We have told {seller} what you reported. You have an answer by {day}."),
        "CLAIM_RETURNED": said("case news", "{seller} accepts what you reported. You can send this device back."),
        "CLAIM_RETURNED_UNANSWERED": said(
            "case news",
            "{seller} did not answer in time, so what you reported counts as accepted. You can send this device back.",
        ),
        "CLAIM_RETURNED_BY_DECISION": said(
            "case news", "We have decided about your report in your favour. You can send this device back."
        ),
        "CLAIM_REFUNDED_UNANSWERED": said(
            "case news",
            "{seller} did not answer in time, so what you reported counts as accepted. You get your money back.",
        ),
        "CLAIM_REFUNDED_NOT_SHIPPED": said(
            "case news", "{seller} did not send another device in time. You get your money back."
        ),
        "CLAIM_REJECTED": said("case news", "We have examined your report and rejected it."),
        "MESSAGE": said("case news", "{seller} has written to you:"),
        "PLATFORM_MESSAGE": said("case news", "We have written to you:"),
    },
    "seller case news": {
        "RETURN_OPENED": said("seller case news", "A buyer wants to send this device back. Please answer by {day}."),
        "RETURN_APPROVED": said("seller case news", "A buyer sends this device back to you."),
        "RETURN_TAKEN_OVER": said(
            "seller case news", "You did not act in time. We now deal with this return ourselves."
        ),
        "TO_SEND_BACK": said(
            "seller case news", "The refusal stands. Please send the device back to its buyer by {day}."
        ),
        "CLAIM_OPENED": said("seller case news", "A buyer reports a problem with this device. Please answer by {day}."),
        "MESSAGE": said("seller case news", "The buyer has written to you. Please answer by {day}:"),
        "PLATFORM_MESSAGE": said("seller case news", "We have written to you:"),
    },
    "dispute news": {
        "INQUIRY": said("dispute news", "A buyer's bank asks about the payment of an order with your devices."),
        "OPENED": said("dispute news", "A buyer's bank disputes the payment of an order with your devices."),
        "INQUIRY_CLOSED": said("dispute news", "The buyer's bank asks nothing more. Transfers go on."),
        "WON": said("dispute news", "The buyer's bank decided for us. Transfers go on."),
        "LOST_BY_SELLER": said(
            "dispute news",
            "The buyer's bank decided for the buyer. By our terms you bear this: what was transferred is taken back.",
        ),
        "LOST_BY_PLATFORM": said(
            "dispute news", "The buyer's bank decided for the buyer. We bear this: your share stays with you."
        ),
    },
    "subject": {
        "dispute_news": said("subject", "A bank's dispute about order {order_id}"),
        "case_news": said("subject", "News about your device: {title}"),
        "sellers_case_news": said("subject", "A buyer's case: {title}"),
        "order_link": said("subject", "Your link to order {order_id}"),
        "line_shipped": said("subject", "On its way to you: {title}"),
        "line_cancelled": said("subject", "Cancelled: {title}"),
        "refund_requested": said("subject", "Your refund of {amount}"),
        "refund_by_bank_transfer": said("subject", "Your refund of {amount} by bank transfer"),
        "line_delayed": said("subject", "Later than promised: {title}"),
        "withdrawal_acknowledged": said("subject", "We received your withdrawal from order {order_id}"),
        "withdrawal_refused": said("subject", "Your withdrawal from order {order_id}"),
        "withdrawal_to_seller": said("subject", "A buyer withdrew from order {order_id}"),
        "guarantee_issued": said("subject", "Your guarantee: {title}"),
        "guarantee_extended": said("subject", "Your guarantee is longer now: {title}"),
        "refund_failed": said("subject", "Your refund of {amount} did not arrive"),
        "endpoint_disabled": said("subject", "Your webhooks to {host} are switched off"),
        "payout_failed": said("subject", "Your payout of {amount} did not arrive"),
        "account_requirements": said("subject", "Stripe needs something from you"),
    },
}


def wording_in(language: str) -> Wording:
    """The wording of mails in a language.

    Raises: FileNotFoundError for a language that mails are not written in.
    """
    return translated(CATALOGUES, language)


def named(language: str, kind: str, code: str, /, **figures: object) -> str:
    """What a code is called in a mail, or the subject of a mail.

    Raises: KeyError for a kind or code without a name.
    """
    return wording_in(language).message(NAMES[kind][code], **figures)
