"""What pages say, complete in every language."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import chalicelib.storefront
from chalicelib.carbon.factors import CATEGORIES
from chalicelib.catalog.languages import LANGUAGES
from chalicelib.catalog.offer import GRADES
from chalicelib.catalog.serving import served_markets
from chalicelib.facts import LineFact, OrderFact
from chalicelib.kernel.errors import Problem
from chalicelib.markets.directory import markets
from chalicelib.orders.lifecycle import LineState, OrderState
from chalicelib.ranking.signals import ranking_policy
from chalicelib.storefront.wording import problem_words, words

TEMPLATES = Path(chalicelib.storefront.__path__[0]) / "templates"


def below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_everything_with_the_same_figures(language: str) -> None:
    spoken, english = words(language), words("en")
    assert spoken.keys() == english.keys()
    assert [key for key in english if places(spoken[key]) != places(english[key])] == []
    assert [key for key, text in spoken.items() if not text.strip() or "<" in text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_the_application_states_is_explained(language: str) -> None:
    importlib.import_module("app")
    slugs = {kind.slug for kind in below(Problem) if issubclass(kind, Problem) and "chalicelib" in kind.__module__}
    assert [slug for slug in sorted(slugs) if problem_words(language, slug) is None] == []


@pytest.mark.parametrize("slug", ["bad-request", "not-found", "body-too-large", "too-many-requests", "unavailable"])
def test_what_the_gateway_itself_states_is_explained_too(slug: str) -> None:
    assert problem_words("en", slug) is not None


def test_what_templates_look_up_by_a_computed_key_is_there() -> None:
    known = words("en")
    every_market = [*markets("eu"), *markets("us")]
    policy = ranking_policy()
    computed = {
        *(f"grade_{grade}" for grade in GRADES),
        *(f"grade_meaning_{grade}" for grade in GRADES),
        *(f"battery_{battery}" for battery in ("STANDARD", "NEW")),
        *(f"row_{state}" for state in ("FEWER", "GONE", "NOT_HERE")),
        *(f"market_{market.code}" for market in every_market),
        *(f"country_{country}" for market in every_market for country in market.delivery_countries),
        *(f"language_{language}" for language in LANGUAGES),
        *(f"order_{state}" for state in OrderState),
        *(f"line_{state}" for state in LineState),
        *(f"cancelled_by_{by}" for by in ("BUYER", "SELLER", "DEADLINE")),
        *(f"event_{fact.__name__}" for fact in below(OrderFact) if fact is not LineFact),
        *(f"carbon_category_{category}" for category in CATEGORIES),
        *(f"rank_{parameter['name']}" for parameter in policy["parameters"]),
        *(f"rank_meaning_{parameter['name']}" for parameter in policy["parameters"]),
        *(f"rank_{condition['reason']}" for condition in policy["conditions"]),
        *(f"cell_{cell}" for cell in ("eu", "us")),
    }
    assert computed - known.keys() == set()


def test_no_template_names_a_text_that_is_missing_and_no_text_waits_for_nobody() -> None:
    sources = "".join(template.read_text() for template in TEMPLATES.glob("*.html"))
    named = set(re.findall(r"words\.(\w+)", sources)) - {"get"}
    prefixes = tuple(set(re.findall(r"words(?:\.get\(|\[)'(\w+_)' ~", sources)))
    assert named - words("en").keys() == set()
    unused = [key for key in words("en") if key not in named and not key.startswith(prefixes)]
    assert unused == ["weight"]  # said by browsing, beside the attributes


def test_served_markets_have_a_language_pages_are_written_in() -> None:
    assert all("en" in market.languages for market in served_markets().values())
