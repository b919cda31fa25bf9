"""The 200 questions search is measured with, made of the catalogue's own titles; published in docs/performance.md.

40 % exact words, 30 % beginnings of words, 20 % with one typing error, 10 % browsing of categories; a quarter of them
match at least a twentieth of all products. More are drawn than are asked: what the index answers decides which of them
are what they should be.
"""

import random
from collections.abc import Iterator, Sequence
from typing import Literal
from urllib.parse import urlencode

import msgspec

from chalicelib.search.text_analysis import may_hold_a_typo, words

RESULTS = 24
MARKETS = ("FR", "DE", "ES", "IT", "BE", "NL", "IE")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

Kind = Literal["words", "prefix", "typo", "browse"]
# How a question of a kind must have been answered, or it was another kind's: a beginning may be a word itself.
ANSWERED_BY: dict[Kind, str] = {"words": "words", "prefix": "prefixes", "typo": "typos", "browse": "words"}
# What a twentieth of the catalogue holds: typed as it is, begun, or mistyped.
_BROAD: dict[Kind, tuple[str, ...]] = {
    "words": ("apple", "samsung", "iphone", "galaxy", "smartphone", "laptop", "128 gb", "apple smartphone", "phones"),
    "prefix": ("app", "sams", "iph", "gala", "smartph", "lap", "appl", "samsu"),
    "typo": ("aplpe", "samsng", "ihpone", "galxay", "smartphoen"),
    "browse": ("phones", "smartphones", "computers", "laptops", "iphones", "samsung-smartphones", "business-laptops"),
}
_NARROW_CATEGORIES = ("oled-televisions", "google-smartphones", "scanners", "fairphones", "keyboards", "macbook-air")


class Part(msgspec.Struct, frozen=True):
    """So many questions of a kind, of what much of the catalogue holds or of the titles of its long tail."""

    kind: Kind
    is_broad: bool
    count: int


PARTS = (
    Part("words", True, 16),
    Part("words", False, 64),
    Part("prefix", True, 15),
    Part("prefix", False, 45),
    Part("typo", True, 8),
    Part("typo", False, 32),
    Part("browse", True, 12),
    Part("browse", False, 8),
)
# Most titles are too rare for a full page of results.
DRAWN_FOR_ONE = 12


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One request; `wanted` is the title it was made from, "" where it was made from none."""

    kind: Kind
    market: str
    parameters: dict[str, str]
    wanted: str = ""

    @property
    def path(self) -> str:
        return "/v1/search?" + urlencode({"market": self.market} | self.parameters)


class Answer(msgspec.Struct, frozen=True):
    """How many results a question has, and how its words were looked for."""

    total: int
    matching: str


class MixTooThin(Exception):
    """The index does not answer enough questions of a part as that part's must be answered."""


def drawn(titles: Sequence[str], markets: Sequence[str] = MARKETS, seed: int = 1) -> list[list[Question]]:
    """For each part more questions than it takes; some with a grade, a price or another order, as buyers ask."""
    rng = random.Random(seed)
    return [[_question(part, titles, markets, rng) for _ in range(part.count * DRAWN_FOR_ONE)] for part in PARTS]


def mix(candidates: Sequence[Sequence[Question]], answers: Iterator[Answer], seed: int = 1) -> list[Question]:
    """The first of each part that fill a page of results and were answered as their kind, in an order of its own.

    `answers` are those of all candidates, in their order. Raises MixTooThin.
    """
    chosen: list[Question] = []
    for part, questions in zip(PARTS, candidates, strict=True):
        answered = [(each, next(answers)) for each in questions]
        fitting = [each for each, answer in answered if _fits(part, answer)]
        if len(fitting) < part.count:
            raise MixTooThin(f"{len(fitting)} of {part}")
        chosen += fitting[: part.count]
    random.Random(seed).shuffle(chosen)
    return chosen


def _fits(part: Part, answer: Answer) -> bool:
    return answer.total >= RESULTS and answer.matching == ANSWERED_BY[part.kind]


