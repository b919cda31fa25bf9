"""Assets: stylesheet, script and drawings, named with their content's hash and cached for a year."""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from chalicelib.kernel.values.problems import NotFound

FOREVER = "public, max-age=31536000, immutable"
_HERE = Path(__file__).with_name("assets")
_KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
}

# As an <img> a drawing inherits no colour from its page, so it asks the reader's system itself.
_DRAWING_STYLE = (
    ".d{fill:none;stroke:#2b3440;stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}"
    ".d .tint{fill:#2b3440;fill-opacity:.1}"
    "@media (prefers-color-scheme:dark){.d{stroke:#e6ebf1}.d .tint{fill:#e6ebf1;fill-opacity:.16}}"
)


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """A file a page refers to; `is_current` when it was asked for under its content's own hash."""

    text: str
    content_type: str
    is_current: bool


def address(name: str) -> str:
    """The path of an asset (`style.css`, `phone.svg`) with its hash.

    Raises: KeyError, OSError for an unknown asset.
    """
    stem, _, suffix = name.rpartition(".")
    return f"/assets/{stem}.{_hash(name)}.{suffix}"


def asset(file_name: str) -> Asset:
    """An asset by the last part of its address; an outdated hash finds the current content.

    Raises: NotFound.
    """
    stem, _, suffix = file_name.rpartition(".")
    stem, _, asked = stem.rpartition(".")
    name = f"{stem}.{suffix}"
    if suffix not in _KINDS or name not in _names():
        raise NotFound()
    return Asset(text=_text(name), content_type=_KINDS[suffix], is_current=asked == _hash(name))


def drawing(slugs: Sequence[str]) -> str:
    """The address of the drawing for a category, given its path from the department down: the most exact one drawn."""
    drawn = _drawings().by_category
    name = next((drawn[slug] for slug in reversed(slugs) if slug in drawn), "device")
    return address(f"{name}.svg")


class _Drawings(msgspec.Struct, frozen=True):
    shapes: dict[str, str]
    by_category: dict[str, str]


@cache
def _drawings() -> _Drawings:
    return msgspec.json.decode((_HERE / "drawings.json").read_bytes(), type=_Drawings)


@cache
def _names() -> frozenset[str]:
    return frozenset({"style.css", "payment.js", "files.js"} | {f"{shape}.svg" for shape in _drawings().shapes})


@cache
def _text(name: str) -> str:
    if not name.endswith(".svg"):
        return (_HERE / name).read_text()
    shape = _drawings().shapes[name.removesuffix(".svg")]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96">'
        f'<style>{_DRAWING_STYLE}</style><g class="d">{shape}</g></svg>\n'
    )


@cache
def _hash(name: str) -> str:
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]
