"""A market as clients see it: the figures in force on a day."""

from chalicelib.markets.address_rules import ADDRESS_RULES
from chalicelib.markets.answers import DeliveryRules, Figure, GuaranteeRules, LegalGuaranteeAnswer, MarketRules, Window
from chalicelib.markets.market import Dated, Market
from chalicelib.markets.market import LegalGuarantee as Law
from chalicelib.markets.united_states import STATES


def market_view(market: Market, on: str) -> MarketRules:
    """The rules of a market in force on a day (`YYYY-MM-DD` or a timestamp), each dated figure with its source."""
    windows = market.windows
    schedule = market.service_fee.entry(on)
    return {
        "market": market.code,
        "cell": market.cell,
        "name": market.name,
        "currency": market.currency,
        "languages": list(market.languages),
        "default_language": market.default_language,
        "tax": {
            "mode": market.tax_mode.value,
            "prices_include_tax": market.prices_include_tax,
            "standard_rate_bp": _figure(market.vat_standard_bp.entry(on)) if market.vat_standard_bp else None,
        },
        "service_fee": {
            "tiers": [
                {"goods_below_minor": tier.below_minor, "fee_minor": tier.fee_minor} for tier in schedule.value.tiers
            ],
            "cap_bp": schedule.value.cap_bp,
            "since": schedule.since,
            "source": schedule.source,
        },
        "commission_bp": _figure(market.commission_bp.entry(on)),
        "windows": {name: _window(getattr(windows, name).entry(on)) for name in windows.__struct_fields__},
        "guarantee": _guarantee(market, on),
        "delivery": [_delivery(country) for country in market.delivery_countries],
    }


def _figure(dated: Dated[int]) -> Figure:
    return {"value": dated.value, "since": dated.since, "source": dated.source}


def _window(dated: Dated[int | tuple[int, ...]]) -> Window:
    return {"value": dated.value, "since": dated.since, "source": dated.source}


def _guarantee(market: Market, on: str) -> GuaranteeRules:
    return {
        "commercial_minimum_months": _figure(market.commercial_guarantee_minimum_months.entry(on)),
        "repair_extension_months": _figure(market.repair_extension_months.entry(on)),
        "legal": None if market.legal_guarantee is None else _legal(market.legal_guarantee.entry(on)),
    }


def _legal(legal: Dated[Law]) -> LegalGuaranteeAnswer:
    return {
        "months": legal.value.months,
        "presumption_months": legal.value.presumption_months,
        "agreed_minimum_months": legal.value.agreed_minimum_months,
        "open_ended": legal.value.open_ended,
        "short_term_right_days": legal.value.short_term_right_days,
        "law": legal.value.law,
        "since": legal.since,
        "source": legal.source,
    }


def _delivery(country: str) -> DeliveryRules:
    rule = ADDRESS_RULES[country]
    return {
        "country": country,
        "postal_code_pattern": rule.postal_code_pattern,
        "postal_code_example": rule.postal_code_example,
        "excluded_prefixes": list(rule.excluded_prefixes),
        "states": sorted(STATES) if rule.state_needed else [],
    }
