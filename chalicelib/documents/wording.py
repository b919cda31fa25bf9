"""The wording of documents, except what the law words: English where it is said, five languages in catalogues."""

from pathlib import Path

from chalicelib.kernel.runtime.wording import Wording, translated

CATALOGUES = Path(__file__).with_name("catalogues")


def wording_in(language: str) -> Wording:
    """The wording of documents in a language.

    Raises: FileNotFoundError for a language that documents are not written in.
    """
    return translated(CATALOGUES, language)
