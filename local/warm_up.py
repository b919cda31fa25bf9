"""Calls every function of a new market once, so that the first buyer does not wait for cold starts."""

import json
import threading
from contextlib import suppress

from botocore.exceptions import BotoCoreError, ClientError

from local import cloud
from local.places import Place

# The schedules come first, for they write their cursors: a clock moved before that would jump over what they have to
# look at.
_WORKERS = ("money_worker", "relay_facts", "react", "send_mails")
_SCHEDULES = ("expire_orders", "watch_deadlines", "sweep_facts", "sweep_operations", "index_search")

_NOTHING_TO_DO: dict[str, list[object]] = {"Records": []}
_TICK = {
    **dict.fromkeys(("version", "account", "region", "detail-type", "source", "time", "id"), ""),
    "detail": {},
    "resources": [],
}


def warm(place: Place) -> threading.Thread:
    """Start calling them in the background, one by one. A request that needs one earlier waits for it."""
    thread = threading.Thread(target=_wake_all, args=(place,), daemon=True)
    thread.start()
    return thread


def _wake_all(place: Place) -> None:
    for names, event in ((_SCHEDULES, _TICK), (_WORKERS, _NOTHING_TO_DO)):
        for name in names:
            # The market is closing, or the function fails. Both are reported where they happen.
            with suppress(BotoCoreError, ClientError):
                functions = cloud.client(place, "lambda")
                functions.invoke(FunctionName=f"rebound-{place.cell}-{name}", Payload=json.dumps(event).encode())
