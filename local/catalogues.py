"""Catalogues: reads the pages' texts out of their sources, brings each translation up to date and compiles it."""

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from chalicelib.web.wording import CATALOGUES
from local.places import ROOT

TRANSLATED_LANGUAGES = ("de", "fr")
PAGES = tuple(CATALOGUES.parents[1] / room for room in ("web", "storefront"))
_METHODS = [("templates/**.html", "jinja2"), ("*.py", "python")]
_KEYWORDS = DEFAULT_KEYWORDS | {"said": ((1, "c"), 2)}
_WIDTH = 120
# Compiled files name a day; always the same one, so that the same texts make the same bytes.
_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
# What stands apart from its word and must not begin a line: French sets a narrow space before ; ! ? and a full one
# before : and inside « »; a percent sign keeps to its figure in both.
_NO_BREAK = {
    "fr": ((re.compile(r" (?=[;!?])"), "\u202f"), (re.compile(r" (?=[:»%])|(?<=«) "), "\u00a0")),
    "de": ((re.compile(r" (?=%)"), "\u00a0"),),
}


def extracted() -> Catalog:
    """Every text that a page or a table of names says, untranslated, each with the files that say it."""
    found = Catalog()
    for folder in PAGES:
        for file, _, message, comments, context in extract_from_dir(folder, _METHODS, keywords=_KEYWORDS):
            place = (folder / file).relative_to(ROOT).as_posix()
            found.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return found


def source_of(language: str) -> Path:
    """Where translators work."""
    return CATALOGUES / f"{language}.po"


def translated(language: str) -> Catalog:
    """A language's catalogue as its translators left it, its spaces as the language sets them."""
    with source_of(language).open("rb") as source:
        catalogue = read_po(source, locale=language)
    for message in catalogue:
        if message.id and message.string:
            message.string = _typeset(message.string, language)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file that differs only where its texts do: no dates, no line numbers, no tool's name."""
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalogue.locale_identifier}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    )
    body = io.BytesIO()
    write_po(body, catalogue, width=_WIDTH, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return header.encode() + body.getvalue().rstrip() + b"\n"


def compiled(catalogue: Catalog) -> bytes:
    """What the pages read; a text whose English changed and nobody has looked at since is left out."""
    catalogue.creation_date = _UNDATED
    body = io.BytesIO()
    write_mo(body, catalogue)
    return body.getvalue()


def unfinished(catalogue: Catalog) -> list[Message]:
    """Messages without a translation, or with one that was guessed from a similar text."""
    return [message for message in catalogue if message.id and (message.fuzzy or not all(_strings(message)))]


def _typeset(text: str | list[str] | tuple[str, ...], language: str) -> str | tuple[str, ...]:
    """A translation with its spaces where no line may break; translators type ordinary ones."""
    if not isinstance(text, str):
        return tuple(str(_typeset(form, language)) for form in text)
    for spaces, no_break in _NO_BREAK[language]:
        text = spaces.sub(no_break, text)
    return text


def _strings(message: Message) -> Iterable[str]:
    return message.string if isinstance(message.string, list | tuple) else [str(message.string or "")]


def main() -> None:
    """`make texts`: extract, update, compile; say what still wants a translator."""
    texts = extracted()
    for language in TRANSLATED_LANGUAGES:
        catalogue = translated(language) if source_of(language).exists() else Catalog(Locale.parse(language))
        catalogue.update(texts)
        source_of(language).write_bytes(written(catalogue))
        (CATALOGUES / f"{language}.mo").write_bytes(compiled(catalogue))
        open_messages = unfinished(catalogue)
        print(f"{language}: {len(catalogue)} texts, {len(open_messages)} to translate")
        for message in open_messages:
            print(f"  {message.id}")


if __name__ == "__main__":
    main()
