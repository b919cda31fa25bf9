"""One accepted API call: its route, checked parameters and the account it acts for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from doubles.stripe_double.parameters import Field, Specification, choice, identifier, integer, list_of, text, window
from doubles.stripe_double.wire import Json
from doubles.stripe_double.world import World


@dataclass(frozen=True)
class Call:
    """`account` is a connected account's id or None for the platform;
    `published` is true when a publishable key asks, which may see and do less."""

    world: World
    parameters: Json
    subject: str
    path: str
    account: str | None = None
    published: bool = False


Handler = Callable[[Call], Json]


@dataclass(frozen=True)
class Route:
    name: str
    method: str
    pattern: str
    handler: Handler
    specification: Specification
    connected: bool = False
    published: bool = False


EXPAND: Specification = {"expand": Field(list_of(text))}
LISTED: Specification = {
    **EXPAND,
    "limit": Field(integer),
    "starting_after": Field(identifier),
    "ending_before": Field(identifier),
    "created": Field(window),
}
BOOLEAN_TEXT = choice("true", "false")