def mistyped_questions(titles: Sequence[str], count: int, *, anywhere: bool = False, seed: int = 2) -> list[Question]:
    """Questions of whole titles with one error each: the title is among the first hundred results, or it was missed.

    The error is in a word in which search forgives one or, with `anywhere`, in any letter or figure of them all.
    """
    rng = random.Random(seed)
    found: list[Question] = []
    while len(found) < count:
        title = rng.choice(titles)
        known = words(title)[:6]
        typed_words = _with_an_error(known, _any_place(known, rng) if anywhere else _forgiven_place(known, rng), rng)
        if typed_words != known:
            parameters = {"q": " ".join(typed_words), "limit": "100"}
            found.append(Question(kind="typo", market=rng.choice(MARKETS), parameters=parameters, wanted=title))
    return found


def _question(part: Part, titles: Sequence[str], markets: Sequence[str], rng: random.Random) -> Question:
    kind, market = part.kind, rng.choice(markets)
    if kind == "browse":
        slug = rng.choice(_BROAD["browse"] if part.is_broad else _NARROW_CATEGORIES)
        return Question(kind=kind, market=market, parameters={"category": slug} | _narrowed(rng))
    if part.is_broad:
        return Question(kind=kind, market=market, parameters={"q": rng.choice(_BROAD[kind])} | _narrowed(rng))
    title = rng.choice(titles)
    return Question(kind=kind, market=market, parameters={"q": typed(kind, title, rng)}, wanted=title)


def _narrowed(rng: random.Random) -> dict[str, str]:
    asked = {}
    if rng.random() < 0.25:
        asked["grade"] = rng.choice(("EXCELLENT", "GOOD"))
    if rng.random() < 0.2:
        asked["max_price_minor"] = "60000"
    if rng.random() < 0.3:
        asked["sort"] = rng.choice(("price", "savings", "newest"))
    return asked


def typed(kind: Kind, title: str, rng: random.Random) -> str:
    """What a person types to find a title: two to four of its words, the last begun, or one mistyped."""
    chosen = words(title)[: rng.randrange(2, 5)]
    if kind == "prefix":
        chosen = _begun(chosen, rng)
    elif kind == "typo":
        chosen = _with_an_error(chosen, _forgiven_place(chosen, rng), rng)
    return " ".join(chosen)


def _begun(chosen: Sequence[str], rng: random.Random) -> tuple[str, ...]:
    """The words up to the last one that is long enough to be begun only: a figure is typed whole."""
    last = max((place for place, word in enumerate(chosen) if len(word) > 2 and word[0].isalpha()), default=0)
    word = chosen[last]
    return (*chosen[:last], word[: max(2, len(word) - rng.randrange(1, 4))])


def _forgiven_place(chosen: Sequence[str], rng: random.Random) -> int | None:
    places = [place for place, word in enumerate(chosen) if may_hold_a_typo(word)]
    return rng.choice(places) if places else None


def _any_place(chosen: Sequence[str], rng: random.Random) -> int:
    """The longer a word, the more often the error is in it."""
    return rng.choices(range(len(chosen)), [len(word) for word in chosen])[0]


def _with_an_error(chosen: Sequence[str], place: int | None, rng: random.Random) -> tuple[str, ...]:
    if place is None:
        return tuple(chosen)
    return (*chosen[:place], mistyped(chosen[place], rng), *chosen[place + 1 :])


def mistyped(word: str, rng: random.Random) -> str:
    """A word with one error: a letter left out, doubled by another, replaced, or two neighbours swapped."""
    place, letter = rng.randrange(len(word)), rng.choice(_LETTERS)
    error = rng.randrange(4)
    if error == 0:
        return word[:place] + word[place + 1 :]
    if error == 1:
        return word[:place] + letter + word[place:]
    if error == 2 or place == len(word) - 1:
        return word[:place] + letter + word[place + 1 :]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
