"""Processes: a new one, that has opened no index and fetched no file."""

from chalicelib.search import disk, opening


def begin_anew() -> None:
    """Forget everything this process opened and fetched."""
    opening._shelf = opening._Shelf()
    disk.forget()
