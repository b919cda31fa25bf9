"""Issues a new operator's key for the running local market. It is printed once and not stored in the clear."""

import argparse
import subprocess
import sys

from botocore.exceptions import BotoCoreError, ClientError

from local import cloud
from local.places import CELLS, ROOT, place

# A process of its own: the application reads its settings when it is imported.
_ISSUE = """
import sys
from chalicelib.access.api_keys.credentials import SCOPES, issue_key
print(issue_key("ops", sys.argv[1], SCOPES["ops"]))
"""


def main() -> None:
    """`python -m local.ops_key --cell eu`; ends with 2 where no market runs."""
    parser = argparse.ArgumentParser(prog="local.ops_key", description=__doc__)
    parser.add_argument("--cell", choices=CELLS, default="eu")
    parser.add_argument("--first-port", type=int, help="where the market listens, if not at its usual place")
    parser.add_argument("--holder", default="local operator", help="who the key is for")
    given = parser.parse_args()
    market = place(given.cell, first_port=given.first_port)
    try:
        settings = cloud.environment_of(market, "api_handler")
    except (BotoCoreError, ClientError):
        print(f"No market of cell {given.cell} runs here: `make run CELL={given.cell}` first.", file=sys.stderr)
        sys.exit(2)
    environment = cloud.machine() | cloud.access(market) | dict(settings)
    command = [sys.executable, "-c", _ISSUE, given.holder]
    sys.exit(subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main()
