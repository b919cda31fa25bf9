"""What pages say, complete in every language."""

import importlib
import re
from collections.abc import Iterator
from itertools import chain
from typing import TypeVar

import pytest

from chalicelib.carbon.factors import CATEGORIES
from chalicelib.catalog.languages import LANGUAGES
from chalicelib.catalog.offers.offer import GRADES
from chalicelib.catalog.served_markets import served_markets
from chalicelib.facts.orders import OrderFact
from chalicelib.kernel.values.problems import Problem
from chalicelib.markets.directory import markets
from chalicelib.orders.lifecycle import LineState, OrderState
from chalicelib.ranking.decision.signals import ranking_policy
from chalicelib.web.code_names import KINDS, LANGUAGE_NAMES, named, price_source
from chalicelib.web.problem_texts import problem_words
from chalicelib.web.wording import wording_in
from local.catalogues import PAGES

T = TypeVar("T")


def below(kind: type[T]) -> Iterator[type[T]]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def test_french_marks_keep_to_their_words() -> None:
    assert wording_in("fr").text("Order {number}", number=1) == "Commande 1"
    assert wording_in("fr").text("Why here:") == "Pourquoi ici\u00a0:"
    assert wording_in("fr").text("Has “{title}” arrived?", title="X") == "«\u00a0X\u00a0» est-il arrivé\u202f?"


def test_a_count_takes_its_languages_own_plural() -> None:
    def guarantee(language: str, months: int) -> str:
        return wording_in(language).counted("{count}-month guarantee", "{count}-month guarantee", months)

    assert [guarantee("de", months) for months in (1, 12)] == ["1 Monat Garantie", "12 Monate Garantie"]
    assert [guarantee("fr", months) for months in (1, 12)] == ["garantie 1 mois", "garantie 12 mois"]
    assert [guarantee("en", months) for months in (1, 12)] == ["1-month guarantee", "12-month guarantee"]


def test_the_same_words_are_translated_by_where_they_stand() -> None:
    assert wording_in("de").text_in("line state", "Delivered") == "Geliefert"
    assert wording_in("de").text_in("basket row", "Sold out.") == "Ausverkauft."


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_the_application_states_is_explained(language: str) -> None:
    importlib.import_module("app")
    slugs = {kind.slug for kind in below(Problem) if issubclass(kind, Problem) and "chalicelib" in kind.__module__}
    assert [slug for slug in sorted(slugs) if problem_words(language, slug) is None] == []


@pytest.mark.parametrize("slug", ["bad-request", "not-found", "body-too-large", "too-many-requests", "unavailable"])
def test_what_the_gateway_itself_states_is_explained_too(slug: str) -> None:
    assert problem_words("en", slug) is not None


def test_every_code_a_page_may_have_to_name_has_a_name() -> None:
    every_market = [*markets("eu"), *markets("us")]
    policy = ranking_policy()
    codes = {
        "grade": GRADES,
        "meaning of grade": GRADES,
        "battery": ("STANDARD", "NEW"),
        "basket row": ("FEWER", "GONE", "NOT_HERE"),
        "country": {place for market in every_market for place in (market.code, *market.delivery_countries)},
        "order state": OrderState,
        "line state": LineState,
        "cancelled by": ("BUYER", "SELLER", "DEADLINE"),
        "event": [fact.__name__ for fact in below(OrderFact) if not fact.__subclasses__()],
        "carbon category": CATEGORIES,
        "ranking": [each["name"] for each in policy["parameters"]] + [each["reason"] for each in policy["conditions"]],
        "meaning of ranking": [each["name"] for each in policy["parameters"]],
        "cell": ("eu", "us"),
    }
    assert [kind for kind, known in codes.items() if not known] == []
    for kind, known in codes.items():
        for code in known:
            assert named("en", kind, str(code), most=1, market=""), code


def test_an_unknown_notice_is_still_said_and_an_unknown_grade_is_an_error() -> None:
    assert named("en", "notice", "not yet invented").startswith("That did not work just now.")
    with pytest.raises(KeyError):
        named("en", "grade", "MINT")


def test_where_a_price_new_comes_from_is_said_in_the_readers_language() -> None:
    assert price_source("fr", "Apple launch list price") == "prix catalogue Apple au lancement"
    assert price_source("de", "LG list price, typical at launch") == "üblicher Listenpreis von LG zur Markteinführung"
    assert price_source("en", "Apple launch list price") == "Apple launch list price"
    assert price_source("fr", "a price list of 2021 {maker}") == "a price list of 2021 {maker}"


def test_templates_name_codes_of_kinds_that_exist() -> None:
    sources = "".join(
        template.read_text()
        for template in chain.from_iterable((folder / "templates").glob("*.html") for folder in PAGES.folders)
    )
    chosen_from = re.findall(r"choice_field\(.+, '([^']+)', [^,]+\) }}", sources)
    assert set(re.findall(r"named\('([^']+)'", sources)) | set(chosen_from) == KINDS.keys()


def test_every_language_of_the_pages_has_a_name() -> None:
    assert LANGUAGE_NAMES.keys() == set(LANGUAGES)


def test_served_markets_have_a_language_pages_are_written_in() -> None:
    served = served_markets()
    assert {code for code, market in served.items() if "en" in market.languages} == served.keys() != set()
