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
    "subject": {
        "order_link": said("subject", "Your link to order {order_id}"),
        "line_shipped": said("subject", "On its way to you: {title}"),
        "line_cancelled": said("subject", "Cancelled: {title}"),
        "refund_requested": said("subject", "Your refund of {amount}"),
        "refund_by_bank_transfer": said("subject", "Your refund of {amount} by bank transfer"),
        "line_delayed": said("subject", "Later than promised: {title}"),
        "guarantee_issued": said("subject", "Your guarantee: {title}"),
        "guarantee_extended": said("subject", "Your guarantee is longer now: {title}"),
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
