"""An issued invoice as it is printed: the buyer's address comes from the vault, at the moment of printing."""

from chalicelib.documents.invoice import Invoice, VatCategory
from chalicelib.documents.party import Party
from chalicelib.documents.platform_party import platform_party
from chalicelib.documents.wording import wording_in
from chalicelib.invoices.issued_invoice import IssuedInvoice
from chalicelib.markets import legal_texts
from chalicelib.people import queries as people_queries
from chalicelib.people.person import FiscalRecord


def printed(issued: IssuedInvoice) -> Invoice:
    """The invoice with both parties and the words that the law wants on it. Raises: Unavailable, Tampered."""
    platform = platform_party(issued.issued_at)
    is_sale = issued.subject == "SALE"
    exemption = _exemption(issued)
    mentions = [exemption] if exemption else []
    _ = wording_in(issued.language).text
    if is_sale:
        mentions.append(
            _(
                "Issued by {platform} in the name and on behalf of {seller}.",
                platform=platform.name,
                seller=issued.seller.name,
            )
        )
    return Invoice(
        kind=issued.kind,
        number=issued.number,
        language=issued.language,
        issued_on=issued.issued_at[:10],
        supplied_on=issued.supplied_on,
        currency=issued.currency,
        issuer=issued.seller if is_sale else platform,
        recipient=_buyer(issued) if is_sale else issued.seller,
        lines=issued.lines,
        sales_tax_minor=issued.sales_tax_minor,
        mentions=tuple(mentions),
        exemption=exemption,
        reference=f"{issued.order_id} / {issued.line_id}" if issued.order_id else issued.month or "",
        corrects=issued.corrects,
    )


def _exemption(issued: IssuedInvoice) -> str:
    """Why a line bears no VAT, in the words of Directive 2006/112/EC art. 226(11a) and (14); empty if all bear it."""
    categories = {line.vat_category for line in issued.lines}
    if VatCategory.EXEMPT in categories:
        return legal_texts.margin_scheme_mention(issued.language)
    if VatCategory.REVERSE_CHARGE in categories:
        return legal_texts.reverse_charge_mention(issued.language)
    return ""


def _buyer(issued: IssuedInvoice) -> Party:
    record = people_queries.fiscal(issued.person_id or "")
    if record is None:
        _ = wording_in(issued.language).text
        # Kept as long as tax law asks for it, and erased then (docs/personal-data.md).
        return Party(name=_("Erased after the legal retention period"), address=(), country="")
    return Party(name=record.name, address=_address(record), country=record.address.country)


def _address(record: FiscalRecord) -> tuple[str, ...]:
    address = record.address
    town = f"{address.postal_code} {address.city}"
    lines = (address.street, address.addition, f"{town} {address.state}" if address.state else town)
    return tuple(line for line in lines if line)
