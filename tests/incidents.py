"""The table of `docs/incidents.md`: its rows, and their numbers, which are written by `python -m tests.incidents`.

A new row goes to the end with anything in its first cell; two branches that add rows merge without a conflict
(`.gitattributes`), and the numbers are written again.
"""

import re
from pathlib import Path
from typing import NamedTuple

from tests.doc_pages import DOCS, quoted, rows

PAGE = DOCS / "incidents.md"
_ROW = re.compile(r"^\|(?! #|-)[^|]*(?=\|)", re.MULTILINE)


class Incident(NamedTuple):
    """One row: `tests` are the names of the test functions that its last cell quotes."""

    number: str
    what: str
    seen: str
    kind: str
    tests: list[str]


def incidents(page: Path = PAGE) -> list[Incident]:
    """The rows of the page, in their order."""
    return [
        Incident(number, what, seen, kind, quoted(tests)) for number, what, seen, kind, tests in rows(page.read_text())
    ]


def numbered(text: str) -> str:
    """The text with its rows numbered from 1, in their order."""
    numbers = iter(range(1, len(_ROW.findall(text)) + 1))
    return _ROW.sub(lambda _: f"| {next(numbers)} ", text)


if __name__ == "__main__":
    PAGE.write_text(numbered(PAGE.read_text()))
