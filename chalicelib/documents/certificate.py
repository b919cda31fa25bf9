"""The certificate of a guarantee: which device, which rights until when, and what was promised."""

from datetime import date
from typing import Literal

import msgspec

from chalicelib.documents.layout import Block, Facts, Paragraphs, Parties, PrintedDocument
from chalicelib.documents.party import Party
from chalicelib.documents.wording import wording_in
from chalicelib.markets import formatting


class GuaranteePeriod(msgspec.Struct, frozen=True, kw_only=True):
    """A right and its days (YYYY-MM-DD). `ends_on` is None where the law sets no end; `law` names it for LEGAL."""

    kind: Literal["COMMERCIAL", "LEGAL"]
    starts_on: str
    ends_on: str | None
    law: str | None = None


class GuaranteeExtension(msgspec.Struct, frozen=True, kw_only=True):
    """A later end of a right, and the day of the repair that brought it."""

    kind: Literal["COMMERCIAL", "LEGAL"]
    repaired_on: str
    ends_on: str


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """All that a certificate states. `texts` are the accepted terms word for word, `text_version` their version.

    `device` and `grade` are in the document's language already; `serial` is None where it may not be shown.
    """

    language: str
    guarantee_id: str
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


def certificate_document(certificate: Certificate) -> PrintedDocument:
    """The certificate as a document. Raises: ValueError for a day that is none, FileNotFoundError for a language."""
    _, language = wording_in(certificate.language).text, certificate.language
    device = [
        (_("Device"), certificate.device),
        (_("Grade"), certificate.grade),
        (_("Delivered on"), _day(certificate.delivered_on, language)),
        (_("Order"), certificate.order_id),
        (_("Line"), certificate.line_id),
        (_("Guarantee number"), certificate.guarantee_id),
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
        title=_("Certificate of guarantee"),
        dated=certificate.issued_on,
        author=certificate.seller.name,
        blocks=blocks,
        footer=_("Version of the terms: {version}", version=certificate.text_version),
    )


def _rights(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    """Each right with its days, then what repairs added."""
    _, language = wording_in(certificate.language).text, certificate.language
    names = {"COMMERCIAL": _("Guarantee of the seller"), "LEGAL": _("Guarantee by law")}
    rights = []
    for period in certificate.periods:
        until = _("from {start}, without a fixed end", start=_day(period.starts_on, language))
        if period.ends_on is not None:
            until = _(
                "from {start} to {end}", start=_day(period.starts_on, language), end=_day(period.ends_on, language)
            )
        rights.append((names[period.kind], f"{until} ({period.law})" if period.law else until))
    for extension in certificate.extensions:
        told = _(
            "to {end}, after the repair of {repaired}",
            end=_day(extension.ends_on, language),
            repaired=_day(extension.repaired_on, language),
        )
        rights.append((names[extension.kind], told))
    return tuple(rights)


def _day(stated: str, language: str) -> str:
    return formatting.day(date.fromisoformat(stated), language)
