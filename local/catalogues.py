"""Catalogues: reads the texts of pages, mails and documents out of their sources, updates and compiles translations."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from chalicelib.documents import wording as documents_wording
from chalicelib.mails import wording as mails_wording
from chalicelib.web import wording as pages_wording
from local.places import ROOT


@dataclass(frozen=True)
class Domain:
    """Texts that are translated together: the rooms that say them, into which languages, and the catalogues' folder."""

    name: str
    rooms: tuple[str, ...]
    languages: tuple[str, ...]
    catalogues: Path

    @property
    def folders(self) -> tuple[Path, ...]:
        return tuple(ROOT / "chalicelib" / room for room in self.rooms)

    def source_of(self, language: str) -> Path:
        """Where translators work."""
        return self.catalogues / f"{language}.po"

    def compiled_of(self, language: str) -> Path:
        """What functions read."""
        return self.catalogues / f"{language}.mo"


PAGES = Domain("pages", ("web", "storefront", "seller_console"), ("de", "fr"), pages_wording.CATALOGUES)
DOCUMENTS = Domain("documents", ("documents", "invoices"), ("de", "es", "fr", "it", "nl"), documents_wording.CATALOGUES)
MAILS = Domain("mails", ("mails",), ("de", "es", "fr", "it", "nl"), mails_wording.CATALOGUES)
DOMAINS = (PAGES, MAILS, DOCUMENTS)

_METHODS = [("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2"), ("*.py", "python")]
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


def extracted(domain: Domain) -> Catalog:
    """Every text that a template or a table of names says, untranslated, each with the files that say it."""
    found = Catalog()
    for folder in domain.folders:
        for file, _, message, comments, context in extract_from_dir(folder, _METHODS, keywords=_KEYWORDS):
            place = (folder / file).relative_to(ROOT).as_posix()
            found.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    return found


def translated(domain: Domain, language: str) -> Catalog:
    """A language's catalogue as its translators left it, its spaces as the language sets them."""
    with domain.source_of(language).open("rb") as source:
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
    """The compiled catalogue. A text marked fuzzy, because its English changed, is left out."""
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
    for spaces, no_break in _NO_BREAK.get(language, ()):
        text = spaces.sub(no_break, text)
    return text


def _strings(message: Message) -> Iterable[str]:
    return message.string if isinstance(message.string, list | tuple) else [str(message.string or "")]


def update(domain: Domain, language: str) -> list[Message]:
    """Bring a translation up to the texts of its domain and compile it; the messages that still need a translator."""
    source = domain.source_of(language)
    catalogue = translated(domain, language) if source.exists() else Catalog(Locale.parse(language))
    catalogue.update(extracted(domain))
    source.write_bytes(written(catalogue))
    domain.compiled_of(language).write_bytes(compiled(catalogue))
    return unfinished(catalogue)


def main() -> None:
    """`make texts`: extract, update, compile; print what still needs a translator."""
    for domain in DOMAINS:
        for language in domain.languages:
            open_messages = update(domain, language)
            print(f"{domain.name} {language}: {len(open_messages)} to translate")
            for message in open_messages:
                print(f"  {message.id}")


if __name__ == "__main__":
    main()
