"""Parts: the measured parts one after another, with their progress; the application's log goes to a file meanwhile."""

import time
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from local.places import BUILD
from local.progress import Durations, Progress

LOG = BUILD / "bench.log"
DURATIONS = BUILD / "durations" / "bench.json"


def measured(parts: Mapping[str, Callable[[], Any]], *, log: Path = LOG, durations: Path = DURATIONS) -> dict[str, Any]:
    """What each part found, by its name."""
    found: dict[str, Any] = {}
    known, seconds = Durations(durations), dict[str, float]()
    log.parent.mkdir(parents=True, exist_ok=True)
    # The application writes its log to standard output, as Lambda collects it; ours is for the tables.
    with Progress("bench", len(parts)) as progress, log.open("w") as lines, redirect_stdout(lines):
        for name, measure in parts.items():
            progress.show(len(found), share=known.share(found, parts), note=f"now {name}")
            started = time.monotonic()
            found[name] = measure()
            seconds[name] = time.monotonic() - started
    known.keep(seconds)
    return found
