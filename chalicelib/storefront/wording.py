"""Wording: what pages say in each language the catalogue is written in."""

from chalicelib.storefront.texts.de import browsing as de_browsing
from chalicelib.storefront.texts.de import explaining as de_explaining
from chalicelib.storefront.texts.de import ordering as de_ordering
from chalicelib.storefront.texts.de import problems as de_problems
from chalicelib.storefront.texts.en import browsing as en_browsing
from chalicelib.storefront.texts.en import explaining as en_explaining
from chalicelib.storefront.texts.en import ordering as en_ordering
from chalicelib.storefront.texts.en import problems as en_problems
from chalicelib.storefront.texts.fr import browsing as fr_browsing
from chalicelib.storefront.texts.fr import explaining as fr_explaining
from chalicelib.storefront.texts.fr import ordering as fr_ordering
from chalicelib.storefront.texts.fr import problems as fr_problems

Words = dict[str, str]

_WORDS: dict[str, Words] = {
    "en": en_browsing.WORDS | en_ordering.WORDS | en_explaining.WORDS,
    "fr": fr_browsing.WORDS | fr_ordering.WORDS | fr_explaining.WORDS,
    "de": de_browsing.WORDS | de_ordering.WORDS | de_explaining.WORDS,
}
_PROBLEMS = {"en": en_problems.PROBLEMS, "fr": fr_problems.PROBLEMS, "de": de_problems.PROBLEMS}


def words(language: str) -> Words:
    """Every text of the pages by key; KeyError for a language they are not written in."""
    return _WORDS[language]


def problem_words(language: str, slug: str) -> tuple[str, str] | None:
    """A problem's title and what to do about it; None for a slug nobody raises."""
    return _PROBLEMS[language].get(slug)
