"""The documents say what the code does: all of it, and nothing that it does not."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import TypeVar

import msgspec
import pytest
from chalice.app import CloudWatchEventConfig, ScheduledEventConfig

import chalicelib
from app import app
from chalicelib.kernel.fact_store import Fact
from chalicelib.kernel.runtime.settings import _OPTIONAL, Settings
from chalicelib.kernel.storage.tables import Table
from chalicelib.kernel.values.problems import Problem
from chalicelib.payments.stripe_webhook import FOLLOWED, FOLLOWED_OF_ACCOUNTS
from chalicelib.subscriptions import SUBSCRIPTIONS
from tests.doc_pages import (
    DOCS,
    ROOT,
    anchors,
    blocks,
    links,
    pages,
    quoted,
    route_sections,
    rows,
    sections,
)
from tests.lifecycle_diagrams import LIFECYCLES, diagram, reachable
from tests.source_code import called, modules

NOTE_LINES_MAX = 30
NOTE_HEADINGS = ["Context", "Choice", "Consequence", "How to reverse"]


def application_modules() -> list[ModuleType]:
    names = [module.name for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib.")]
    return [importlib.import_module(name) for name in names]


T = TypeVar("T")


def subclasses(kind: type[T]) -> Iterator[type[T]]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def words_of(page: Path, heading: str) -> dict[str, list[str]]:
    """The rows of a section's table by their first word in backquotes."""
    table = rows(sections(page)[heading])
    named = {quoted(row[0])[0]: row for row in table}
    assert len(named) == len(table), f"{page.name} says something twice"
    return named


def test_every_function_is_in_the_architecture_and_no_other() -> None:
    drawn = words_of(DOCS / "architecture.md", "1. Functions and what wakes them")
    assert drawn.keys() == {"APIHandler"} | {trigger.name for trigger in app.event_sources}


def test_every_table_is_drawn_with_its_owner() -> None:
    application_modules()
    owners = {
        str(table.Meta.table_name).split("-", 2)[2]: table.__module__.split(".")[1]
        for table in subclasses(Table)
        if hasattr(table, "Meta") and table.__module__.startswith("chalicelib.")
    }
    drawn = words_of(DOCS / "architecture.md", "2. Tables (one owner each; names are `rebound-<cell>-<table>`)")
    assert {name: row[1] for name, row in drawn.items()} == owners


def every_fact() -> dict[str, type[Fact]]:
    application_modules()
    kinds = [one for one in subclasses(Fact) if one.__module__.startswith("chalicelib.facts.")]
    return {kind.__name__: kind for kind in kinds if not kind.__subclasses__()}


def announcers() -> dict[str, set[str]]:
    """The modules that make each fact."""
    found: dict[str, set[str]] = {name: set() for name in every_fact()}
    for module in modules(ROOT, "chalicelib"):
        # A refusal may have the name of a fact: what is made is a fact only if it comes from their pages.
        taken = {one.name for one in module.imports if one.module.startswith("chalicelib.facts.")}
        for call in called(module.tree):
            name = call.rpartition(".")[2]
            if name in found and name in taken:
                found[name].add(module.name.removeprefix("chalicelib."))
    return found


def test_every_fact_is_listed_with_its_members_announcers_and_reactions() -> None:
    listed = words_of(DOCS / "facts.md", "Every fact")
    made = announcers()
    assert listed.keys() == every_fact().keys() == {kind.__name__ for kind in SUBSCRIPTIONS}
    for name, kind in every_fact().items():
        row = listed[name]
        assert quoted(row[3]) == list(kind.__struct_fields__), name
        assert quoted(row[4]) == sorted(made[name]), name
        assert quoted(row[5]) == [reaction.name for reaction in SUBSCRIPTIONS[kind]], name


def test_every_fact_names_its_announcers_where_it_is_defined() -> None:
    told = {name: (kind.__doc__ or "").partition("Announced by")[2] for name, kind in every_fact().items()}
    made = announcers()
    named = {name: set(re.findall(r"[a-z_]+(?:\.[a-z_]+)+", words)) for name, words in told.items()}
    assert named == {name: made[name] for name in named}
    assert len(named) >= 20


def test_every_problem_is_explained_with_its_status_and_no_other() -> None:
    application_modules()
    problems = {problem.slug: str(problem.status) for problem in subclasses(Problem)}
    page = rows((DOCS / "problems.md").read_text())
    assert {quoted(row[0])[0]: row[1] for row in page} == problems
    assert [row[0] for row in page] == sorted(row[0] for row in page)


def test_every_problem_of_the_gateway_is_explained() -> None:
    template = (ROOT / ".chalice" / "template" / "gateway.yaml").read_text()
    worded = set(re.findall(r'"/problems/([a-z-]+)"', template))
    assert words_of(DOCS / "problems.md", "Of the gateway").keys() == worded


def test_no_two_problems_share_a_slug() -> None:
    application_modules()
    slugs = [problem.slug for problem in subclasses(Problem)]
    assert sorted(slugs) == sorted(set(slugs))


