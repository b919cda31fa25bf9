"""What a document shows, in the order it is read: the same blocks become a page of HTML and the pages of a PDF."""

import msgspec


class Facts(msgspec.Struct, frozen=True):
    """Rows of a label and what it says."""

    rows: tuple[tuple[str, str], ...]
    heading: str = ""


class Parties(msgspec.Struct, frozen=True):
    """Blocks side by side, two at most: a heading and the lines of an address each."""

    blocks: tuple[tuple[str, tuple[str, ...]], ...]


class Column(msgspec.Struct, frozen=True):
    """A column of a table. `share` is its part of the width; amounts stand at the right."""

    heading: str
    share: int
    is_amount: bool = False


class TableBlock(msgspec.Struct, frozen=True):
    """Rows under columns; then totals, each a label and an amount, the last of them the one that counts."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[tuple[str, str], ...] = ()
    heading: str = ""


class Paragraphs(msgspec.Struct, frozen=True):
    """Text."""

    texts: tuple[str, ...]
    heading: str = ""


Block = Facts | Parties | TableBlock | Paragraphs


class PrintedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document in one language. `dated` (YYYY-MM-DD) is the day in its metadata; `footer` is on every page."""

    language: str
    title: str
    dated: str
    author: str
    blocks: tuple[Block, ...]
    footer: str = ""
