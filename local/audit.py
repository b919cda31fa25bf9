"""Recomputes the money of every order of a running market and prints where the books disagree."""

import argparse
import subprocess
import sys

from botocore.exceptions import BotoCoreError, ClientError

from local import cloud
from local.places import CELLS, ROOT, place


def main() -> None:
    """`python -m local.audit --cell eu`; exit code 1 if anything disagrees, 2 if no market runs."""
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("--cell", choices=CELLS, default="eu")
    parser.add_argument("--first-port", type=int, help="where the market listens, if not at its usual place")
    given = parser.parse_args()
    market = place(given.cell, first_port=given.first_port)
    try:
        settings = cloud.environment_of(market, "api_handler")
    except (BotoCoreError, ClientError):
        print(f"No market of cell {given.cell} runs here: `make run CELL={given.cell}` first.", file=sys.stderr)
        sys.exit(2)
    # A process of its own: the application reads its settings when it is imported.
    environment = cloud.machine() | cloud.access(market) | dict(settings)
    command = [sys.executable, "-m", "local.cell_audit"]
    sys.exit(subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main()
