"""The catalogues of pages and mails: complete in every language they are written in, and compiled."""

import re
from string import Formatter

import pytest
from babel.messages.catalog import Message

from chalicelib.catalog.languages import LANGUAGES
from chalicelib.kernel.runtime.wording import SOURCE_LANGUAGE
from chalicelib.markets.directory import markets
from local import catalogues
from local.catalogues import DOMAINS, MAILS, PAGES, Domain

every_translation = pytest.mark.parametrize(
    ("domain", "language"),
    [(domain, language) for domain in DOMAINS for language in domain.languages],
    ids=lambda value: value.name if isinstance(value, Domain) else value,
)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def forms(texts: object) -> list[str]:
    return list(texts) if isinstance(texts, list | tuple) else [str(texts)]


def identities(messages: object) -> set[tuple[str | None, str]]:
    assert isinstance(messages, list)
    return {(each.context, forms(each.id)[0]) for each in messages if each.id}


def messages(domain: Domain, language: str) -> list[Message]:
    return [message for message in catalogues.translated(domain, language) if message.id]


def test_pages_are_written_in_the_languages_that_readers_may_choose() -> None:
    """Spanish, Italian and Dutch pages are still to come; buyers who chose these languages get mails in them."""
    assert {SOURCE_LANGUAGE, *PAGES.languages} == set(LANGUAGES) == {"en", "fr", "de"}


def test_mails_are_written_in_every_language_of_every_market() -> None:
    spoken = {language for market in (*markets("eu"), *markets("us")) for language in market.languages}
    assert {SOURCE_LANGUAGE, *MAILS.languages} == spoken


@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_each_domain_has_a_catalogue_for_its_languages_and_no_other(domain: Domain) -> None:
    for kind in ("po", "mo"):
        assert {file.stem for file in domain.catalogues.glob(f"*.{kind}")} == set(domain.languages)


@every_translation
def test_a_catalogue_holds_what_its_rooms_say_and_nothing_else(domain: Domain, language: str) -> None:
    assert identities(messages(domain, language)) == identities(list(catalogues.extracted(domain)))


@every_translation
def test_everything_is_translated_and_looked_at(domain: Domain, language: str) -> None:
    assert [message.id for message in catalogues.unfinished(catalogues.translated(domain, language))] == []


@every_translation
def test_translations_show_the_same_figures_and_no_markup(domain: Domain, language: str) -> None:
    translated = messages(domain, language)
    assert translated
    for message in translated:
        # A form for one may say "one minute" without its figure; the form for many shows every figure.
        assert places(forms(message.string)[-1]) == places(forms(message.id)[-1]), message.id
        for text in (*forms(message.id), *forms(message.string)):
            assert places(text) <= places(forms(message.id)[-1]), text
            assert text.strip() == text, text
            assert "<" not in text, text


@every_translation
def test_what_functions_read_is_compiled_from_what_translators_wrote(domain: Domain, language: str) -> None:
    catalogue = catalogues.translated(domain, language)
    assert domain.compiled_of(language).read_bytes() == catalogues.compiled(catalogue)
    assert domain.source_of(language).read_bytes() == catalogues.written(catalogue)


@pytest.mark.parametrize("language", MAILS.languages)
def test_no_mail_was_left_in_english(language: str) -> None:
    same = {message.id for message in messages(MAILS, language) if message.string == message.id}
    assert same <= {"{name}: {amount}"}


@pytest.mark.parametrize(("language", "parted"), [("fr", r" [;:!?»%]|« "), ("de", r" %")])
@pytest.mark.parametrize("domain", DOMAINS, ids=lambda domain: domain.name)
def test_no_line_of_french_begins_with_a_mark_and_no_percent_sign_leaves_its_figure(
    domain: Domain, language: str, parted: str
) -> None:
    texts = [text for message in messages(domain, language) for text in forms(message.string)]
    assert texts
    assert [text for text in texts if re.search(parted, text)] == []


def test_a_changed_text_comes_back_to_its_translator_and_is_left_out_until_then() -> None:
    french = catalogues.translated(MAILS, "fr")
    changed = catalogues.extracted(MAILS)
    changed.delete("Your rights")
    changed.add("Your rights and ours")
    french.update(changed)
    assert [message.id for message in catalogues.unfinished(french)] == ["Your rights and ours"]
    assert b"Your rights and ours" not in catalogues.compiled(french)
