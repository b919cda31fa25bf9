"""Reads and writes the results: one flat JSON object in the folder of the benchmarks."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from bench.goals import MEASURES

FILE = Path(__file__).with_name("results.json")


class WrongKeys(Exception):
    """Something was measured that no measure explains, or the other way round."""


def write(results: Mapping[str, Any]) -> None:
    """Write the results in the order of the measures; WrongKeys unless they are exactly those."""
    if strange := results.keys() ^ MEASURES.keys():
        raise WrongKeys(", ".join(sorted(strange)))
    ordered = {key: _plain(results[key]) for key in MEASURES}
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(ordered), indent=2) + b"\n")


def read() -> dict[str, Any]:
    """The results of the last run that was kept."""
    kept: dict[str, Any] = msgspec.json.decode(FILE.read_bytes())
    return kept


def _plain(value: Any) -> Any:
    """Whole numbers without a decimal point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
