"""Fills an empty market and prints its addresses and keys."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from local import cloud
from local.places import ROOT, Place
from local.processes import NotStarted


def open_market(place: Place, environment: Mapping[str, str]) -> str:
    """Create the demo market if there is no product or no key; returns what was done."""
    products = cloud.client(place, "dynamodb").scan(TableName=f"rebound-{place.cell}-products", Limit=1)
    if products["Items"] and _keys_file(place).exists():
        return "opened, with what was kept"
    # A process of its own: the application reads its settings when it is imported.
    command = [sys.executable, "-m", "local.demo_setup", "--cell", place.cell, "--keys", str(_keys_file(place))]
    # Progress and failures are written to standard error. Standard output is the application's log.
    done = subprocess.run(command, env=dict(environment), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise NotStarted(f"The demo market could not be made.\n{done.stdout}")
    return "opened, with the demo market"


def directory(place: Place) -> str:
    """The addresses and keys of an open market, one a line."""
    lines = {
        "Market": place.web,
        "API": f"{place.web}/v1",
        "Mailbox": place.address(place.mailbox_port),
        "Logs": str(place.logs),
        **json.loads(_keys_file(place).read_text()),
    }
    width = max(len(name) for name in lines)
    return "\n".join(f"  {name:<{width}}  {value}" for name, value in lines.items())


def _keys_file(place: Place) -> Path:
    return place.folder / "keys.json"
