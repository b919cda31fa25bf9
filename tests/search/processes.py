"""Processes: a new one, that has opened no index and fetched no file."""

from chalicelib.search.index import index_reader, local_files


def begin_anew() -> None:
    """Forget everything this process opened and fetched."""
    index_reader._open_markets = index_reader._OpenMarkets()
    local_files.forget()
