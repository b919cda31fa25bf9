"""A list whose values are taken one by one holds each of them once, or is refused where it repeats."""

from typing import Annotated, Any

import msgspec
import pytest

from chalicelib.kernel.values import payloads
from chalicelib.kernel.values.payloads import DISTINCT, Payload
from chalicelib.kernel.values.problems import InvalidRequest

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


def faults(body: object, kind: type[Any]) -> dict[str, str]:
    """Pointer to reason, for a body that must be refused."""
    with pytest.raises(InvalidRequest) as refusal:
        payloads.decode(msgspec.json.encode(body), kind)
    return {fault["pointer"]: fault["reason"] for fault in refusal.value.members["errors"]}


class Chosen(Payload, frozen=True, kw_only=True):
    ids: Annotated[tuple[Name, ...], msgspec.Meta(max_length=4), DISTINCT] = ()
    numbers: Annotated[list[int], DISTINCT] | None = None
    repeatable: tuple[str, ...] = ()


class Nested(Payload, frozen=True, kw_only=True):
    rows: tuple[Chosen, ...]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"ids": ["a", "a"]}, ["/ids/1"]),
        ({"ids": ["a", "b", "a", "a"]}, ["/ids/2", "/ids/3"]),
        ({"ids": ["a", "a"], "numbers": [1, 2, 2]}, ["/ids/1", "/numbers/2"]),
        ({"ids": ["", ""]}, ["/ids/0", "/ids/1"]),
    ],
)
def test_a_value_that_stands_twice_in_a_distinct_list_is_named_where_it_stands(
    body: dict[str, Any], pointers: list[str]
) -> None:
    assert list(faults(body, Chosen)) == pointers
    assert list(faults({"rows": [{}, body]}, Nested)) == [f"/rows/1{pointer}" for pointer in pointers]
    with pytest.raises(InvalidRequest):
        payloads.convert(body, Chosen)


@pytest.mark.parametrize("body", [{}, {"ids": ["a", "b"], "numbers": None}, {"repeatable": ["a", "a"]}])
def test_lists_without_a_repetition_and_lists_that_may_repeat_are_taken(body: dict[str, Any]) -> None:
    assert payloads.decode(msgspec.json.encode(body), Chosen) == msgspec.convert(body, Chosen)
