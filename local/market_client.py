"""A client of a running local market: its API, its Stripe double, its carrier, its mailbox, its clock."""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from boto3.dynamodb.types import TypeDeserializer

from local import cloud, mailbox
from local.places import ROOT, Place
from local.tokens import tokens_of

WAIT_SECONDS_MAX = 60
POLL_SECONDS = 0.3

T = TypeVar("T")


class NotRunning(Exception):
    """No market answers here."""


class DidNotHappen(Exception):
    """Something a working market does was waited for in vain."""


class Refused(Exception):
    """The market answered a problem; `problem` is its document."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(
            f"{problem.get('status')} {problem.get('type')}: {problem.get('detail', problem.get('title'))}"
        )
        self.problem = problem


class MarketClient:
    """What a buyer's browser, a seller's system and an operator may do with a local market."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._keys = tokens_of("local", place)

    def call(self, method: str, path: str, body: Any = None, *, token: str = "", key: str = "") -> Any:
        """The JSON of an API call; Refused for a problem, NotRunning for silence."""
        headers = {"Content-Type": "application/json", "X-Forwarded-For": f"203.0.113.{uuid.uuid4().int % 250}"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        sent = None if body is None else json.dumps(body).encode()
        return _answer(Request(self.place.web + path, sent, headers, method=method))

    def confirm_payment(self, payment: dict[str, str], card: str) -> str:
        """Pay as the card form of the buyer's browser does; the payment's status, or Stripe's code of the decline."""
        form = urlencode({"client_secret": payment["client_secret"], "payment_method": card}).encode()
        path = f"/v1/payment_intents/{payment['payment_intent_id']}/confirm"
        request = Request(
            self.place.address(self.place.stripe_port) + path,
            form,
            {"Authorization": f"Bearer {self._keys['stripe_publishable_key']}"},
        )
        try:
            return str(_answer(request)["status"])
        except Refused as declined:
            return str(declined.problem["error"]["code"])

    def at_stripe(self, path: str) -> Any:
        """What Stripe answers the market's operator at a path of its API."""
        return _answer(
            Request(
                self.place.address(self.place.stripe_port) + path,
                headers={"Authorization": f"Bearer {self._keys['stripe_secret_key']}"},
            )
        )

    def rows(self, table: str, key: str, sought: str) -> list[dict[str, Any]]:
        """The stored rows under a partition key (at most a megabyte), for what no API shows."""
        answer = cloud.client(self.place, "dynamodb").query(
            TableName=f"rebound-{self.place.cell}-{table}",
            KeyConditionExpression="#key = :sought",
            ExpressionAttributeNames={"#key": key},
            ExpressionAttributeValues={":sought": {"S": sought}},
            ConsistentRead=True,
        )
        read = TypeDeserializer().deserialize
        return [{name: read(stored) for name, stored in row.items()} for row in answer["Items"]]

    def deliver_parcel(self, carrier: str, number: str) -> None:
        """Have the carrier say that a parcel arrived."""
        where = f"{self.place.address(self.place.carriers_port)}/_double/trackings/{quote(carrier)}/{quote(number)}"
        body = json.dumps({"status": "DELIVERED"}).encode()
        _answer(Request(where, body, {"Content-Type": "application/json"}))

    def mails_to(self, address: str) -> list[mailbox.Mail]:
        """The caught mails to an address, the latest first."""
        return [mail for mail in mailbox.mails(self.place.cloud) if address in mail.recipients]

    def advance_clock(self, seconds: int) -> None:
        """Move the market's clock ahead, and Stripe's double with it; neither ever goes back."""
        program = "from chalicelib.kernel.runtime import local_clock; "
        program += f"offset = local_clock.offset() + {seconds}; local_clock.set_offset(offset); print(offset)"
        offset_seconds = int(self._in_application(program))
        body = json.dumps({"offset_seconds": offset_seconds}).encode()
        stripe = f"{self.place.address(self.place.stripe_port)}/_double/clock"
        _answer(Request(stripe, body, {"Content-Type": "application/json"}))
        time.sleep(1)  # every process reads the offset anew within half a second

    def market_time(self) -> datetime:
        """The market's time, which Stripe's double has too."""
        state = _answer(Request(f"{self.place.address(self.place.stripe_port)}/_double/state"))
        return datetime.fromtimestamp(state["now"], UTC)

    def onboard(self, account_id: str) -> None:
        """Give Stripe everything that it asks of a seller, as on its onboarding page."""
        where = f"{self.place.address(self.place.stripe_port)}/_double/accounts/{account_id}/onboarding"
        _answer(Request(where, b"{}", {"Content-Type": "application/json"}))

    def wake(self, function: str) -> None:
        """Run a schedule now instead of waiting for its minute."""
        name = f"rebound-{self.place.cell}-{function}"
        event = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}, "resources": []}
        event |= {"version": "0", "id": "tour", "account": "000000000000", "time": "", "region": self.place.region}
        answer = cloud.client(self.place, "lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
        if "FunctionError" in answer:
            raise DidNotHappen(f"{function} failed: {answer['Payload'].read().decode()[:300]}")

    def issue_key(self, kind: str, holder_id: str) -> str:
        """A key of a seller or of ops, made with the access that the operator of the market has."""
        if kind == "seller":
            program = f"from local.named_keys import named_key; print(named_key({holder_id!r}, 'tour'))"
        else:
            program = "from chalicelib.access.api_keys.credentials import SCOPES, issue_key; "
            program += f"print(issue_key('ops', {holder_id!r}, SCOPES['ops']))"
        return self._in_application(program).strip()

    def _in_application(self, program: str) -> str:
        # A process of its own: the application reads its settings when it is imported.
        settings = dict(cloud.environment_of(self.place, "api_handler"))
        environment = cloud.machine() | cloud.access(self.place) | settings
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise DidNotHappen(done.stderr[-500:])
        return done.stdout


def wait_for(what: str, look: Callable[[], T | None], patience_seconds: float = WAIT_SECONDS_MAX) -> T:
    """Look until there is something to see; DidNotHappen when patience ends."""
    ends = time.monotonic() + patience_seconds
    while time.monotonic() < ends:
        found = look()
        if found:
            return found
        time.sleep(POLL_SECONDS)
    raise DidNotHappen(what)


def _answer(request: Request) -> Any:
    try:
        with urlopen(request, timeout=30) as answer:
            return json.load(answer)
    except HTTPError as refusal:
        raise Refused(json.load(refusal)) from refusal
    except URLError as silence:
        raise NotRunning(request.full_url) from silence
