"""The summary of the long tests as a page: figures come from counters of the tests, none is written by hand."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

# Files that are a part of their own; all other long tests are the part "rest".
PARTS = {
    "tests/simulation/test_histories.py": "histories",
    "tests/simulation/test_planted_bugs.py": "bugs",
    "tests/simulation/test_crash_points.py": "crashes",
    "tests/simulation/test_year.py": "year",
    "tests/local/test_many_orders.py": "market",
}
REST = "rest"
PART_NAMES = (*dict.fromkeys(PARTS.values()), REST)
# Each kind of fault and each transition is to be met this often, or the histories prove less than they seem to.
HITS_MIN = 100
# The property of a test report that carries counts.
PROPERTY = "long counts"
FAULT, TRANSITION, FOUND, PLANTED = "fault ", "transition ", "found ", "planted "
# Counters with a line of their own.
HISTORIES, VIOLATIONS = "histories", "violations"
EXPLAINED, MOVED = "money explained minor", "money moved minor"


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What one part counted. `failed` are test ids; `began` is the moment its run began, which parts may share."""

    name: str
    commit: str
    began: str
    run_seconds: int
    test_seconds: int
    tests: int
    failed: list[str]
    counts: dict[str, int]


def part_of(file: str) -> str:
    """The part that a file of tests belongs to."""
    return PARTS.get(file, REST)


def rarely_hit(part: Part) -> list[str]:
    """Faults and transitions that the part's histories were to go through and met too rarely."""
    if part.name != "histories":
        return []
    return [name for name, hits in part.counts.items() if name.startswith((FAULT, TRANSITION)) and hits < HITS_MIN]


def report(parts: Sequence[Part], day: str, machine: str) -> str:
    """The page. `day` is YYYY-MM-DD."""
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.counts)
    seconds = sum({part.began: part.run_seconds for part in parts}.values())
    commit = parts[0].commit if parts else "none"
    lines = [
        f"# {day}: the long tests",
        "",
        f"Written by `make test-long` from the counters of its tests. **Commit** `{commit}`, **{seconds:,} seconds**",
        f"on {os.cpu_count()} cores, {machine}.",
        "",
        *_headlines(counts),
        *(line for part in parts for line in _failures(part)),
        "",
        "| part | tests | failed | seconds of tests |",
        "|---|---|---|---|",
        *_rows(parts),
        *_table("Planted bugs", ("bug", "histories until it was found"), _named(counts, FOUND)),
        *_table("Faults", ("kind of fault", "times it struck"), _named(counts, FAULT)),
        *_table("Transitions", ("transition", "times it was made"), _named(counts, TRANSITION)),
        *_table("Other counters", ("counter", "value"), _others(counts)),
    ]
    return "\n".join(lines) + "\n"


def _headlines(counts: Counter[str]) -> Iterator[str]:
    if counts[HISTORIES]:
        yield f"- {counts[HISTORIES]:,} histories, {counts[VIOLATIONS]:,} violations"
    if planted := len(_named(counts, PLANTED)):
        yield f"- {len(_named(counts, FOUND))} of {planted} planted bugs found"
    if counts[MOVED]:
        yield f"- {explained_percent(counts[EXPLAINED], counts[MOVED])} % of money explained"


def explained_percent(explained_minor: int, moved_minor: int) -> str:
    """The share of money that is explained, rounded down: a missing cent never reads as 100.000."""
    thousandths = explained_minor * 100_000 // moved_minor
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def _failures(part: Part) -> Iterator[str]:
    yield from (f"- **failed**: `{test}`" for test in part.failed)


def _rows(parts: Sequence[Part]) -> Iterator[str]:
    known = {part.name: part for part in parts}
    for name in PART_NAMES:
        if name in known:
            part = known[name]
            yield f"| {name} | {part.tests:,} | {len(part.failed):,} | {part.test_seconds:,} |"
        else:
            yield f"| {name} | not run on this commit | | |"


def _named(counts: Counter[str], prefix: str) -> dict[str, int]:
    return {name.removeprefix(prefix): counts[name] for name in sorted(counts) if name.startswith(prefix)}


def _others(counts: Counter[str]) -> dict[str, int]:
    told = {HISTORIES, VIOLATIONS, EXPLAINED, MOVED}
    return {
        name: counts[name]
        for name in sorted(counts)
        if name not in told and not name.startswith((FOUND, PLANTED, FAULT, TRANSITION))
    }


def _table(title: str, columns: tuple[str, str], values: dict[str, int]) -> Iterator[str]:
    if not values:
        return
    yield from ("", f"## {title}", "", f"| {columns[0]} | {columns[1]} |", "|---|---|")
    yield from (f"| {name} | {value:,} |" for name, value in values.items())
