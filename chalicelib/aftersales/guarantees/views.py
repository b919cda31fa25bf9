"""A guarantee as its buyer sees it."""

from chalicelib.aftersales.guarantees import answers
from chalicelib.aftersales.guarantees.guarantee import Guarantee


def guarantee_view(guarantee: Guarantee) -> answers.ShownGuarantee:
    """The guarantee of a line with its days, terms and extensions."""
    return {
        "line_id": guarantee.line_id,
        "product_id": guarantee.product_id,
        "seller_id": guarantee.seller_id,
        "market": guarantee.market,
        "delivered_at": guarantee.delivered_at,
        "commercial": {"months": guarantee.commercial_months, "ends_on": guarantee.commercial_ends_on},
        "legal": _legal(guarantee),
        "accepted_version": guarantee.accepted_version,
        "text_version": guarantee.text_version,
        "language": guarantee.language,
        "texts": list(guarantee.texts),
    }


def _legal(guarantee: Guarantee) -> answers.LegalTerm | None:
    if guarantee.legal_ends_on is None:
        return None
    return {
        "months": guarantee.legal_months,
        "ends_on": guarantee.legal_ends_on,
        "is_minimum": guarantee.is_legal_minimum,
        "presumption_months": guarantee.presumption_months,
        "presumed_until": guarantee.presumed_until,
        "contract_may_end_until": guarantee.short_term_ends_on,
        "extensions": [
            {"cause_id": one.cause_id, "extended_at": one.extended_at, "months": one.months}
            for one in guarantee.extensions
        ],
    }
