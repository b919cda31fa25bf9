"""Text analysis: titles and queries are cut into the same words, however they are written. Pure."""

import re
import unicodedata
from typing import Literal

# How words match: exactly, as prefixes, or with at most one typing error each.
Matching = Literal["words", "prefixes", "typos"]
MATCHINGS: tuple[Matching, ...] = ("words", "prefixes", "typos")

# Synonyms, published in docs/search.md: one word and the words that replace it.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "ps1": ("playstation", "1"),
    "ps2": ("playstation", "2"),
    "ps3": ("playstation", "3"),
    "ps4": ("playstation", "4"),
    "ps5": ("playstation", "5"),
    "psp": ("playstation", "portable"),
    "mbp": ("macbook", "pro"),
    "mba": ("macbook", "air"),
    "airpod": ("airpods",),
    "earpods": ("airpods",),
    "fernseher": ("television",),
    "televiseur": ("television",),
    "televiseurs": ("television",),
    "televisions": ("television",),
    "tele": ("television",),
    "tv": ("television",),
    "tvs": ("television",),
    "handy": ("smartphone",),
    "handys": ("smartphone",),
    "phones": ("phone",),
    "smartphones": ("smartphone",),
    "laptops": ("laptop",),
    "notebook": ("laptop",),
    "notebooks": ("laptop",),
    "tablets": ("tablet",),
    "tablette": ("tablet",),
    "tablettes": ("tablet",),
    "gray": ("grey",),
    "aluminum": ("aluminium",),
}
# Names that are often written as two words.
_JOINED = {
    ("air", "pods"): "airpods",
    ("i", "pad"): "ipad",
    ("i", "phone"): "iphone",
    ("mac", "book"): "macbook",
    ("play", "station"): "playstation",
    ("think", "pad"): "thinkpad",
}
# Stop words, in the languages of the markets.
STOP_WORDS = frozenset(
    {
        "a",
        "an",
        "and",
        "avec",
        "con",
        "d",
        "das",
        "de",
        "del",
        "der",
        "des",
        "di",
        "die",
        "du",
        "e",
        "ein",
        "eine",
        "et",
        "for",
        "fur",
        "het",
        "i",
        "il",
        "in",
        "l",
        "la",
        "las",
        "le",
        "les",
        "los",
        "met",
        "mit",
        "o",
        "of",
        "on",
        "op",
        "ou",
        "per",
        "por",
        "pour",
        "the",
        "to",
        "und",
        "van",
        "von",
        "with",
        "y",
    }
)
# Units after a number, in the languages of the markets.
_UNITS = {
    "gb": "gb",
    "go": "gb",
    "gbyte": "gb",
    "gigabytes": "gb",
    "gigaoctets": "gb",
    "tb": "tb",
    "to": "tb",
    "mb": "mb",
    "mo": "mb",
    "mm": "mm",
    "cm": "cm",
    "hz": "hz",
    "mah": "mah",
    "wh": "wh",
    "w": "w",
    "mp": "mp",
    "inch": "inch",
    "inches": "inch",
    "zoll": "inch",
    "pouces": "inch",
    "pouce": "inch",
    "pulgadas": "inch",
    "pollici": "inch",
}
# Latin letters that Unicode does not decompose, as usually typed, and trade mark signs.
_UNDECOMPOSED = str.maketrans(
    {
        "æ": "ae",
        "ð": "d",
        "ø": "o",
        "þ": "th",
        "đ": "d",
        "ħ": "h",
        "ı": "i",
        "ĸ": "q",
        "ŀ": "l",
        "ł": "l",
        "ŋ": "n",
        "œ": "oe",
        "ŧ": "t",
        "™": " ",
        "℠": " ",
    }
)
_RUN = re.compile(r"[^\W_]+")
_FIGURE_AND_UNIT = re.compile(r"(\d+)([a-z]+)")
# `iphone13` is two words, `s22` and `a52s` are one: model names are often a letter and a number.
_NAME_AND_FIGURE = re.compile(r"([a-z]{3,})(\d\w*)")
WORD_CHARACTERS_MAX = 40


def words(text: str) -> tuple[str, ...]:
    """The words of a text in order, without accents, case, punctuation and stop words.

    `128GB`, `128 Go` and `128 gb` are `128 gb`; `iphone13` is `iphone 13`; a synonym is replaced by its word.
    """
    found: list[str] = []
    for run in _joined(_RUN.findall(_folded(text))):
        for part in _parts(run[:WORD_CHARACTERS_MAX]):
            if part in _UNITS and found and found[-1].isdigit():
                found.append(_UNITS[part])
            elif part in SYNONYMS:
                found += SYNONYMS[part]
            elif part not in STOP_WORDS:
                found.append(part)
    return tuple(found)


def folded(text: str) -> str:
    """A name for comparison: its words separated by one space, without case and accents."""
    return " ".join(_RUN.findall(_folded(text)))


def may_begin_a_word(word: str) -> bool:
    """Whether a word can match as a prefix: 13 does not match 1300."""
    return not word.isdigit() and len(word) > 1


def may_hold_a_typo(word: str) -> bool:
    """Whether a word is long enough to match with one typing error; words with digits never are: 128 is not 228."""
    return len(word) >= 4 and not any(letter.isdigit() for letter in word)


def _folded(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_UNDECOMPOSED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


def _joined(runs: list[str]) -> list[str]:
    found: list[str] = []
    for run in runs:
        if found and (found[-1], run) in _JOINED:
            found[-1] = _JOINED[found[-1], run]
        else:
            found.append(run)
    return found


def _parts(run: str) -> tuple[str, ...]:
    if run.isdigit() or run.isalpha():
        return (run,)
    if (match := _FIGURE_AND_UNIT.fullmatch(run)) and match[2] in _UNITS:
        return match[1], match[2]
    if match := _NAME_AND_FIGURE.fullmatch(run):
        return match[1], *_parts(match[2])
    return (run,)
