"""Idempotency keys: the first answer is kept a day and given again; a key means one request."""

from __future__ import annotations

import base64
import hashlib
from itertools import takewhile

from doubles.stripe_double.errors import invalid, key_conflict, key_in_use
from doubles.stripe_double.wire import Answer, Json, json_bytes
from doubles.stripe_double.world import World

KEPT_SECONDS = 24 * 3600
LONGEST_KEY = 255


class Keyring:
    """The keys of one world. A key belongs to the account it was sent for."""

    def __init__(self, world: World) -> None:
        self._world = world

    @staticmethod
    def fingerprint(method: str, path: str, parameters: Json) -> str:
        canonical = repr(sorted(_flat(parameters)))
        return hashlib.sha256(f"{method} {path} {canonical}".encode()).hexdigest()

    def earlier(self, account: str | None, key: str, fingerprint: str) -> Answer | None:
        """The answer the key already got. Refuses a key that is running or that means another request."""
        if len(key) > LONGEST_KEY:
            raise invalid(f"Idempotency keys can be at most {LONGEST_KEY} characters long.")
        entry = self._world.state["keys"].get(_slot(account, key))
        if entry is None:
            return None
        if entry["fingerprint"] != fingerprint:
            raise key_conflict(
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                f"Try using a key other than '{key}' if you meant to execute a different request."
            )
        if entry["answer"] is None:
            raise key_in_use()
        stored = entry["answer"]
        headers = {
            **stored["headers"],
            "Idempotent-Replayed": "true",
            "Original-Request": stored["headers"]["Request-Id"],
        }
        return Answer(stored["status"], headers, base64.b64decode(stored["body"]))

    def begin(self, account: str | None, key: str, fingerprint: str) -> None:
        entry = {"fingerprint": fingerprint, "created": self._world.now(), "answer": None}
        self._world.state["keys"][_slot(account, key)] = entry
        self._world.touch()

    def finish(self, account: str | None, key: str, answer: Answer) -> None:
        body = base64.b64encode(answer.body).decode()
        stored = {"status": answer.status, "headers": dict(answer.headers), "body": body}
        self._world.state["keys"][_slot(account, key)]["answer"] = stored

    def abandon(self, account: str | None, key: str) -> None:
        """Execution never began: the key is as new."""
        self._world.state["keys"].pop(_slot(account, key), None)

    def prune(self) -> None:
        """Forget answers a day old; from then on the same key is a new request."""
        keys = self._world.state["keys"]
        oldest = self._world.now() - KEPT_SECONDS
        for slot in list(takewhile(lambda slot: keys[slot]["created"] <= oldest, keys)):
            if keys[slot]["answer"] is not None:
                del keys[slot]
                self._world.touch()


def _slot(account: str | None, key: str) -> str:
    return json_bytes([account, key]).decode()


def _flat(parameters: Json, within: str = "") -> list[tuple[str, str]]:
    leaves: list[tuple[str, str]] = []
    for name, value in parameters.items():
        bracketed = f"{within}[{name}]"
        leaves += _flat(value, bracketed) if isinstance(value, dict) else [(bracketed, str(value))]
    return leaves
