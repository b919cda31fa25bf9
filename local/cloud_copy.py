"""Cloud copy: ministack's whole state as files, while it goes on serving; runs inside ministack's process.

The process is forked between two requests, which takes milliseconds: the child has everything as it was at that moment
and writes it, the parent serves on. ministack answers what changes tables, queues and files on one thread, its event
loop; the few threads beside it that change them do so under locks, and these are held while it forks.
"""

import copy
import gc
import json
import os
import resource
import signal
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import persistence
from ministack.services import cloudwatch_logs, dynamodb, lambda_svc, s3, ses, sqs

from doubles.durable_files import link_file, link_tree, make_durable, write_durably
from doubles.save_line import Json

_LOCK_SECONDS = 2
# While it waits for its turn the doubles stand still: rather no save than a long wait.
_FORK_SECONDS = 5
# Written in addition to ministack's own files.
_FORGOTTEN = "forgotten.json"
_BLOBS = "lambda-blobs"


class Copying:
    """Makes one copy after the other."""

    def __init__(self) -> None:
        self._writer: int | None = None
        self._reports = -1
        self._fork_seconds = 0.0

    def copy(self, order: Json) -> Json:
        """Begin a copy in `folder`; what did not change since the copy in `former` is linked from there."""
        if self._writer is not None:  # the market gave up waiting for it
            os.kill(self._writer, signal.SIGKILL)
            os.waitpid(self._writer, 0)
            os.close(self._reports)
            self._writer = None
        forked: Future[None] = Future()
        app._MAIN_LOOP.call_soon_threadsafe(self._fork, order, forked)
        forked.result(_FORK_SECONDS)
        return {}

    def written(self, _: Json) -> Json:
        """Wait until the copy is on the disk; what it cost."""
        if self._writer is None:
            raise RuntimeError("nothing is being copied")
        with os.fdopen(self._reports, "rb") as reports:
            report = reports.read().decode()
        used = os.wait4(self._writer, 0)[2]
        self._writer = None
        if report != "written":
            raise RuntimeError(report or "the writer ended early")
        return {"cpu_seconds": self._fork_seconds + used.ru_utime + used.ru_stime}

    def _fork(self, order: Json, forked: "Future[None]") -> None:
        """Runs on the event loop: no request is half done."""
        began = time.thread_time()
        folder, former = Path(order["folder"]), Path(order["former"]) if order["former"] else None
        try:
            folder.mkdir(0o700)
            with _standing_still():
                link_tree(Path(s3.DATA_DIR), folder / "s3")
                self._reports, reporting = os.pipe()
                writer = os.fork()
                if writer == 0:
                    _write_and_end(folder, former, reporting)
                self._writer = writer
        except Exception as error:  # noqa: BLE001 - answered to the market, which prints it
            forked.set_exception(error)
            return
        os.close(reporting)
        self._fork_seconds = time.thread_time() - began
        forked.set_result(None)


@contextmanager
def _standing_still() -> Iterator[None]:
    """Take the locks that ministack's other threads need for a change. Raises: TimeoutError."""
    locks = (
        dynamodb._lock,
        dynamodb._stream_seq_lock,
        sqs._queues_lock,
        lambda_svc._dynamodb_stream_positions_lock,
        cloudwatch_logs._log_events_lock,
    )
    with ExitStack() as held:
        for lock in locks:
            if not lock.acquire(timeout=_LOCK_SECONDS):
                raise TimeoutError("a thread of the cloud changes something for too long")
            held.callback(lock.release)
        yield


