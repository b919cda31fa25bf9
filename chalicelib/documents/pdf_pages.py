"""Documents as PDF/A-3 files: A4 pages, embedded fonts, and the same bytes whenever the same document is rendered.

Nothing asks the clock: a document's own day is its date. The font has Latin, Greek and Cyrillic letters.
"""

import warnings
from datetime import UTC, datetime, time
from datetime import date as calendar_date
from typing import Any

from chalicelib.documents.layout import Block, Facts, Paragraphs, Parties, PrintedDocument, TableBlock
from chalicelib.documents.xmp_packet import xmp_packet

_MARGIN_MM = 18
_LINE_MM = 5.2
_GREY = (90, 90, 90)
# Spaces and dashes that the font lacks, by ones that look alike and do not break either.
_REPLACED = str.maketrans({"\u202f": "\u00a0", "\u2011": "-"})
_PRODUCER = "Rebound"
STRUCTURED_NAME = "factur-x.xml"


def pdf(document: PrintedDocument, structured: bytes | None = None) -> bytes:
    """The document's pages. `structured` is the XML of an invoice that the file carries (Factur-X, EN 16931)."""
    pages = _new_pages(document, is_structured=structured is not None)
    pages.add_page()
    pages.set_font("Sans", "B", 17)
    pages.multi_cell(0, 8, _plain(document.title), new_x="LMARGIN", new_y="NEXT")
    for block in document.blocks:
        pages.ln(3)
        _draw(pages, block)
    if structured is not None:
        pages.embed_file(
            bytes=structured,
            basename=STRUCTURED_NAME,
            mime_type="text/xml",
            associated_file_relationship="Alternative",
            modification_date=_moment(document),
            creation_date=_moment(document),
            desc="Invoice, EN 16931",
        )
    return bytes(pages.output())


def _new_pages(document: PrintedDocument, *, is_structured: bool) -> Any:
    with warnings.catch_warnings():
        # It draws no pictures, so Pillow is not deployed.
        warnings.filterwarnings("ignore", "Pillow could not be imported")
        import fpdf
    import ttf_opensans

    pages = fpdf.FPDF(format="A4", enforce_compliance="PDF/A-3B")
    for style, font in (("", ttf_opensans.OPENSANS_REGULAR), ("B", ttf_opensans.OPENSANS_BOLD)):
        pages.add_font("Sans", style, str(font.path))
    pages.set_margins(_MARGIN_MM, _MARGIN_MM)
    pages.set_auto_page_break(True, margin=22)
    pages.set_lang(document.language)
    pages.set_title(document.title)
    pages.set_author(document.author)
    pages.set_producer(_PRODUCER)
    pages.set_creation_date(_moment(document))
    pages.set_xmp_metadata(xmp_packet(document, _PRODUCER, structured_name=STRUCTURED_NAME if is_structured else None))
    pages.footer = lambda: _footer(pages, document)
    return pages


def _moment(document: PrintedDocument) -> datetime:
    return datetime.combine(calendar_date.fromisoformat(document.dated), time(), UTC)


def _footer(pages: Any, document: PrintedDocument) -> None:
    pages.set_y(-15)
    pages.set_font("Sans", "", 8)
    pages.set_text_color(*_GREY)
    pages.cell(pages.epw - 20, 5, _plain(document.footer))
    pages.cell(20, 5, f"{pages.page_no()} / {{nb}}", align="R")
    pages.set_text_color(0, 0, 0)


def _draw(pages: Any, block: Block) -> None:
    if isinstance(block, Parties):
        _draw_parties(pages, block)
        return
    if block.heading:
        pages.set_font("Sans", "B", 11)
        pages.multi_cell(0, 7, _plain(block.heading), new_x="LMARGIN", new_y="NEXT")
    pages.set_font("Sans", "", 9.5)
    if isinstance(block, Facts):
        _draw_facts(pages, block)
    elif isinstance(block, Paragraphs):
        for text in block.texts:
            pages.multi_cell(0, _LINE_MM, _plain(text), align="L", new_x="LMARGIN", new_y="NEXT")
            pages.ln(1.5)
    else:
        _draw_table(pages, block)


def _draw_parties(pages: Any, parties: Parties) -> None:
    top, bottom, width = pages.get_y(), pages.get_y(), pages.epw / 2
    for place, (heading, lines) in enumerate(parties.blocks):
        left = pages.l_margin + place * width
        pages.set_xy(left, top)
        pages.set_font("Sans", "B", 9.5)
        pages.multi_cell(width - 4, _LINE_MM, _plain(heading), align="L", new_x="LEFT", new_y="NEXT")
        pages.set_font("Sans", "", 9.5)
        for line in lines:
            pages.multi_cell(width - 4, _LINE_MM, _plain(line), align="L", new_x="LEFT", new_y="NEXT")
        bottom = max(bottom, pages.get_y())
    pages.set_xy(pages.l_margin, bottom)


def _draw_facts(pages: Any, facts: Facts) -> None:
    with pages.table(
        borders_layout="NONE", col_widths=(2, 5), text_align="LEFT", first_row_as_headings=False, line_height=_LINE_MM
    ) as table:
        for label, told in facts.rows:
            row = table.row()
            row.cell(_plain(label))
            row.cell(_plain(told))


def _draw_table(pages: Any, shown: TableBlock) -> None:
    import fpdf

    bold = fpdf.FontFace(emphasis="BOLD")
    pages.set_font("Sans", "", 8.5)
    aligned = tuple("RIGHT" if column.is_amount else "LEFT" for column in shown.columns)
    with pages.table(
        borders_layout="HORIZONTAL_LINES",
        col_widths=tuple(column.share for column in shown.columns),
        text_align=aligned,
        headings_style=bold,
        line_height=_LINE_MM,
        padding=(0.6, 1),
    ) as table:
        heading = table.row()
        for column, align in zip(shown.columns, aligned, strict=True):
            heading.cell(_plain(column.heading), align=align)
        for cells in shown.rows:
            row = table.row()
            for cell in cells:
                row.cell(_plain(cell))
        for place, (label, amount) in enumerate(shown.totals, start=1):
            row = table.row(style=bold if place == len(shown.totals) else None)
            row.cell(_plain(label), colspan=len(shown.columns) - 1, align="RIGHT")
            row.cell(_plain(amount))


def _plain(text: str) -> str:
    return text.translate(_REPLACED)
