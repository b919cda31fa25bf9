"""Save line: over which a market orders its servers to save; a pair of sockets that no other process can reach.

One order a line, as JSON, answered by one line. The server's end closes with the market, which ends a hold as well.
"""

import json
import socket
import threading
from collections.abc import Callable, Mapping
from typing import Any

PATIENCE_SECONDS = 60

Json = dict[str, Any]
Orders = Mapping[str, Callable[[Json], Json]]


class NotSaved(Exception):
    """A server that could not do as ordered; the message says why."""


class SaveLine:
    """The market's end of the line to one server."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._ours, self.theirs = socket.socketpair()
        self._ours.settimeout(PATIENCE_SECONDS)
        self._answers = self._ours.makefile("rb")
        self._number = 0

    def hand_over(self) -> None:
        """Close the server's end here, once the server has it: what it then leaves unanswered is noticed."""
        self.theirs.close()

    def close(self) -> None:
        """No more orders; the server's end closes with it."""
        self._answers.close()
        self._ours.close()

    def order(self, name: str, **details: str) -> Json:
        """What the server answers; NotSaved if it fails, falls silent or has ended."""
        self._number += 1
        try:
            self._ours.sendall(json.dumps({"number": self._number, "order": name, **details}).encode() + b"\n")
            # An answer that came too late for the order before is not an answer to this one.
            while (answer := json.loads(self._answers.readline() or "null")) and answer["number"] != self._number:
                pass
        except OSError as silence:
            raise NotSaved(f"{self.name} did not answer: {silence}") from silence
        if not answer or "failed" in answer:
            raise NotSaved(f"{self.name}: {answer['failed'] if answer else 'it has ended'}")
        given: Json = answer
        return given


def obey(descriptor: int, orders: Orders, when_closed: Callable[[], None] = lambda: None) -> threading.Thread:
    """The server's end: carry out orders in a thread of their own until the market closes the line."""
    line = socket.socket(fileno=descriptor)

    def work() -> None:
        with line, line.makefile("rb") as received:
            for text in received:
                order = json.loads(text)
                answer = {"number": order["number"], **_carried_out(orders, order)}
                line.sendall(json.dumps(answer).encode() + b"\n")
        when_closed()

    thread = threading.Thread(target=work, name="save-line", daemon=True)
    thread.start()
    return thread


def _carried_out(orders: Orders, order: Json) -> Json:
    try:
        return orders[order["order"]](order)
    except Exception as error:  # noqa: BLE001 - the market prints it, and the server goes on serving
        return {"failed": f"{type(error).__name__}: {error}"}