def _write_and_end(folder: Path, former: Path | None, reporting: int) -> None:
    """The whole life of the forked process. It has no other thread, and nothing it changes is seen by anyone."""
    report = "written"
    try:
        gc.disable()
        os.closerange(3, reporting)
        os.closerange(reporting + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        _write(folder, former)
    except BaseException:  # noqa: BLE001 - the process ends here, and the market prints why
        report = traceback.format_exc()
    os.write(reporting, report.encode()[:4000])
    os._exit(0)


def _write(folder: Path, former: Path | None) -> None:
    # ministack makes a deep copy before it writes. In the forked process nothing else can change the state.
    setattr(copy, "deepcopy", _itself)  # noqa: B010 - its type is another one
    blobs = folder / _BLOBS
    blobs.mkdir(0o700)
    if former:
        link_tree(former / _BLOBS, blobs)
    lambda_svc.CODE_BLOB_DIR = str(blobs)
    lambda_svc._externalize_code_zip = _refer_to_code
    for name, state_of in app._build_persistence_save_dict().items():
        state = state_of()
        if state is not None:
            version = persistence._state_format_version(name)
            _write_json(folder, former, name, {"__ministack_format__": version, "payload": state})
    _write_json(folder, former, Path(_FORGOTTEN).stem, _what_ministack_forgets())
    for path in (*blobs.iterdir(), *(folder / "s3").rglob("*")):
        # A file of S3 that the snapshot before holds as well has a third name, and is on the disk.
        if path.is_dir() or path.stat().st_nlink <= 2:
            make_durable(path)


def _itself(thing: Any, _: Any = None) -> Any:
    return thing


def _refer_to_code(record: Json, referenced: set[str]) -> None:
    """Put the hash in the place of a function's code, as ministack does, but without hashing 23 MB for each."""
    digest = lambda_svc._b64_sha_to_hex(record.get("config", {}).get("CodeSha256", ""))
    if isinstance(record.get("code_zip"), bytes):
        if not digest or not Path(lambda_svc.CODE_BLOB_DIR, f"{digest}.zip").exists():
            digest = lambda_svc._write_code_blob(record["code_zip"])
        record["code_zip"] = {lambda_svc._BLOB_REF_KEY: digest}
        referenced.add(digest)


def _write_json(folder: Path, former: Path | None, name: str, state: Json) -> None:
    content = json.dumps(state, default=persistence._json_default).encode()
    before = former / f"{name}.json" if former else None
    if before and before.exists() and before.read_bytes() == content:
        link_file(str(before), str(folder / before.name))
    else:
        write_durably(folder / f"{name}.json", content)


def _what_ministack_forgets() -> Json:
    """The mails it caught, and what no function has read yet of each table's stream."""
    read: dict[tuple[str, str, str], int] = {}
    for scope, position in lambda_svc._dynamodb_stream_positions.all_items():
        mapping = lambda_svc._esms._data.get(scope, {"EventSourceArn": ""})
        table = (*scope[:2], mapping["EventSourceArn"].partition("/stream/")[0].rpartition("/")[2])
        read[table] = min(position, read.get(table, position))
    for table, records in dynamodb._stream_records.all_items():
        trimmed = dynamodb._stream_trimmed._data.get(table, 0)
        gone = max(0, read.get(table, trimmed + len(records)) - trimmed)
        dynamodb._stream_records._data[table] = records[gone:]
        dynamodb._stream_trimmed._data[table] = trimmed + gone
    return {
        "mails": ses._sent_emails,
        "streams": dynamodb._stream_records,
        "stream_starts": dynamodb._stream_trimmed,
        "stream_changes": dynamodb._stream_seq_counter,
    }


def restore_what_ministack_forgets() -> None:
    """Before ministack reads its own files. Without a stream its readers must begin anew: they would skip as many new
    changes as there were old ones."""
    path = Path(persistence.STATE_DIR, _FORGOTTEN)
    if not path.exists():
        lambda_svc._restore_esm_positions = _from_the_start
        return
    kept = json.loads(path.read_bytes(), object_hook=persistence._json_object_hook)
    ses._sent_emails.update(kept["mails"])
    dynamodb._stream_records.update(kept["streams"])
    dynamodb._stream_trimmed.update(kept["stream_starts"])
    dynamodb._stream_seq_counter = kept["stream_changes"]


def _from_the_start(_positions: Any, _kept: Any) -> None:
    pass
