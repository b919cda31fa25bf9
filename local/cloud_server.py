"""Cloud server: ministack with what it lacks: it saves while it runs, and goes on after a restart where it was.

`.venv-ministack/bin/python -m local.cloud_server --line <descriptor>`, with ministack's settings in the environment.
ministack 1.5 saves only when it is asked to end, without the mails it caught and the streams of its tables.
"""

import argparse
import sys
import time
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.services import sqs

from doubles.save_line import Json, obey
from local import cloud_copy
from local.received_messages import return_messages
from local.unpacked_code import share_unpacked_code


def main() -> None:
    """Serve until SIGTERM. ministack saves nothing itself any more: the market saves all its servers together."""
    parser = argparse.ArgumentParser(prog="local.cloud_server", description=__doc__)
    parser.add_argument("--line", type=int, required=True, help="the descriptor on which the market orders to save")
    given = parser.parse_args()
    app._load_persisted_state = _loading(app._load_persisted_state)
    sqs.load_persisted_state = _loading_queues(sqs.load_persisted_state)
    share_unpacked_code()
    copying = cloud_copy.Copying()
    obey(given.line, {"copy": copying.copy, "written": copying.written})
    sys.argv = sys.argv[:1]  # ministack reads them too
    app.main()


def _loading(load: Callable[[], None]) -> Callable[[], None]:
    def load_all() -> None:
        cloud_copy.restore_what_ministack_forgets()
        load()
        app.PERSIST_STATE = False

    return load_all


def _loading_queues(load: Callable[[Any], None]) -> Callable[[Any], None]:
    def load_queues(stored: Json) -> None:
        return_messages(list(stored["queues"]._data.values()), time.time())
        load(stored)

    return load_queues


if __name__ == "__main__":
    main()
