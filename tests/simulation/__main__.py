"""`python -m tests.simulation --seeds 0:500`: live through histories and show what breaks, shrunk to its least."""

import argparse
import sys
from contextlib import nullcontext

import msgspec

import tests.conftest  # noqa: F401 - the settings of the test cell, before anything of the application is imported
from tests.simulation.histories import Outcome, Plan, run
from tests.simulation.planted_bugs import BUGS, plant
from tests.simulation.shrinking import shrink
from tests.simulation.test_planted_bugs import FAILING_SEEDS, SEEDS_MAX, Found


def main() -> int:
    """Exit 1 if any history broke."""
    options = _options()
    if options.store:
        return _store()
    first, _, last = options.seeds.partition(":")
    seeds = range(int(first), int(last or int(first) + 1))
    failed = 0
    with plant(options.plant) if options.plant else nullcontext():
        for seed in seeds:
            outcome = run(Plan(seed=seed))
            if outcome.broken:
                failed += 1
                _show(outcome if options.whole else shrink(outcome), with_trace=options.trace)
            if failed >= options.failures:
                break
    sys.stdout.write(f"{failed} of {len(seeds)} histories broke\n")
    return int(failed > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", default="0:100", help="first:beyond, or one")
    parser.add_argument("--failures", type=int, default=5, help="stop after so many")
    parser.add_argument("--plant", choices=sorted(BUGS), help="with this bug in the application")
    parser.add_argument("--trace", action="store_true", help="show every call")
    parser.add_argument(
        "--store",
        action="store_true",
        help="look for each planted bug that its stored history does not show, and store its least one",
    )
    parser.add_argument("--whole", action="store_true", help="do not shrink")
    return parser.parse_args()


def _store() -> int:
    """Keep each history that still shows its bug, with what it breaks now; look for the other bugs."""
    known = {each.bug: each for each in msgspec.json.decode(FAILING_SEEDS.read_bytes(), type=list[Found])}
    found = []
    for bug in BUGS:
        with plant(bug):
            kept = _found_again(known.get(bug)) or _looked_for(bug)
        if kept is None:
            sys.stdout.write(f"{bug}: not found\n")
            return 1
        found.append(kept)
    FAILING_SEEDS.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    return 0


def _found_again(stored: Found | None) -> Found | None:
    if stored is None:
        return None
    outcome = run(stored.plan)
    return _least(stored.bug, outcome) if outcome.broken else None


def _looked_for(bug: str) -> Found | None:
    failed = next((outcome for seed in range(SEEDS_MAX) if (outcome := run(Plan(seed=seed))).broken), None)
    if failed is None:
        return None
    least = shrink(failed)
    sys.stdout.write(f"{bug}: seed {least.plan.seed}, {len(least.strikes)} faults, {least.broken[0]}\n")
    return _least(bug, least)


def _least(bug: str, outcome: Outcome) -> Found:
    return Found(bug=bug, plan=outcome.plan, broken=outcome.broken[0][:160])


def _show(outcome: Outcome, *, with_trace: bool) -> None:
    lines = [f"seed {outcome.plan.seed}, buyers {outcome.buyers}:"]
    lines += [f"  BROKEN {each}" for each in outcome.broken]
    lines += [f"  fault {strike.kind} at {strike.where}" for strike in outcome.strikes]
    lines += [f"  {line}" for line in outcome.trace if with_trace or "FAULT" in line]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
