"""A snapshot is whole or it is not there, and what a market starts from is the last whole one."""

from pathlib import Path

import pytest

from doubles.durable_files import write_durably
from local.snapshots import Snapshots


@pytest.fixture
def snapshots(tmp_path: Path) -> Snapshots:
    return Snapshots(tmp_path)


def save(snapshots: Snapshots, text: str) -> Path:
    begun = snapshots.begin()
    (begun / "cloud" / "s3").mkdir(parents=True)
    write_durably(begun / "stripe.json", text.encode())
    write_durably(begun / "cloud" / "s3" / "picture", text.encode())
    return begun


def test_a_market_starts_from_the_newest_whole_snapshot_alone(snapshots: Snapshots) -> None:
    assert not snapshots.restore()
    for text in ("first", "second"):
        snapshots.complete(save(snapshots, text))
    interrupted = save(snapshots, "third")
    assert snapshots.restore()
    assert (snapshots.live / "stripe.json").read_text() == "second"
    assert not interrupted.exists()


def test_the_snapshot_before_is_kept_until_the_next_is_whole(snapshots: Snapshots) -> None:
    snapshots.complete(save(snapshots, "first"))
    first = snapshots.newest()
    begun = save(snapshots, "second")
    assert first is not None
    assert (first / "stripe.json").read_text() == "first"
    snapshots.complete(begun)
    assert not first.exists()


def test_what_a_running_market_replaces_or_removes_stays_in_its_snapshot(snapshots: Snapshots) -> None:
    snapshots.complete(save(snapshots, "kept"))
    snapshots.restore()
    (snapshots.live / "cloud" / "s3" / "picture").unlink()
    beside = snapshots.live / "new"
    beside.write_text("changed")
    beside.replace(snapshots.live / "stripe.json")
    snapshots.restore()
    assert (snapshots.live / "cloud" / "s3" / "picture").read_text() == "kept"
    assert (snapshots.live / "stripe.json").read_text() == "kept"


def test_only_the_owner_reads_what_is_saved(snapshots: Snapshots) -> None:
    begun = save(snapshots, "secret")
    assert begun.stat().st_mode & 0o777 == 0o700
    assert (begun / "stripe.json").stat().st_mode & 0o777 == 0o600
