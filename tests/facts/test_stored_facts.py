"""Facts are kept for ever: what was stored once is read by every later release.

`stored.json` holds one fact of each name as it was stored. What stands there is never changed or removed; a new member
is added to it with an example.
"""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.kernel.fact_store import Fact
from chalicelib.subscriptions import SUBSCRIPTIONS

STORED: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("stored.json").read_text())
KINDS: dict[str, type[Fact]] = {kind.__name__: kind for kind in SUBSCRIPTIONS}


def test_every_fact_has_a_stored_sample_and_every_sample_a_fact() -> None:
    assert STORED.keys() == KINDS.keys()


@pytest.mark.parametrize("name", STORED)
def test_a_fact_that_was_stored_is_read_with_all_it_said(name: str) -> None:
    read = msgspec.convert(STORED[name], KINDS[name], strict=True)
    told = json.loads(msgspec.json.encode(read))
    assert {member: told.get(member) for member in STORED[name]} == STORED[name]


@pytest.mark.parametrize("name", STORED)
def test_a_sample_holds_every_member_of_its_fact(name: str) -> None:
    members = {field.encode_name for field in msgspec.structs.fields(KINDS[name])}
    assert members <= STORED[name].keys()


@pytest.mark.parametrize("name", STORED)
def test_a_member_that_a_later_release_adds_is_passed_over_by_this_one(name: str) -> None:
    assert msgspec.convert(STORED[name] | {"added_later": 1}, KINDS[name])
