"""Places: where a local market lives on this machine (ports, folders, region) and what its doubles are called by."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Cell = Literal["eu", "us"]
CELLS: tuple[Cell, ...] = get_args(Cell)

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
LOOPBACK = "127.0.0.1"

_FIRST_PORTS: dict[Cell, int] = {"eu": 8000, "us": 8100}
_REGIONS: dict[Cell, str] = {"eu": "eu-central-1", "us": "us-east-1"}


@dataclass(frozen=True)
class Place:
    """One local market: five ports in a row and one folder."""

    cell: Cell
    first_port: int
    folder: Path

    @property
    def region(self) -> str:
        return _REGIONS[self.cell]

    @property
    def web_port(self) -> int:
        return self.first_port

    @property
    def mailbox_port(self) -> int:
        return self.first_port + 1

    @property
    def cloud_port(self) -> int:
        return self.first_port + 2

    @property
    def stripe_port(self) -> int:
        return self.first_port + 3

    @property
    def carriers_port(self) -> int:
        return self.first_port + 4

    def address(self, port: int) -> str:
        """`http://127.0.0.1:<port>`."""
        return f"http://{LOOPBACK}:{port}"

    @property
    def web(self) -> str:
        return self.address(self.web_port)

    @property
    def cloud(self) -> str:
        return self.address(self.cloud_port)

    @property
    def logs(self) -> Path:
        return self.folder / "logs"


def place(cell: Cell, *, first_port: int | None = None, folder: Path | None = None) -> Place:
    """A cell's usual place, or the same market with other ports or another folder."""
    return Place(cell, first_port or _FIRST_PORTS[cell], folder or ROOT / ".local" / cell)
