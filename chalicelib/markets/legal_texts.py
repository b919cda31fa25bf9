"""The legal texts of each market and language, with the figures in force on the day they are shown."""

from chalicelib.markets.market import Dated, Market
from chalicelib.markets.texts import de, en, es, fr, it, nl

# Stored with every mail, so that the text a buyer received can be found again. Change it with any legal text.
WORDING_VERSION = "2026-11-24"

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


def spoken_language(market: Market, wanted: str) -> str:
    """The language of a buyer's texts: the wanted one where the market has it, otherwise the market's own."""
    return wanted if wanted in market.languages else market.default_language


def wording_keys(market: Market) -> tuple[str, ...]:
    """The keys of the market's texts. `legal_guarantee_notice` stands for the form that its law needs."""
    texts = _UNITED_STATES if market.cell == "us" else _EUROPE
    return tuple(key for key in texts["en"] if key != "legal_guarantee_notice_open_ended")


def wording(market: Market, language: str, key: str, *, on: str, **figures: str | int) -> str:
    """A text with the figures in force on a day, in `language` or otherwise the market's own.

    `figures` are those that only the caller knows (`order_id`) or that replace the market's (`commercial_months` of
    the offer).

    Raises: UnknownWording for a key the market does not have, KeyError for a missing figure.
    """
    spoken = spoken_language(market, language)
    texts = (_UNITED_STATES if market.cell == "us" else _EUROPE)[spoken]
    if key not in texts:
        raise UnknownWording(f"{market.code} has no text {key!r}")
    guarantee = market.legal_guarantee.at(on) if market.legal_guarantee else None
    if key == "legal_guarantee_notice" and guarantee and guarantee.open_ended:
        key = "legal_guarantee_notice_open_ended"
    return texts[key].format_map(_figures(market, spoken, on) | figures)


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
    }
