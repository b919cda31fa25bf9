"""The certificate of a guarantee: which device, which rights until when, and what was promised."""

from datetime import date
from typing import Literal

import msgspec

from chalicelib.documents.layout import Block, Facts, Paragraphs, Parties, PrintedDocument
from chalicelib.documents.party import Party
from chalicelib.documents.wording import wording_in
from chalicelib.kernel.runtime.wording import Text, said
from chalicelib.markets import formatting

# COMMERCIAL: the seller's own. PRESUMPTION: a fault counts as present at delivery. SHORT_TERM: the buyer of a faulty
# device may end the contract at once.
Right = Literal["COMMERCIAL", "LEGAL", "PRESUMPTION", "SHORT_TERM"]

_RIGHTS: dict[Right, Text] = {
    "COMMERCIAL": said("right", "Guarantee of the seller"),
    "LEGAL": said("right", "Guarantee by law"),
    "PRESUMPTION": said("right", "A fault counts as present at delivery"),
    "SHORT_TERM": said("right", "You may end the contract for a fault"),
}
_GRADES: dict[str, Text] = {
    "PREMIUM": said("grade", "Premium"),
    "EXCELLENT": said("grade", "Excellent"),
    "GOOD": said("grade", "Good"),
    "FAIR": said("grade", "Fair"),
}


class GuaranteePeriod(msgspec.Struct, frozen=True, kw_only=True):
    """A right and its last day (YYYY-MM-DD). Where `is_minimum`, it may last longer; `law` names its source."""

    right: Right
    ends_on: str
    is_minimum: bool = False
    law: str | None = None


class GuaranteeExtension(msgspec.Struct, frozen=True, kw_only=True):
    """Months that the repair of a day (YYYY-MM-DD) added to the guarantee by law."""

    repaired_on: str
    months: int


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """All that a certificate states. `texts` are the terms word for word, of `text_version`.

    `title` is what the market's law calls it and `device` is named, both in the document's language; `grade` is a code;
    `serial` is None where it is not known any more. The buyer ordered under the texts of `accepted_version`.
    """

    language: str
    title: str
    order_id: str
    line_id: str
    issued_on: str
    device: str
    grade: str
    serial: str | None
    seller: Party
    delivered_on: str
    periods: tuple[GuaranteePeriod, ...]
    extensions: tuple[GuaranteeExtension, ...] = ()
    texts: tuple[str, ...]
    text_version: str
    accepted_version: str


def certificate_document(certificate: Certificate) -> PrintedDocument:
    """The certificate as a document. Raises: ValueError for a day that is none, FileNotFoundError for a language."""
    wording, language = wording_in(certificate.language), certificate.language
    _ = wording.text
    device = [
        (_("Device"), certificate.device),
        (_("Grade"), wording.message(_GRADES[certificate.grade])),
        (_("Delivered on"), _day(certificate.delivered_on, language)),
        (_("Order"), certificate.order_id),
        (_("Line"), certificate.line_id),
    ]
    if certificate.serial is not None:
        device.insert(2, (_("Serial number"), certificate.serial))
    blocks: tuple[Block, ...] = (
        Parties(((_("Seller"), certificate.seller.lines()),)),
        Facts(tuple(device)),
        Facts(_rights(certificate), heading=_("What is guaranteed, and until when")),
        Paragraphs(certificate.texts, heading=_("Terms")),
    )
    return PrintedDocument(
        language=language,
        title=certificate.title,
        dated=certificate.issued_on,
        author=certificate.seller.name,
        blocks=blocks,
        footer=_(
            "Terms of {version}; ordered under those of {accepted}",
            version=certificate.text_version,
            accepted=certificate.accepted_version,
        ),
    )


def _rights(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    """Each right with its last day, then what repairs added."""
    wording, language = wording_in(certificate.language), certificate.language
    _, ngettext = wording.text, wording.counted
    rights = []
    for period in certificate.periods:
        end = _day(period.ends_on, language)
        until = _("until {end} at least", end=end) if period.is_minimum else _("until {end}", end=end)
        rights.append((wording.message(_RIGHTS[period.right]), f"{until} ({period.law})" if period.law else until))
    for extension in certificate.extensions:
        told = ngettext(
            "{count} month longer since the repair of {day}",
            "{count} months longer since the repair of {day}",
            extension.months,
            day=_day(extension.repaired_on, language),
        )
        rights.append((wording.message(_RIGHTS["LEGAL"]), told))
    return tuple(rights)


def _day(stated: str, language: str) -> str:
    return formatting.day(date.fromisoformat(stated), language)
