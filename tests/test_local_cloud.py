"""The local cloud as tests start it: on this machine alone, and going on from where it was stopped."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.in_memory_aws.conftest import client_at
from tests.local_cloud import ministack

LISTENING = "0A"
LOOPBACK = "0100007F"


def _child_sockets() -> set[str]:
    """The socket inodes of this process's children."""
    inodes = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int((process / "stat").read_text().rpartition(")")[2].split()[1]) != os.getpid():
                continue
            links = [str(link.readlink()) for link in (process / "fd").iterdir()]
        except OSError:
            continue
        inodes |= {link[8:-1] for link in links if link.startswith("socket:[")}
    return inodes


def _listening_addresses() -> set[str]:
    own = _child_sockets()
    rows = [row.split() for name in ("tcp", "tcp6") for row in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[1].partition(":")[0] for row in rows if row[3] == LISTENING and row[9] in own}


@pytest.mark.cloud
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="reads the sockets from /proc")
def test_the_local_cloud_listens_on_the_loopback_address_alone() -> None:
    with ministack():
        assert _listening_addresses() == {LOOPBACK}


@pytest.mark.cloud
def test_a_stopped_local_cloud_goes_on_from_its_state_directory(tmp_path: Path) -> None:
    found: list[Any] = []
    for _ in range(2):
        with ministack(tmp_path) as endpoint:
            sqs = client_at("sqs", endpoint)
            found.append(sqs.list_queues().get("QueueUrls", []))
            sqs.create_queue(QueueName="kept")
    assert found[0] == []
    assert [url.rpartition("/")[2] for url in found[1]] == ["kept"]
