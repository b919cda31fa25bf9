"""The rules of the rooms of pages and of the kit they share. Each takes the root of a source tree."""

from pathlib import Path

from tests.import_rules import SURFACES, is_ours, room_of, shipped

# What the page kit may import, so that every surface can use it.
BELOW_THE_PAGE_KIT = frozenset({"kernel", "facts", "markets", "access"})


def the_page_kit_stands_alone(root: Path) -> list[str]:
    """`web` imports no room above access, so that every surface can stand on it."""
    return [
        f"{module.place}:{one.line} web imports {room_of(one.module)}"
        for module, one in shipped(root)
        if room_of(module.name) == "web"
        and is_ours(one.module)
        and room_of(one.module) not in BELOW_THE_PAGE_KIT | {"web"}
    ]


def surfaces_are_for_the_application(root: Path) -> list[str]:
    """No room imports the pages of buyers, sellers or operators; `app.py` does."""
    return [
        f"{module.place}:{one.line} {room_of(one.module)} is imported by app.py alone"
        for module, one in shipped(root)
        if room_of(one.module) in SURFACES and room_of(module.name) not in {"app", room_of(one.module)}
    ]
