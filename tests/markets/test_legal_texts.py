"""What buyers are told: complete in every language of a market, with the figures of its law."""

import pytest

from chalicelib.markets.directory import market, markets
from chalicelib.markets.legal_texts import HARMONISED_NOTICE, UnknownWording, spoken_language, wording, wording_keys
from chalicelib.markets.texts import de, en, es, fr, it, nl

TODAY = "2026-11-23"
SPOKEN = [(one.code, language) for one in (*markets("eu"), *markets("us")) for language in one.languages]


@pytest.mark.parametrize(
    ("code", "language", "key"),
    [(code, language, key) for code, language in SPOKEN for key in wording_keys(market(code))],
)
def test_every_text_of_a_market_is_complete_in_each_of_its_languages(code: str, language: str, key: str) -> None:
    text = wording(market(code), language, key, on=TODAY, order_id="ord_eu_1")
    assert text
    assert "{" not in text


def test_all_languages_have_the_same_texts_with_the_same_figures() -> None:
    figures = {key: set(_figures(text)) for key, text in en.TEXTS.items()}
    for texts in (fr.TEXTS, de.TEXTS, es.TEXTS, it.TEXTS, nl.TEXTS):
        assert {key: set(_figures(text)) for key, text in texts.items()} == figures
    assert es.UNITED_STATES_TEXTS.keys() == en.UNITED_STATES_TEXTS.keys()


def _figures(text: str) -> list[str]:
    return [part.split("}")[0] for part in text.split("{")[1:]]


def test_the_legal_guarantee_is_stated_as_the_country_gives_it() -> None:
    spanish = wording(market("ES"), "es", "legal_guarantee_notice", on=TODAY)
    assert "36 meses" in spanish
    assert "24 meses" in spanish
    french = wording(market("FR"), "fr", "legal_guarantee_notice", on=TODAY)
    assert "24 mois" in french
    assert "L217-3" in french


def test_an_open_ended_guarantee_is_not_told_as_two_years() -> None:
    assert "at least 24 months" in wording(market("IE"), "en", "legal_guarantee_notice", on=TODAY)
    assert "ten minste 24 maanden" in wording(market("NL"), "nl", "legal_guarantee_notice", on=TODAY)
    assert "at least" not in wording(market("DE"), "en", "legal_guarantee_notice", on=TODAY)


def test_a_seller_who_promises_more_is_quoted_with_it() -> None:
    text = wording(market("FR"), "en", "commercial_guarantee_notice", on=TODAY, commercial_months=36)
    assert "36 months" in text
    assert "12 months" in wording(market("FR"), "en", "commercial_guarantee_notice", on=TODAY)


def test_the_withdrawal_button_is_labelled_as_the_directive_says() -> None:
    assert wording(market("IE"), "en", "withdrawal_button", on=TODAY) == "withdraw from contract here"
    assert wording(market("IE"), "en", "withdrawal_confirm_button", on=TODAY) == "confirm withdrawal"


def test_a_buyer_is_written_to_in_a_language_of_the_market() -> None:
    assert spoken_language(market("BE"), "nl") == "nl"
    assert spoken_language(market("FR"), "de") == "fr"
    assert wording(market("FR"), "de", "reverse_charge_mention", on=TODAY) == "Autoliquidation"


def test_american_buyers_are_told_of_no_right_they_do_not_have() -> None:
    with pytest.raises(UnknownWording):
        wording(market("US"), "en", "withdrawal_notice", on=TODAY)
    assert wording(market("US"), "en", "warranty_title", on=TODAY) == "Limited Warranty"


def test_the_harmonised_notice_is_owed_since_27_september_2026() -> None:
    assert HARMONISED_NOTICE.since == "2026-09-27"
