"""The legal texts of each market and language, with the figures in force on the day they are shown."""

from collections.abc import Iterable

from chalicelib.markets.market import Dated, Market
from chalicelib.markets.texts import de, en, es, fr, it, nl
from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER
from chalicelib.markets.texts.single_markets import SINGLE_MARKET_TEXTS

# Every version of the legal texts by the first day it was used, oldest first: stored with every mail and guarantee, so
# that the text a buyer received can be found again. A change of any legal text adds one.
WORDING_VERSIONS = ("2026-11-24", "2026-11-30")
WORDING_VERSION = WORDING_VERSIONS[-1]

HARMONISED_NOTICE = Dated(
    "2025/1960", "2026-09-27", "Implementing Regulation (EU) 2025/1960: harmonised notice on the legal guarantee"
)

_EUROPE = {"en": en.TEXTS, "fr": fr.TEXTS, "de": de.TEXTS, "es": es.TEXTS, "it": it.TEXTS, "nl": nl.TEXTS}
_UNITED_STATES = {"en": en.UNITED_STATES_TEXTS, "es": es.UNITED_STATES_TEXTS}

# How each language names the countries whose law a notice speaks of.
COUNTRY_NAMES = {
    "en": {
        "FR": "France",
        "DE": "Germany",
        "ES": "Spain",
        "IT": "Italy",
        "BE": "Belgium",
        "NL": "the Netherlands",
        "IE": "Ireland",
    },
    "fr": {
        "FR": "France",
        "DE": "Allemagne",
        "ES": "Espagne",
        "IT": "Italie",
        "BE": "Belgique",
        "NL": "Pays-Bas",
        "IE": "Irlande",
    },
    "de": {
        "FR": "Frankreich",
        "DE": "Deutschland",
        "ES": "Spanien",
        "IT": "Italien",
        "BE": "Belgien",
        "NL": "Niederlande",
        "IE": "Irland",
    },
    "es": {
        "FR": "Francia",
        "DE": "Alemania",
        "ES": "España",
        "IT": "Italia",
        "BE": "Bélgica",
        "NL": "Países Bajos",
        "IE": "Irlanda",
    },
    "it": {
        "FR": "Francia",
        "DE": "Germania",
        "ES": "Spagna",
        "IT": "Italia",
        "BE": "Belgio",
        "NL": "Paesi Bassi",
        "IE": "Irlanda",
    },
    "nl": {
        "FR": "Frankrijk",
        "DE": "Duitsland",
        "ES": "Spanje",
        "IT": "Italië",
        "BE": "België",
        "NL": "Nederland",
        "IE": "Ierland",
    },
}


class UnknownWording(LookupError):
    """No such text in this market."""


class OfficialWordingMissing(Exception):
    """Words that a law prescribes are not there yet. The operator writes them into `markets/texts`."""


def wording_version(on: str) -> str:
    """The version of the texts on a day or timestamp; the first one before there was any."""
    return next((since for since in reversed(WORDING_VERSIONS) if since <= on), WORDING_VERSIONS[0])


def require_official_wording(markets: Iterable[Market], *, is_live: bool) -> None:
    """Accept the texts of a cell; a cell that is not live may show placeholders.

    Raises: OfficialWordingMissing, naming each text of a live cell with a placeholder.
    """
    missing = sorted(
        f"{market.code} {language} {key}"
        for market in markets
        for language in market.languages
        for key, text in _texts(market, language).items()
        if OPERATOR_PLACEHOLDER in text
    )
    if missing and is_live:
        raise OfficialWordingMissing("; ".join(missing))


def spoken_language(market: Market, wanted: str) -> str:
    """The language of a buyer's texts: the wanted one where the market has it, otherwise the market's own."""
    return wanted if wanted in market.languages else market.default_language


def wording_keys(market: Market) -> tuple[str, ...]:
    """The keys of the market's texts. `legal_guarantee_notice` stands for the form that its law needs."""
    texts = _texts(market, market.default_language)
    return tuple(key for key in texts if key != "legal_guarantee_notice_open_ended")


def wording(market: Market, language: str, key: str, *, on: str, **figures: str | int) -> str:
    """A text with the figures in force on a day, in `language` or otherwise the market's own.

    `figures` are those that only the caller knows (`order_id`) or that replace the market's (`commercial_months` of
    the offer).

    Raises: UnknownWording for a key the market does not have, KeyError for a missing figure.
    """
    spoken = spoken_language(market, language)
    texts = _texts(market, spoken)
    if key not in texts:
        raise UnknownWording(f"{market.code} has no text {key!r}")
    guarantee = market.legal_guarantee.at(on) if market.legal_guarantee else None
    if key == "legal_guarantee_notice" and guarantee and guarantee.open_ended:
        key = "legal_guarantee_notice_open_ended"
    return texts[key].format_map(_figures(market, spoken, on) | figures)


def _texts(market: Market, language: str) -> dict[str, str]:
    common = (_UNITED_STATES if market.cell == "us" else _EUROPE)[language]
    return common | SINGLE_MARKET_TEXTS.get(market.code, {}).get(language, {})


def _figures(market: Market, language: str, on: str) -> dict[str, str | int]:
    windows = market.windows
    known: dict[str, str | int] = {
        "withdrawal_days": windows.withdrawal_days.at(on),
        "withdrawal_return_days": windows.withdrawal_return_days.at(on),
        "refund_days": windows.refund_days.at(on),
        "free_return_days": windows.free_return_days.at(on),
        "delivery_limit_days": windows.delivery_limit_days.at(on),
        "commercial_months": market.commercial_guarantee_minimum_months.at(on),
        "repair_extension_months": market.repair_extension_months.at(on),
    }
    if market.legal_guarantee is None:
        return known
    guarantee = market.legal_guarantee.at(on)
    return known | {
        "country": COUNTRY_NAMES[language][market.code],
        "law": guarantee.law,
        "legal_months": guarantee.months,
        "presumption_months": guarantee.presumption_months,
        "short_term_right_days": guarantee.short_term_right_days,
    }


def reverse_charge_mention(language: str) -> str:
    """What an invoice without VAT says when the customer owes the tax (Directive 2006/112/EC art. 226(11a))."""
    return _EUROPE[language]["reverse_charge_mention"]


def margin_scheme_mention(language: str) -> str:
    """What an invoice under the margin scheme for second-hand goods says (art. 226(14))."""
    return _EUROPE[language]["margin_scheme_mention"]
