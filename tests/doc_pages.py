"""Reading docs: the headings, tables, links and examples of a Markdown page."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A heading may name several routes, and what may be asked of one: `GET /v1/products/{product_id}?market`.
_ROUTE_HEADING = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^\s?`]+)(?:\?[^\s`]+)?`")


def pages() -> list[Path]:
    """Every Markdown page of the repository that is for readers."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def sections(page: Path) -> dict[str, str]:
    """What stands under each heading of the second level, by heading."""
    parts = re.split(r"^## (.+)$", page.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def rows(text: str) -> list[list[str]]:
    """The cells of a text's first table, without its head; nothing where there is none."""
    table: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split("|")])
        elif table:
            break
    return table[2:]


def quoted(cell: str) -> list[str]:
    """The words of a cell that stand in backquotes, in their order."""
    return re.findall(r"`([^`]+)`", cell)


def anchors(page: Path) -> set[str]:
    """What `#…` can point to, as code hosts make it of headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", page.read_text()), flags=re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def links(page: Path) -> list[str]:
    """Every link to a place in this repository."""
    found = _LINK.findall(_FENCE.sub("", page.read_text()))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return [block for spoken, block in _FENCE.findall(text) if spoken == language]


def route_sections(folder: Path, pattern: str = "*.md") -> dict[tuple[str, str], str]:
    """What the pages of a folder say of each route, by (method, path)."""
    found: dict[tuple[str, str], str] = {}
    for page in sorted(folder.glob(pattern)):
        for heading, text in sections(page).items():
            found |= dict.fromkeys(_ROUTE_HEADING.findall(heading), text)
    return found


@dataclass(frozen=True)
class CurlExample:
    """One `curl` call: what it sends where. `path` begins after the version prefix."""

    method: str
    path: str
    headers: dict[str, str]
    body: str | None


def curl_examples(text: str) -> list[CurlExample]:
    """Every `curl` call of a text's shell blocks."""
    calls = []
    for block in blocks(text, "sh"):
        words = shlex.split(block.replace("\\\n", " "))
        if words and words[0] == "curl":
            calls.append(_curl(words[1:]))
    return calls


def _curl(words: list[str]) -> CurlExample:
    method, address, headers, body = "GET", "", {}, None
    waiting = iter(words)
    for word in waiting:
        if word == "-X":
            method = next(waiting)
        elif word == "-H":
            name, _, value = next(waiting).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(waiting)
        else:
            address = word
    return CurlExample(method, address.removeprefix("$API"), headers, body)
