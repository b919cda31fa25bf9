"""Tax on a sale, on the service fee and on the commission: which rule applies, and the amount."""

from enum import StrEnum

import msgspec

from chalicelib.kernel.values.money import BASIS_POINTS, contained
from chalicelib.markets.europe import VAT_STANDARD_BP
from chalicelib.markets.market import History, Market, in_force

# ISO 3166 codes: Greece is GR here, though its VAT numbers begin with EL.
EU_COUNTRIES = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES",
        "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
        "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip

PLATFORM_COUNTRY: dict[str, History[str]] = {
    "eu": in_force("FR", "2026-01-01", "seat of the platform's European company"),
    "us": in_force("US", "2026-01-01", "seat of the platform's American company"),
}


class SellerOutsideRegion(LookupError):
    """The seller is established in a country that this cell does not accept sellers from."""


class CommissionVatRule(StrEnum):
    DOMESTIC = "DOMESTIC"
    REVERSE_CHARGE = "REVERSE_CHARGE"
    NONE = "NONE"


class CommissionVat(msgspec.Struct, frozen=True):
    """The rule that applies to a seller's commission, and the rate added on top of it, in basis points."""

    rule: CommissionVatRule
    rate_bp: int


def vat_inside_minor(market: Market, gross_minor: int, on: str) -> int:
    """The market's standard VAT contained in a gross amount, half-even; 0 where the market knows no VAT."""
    if market.vat_standard_bp is None:
        return 0
    return contained(gross_minor, market.vat_standard_bp.at(on))


def goods_vat_bp(market: Market, vat_scheme: str, on: str) -> int | None:
    """The rate of VAT that a device and its shipping bear, in basis points; None where the sale shows no VAT.

    A market's sellers deliver within it, so the rate is the market's (Directive 2006/112/EC art. 33 and 36). Under the
    margin scheme (`MARGINAL`) no VAT may be shown (art. 325), and the United States know none.
    """
    if market.vat_standard_bp is None or vat_scheme == "MARGINAL":
        return None
    return market.vat_standard_bp.at(on)


def vat_of_gross_minor(gross_minor: int, rate_bp: int) -> int:
    """The VAT contained in a gross amount (minor units); half a cent is rounded up.

    Rounding: Code des impositions sur les biens et services art. L131-2 counts a half as one. Of the markets' rates
    only the French one can leave a half.
    """
    whole_bp = BASIS_POINTS + rate_bp
    return (2 * gross_minor * rate_bp + whole_bp) // (2 * whole_bp)


def commission_vat(cell: str, seller_country: str, *, vat_number_checked: bool, on: str) -> CommissionVat:
    """The VAT that the platform adds to its commission.

    Directive 2006/112/EC: between taxable persons the service is taxed where the seller is (art. 44) and the
    seller owes it (art. 196). Without a checked number the platform may not treat the seller as a taxable
    person (Implementing Regulation 282/2011 art. 18) and charges its own country's rate.

    Raises: SellerOutsideRegion for a seller the cell does not accept.
    """
    home = PLATFORM_COUNTRY[cell].at(on)
    region = EU_COUNTRIES if cell == "eu" else {home}
    if seller_country not in region:
        raise SellerOutsideRegion(f"{seller_country} is outside the region of cell {cell}")
    if home not in VAT_STANDARD_BP:
        return CommissionVat(CommissionVatRule.NONE, 0)
    if seller_country != home and vat_number_checked:
        return CommissionVat(CommissionVatRule.REVERSE_CHARGE, 0)
    return CommissionVat(CommissionVatRule.DOMESTIC, VAT_STANDARD_BP[home].at(on))
