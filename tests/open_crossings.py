"""The stored models that still leave their room, by file; the list only shrinks, and goes when it is empty."""

OPEN: frozenset[tuple[str, str]] = frozenset({})
