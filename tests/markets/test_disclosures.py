"""Which legal text a buyer sees at which moment, in every language of every market and with its law's figures."""

from string import Formatter

import pytest

from chalicelib.markets.directory import market, markets
from chalicelib.markets.disclosures import TEXTS_AT, Moment, disclosures
from chalicelib.markets.legal_texts import wording
from chalicelib.markets.texts import de, en, es, fr, it, nl
from chalicelib.markets.texts.single_markets import SINGLE_MARKET_TEXTS

TODAY = "2026-11-23"
# Texts that the law of one country alone asks for.
OF_ONE_MARKET = {"withdrawal_instructions": "DE", "boxed_legal_guarantee": "FR", "short_term_right_notice": "IE"}
TEXTS = {module.__name__.rpartition(".")[2]: module.TEXTS for module in (de, en, es, fr, it, nl)}
SPOKEN = [(one.code, language) for one in (*markets("eu"), *markets("us")) for language in one.languages]

# Moment: the texts of a European market, the texts of the American one.
SHOWN: dict[Moment, tuple[str, str]] = {
    Moment.PRICE: ("price_includes_tax service_fee_notice", "price_excludes_tax service_fee_notice"),
    Moment.PRODUCT_PAGE: ("withdrawal_notice free_return_notice legal_guarantee_notice", "free_return_notice"),
    Moment.CHECKOUT: (
        "withdrawal_notice withdrawal_instructions model_withdrawal_form free_return_notice "
        "commercial_guarantee_notice legal_guarantee_notice boxed_legal_guarantee",
        "free_return_notice warranty_title commercial_guarantee_notice warranty_terms warranty_rights_notice "
        "implied_warranty_notice",
    ),
    Moment.ORDER_PAGE: (
        "withdrawal_notice free_return_notice commercial_guarantee_notice legal_guarantee_notice "
        "short_term_right_notice repair_choice_notice repair_extension_notice",
        "free_return_notice warranty_title commercial_guarantee_notice warranty_terms warranty_rights_notice "
        "implied_warranty_notice late_shipment_notice",
    ),
    Moment.ORDER_MAIL: (
        "withdrawal_notice withdrawal_instructions model_withdrawal_form free_return_notice legal_guarantee_notice "
        "boxed_legal_guarantee short_term_right_notice repair_choice_notice repair_extension_notice "
        "commercial_guarantee_notice commercial_guarantee_terms contribution_notice",
        "free_return_notice warranty_title commercial_guarantee_notice warranty_terms warranty_rights_notice "
        "implied_warranty_notice late_shipment_notice contribution_notice",
    ),
    Moment.ORDER_MAIL_TOTAL: ("price_includes_tax", ""),
    Moment.ORDER_MAIL_SELLERS: ("order_confirmation_sellers", "order_confirmation_sellers"),
    Moment.MARGIN_SCHEME_LINE: ("margin_scheme_mention", ""),
    Moment.GUARANTEE_CERTIFICATE: (
        "commercial_guarantee_notice commercial_guarantee_terms legal_guarantee_notice boxed_legal_guarantee "
        "short_term_right_notice repair_choice_notice repair_extension_notice",
        "commercial_guarantee_notice warranty_terms warranty_rights_notice implied_warranty_notice",
    ),
}


def shown(code: str, language: str, moment: Moment, *lengths: int, contribution_minor: int = 500) -> tuple[str, ...]:
    return disclosures(
        market(code),
        moment,
        language=language,
        on=TODAY,
        guarantee_months=lengths,
        contribution_minor=contribution_minor,
    )


