"""Filling: makes the demo market in an empty cell and hands out keys: one of ops, one each of two sellers."""

import argparse
import json
from pathlib import Path

from chalicelib.people.credentials import SCOPES, issue_key
from chalicelib.search.rebuilding import rebuild_search
from local.demo.generating import demo_market
from local.places import CELLS
from local.seeding import SEED, seed, seller_id

SELLERS_WITH_KEYS = 2


def main() -> None:
    """`python -m local.filling --cell eu --keys keys.json`, in the environment of the deployed API function."""
    parser = argparse.ArgumentParser(prog="local.filling", description=__doc__)
    parser.add_argument("--cell", choices=CELLS, required=True)
    parser.add_argument("--keys", type=Path, required=True, help="file the keys are written to, readable by its owner")
    given = parser.parse_args()
    seed(given.cell)
    # Searchable from the first moment; later each minute sees to it.
    rebuild_search()
    keys = {"Key of ops": issue_key("ops", "local operator", SCOPES["ops"])}
    for seller in demo_market(given.cell, SEED).sellers[:SELLERS_WITH_KEYS]:
        key = issue_key("seller", seller_id(seller.key), SCOPES["seller"])
        keys[f"Key of {seller.trade_name}"] = key
    given.keys.touch(mode=0o600)
    given.keys.write_text(json.dumps(keys, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
