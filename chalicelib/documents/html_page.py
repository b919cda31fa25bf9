"""A document as an HTML page that needs nothing else: no script, no font, no picture, and it prints."""

from html import escape

from chalicelib.documents.layout import Block, Facts, Paragraphs, Parties, PrintedDocument, TableBlock

_STYLE = """
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;color:#1d1d1b;background:#fff;max-width:48rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.parties{display:flex;flex-wrap:wrap;gap:2rem}address{font-style:normal}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1rem;margin:1rem 0}
dt{color:#555}dd{margin:0;overflow-wrap:anywhere}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{padding:.4rem .5rem;text-align:left;vertical-align:top}
th{border-bottom:2px solid #1d1d1b}td{border-bottom:1px solid #ccc}.amount{text-align:right;white-space:nowrap}
tfoot th{border:0;font-weight:400;text-align:right}tfoot td{border:0}
tfoot tr:last-child>*{font-weight:700;border-top:2px solid #1d1d1b}
footer{color:#555;margin-top:2rem;font-size:.875rem}
""".replace("\n", "")


def html_page(document: PrintedDocument) -> str:
    """The whole page."""
    body = "".join(_block(block) for block in document.blocks)
    footer = f"<footer>{escape(document.footer)}</footer>" if document.footer else ""
    return (
        f'<!doctype html><html lang="{escape(document.language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(document.title)}</h1>{body}</main>{footer}</body></html>"
    )


def _block(block: Block) -> str:
    if isinstance(block, Parties):
        shown = "".join(
            f"<div><h2>{escape(heading)}</h2><address>{'<br>'.join(escape(line) for line in lines)}</address></div>"
            for heading, lines in block.blocks
        )
        return f'<div class="parties">{shown}</div>'
    if isinstance(block, Facts):
        rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(told)}</dd>" for label, told in block.rows)
        return f"{_heading(block.heading)}<dl>{rows}</dl>"
    if isinstance(block, Paragraphs):
        return _heading(block.heading) + "".join(f"<p>{escape(text)}</p>" for text in block.texts)
    return _table(block)


def _heading(heading: str) -> str:
    return f"<h2>{escape(heading)}</h2>" if heading else ""


def _table(table: TableBlock) -> str:
    marks = [' class="amount"' if column.is_amount else "" for column in table.columns]
    named = zip(table.columns, marks, strict=True)
    head = "".join(f'<th scope="col"{mark}>{escape(column.heading)}</th>' for column, mark in named)
    body = "".join(
        "<tr>" + "".join(f"<td{mark}>{escape(cell)}</td>" for cell, mark in zip(row, marks, strict=True)) + "</tr>"
        for row in table.rows
    )
    span = len(table.columns) - 1
    foot = "".join(
        f'<tr><th scope="row" colspan="{span}">{escape(label)}</th><td class="amount">{escape(amount)}</td></tr>'
        for label, amount in table.totals
    )
    totals = f"<tfoot>{foot}</tfoot>" if foot else ""
    # A table wider than a phone scrolls by itself, with the keyboard too.
    return (
        f'{_heading(table.heading)}<div class="wide" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody>{totals}</table></div>"
    )