def test_every_setting_is_explained_and_no_other() -> None:
    listed = {quoted(row[0])[0]: row[1] for row in rows((DOCS / "settings.md").read_text())}
    expected = {name.upper(): "optional" if name in _OPTIONAL else "" for name in Settings.__struct_fields__}
    assert listed == expected


def test_the_readme_names_every_command_and_no_other() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", (ROOT / "README.md").read_text())) == targets


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_names_a_command_that_does_not_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", page.read_text())) <= targets


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_a_page_names_exists(page: Path) -> None:
    """A path in backquotes is one of the repository, or of the application where it begins with a room."""
    named = re.findall(r"`((?:[\w.-]+/)+[\w-]+\.(?:py|yaml|md))`", page.read_text())
    absent = [path for path in named if not any((base / path).exists() for base in (ROOT, ROOT / "chalicelib"))]
    assert absent == []


def test_every_promise_of_the_readme_is_a_test_of_that_name() -> None:
    promised = {name for row in rows(sections(ROOT / "README.md")["What it promises"]) for name in quoted(row[1])}
    present = {function.name for module in modules(ROOT, "tests") for function in module.functions}
    assert promised - present == set()


def test_every_alarm_says_what_to_do_and_no_other() -> None:
    pages = sorted((ROOT / ".chalice" / "template").glob("alarms*.yaml"))
    template = "".join(page.read_text() for page in pages)
    alarms = set(re.findall(r"^  (\w+Alarm):", template, flags=re.MULTILINE))
    assert words_of(DOCS / "operations.md", "Alarms").keys() == alarms


def test_every_number_of_the_health_answer_says_what_to_do() -> None:
    answer = next(text for (_, path), text in route_sections(DOCS / "api").items() if path == "/v1/ops/health")
    assert words_of(DOCS / "operations.md", "Health").keys() == set(msgspec.json.decode(blocks(answer, "json")[0]))


def test_the_events_stripe_is_told_to_send_are_those_that_are_followed() -> None:
    assert set(quoted(sections(DOCS / "operations.md")["Stripe's events"])) == FOLLOWED | FOLLOWED_OF_ACCOUNTS


def test_every_secret_the_stages_refer_to_is_to_be_made_and_no_other() -> None:
    config = (ROOT / ".chalice" / "config.json").read_text()
    members = set(re.findall(r"resolve:secretsmanager:[^:]+:SecretString:(\w+)", config))
    assert words_of(DOCS / "operations.md", "Secrets").keys() == members


def test_every_sweeper_is_explained_with_its_cursor() -> None:
    stated = r'^ *cursor ?= ?"(cursor#.+?)"'
    cursors = set(re.findall(stated, "\n".join(_sources()), flags=re.MULTILINE | re.IGNORECASE))
    explained = rows(sections(DOCS / "operations.md")["Sweepers"])
    assert {word for row in explained for word in quoted(row[2])} == cursors
    assert {quoted(row[0])[0] for row in explained} == {
        trigger.name
        for trigger in app.event_sources
        if isinstance(trigger, ScheduledEventConfig | CloudWatchEventConfig)
    }


def _sources() -> list[str]:
    return [module.source for module in modules(ROOT, "chalicelib")]


def test_every_lifecycle_there_is_can_be_drawn() -> None:
    tables = {
        module.name
        for module in modules(ROOT, "chalicelib")
        if re.search(r"^NEXT\b.*=", module.source, flags=re.MULTILINE)
    }
    assert LIFECYCLES.keys() == tables


@pytest.mark.parametrize("name", LIFECYCLES)
def test_the_diagram_of_a_lifecycle_is_drawn_from_its_table(name: str) -> None:
    table = LIFECYCLES[name]
    drawn = diagram(table.NEXT, table.FIRST, table.FINAL)
    assert f"<!-- drawn from {name} -->\n```mermaid\n{drawn}\n```\n" in (DOCS / "lifecycles.md").read_text()


@pytest.mark.parametrize("name", LIFECYCLES)
def test_a_lifecycle_has_no_dead_end_and_no_state_out_of_reach(name: str) -> None:
    table = LIFECYCLES[name]
    kind: type[StrEnum] = type(table.FIRST)
    states = set(kind)
    assert table.NEXT.keys() == states
    assert reachable(table.NEXT, table.FIRST) == states
    assert {state for state in states if not table.NEXT[state]} <= table.FINAL
    for state in states:
        assert reachable(table.NEXT, state) & table.FINAL, f"{state} can never end"


def notes() -> list[Path]:
    return sorted((DOCS / "decisions").glob("*.md"))


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(note.name[:4]) for note in notes()] == list(range(1, len(notes()) + 1))


@pytest.mark.parametrize("note", notes(), ids=lambda note: note.stem)
def test_a_decision_is_short_and_says_how_to_reverse_it(note: Path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+", note.stem)
    assert len(note.read_text().splitlines()) <= NOTE_LINES_MAX
    assert list(sections(note)) == NOTE_HEADINGS
