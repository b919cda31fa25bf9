"""What buyers are told: complete in every language of a market, with the figures of its law."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.kernel.runtime.settings import KNOWN_WHEN_DEPLOYED, Settings
from chalicelib.markets.directory import market, markets
from chalicelib.markets.legal_texts import (
    HARMONISED_NOTICE,
    WORDING_VERSIONS,
    OfficialWordingMissing,
    UnknownWording,
    margin_scheme_mention,
    require_official_wording,
    reverse_charge_mention,
    spoken_language,
    wording,
    wording_keys,
    wording_version,
)
from chalicelib.markets.texts import de, en, es, fr, it, nl
from chalicelib.markets.texts.placeholder import OPERATOR_PLACEHOLDER

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


def test_the_french_button_has_the_words_of_the_decree() -> None:
    assert wording(market("FR"), "fr", "withdrawal_button", on=TODAY) == "renoncer au contrat ici"


def test_a_buyer_is_written_to_in_a_language_of_the_market() -> None:
    assert spoken_language(market("BE"), "nl") == "nl"
    assert spoken_language(market("FR"), "de") == "fr"
    assert wording(market("FR"), "de", "reverse_charge_mention", on=TODAY) == "Autoliquidation"


@pytest.mark.parametrize(
    ("language", "reverse_charge", "margin_scheme"),
    [
        ("en", "Reverse charge", "Margin scheme — Second-hand goods"),
        ("fr", "Autoliquidation", "Régime particulier — Biens d’occasion"),
        ("de", "Steuerschuldnerschaft des Leistungsempfängers", "Gebrauchtgegenstände/Sonderregelung"),
        ("es", "Inversión del sujeto pasivo", "Régimen especial de los bienes usados"),
        ("it", "Inversione contabile", "Regime del margine — Beni usati"),
        ("nl", "Btw verlegd", "Bijzondere regeling — Gebruikte goederen"),
    ],
)
def test_an_invoice_without_vat_says_why_in_the_directives_words(
    language: str, reverse_charge: str, margin_scheme: str
) -> None:
    assert reverse_charge_mention(language) == reverse_charge
    assert margin_scheme_mention(language) == margin_scheme


def test_american_buyers_are_told_of_no_right_they_do_not_have() -> None:
    with pytest.raises(UnknownWording):
        wording(market("US"), "en", "withdrawal_notice", on=TODAY)
    assert wording(market("US"), "en", "warranty_title", on=TODAY) == "Limited Warranty"


def test_the_harmonised_notice_is_owed_since_27_september_2026() -> None:
    assert HARMONISED_NOTICE.since == "2026-09-27"


def test_words_that_a_law_prescribes_are_marked_until_the_operator_writes_them() -> None:
    marked = {
        (code, key)
        for code, language in SPOKEN
        for key in wording_keys(market(code))
        if OPERATOR_PLACEHOLDER in wording(market(code), language, key, on=TODAY, order_id="ord_eu_1")
    }
    forms = {(one.code, "model_withdrawal_form") for one in markets("eu")}
    assert marked == forms | {("FR", "boxed_legal_guarantee"), ("DE", "withdrawal_instructions")}


def test_a_live_cell_does_not_start_while_a_prescribed_text_is_missing() -> None:
    with pytest.raises(OfficialWordingMissing, match="DE de withdrawal_instructions") as refusal:
        require_official_wording([market("FR"), market("DE")], is_live=True)
    assert "FR en boxed_legal_guarantee; FR en model_withdrawal_form" in str(refusal.value)
    require_official_wording([market("FR"), market("DE")], is_live=False)
    require_official_wording(markets("us"), is_live=True)


def test_the_version_of_the_texts_is_that_of_the_day_they_were_accepted() -> None:
    assert wording_version("2026-11-29T23:59:59.999Z") == "2026-11-24"
    assert wording_version("2026-11-30T00:00:00.000Z") == "2026-11-30"
    assert wording_version("2026-01-01") == "2026-11-24"
    assert list(WORDING_VERSIONS) == sorted(WORDING_VERSIONS)


@pytest.mark.parametrize(("key_id", "starts"), [("arn:aws:kms:eu-west-3:1:key/1", False), (KNOWN_WHEN_DEPLOYED, True)])
def test_the_application_of_a_live_cell_ends_at_its_start_and_a_build_of_it_does_not(key_id: str, starts: bool) -> None:
    settings = {name.upper(): "x" for name in Settings.__struct_fields__}
    cell = {"STAGE": "eu", "CELL": "eu", "KMS_KEY_ID": key_id, "AWS_DEFAULT_REGION": "eu-west-3"}
    started = subprocess.run(
        [sys.executable, "-c", "import app"],
        env=settings | cell | {"PATH": os.environ["PATH"]},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (started.returncode == 0) is starts, started.stderr
    assert ("OfficialWordingMissing" in started.stderr) is not starts
