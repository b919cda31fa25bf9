"""Every incident that is listed has its number and a test that exists."""

import pytest

from tests.doc_pages import ROOT
from tests.incidents import PAGE, incidents, numbered
from tests.source_code import modules

HEAD = "| # | what it was | where | kind | test |\n|---|---|---|---|---|\n"


def test_the_incidents_are_numbered_in_their_order() -> None:
    text = PAGE.read_text()
    assert incidents(), "the table has no rows"
    assert text == numbered(text), f"run python -m tests.incidents; the table is then\n{numbered(text)}"


def test_every_incident_says_what_it_was_where_it_was_seen_and_its_kind() -> None:
    assert [one.number for one in incidents() if not (one.what and one.seen and one.kind)] == []


def test_every_incident_names_tests_that_exist() -> None:
    present = {
        function.name
        for module in modules(ROOT, "tests")
        if module.path.stem.startswith("test_")
        for function in module.functions
    }
    assert [one.number for one in incidents() if not one.tests or set(one.tests) - present] == []


@pytest.mark.parametrize("written", ["1", "7", "", "new"])
def test_rows_are_numbered_whatever_their_first_cell_says(written: str) -> None:
    rows = f"| 1 | sold twice | a report | race | `test_a` |\n| {written} | paid twice | a law | race | `test_b` |\n"
    assert numbered(HEAD + rows) == HEAD + (
        "| 1 | sold twice | a report | race | `test_a` |\n| 2 | paid twice | a law | race | `test_b` |\n"
    )
