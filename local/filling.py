"""Filling: makes the demo market in an empty cell and writes down the keys of its people."""

import json
import sys
from pathlib import Path

from local.seeding import seed


def main() -> None:
    """`python -m local.filling eu keys.json`, in the environment of the deployed API function."""
    cell, keys_file = sys.argv[1:]
    keys = seed(cell)
    Path(keys_file).write_text(json.dumps(keys, indent=2))


if __name__ == "__main__":
    main()
