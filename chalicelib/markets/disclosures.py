"""Disclosures: which legal texts a buyer sees at which moment, for pages, mails and documents.

The texts are in `markets/texts`, their figures in the market's rules. A text that a market's law does not have is left
out, so one table serves European and American markets.
"""

from collections.abc import Iterable
from enum import StrEnum

from chalicelib.markets.legal_texts import wording, wording_keys
from chalicelib.markets.market import Market


class Moment(StrEnum):
    """Where a buyer reads legal texts."""

    PRICE = "PRICE"
    PRODUCT_PAGE = "PRODUCT_PAGE"
    CHECKOUT = "CHECKOUT"
    ORDER_PAGE = "ORDER_PAGE"
    ORDER_MAIL = "ORDER_MAIL"
    ORDER_MAIL_TOTAL = "ORDER_MAIL_TOTAL"
    ORDER_MAIL_SELLERS = "ORDER_MAIL_SELLERS"
    MARGIN_SCHEME_LINE = "MARGIN_SCHEME_LINE"
    GUARANTEE_CERTIFICATE = "GUARANTEE_CERTIFICATE"


# The keys of each moment's texts, in the order they are shown. Sources:
# before the contract: Directive 2011/83/EU art. 6(1), and for a written warranty 15 USC 2302;
# the order page and the order mail, on a durable medium: Directive 2011/83/EU art. 8(7);
# the certificate: Directive (EU) 2019/771 art. 17(2), 16 CFR 701.3(a);
# late shipment: 16 CFR 435.2; sales under the margin scheme: Directive 2006/112/EC art. 226(14).
TEXTS_AT: dict[Moment, tuple[str, ...]] = {
    Moment.PRICE: ("price_includes_tax", "price_excludes_tax", "service_fee_notice"),
    Moment.PRODUCT_PAGE: ("withdrawal_notice", "free_return_notice", "legal_guarantee_notice"),
    Moment.CHECKOUT: (
        "withdrawal_notice",
        "withdrawal_instructions",
        "model_withdrawal_form",
        "free_return_notice",
        "warranty_title",
        "commercial_guarantee_notice",
        "warranty_terms",
        "warranty_rights_notice",
        "implied_warranty_notice",
        "legal_guarantee_notice",
        "boxed_legal_guarantee",
    ),
    Moment.ORDER_PAGE: (
        "withdrawal_notice",
        "free_return_notice",
        "warranty_title",
        "commercial_guarantee_notice",
        "warranty_terms",
        "warranty_rights_notice",
        "implied_warranty_notice",
        "late_shipment_notice",
        "legal_guarantee_notice",
        "short_term_right_notice",
        "repair_choice_notice",
        "repair_extension_notice",
    ),
    Moment.ORDER_MAIL: (
        "withdrawal_notice",
        "withdrawal_instructions",
        "model_withdrawal_form",
        "free_return_notice",
        "legal_guarantee_notice",
        "boxed_legal_guarantee",
        "short_term_right_notice",
        "repair_choice_notice",
        "repair_extension_notice",
        "warranty_title",
        "commercial_guarantee_notice",
        "commercial_guarantee_terms",
        "warranty_terms",
        "warranty_rights_notice",
        "implied_warranty_notice",
        "late_shipment_notice",
        "contribution_notice",
    ),
    Moment.GUARANTEE_CERTIFICATE: (
        "commercial_guarantee_notice",
        "commercial_guarantee_terms",
        "warranty_terms",
        "warranty_rights_notice",
        "implied_warranty_notice",
        "legal_guarantee_notice",
        "boxed_legal_guarantee",
        "short_term_right_notice",
        "repair_choice_notice",
        "repair_extension_notice",
    ),
    Moment.ORDER_MAIL_TOTAL: ("price_includes_tax",),
    Moment.ORDER_MAIL_SELLERS: ("order_confirmation_sellers",),
    Moment.MARGIN_SCHEME_LINE: ("margin_scheme_mention",),
}
# These pages state the guarantee of each line at the line.
_STATES_EACH_LINE = frozenset({Moment.CHECKOUT, Moment.ORDER_PAGE})


def disclosures(
    market: Market,
    moment: Moment,
    *,
    language: str,
    on: str,
    guarantee_months: Iterable[int] = (),
    contribution_minor: int = 0,
) -> tuple[str, ...]:
    """The legal texts of a moment with the figures in force `on` a day or timestamp, in the order they are shown.

    In `language`, or the market's own if it does not have that one. `guarantee_months` are the sellers' guarantees of
    what is bought; each length is stated once. The contribution's text is left out where `contribution_minor` is 0, and
    the repair's where the law of that day adds no months.
    """
    figures: dict[str, list[dict[str, int]]] = {
        "commercial_guarantee_notice": [
            {"commercial_months": months} for months in _stated_lengths(market, moment, guarantee_months)
        ],
        "contribution_notice": [{}] if contribution_minor else [],
        "repair_extension_notice": [{}] if market.repair_extension_months.at(on) else [],
    }
    known = wording_keys(market)
    return tuple(
        wording(market, language, key, on=on, **each)
        for key in TEXTS_AT[moment]
        if key in known
        for each in figures.get(key, [{}])
    )


def _stated_lengths(market: Market, moment: Moment, guarantee_months: Iterable[int]) -> list[int]:
    """The lengths the guarantee text is shown for.

    On a page that states each line's own guarantee, several sentences about "the device" would contradict each other,
    so there is one or none. A written warranty of American law is always shown in full.
    """
    lengths = sorted(set(guarantee_months))
    if moment in _STATES_EACH_LINE and market.legal_guarantee is not None and len(lengths) > 1:
        return []
    return lengths