def law_figures(code: str, key: str) -> set[str]:
    """The numbers a text must state: each place for a figure in its English, filled from the market's rules."""
    here, common = market(code), en.UNITED_STATES_TEXTS if code == "US" else en.TEXTS
    source = common | SINGLE_MARKET_TEXTS.get(code, {}).get("en", {})
    law = here.legal_guarantee.at(TODAY) if here.legal_guarantee else None
    figures = {name: getattr(here.windows, name).at(TODAY) for name in here.windows.__struct_fields__} | {
        "commercial_months": 24,
        "repair_extension_months": here.repair_extension_months.at(TODAY),
        "legal_months": law.months if law else "",
        "presumption_months": law.presumption_months if law else "",
        "law": law.law if law else "",
        "short_term_right_days": law.short_term_right_days if law else "",
        "country": "",
    }
    return {str(figures[name]) for _, name, _, _ in Formatter().parse(source[key]) if name}


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize(("code", "language"), SPOKEN)
def test_every_moment_has_its_texts_in_every_language_with_every_figure_of_the_law(
    code: str, language: str, moment: Moment
) -> None:
    keys = [key for key in SHOWN[moment][code == "US"].split() if OF_ONE_MARKET.get(key, code) == code]
    texts = shown(code, language, moment, 24)
    figure = {"commercial_months": 24}
    assert texts == tuple(wording(market(code), language, key, on=TODAY, **figure) for key in keys)
    for key, text in zip(keys, texts, strict=True):
        assert "{" not in text
        assert [number for number in law_figures(code, key) if number not in text] == [], (key, text)


def test_every_text_of_a_moment_exists_in_all_languages() -> None:
    known = en.TEXTS.keys() | en.UNITED_STATES_TEXTS.keys() | OF_ONE_MARKET.keys()
    assert {key for keys in TEXTS_AT.values() for key in keys} <= known
    assert {language: texts.keys() for language, texts in TEXTS.items()} == dict.fromkeys(TEXTS, en.TEXTS.keys())


def test_the_mail_states_each_length_of_guarantee_once() -> None:
    texts = shown("IE", "en", Moment.ORDER_MAIL, 36, 24, 24)
    assert [text for text in texts if "the seller guarantees" in text] == [
        wording(market("IE"), "en", "commercial_guarantee_notice", on=TODAY, commercial_months=months)
        for months in (24, 36)
    ]


@pytest.mark.parametrize("moment", [Moment.CHECKOUT, Moment.ORDER_PAGE])
def test_a_page_that_states_each_lines_guarantee_repeats_it_only_where_it_holds_for_all(moment: Moment) -> None:
    one, several = shown("IE", "en", moment, 24, 24), shown("IE", "en", moment, 24, 36)
    assert set(one) - set(several) == {
        wording(market("IE"), "en", "commercial_guarantee_notice", on=TODAY, commercial_months=24)
    }


@pytest.mark.parametrize("moment", [Moment.CHECKOUT, Moment.ORDER_PAGE, Moment.ORDER_MAIL])
def test_american_law_has_a_written_warranty_shown_in_full_for_each_length(moment: Moment) -> None:
    texts = shown("US", "en", moment, 24, 36)
    title = texts.index("Limited Warranty")
    assert ["for 24 months" in texts[title + 1], "for 36 months" in texts[title + 2]] == [True, True]


def test_a_contribution_is_explained_only_where_one_was_made() -> None:
    given, none = (shown("IE", "en", Moment.ORDER_MAIL, contribution_minor=minor) for minor in (500, 0))
    assert set(given) - set(none) == {wording(market("IE"), "en", "contribution_notice", on=TODAY)}


def test_an_order_of_an_earlier_day_is_told_the_law_of_that_day() -> None:
    told = disclosures(market("FR"), Moment.ORDER_PAGE, language="en", on="2026-07-30T23:59:59.999Z")
    assert any("adds 6 months" in text for text in told)
    told = disclosures(market("FR"), Moment.ORDER_PAGE, language="en", on="2026-07-31T00:00:00.000Z")
    assert any("adds 12 months" in text for text in told)


def test_no_months_are_told_of_where_a_repair_adds_none() -> None:
    told = disclosures(market("DE"), Moment.ORDER_PAGE, language="de", on="2026-05-01")
    assert any("Reparatur und Ersatzlieferung" in text for text in told)
    assert [text for text in told if "verlängert" in text or " 0 Monate" in text] == []
