"""Wording: texts written in English where they are used, and translated by gettext catalogues."""

from collections.abc import Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

import msgspec

SOURCE_LANGUAGE = "en"


class Text(msgspec.Struct, frozen=True):
    """An English text and the context that tells it from the same words elsewhere."""

    context: str
    text: str


def said(context: str, text: str) -> Text:
    """A message that is translated later; marks the text for the catalogues, which are made by reading the sources."""
    return Text(context, text)


class Wording:
    """The texts of one language. Figures stand in braces and are filled in after translating."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self._catalogue = catalogue

    def text(self, english: str, /, **figures: object) -> str:
        """`_` in templates."""
        return _filled(self._catalogue.gettext(english), figures)

    def text_in(self, context: str, english: str, /, **figures: object) -> str:
        """`pgettext` in templates: for words that mean different things in different places."""
        return _filled(self._catalogue.pgettext(context, english), figures)

    def counted(self, one: str, many: str, count: int, /, **figures: object) -> str:
        """`ngettext` in templates: the language's own plural for a count, which fills in `{count}`."""
        return _filled(self._catalogue.ngettext(one, many, count), figures | {"count": count})

    def message(self, message: Text, /, **figures: object) -> str:
        return self.text_in(message.context, message.text, **figures)


@cache
def translated(catalogues: Path, language: str) -> Wording:
    """The wording of a language from a folder of compiled catalogues; English needs none.

    Raises: FileNotFoundError for a language without a catalogue there.
    """
    if language == SOURCE_LANGUAGE:
        return Wording(NullTranslations())
    with (catalogues / f"{language}.mo").open("rb") as compiled:
        return Wording(GNUTranslations(compiled))


def _filled(text: str, figures: Mapping[str, object]) -> str:
    return text.format_map(figures) if figures else text
