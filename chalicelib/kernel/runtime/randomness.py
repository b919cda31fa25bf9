"""Randomness: the only module that draws random bytes; a simulation can replace it."""

import secrets
from typing import Protocol


class Randomness(Protocol):
    """A source of randomness: the operating system in production, a seed in a simulation."""

    def random_bytes(self, count: int) -> bytes: ...


class SystemRandomness:
    """The operating system's cryptographic generator."""

    def random_bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)


_source: Randomness = SystemRandomness()


def use(source: Randomness) -> None:
    """Take randomness from `source` from now on."""
    global _source
    _source = source


def random_bytes(count: int) -> bytes:
    return _source.random_bytes(count)


def below(limit: int) -> int:
    """A random integer from 0 to limit - 1, uniform up to a bias of limit / 2^64."""
    return int.from_bytes(random_bytes(8), "big") % limit
