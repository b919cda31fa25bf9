"""What planted bugs are made of: a context in which the application has the bug, and acts without their conditions."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import msgspec

from chalicelib.kernel.storage.transactions import Act

Planting = Callable[[], AbstractContextManager[Any]]


def unconditional(act: Act) -> Act:
    """The act without what it asks of the item."""
    return msgspec.structs.replace(act, condition=None, refusal=None)


def without_condition(place: Any, name: str) -> Planting:
    """The act that a function builds loses its condition."""
    build = getattr(place, name)
    return lambda: patch.object(place, name, lambda *given, **named: unconditional(build(*given, **named)))
