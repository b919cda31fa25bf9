"""Every template finds what it says, and every code has a name."""

import re
from typing import get_args

from chalicelib.catalog.offers.offer import GRADES
from chalicelib.mails import outbox
from chalicelib.mails.rendering import TEMPLATES
from chalicelib.mails.wording import NAMES
from tests.mails.samples import order

BUYERS_NEWS = (
    "RETURN_OPENED",
    "RETURN_APPROVED_AT_ONCE",
    "RETURN_APPROVED",
    "RETURN_REFUSED",
    "RETURN_RECEIVED",
    "RETURN_TAKEN_OVER",
    "REFUSAL_STANDS",
    "NOT_SENT",
    "SENT_BACK",
    "REFUSAL_TAKEN_BACK",
    "APPEAL_UPHELD",
    "APPEAL_REJECTED",
    "REPAIR_FINISHED",
    "EXCHANGE_SHIPPED",
    "CLAIM_OPENED",
    "CLAIM_RETURNED",
    "CLAIM_RETURNED_UNANSWERED",
    "CLAIM_RETURNED_BY_DECISION",
    "CLAIM_REFUNDED_UNANSWERED",
    "CLAIM_REFUNDED_NOT_SHIPPED",
    "CLAIM_REJECTED",
    "MESSAGE",
    "PLATFORM_MESSAGE",
)
SELLERS_NEWS = (
    "RETURN_OPENED",
    "RETURN_APPROVED",
    "RETURN_TAKEN_OVER",
    "TO_SEND_BACK",
    "CLAIM_OPENED",
    "MESSAGE",
    "PLATFORM_MESSAGE",
)


def test_every_code_a_mail_may_have_to_name_has_a_name() -> None:
    codes = {
        "grade": GRADES,
        "battery": ("NEW", "STANDARD"),
        "total": order().totals,
        "cancelled by": ("BUYER", "SELLER", "DEADLINE"),
        "endpoint disabled": ("GONE", "FAILING"),
        "case news": BUYERS_NEWS,
        "seller case news": SELLERS_NEWS,
        "dispute news": ("INQUIRY", "OPENED", "INQUIRY_CLOSED", "WON", "LOST_BY_SELLER", "LOST_BY_PLATFORM"),
        "subject": tuple(kind for kind in get_args(outbox.Kind) if kind != "order_confirmation"),
    }
    assert {kind: set(names) for kind, names in NAMES.items()} == {kind: set(known) for kind, known in codes.items()}


def test_templates_name_codes_of_kinds_that_exist() -> None:
    sources = "".join(template.read_text() for template in TEMPLATES.iterdir())
    assert set(re.findall(r"named\('([^']+)'", sources)) == NAMES.keys() - {"subject"}


def test_every_letter_has_both_parts() -> None:
    names = {path.stem for path in TEMPLATES.iterdir()} - {"layout", "closing"}
    assert names == set(get_args(outbox.Kind))
    assert all((TEMPLATES / f"{name}.{part}").is_file() for name in names for part in ("txt", "html"))
