"""What the page of subscriptions promises to the rooms: whatever they schedule or record has somebody to act on it."""

import ast
from pathlib import Path

from chalicelib.subscriptions import DEADLINES
from tests.source_code import Module, modules

ROOT = Path(__file__).parents[1]


def kinds_of(module: Module) -> list[str]:
    """The kinds of deadlines a module states. mypy lets no other text be one."""
    return [
        str(ast.literal_eval(call.args[0]))
        for call in ast.walk(module.tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "Kind" and call.args
        if not module.name.startswith("chalicelib.kernel")
    ]


def test_every_kind_of_deadline_a_room_states_has_a_handler_and_no_other_has() -> None:
    stated = [kind for module in modules(ROOT, "chalicelib") for kind in kinds_of(module)]
    assert len(stated) == len(set(stated)) > 0
    assert set(stated) == set(DEADLINES)


def test_a_kind_of_deadline_is_named_after_the_room_that_states_it() -> None:
    stated = [(kind, module.name.split(".")[1]) for module in modules(ROOT, "chalicelib") for kind in kinds_of(module)]
    assert [(kind, room) for kind, room in stated if not kind.startswith(f"{room}.")] == []
