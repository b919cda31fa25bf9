"""Deferred imports: in the package that ships, a room's modules are loaded when a call first needs them.

A function serves one trigger and most processes of the API a few paths, while `app.py` names every room: loading all of
them took as long as a third of the libraries (decision 74 has the figures). Everywhere else imports are what they seem,
so that a broken module is found at once.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from pathlib import Path
from types import ModuleType

import msgspec

# Made by the build: which rooms serve each path, as their positions among those the application is given.
ROOMS_BY_PATH = Path(__file__).parents[2] / "rooms_by_path.json"
_APPLICATION = "chalicelib."


class _LazyModules(MetaPathFinder):
    """Finds the application's modules, to be executed when an attribute of them is first read."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        if not name.startswith(_APPLICATION):
            return None
        found = PathFinder.find_spec(name, path, target)
        if found is not None and found.loader is not None and found.submodule_search_locations is None:
            found.loader = LazyLoader(found.loader)
        return found


@contextmanager
def deferred() -> Iterator[None]:
    """Modules of the application that are first imported in this context are loaded when they are used.

    Only as long as one thread imports: Python 3.11 may execute a deferred module twice if two threads use it first.
    """
    if not ROOMS_BY_PATH.exists():
        yield
        return
    finder = _LazyModules()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


def rooms_by_path() -> dict[str, list[int]] | None:
    """Which rooms serve each path, by position; None outside the package that ships, where every room is loaded."""
    if not ROOMS_BY_PATH.exists():
        return None
    return msgspec.json.decode(ROOMS_BY_PATH.read_bytes(), type=dict[str, list[int]])
