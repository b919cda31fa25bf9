"""The wording of pages: English in templates and tables, French and German from the catalogues in this folder."""

from pathlib import Path

from chalicelib.kernel.runtime.wording import Wording, translated

CATALOGUES = Path(__file__).with_name("catalogues")


def wording_in(language: str) -> Wording:
    """The wording of pages in a language.

    Raises: FileNotFoundError for a language that pages are not written in.
    """
    return translated(CATALOGUES, language)
