"""A refusal is a problem document (RFC 9457) a client can read and a program can act on."""

import pytest

from chalicelib.kernel.values import problems
from chalicelib.kernel.values.problems import Problem


def kinds() -> list[type[Problem]]:
    return [kind for kind in vars(problems).values() if isinstance(kind, type) and issubclass(kind, Problem)]


def test_a_problem_says_what_it_is_where_it_happened_and_what_to_do() -> None:
    refusal = problems.WrongCell("It is a product of the us cell", cell="us")
    assert refusal.document("request-1") == {
        "type": "/problems/wrong-cell",
        "title": "This resource belongs to the other cell",
        "status": 421,
        "instance": "request-1",
        "detail": "It is a product of the us cell",
        "cell": "us",
    }
    assert str(refusal) == "It is a product of the us cell"


def test_a_problem_without_a_detail_has_none_and_is_told_by_its_title() -> None:
    assert "detail" not in problems.NotFound().document("")
    assert str(problems.NotFound()) == "Not found"


def test_every_problem_has_a_name_of_its_own_and_an_error_status() -> None:
    slugs = [kind.slug for kind in kinds()]
    assert len(set(slugs)) == len(slugs)
    assert all(400 <= kind.status < 600 and kind.title for kind in kinds())


@pytest.mark.parametrize("kind", kinds())
def test_whoever_may_come_back_is_told_when(kind: type[Problem]) -> None:
    assert (kind.retry_after_seconds is not None) == (kind.status in (429, 503) or kind.slug == "in-progress")
