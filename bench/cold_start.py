"""Cold start: a fresh process on the package that ships, from nothing to one answered product page."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import botocore
import msgspec

from bench.basket import MARKET, heaviest_basket
from bench.market import answered, market
from bench.recorded_answers import record
from chalicelib.kernel.runtime import clock, randomness
from local.packaging import package
from local.places import ROOT, place
from local.tokens import tokens_of

ROUNDS = 11
PROGRAM = ROOT / "bench" / "fresh_process.py"
# The libraries as pip installs them, with bytecode: what this very process runs on.
INSTALLED = Path(botocore.__file__).parent.parent
MEGABYTE = 1_000_000


class Fresh(msgspec.Struct, frozen=True, kw_only=True):
    """What one process said it took until it had answered, and how long that was on the wall."""

    answered: bool
    cpu_ms: float
    modules: int
    stripe: int
    wall_ms: float = 0.0


class Round(msgspec.Struct, frozen=True):
    """Three processes one after the other, so that whatever else the machine does meets them alike."""

    page: Fresh
    floor: Fresh
    packaged_floor: Fresh


def measure_cold_start() -> dict[str, float]:
    """The page's process against the floor's, by the CPU each took until it had answered."""
    archive = package("eu", tokens_of("eu", place("eu"))).archive
    with tempfile.TemporaryDirectory(prefix="rebound-bench-") as scratch:
        code, page = Path(scratch) / "code", Path(scratch) / "page.json"
        with zipfile.ZipFile(archive) as zipped:
            zipped.extractall(code)
        page.write_bytes(_recorded_page())
        _round(code, page)  # reading the disk for the first time is not measured
        rounds = [_round(code, page) for _ in range(ROUNDS)]
        unzipped = sum(path.stat().st_size for path in code.rglob("*") if path.is_file())
    return {
        "import_ratio": _median([each.page.cpu_ms / each.floor.cpu_ms for each in rounds], 2),
        "import_ratio_on_packaged_libraries": _median(
            [each.page.cpu_ms / each.packaged_floor.cpu_ms for each in rounds], 2
        ),
        "cold_start_ms": _median([each.page.cpu_ms for each in rounds], 0),
        "cold_start_floor_ms": _median([each.floor.cpu_ms for each in rounds], 0),
        "cold_start_wall_ms": _median([each.page.wall_ms for each in rounds], 0),
        "stripe_imported_on_product_page": max(each.page.stripe for each in rounds),
        "modules_imported_on_product_page": max(each.page.modules for each in rounds),
        "package_zipped_megabytes": round(archive.stat().st_size / MEGABYTE, 1),
        "package_unzipped_megabytes": round(unzipped / MEGABYTE, 1),
    }


def _median(values: list[float], digits: int) -> float:
    return round(statistics.median(values), digits)


def _recorded_page() -> bytes:
    """A product page as a request, and what AWS answered for it."""
    with market(clock.SystemClock(), randomness.SystemRandomness()) as given:
        path = f"/v1/products/{heaviest_basket().product_ids[0]}?market={MARKET}"
        event = given.event("GET", path, {"Accept": "*/*"})
        tape = record(given, lambda: answered(event))
    answers = [{"headers": each.headers, "body": each.body.decode()} for each in tape.aws]
    return json.dumps({"event": event, "answers": answers}).encode()


def _round(code: Path, page: Path) -> Round:
    return Round(
        _fresh("application", code, page), _fresh("libraries", INSTALLED, page), _fresh("libraries", code, page)
    )


def _fresh(what: str, code: Path, page: Path) -> Fresh:
    # -I and -S: the standard library and nothing else of this environment; the rest comes from `code`.
    command = [sys.executable, "-I", "-S", str(PROGRAM), what, str(code), str(page)]
    started = time.perf_counter()
    done = subprocess.run(command, env=os.environ, stdout=subprocess.PIPE, check=True)
    wall_ms = (time.perf_counter() - started) * 1000
    fresh = msgspec.structs.replace(msgspec.json.decode(done.stdout, type=Fresh), wall_ms=wall_ms)
    if not fresh.answered:
        raise RuntimeError(f"{what} in {code} did not answer the page")
    return fresh
