"""The 200 questions search is measured with, made of the catalogue's own titles; published in docs/performance.md.

40 % exact words, 30 % beginnings of words, 20 % with one typing error, 10 % browsing of categories; a quarter of them
match at least a twentieth of all products.
"""

import random
from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlencode

import msgspec

from chalicelib.search.words import may_hold_a_typo, words

QUESTIONS = 200
MARKETS = ("FR", "DE", "ES", "IT", "BE", "NL", "IE")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Kind = Literal["words", "prefix", "typo", "browse"]
PARTS: tuple[tuple[Kind, int], ...] = (("words", 80), ("prefix", 60), ("typo", 40), ("browse", 20))
# What a twentieth of the catalogue holds: typed as it is, begun, or mistyped.
_BROAD: dict[Kind, tuple[str, ...]] = {
    "words": ("apple", "samsung", "iphone", "galaxy", "smartphone", "laptop", "128 gb", "apple smartphone", "phones"),
    "prefix": ("app", "sams", "iph", "gala", "smartph", "lap", "appl", "samsu"),
    "typo": ("aplpe", "samsng", "ihpone", "galxay", "smartphoen"),
    "browse": ("phones", "smartphones", "computers", "laptops", "iphones", "samsung-smartphones", "business-laptops"),
}
_BROAD_SHARE = {"words": 0.2, "prefix": 0.25, "typo": 0.2, "browse": 0.6}
_NARROW_CATEGORIES = ("oled-televisions", "google-smartphones", "scanners", "fairphones", "keyboards", "macbook-air")


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One request; `wanted` is the title it was made from, "" where it was made from none."""

    kind: Kind
    market: str
    parameters: dict[str, str]
    wanted: str = ""

    @property
    def path(self) -> str:
        return "/v1/search?" + urlencode({"market": self.market} | self.parameters)


def questions(titles: Sequence[str], seed: int = 1) -> list[Question]:
    """The mix, in an order of its own; some with a grade, a price or another order, as buyers ask."""
    dice = random.Random(seed)
    found = [_question(kind, titles, dice) for kind, count in PARTS for _ in range(count)]
    dice.shuffle(found)
    return found


def mistyped_questions(titles: Sequence[str], count: int, seed: int = 2) -> list[Question]:
    """Questions of whole titles with one error each: the title is among the first hundred results, or it was missed."""
    dice = random.Random(seed)
    found: list[Question] = []
    while len(found) < count:
        title = dice.choice(titles)
        known = words(title)[:6]
        typed_words = _with_an_error(known, dice)
        if typed_words != known:
            parameters = {"q": " ".join(typed_words), "limit": "100"}
            found.append(Question(kind="typo", market=dice.choice(MARKETS), parameters=parameters, wanted=title))
    return found


def _question(kind: Kind, titles: Sequence[str], dice: random.Random) -> Question:
    market, broad = dice.choice(MARKETS), dice.random() < _BROAD_SHARE[kind]
    if kind == "browse":
        slug = dice.choice(_BROAD["browse"] if broad else _NARROW_CATEGORIES)
        return Question(kind=kind, market=market, parameters={"category": slug} | _narrowed(dice))
    if broad:
        return Question(kind=kind, market=market, parameters={"q": dice.choice(_BROAD[kind])} | _narrowed(dice))
    title = dice.choice(titles)
    return Question(kind=kind, market=market, parameters={"q": typed(kind, title, dice)}, wanted=title)


def _narrowed(dice: random.Random) -> dict[str, str]:
    asked = {}
    if dice.random() < 0.25:
        asked["grade"] = dice.choice(("EXCELLENT", "GOOD"))
    if dice.random() < 0.2:
        asked["max_price_minor"] = "60000"
    if dice.random() < 0.3:
        asked["sort"] = dice.choice(("price", "savings", "newest"))
    return asked


def typed(kind: Kind, title: str, dice: random.Random) -> str:
    """What somebody types who looks for a title: two to four of its words, the last begun, or one mistyped."""
    chosen = words(title)[: dice.randrange(2, 5)]
    last = chosen[-1]
    if kind == "prefix" and not last.isdigit():
        chosen = (*chosen[:-1], last[: max(2, len(last) - dice.randrange(1, 4))])
    elif kind == "typo":
        chosen = _with_an_error(chosen, dice)
    return " ".join(chosen)


def _with_an_error(chosen: Sequence[str], dice: random.Random) -> tuple[str, ...]:
    places = [place for place, word in enumerate(chosen) if may_hold_a_typo(word)]
    if not places:
        return tuple(chosen)
    place = dice.choice(places)
    return (*chosen[:place], mistyped(chosen[place], dice), *chosen[place + 1 :])


def mistyped(word: str, dice: random.Random) -> str:
    """A word with one error: a letter left out, doubled by another, replaced, or two neighbours swapped."""
    place, letter = dice.randrange(len(word)), dice.choice(_LETTERS)
    error = dice.randrange(4)
    if error == 0:
        return word[:place] + word[place + 1 :]
    if error == 1:
        return word[:place] + letter + word[place:]
    if error == 2 or place == len(word) - 1:
        return word[:place] + letter + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
