"""Filling: makes the demo market in an empty cell and hands out keys: one of ops, one each of two sellers."""

import argparse
import json
from pathlib import Path

from chalicelib.search.index.rebuild import rebuild_search
from doubles.durable_files import write_durably
from local.demo_tables import seed
from local.places import CELLS
from local.progress import Progress


def main() -> None:
    """`python -m local.demo_setup --cell eu --keys keys.json`, in the environment of the deployed API function."""
    parser = argparse.ArgumentParser(prog="local.demo_setup", description=__doc__)
    parser.add_argument("--cell", choices=CELLS, required=True)
    parser.add_argument("--keys", type=Path, required=True, help="file the keys are written to, readable by its owner")
    given = parser.parse_args()
    with Progress("demo market", 2) as progress:
        progress.show(0, note="now its tables")
        keys = seed(given.cell)
        progress.show(1, note="now its search index")
        # Searchable from the first moment; later each minute sees to it.
        rebuild_search()
    given.keys.unlink(missing_ok=True)
    write_durably(given.keys, json.dumps(keys, indent=2, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
