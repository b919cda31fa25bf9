"""Snapshots: what a local market knew at one moment, whole or not at all; and the state a market starts from.

`snapshots/<number>/` is a whole snapshot: `cloud/`, `stripe.json`, `carriers.json`. One that is being written has
`.new` at its name's end, until everything in it is on the disk. `live/` is what the processes read and S3's files lie
in while a market runs: it is rebuilt from the newest snapshot at each start and is not read after a power cut.
"""

import json
import shutil
from pathlib import Path

from doubles.durable_files import link_tree, make_durable

_NEW = ".new"
_PRIVATE = 0o700
_DEPLOYED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
# How a market was kept before there were snapshots.
_FORMER = ("cloud", "stripe.json", "carriers.json")


class Snapshots:
    """The snapshots of the market in one folder."""

    def __init__(self, folder: Path) -> None:
        self.live = folder / "live"
        self._folder = folder
        self._kept = folder / "snapshots"

    def newest(self) -> Path | None:
        """The last whole snapshot."""
        return max(self._whole(), key=lambda path: int(path.name), default=None)

    def begin(self) -> Path:
        """The folder a new snapshot is to be written into."""
        newest = self.newest()
        begun = self._kept / f"{int(newest.name) + 1 if newest else 1}{_NEW}"
        if begun.exists():
            shutil.rmtree(begun)
        begun.mkdir(_PRIVATE, parents=True)
        return begun

    def complete(self, begun: Path) -> None:
        """Make a written snapshot the newest one, and then drop the older."""
        for path in (begun, *(each for each in begun.rglob("*") if each.is_dir())):
            make_durable(path)
        older = self._whole()
        begun.rename(begun.with_suffix(""))
        make_durable(self._kept)
        for path in older:
            shutil.rmtree(path)

    def restore(self) -> bool:
        """Make `live` what the newest snapshot holds; False if there is none, and `live` is empty."""
        for path in (self.live, *self._kept.glob(f"*{_NEW}")):
            if path.exists():
                shutil.rmtree(path)
        newest = self.newest()
        self.live.mkdir(_PRIVATE, parents=True)
        (self.live / "cloud" / "s3").mkdir(_PRIVATE, parents=True)
        if newest is not None:
            link_tree(newest, self.live)
        return newest is not None

    def adopt(self) -> str | None:
        """Make a snapshot of what a market kept before there were snapshots; what was done, in words.

        Only one that was deployed whole: what a power cut left of a market then cannot be opened, and is put aside.
        """
        former = [self._folder / name for name in _FORMER if (self._folder / name).exists()]
        if not former or self._whole():
            return None
        if _was_deployed(self._folder / "cloud" / "cloudformation.json"):
            begun, words = self.begin(), "took over what an earlier version kept"
        else:
            begun, words = self._folder / "not-opened", "began anew; what an interrupted market left is in not-opened/"
            begun.mkdir(_PRIVATE, exist_ok=True)
        for path in former:
            path.rename(begun / path.name)
        if begun.suffix == _NEW:
            for path in begun.rglob("*"):
                make_durable(path)
            self.complete(begun)
        return words

    def _whole(self) -> list[Path]:
        return [path for path in self._kept.glob("*") if path.name.isdigit()]


def _was_deployed(kept: Path) -> bool:
    """Whether the stack ministack kept is one that CloudFormation could go on from."""
    if not kept.exists():
        return False
    stored = json.loads(kept.read_text())
    stacks = stored.get("payload", stored).get("stacks", {}).get("data", {})
    return bool(stacks) and all(stack["StackStatus"] in _DEPLOYED for stack in stacks.values())
