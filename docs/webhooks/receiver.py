"""A receiver of Rebound's webhooks with nothing but Python's library: verifies, answers, takes each message once.

    WEBHOOK_SECRETS="whsec_…" python3 receiver.py 8080      receives on 127.0.0.1:8080, prints each message as a line
    python3 receiver.py --vectors vectors.json              verifies the test vectors

Put it behind whatever gives you HTTPS. During a rotation WEBHOOK_SECRETS holds both secrets, with a blank between.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
import sys
import time
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock

TOLERANCE_SECONDS = 300
BODY_BYTES_MAX = 64_000
REMEMBERED_MAX = 100_000
# A client that sends nothing may not keep a thread for ever.
WAIT_SECONDS = 10


class Refused(Exception):
    """Not a message of Rebound's, or one that is too old to be believed."""


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, now_seconds: float) -> str:
    """The message's id, once one of the secrets is proven to have signed exactly this body, lately; Refused else.

    `headers` have lower-case names. Verify the bytes as they came: JSON that was read and written again is another
    text.
    """
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not re.fullmatch(r"[0-9]{1,12}", timestamp):
        raise Refused("a header is missing")
    if abs(now_seconds - int(timestamp)) > TOLERANCE_SECONDS:
        raise Refused("signed at another time")
    signed = f"{message_id}.{timestamp}.".encode() + body
    given = headers.get("webhook-signature", "").split(" ")
    for secret in secrets:
        digest = hmac.digest(_key(secret), signed, hashlib.sha256)
        expected = b"v1," + base64.b64encode(digest)
        if any(hmac.compare_digest(expected, each.encode("latin-1", "replace")) for each in given):
            return message_id
    raise Refused("signed with another secret")


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error as fault:
        raise SystemExit("WEBHOOK_SECRETS holds something that is no secret") from fault


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what is verified, whether it is new or came before; 400 to everything else."""

    secrets: Sequence[str] = ()
    # In your shop this is a table with a unique key, written in the transaction that does the work.
    taken: dict[str, None] = {}
    taking = Lock()
    timeout = WAIT_SECONDS

    def do_POST(self) -> None:
        """Take one message."""
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,6}", length) or int(length) > BODY_BYTES_MAX:
            self._answer(413)
            return
        body = self.rfile.read(int(length))
        headers = {name.lower(): text for name, text in self.headers.items()}
        try:
            self._take(verify(self.secrets, headers, body, time.time()), body)
        except Refused:
            self._answer(400)
        else:
            self._answer(204)

    def _take(self, message_id: str, body: bytes) -> None:
        with self.taking:
            if message_id in self.taken:
                return
            # Only leave the work for later here, in a queue or a table: Rebound waits 15 seconds for your answer.
            print(json.dumps({"id": message_id, **json.loads(body)}), flush=True)
            self.taken[message_id] = None
            if len(self.taken) > REMEMBERED_MAX:
                del self.taken[next(iter(self.taken))]

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Standard output is for messages."""


def _tried(case: Mapping[str, object], secrets: Sequence[str]) -> bool:
    headers, body, now_seconds = case["headers"], str(case["body"]), case["now_seconds"]
    assert isinstance(headers, dict)
    assert isinstance(now_seconds, int)
    try:
        verify(secrets, headers, body.encode(), now_seconds)
    except Refused:
        return False
    return True


def try_vectors(path: Path) -> int:
    """Print how each case of a file of vectors went; how many went wrong."""
    vectors = json.loads(path.read_text(encoding="utf-8"))
    wrong = 0
    for case in vectors["cases"]:
        is_right = _tried(case, vectors["secrets"]) == case["is_valid"]
        print("ok" if is_right else "WRONG", case["name"])
        wrong += not is_right
    return wrong


def serve(port: int) -> None:
    """Receive until somebody stops it."""
    Receiver.secrets = os.environ.get("WEBHOOK_SECRETS", "").split()
    if not Receiver.secrets:
        raise SystemExit("WEBHOOK_SECRETS is empty")
    for secret in Receiver.secrets:
        _key(secret)
    with ThreadingHTTPServer(("127.0.0.1", port), Receiver) as server:
        print(f"receiving on port {server.server_address[1]}", file=sys.stderr, flush=True)
        server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--vectors"]:
        sys.exit(1 if try_vectors(Path(sys.argv[2])) else 0)
    serve(int(sys.argv[1]) if len(sys.argv) > 1 else 8080)
