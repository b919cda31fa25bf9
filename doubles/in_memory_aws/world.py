"""The world outside the application for a deterministic simulation: AWS in memory, behind real botocore clients.

    world = World(clock=lambda: now, chance=random.Random(seed))
    world.dynamodb.create({"TableName": "orders", ...})        # CloudFormation's Properties, or CreateTable's
    world.attach(client)                                       # any botocore or boto3 client, any service
    world.on_call = hook                                       # Call -> None; may raise what faults.py has

`attach` answers a client at botocore's `before-send` event, so serialising, signing, parsing and the retry
decision are botocore's own; nothing reaches the network. A second `attach` moves the client to another world.
`call` takes a request of a JSON service without HTTP.

**The hook** is called twice per request that botocore sends: at phase `before`, when nothing has happened, and
at `after`, when the effect stands and the answer is ready (`outcome` is "ok" or the error's code). A greenlet may
switch in it: a transaction holds its items from arrival to effect, and whoever touches them meanwhile gets a
TransactionConflict. Each retry is a call of its own, with its own number.

**Retries.** botocore retries what it would retry in production (time-outs, 5xx, throttling; not a
TransactionConflict), as often as the client's Config says: `retries={"total_max_attempts": 2}` is two sends,
`{"max_attempts": 2}` is three. It would sleep in real time with a random jitter, and in standard mode share a
quota between runs; `attach` therefore puts botocore's decision on `world.on_wait(seconds)`. Beware: an UpdateItem
with ADD whose answer was lost is sent again and counts twice, in the simulation as in AWS.

**pynamodb** makes one botocore client per Connection, lazily, and a Connection per model and thread. Where the models
share the process's client, as `kernel.storage.tables.Table` does, attaching it is all:
`world.attach(aws.client("dynamodb"))`.
Elsewhere set `Model._get_connection().connection._client = client` first, or attach each `connection.client`.

Use static credentials: refreshing ones take a lock. botocore fills a missing ClientRequestToken with a random
UUID; the trace leaves tokens out, so only what the application decides is compared.
"""

import hashlib
import random
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.client import BaseClient

from doubles.in_memory_aws.buckets import Buckets
from doubles.in_memory_aws.capacity import Unit
from doubles.in_memory_aws.dynamodb import DynamoDB
from doubles.in_memory_aws.errors import AwsError
from doubles.in_memory_aws.faults import Crash, Fault
from doubles.in_memory_aws.http_messages import (
    HttpAnswer,
    json_answer,
    json_error,
    query_error,
    read_body,
    read_request,
    s3_error,
)
from doubles.in_memory_aws.keyring import Keyring
from doubles.in_memory_aws.mailbox import Mail, Mailbox
from doubles.in_memory_aws.parameters import Parameters, Secrets
from doubles.in_memory_aws.queue import Queue
from doubles.in_memory_aws.queues import Queues
from doubles.in_memory_aws.retries import retry_on_virtual_time
from doubles.in_memory_aws.streams import Record

# The id of what is registered with a client.
HANDLER = "in-memory-aws"
_token = re.compile(rb'"ClientRequestToken": ?"[^"]*"')
_json_versions = {"dynamodb": "1.0", "sqs": "1.0", "kms": "1.1", "secrets-manager": "1.1", "ssm": "1.1"}


class Call(NamedTuple):
    """One request: `about` names what it touches (`orders:ord_1`), `phase` is before or after."""

    number: int
    service: str
    operation: str
    about: tuple[str, ...]
    phase: str
    outcome: str = ""


class World:
    """`clock` gives seconds since 1970; `chance` is the only source of randomness."""

    def __init__(
        self,
        clock: Callable[[], float],
        chance: random.Random,
        *,
        region: str = "eu-west-3",
        account: str = "000000000000",
    ) -> None:
        self.dynamodb = DynamoDB(clock, region=region, account=account)
        self.queues = Queues(clock, chance, region=region, account=account)
        self.keyring = Keyring(chance, region=region, account=account)
        self.buckets = Buckets(clock)
        self.mailbox = Mailbox(chance)
        self.secrets = Secrets(region=region, account=account)
        self.parameters = Parameters()
        self.on_call: Callable[[Call], None] = lambda _: None
        self.on_wait: Callable[[float], None] = lambda _: None
        self.trace: list[str] = []
        self._digest = hashlib.blake2b(digest_size=16)
        self._calls = 0
        self._json_services: dict[str, Any] = {
            "dynamodb": self.dynamodb,
            "sqs": self.queues,
            "kms": self.keyring,
            "secrets-manager": self.secrets,
            "ssm": self.parameters,
        }

    @property
    def units(self) -> list[Unit]:
        """The consumed units so far, one entry for each item."""
        return self.dynamodb.database.ledger

    @property
    def mails(self) -> list[Mail]:
        return self.mailbox.mails

    def queue(self, name: str) -> Queue:
        return self.queues.queue(name)

    def stream(self, table: str, after: int = 0) -> list[Record]:
        """A table's stream records beyond the first `after`."""
        return self.dynamodb.stream(table, after)

    def trace_hash(self) -> str:
        """A digest of every request and answer so far, tokens left out: equal runs have equal hashes."""
        return self._digest.copy().hexdigest()

    def attach(self, client: BaseClient) -> None:
        """Answer this client's calls from now on."""
        self.detach(client)
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register(f"before-send.{service}", self.answer, unique_id=HANDLER)  # type: ignore[arg-type]
        retry_on_virtual_time(client, lambda seconds: self.on_wait(seconds))

    def detach(self, client: BaseClient) -> None:
        """Stop answering a client. Its retries keep to the world it was attached to."""
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.unregister(f"before-send.{service}", unique_id=HANDLER)

    def answer(self, request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse:
        """What a request of an attached client is answered (botocore's `before-send`)."""
        service, operation = event_name.split(".")[1:3]
        if service in _json_versions:
            return self.call(service, operation, read_body(request)).response(str(request.url))
        return self._serve_http(service, operation, request).response(str(request.url))

    def call(self, service: str, operation: str, body: bytes) -> HttpAnswer:
        """One request of a service that speaks JSON. Raises what its fault makes a client raise."""
        self._calls += 1
        number = self._calls
        asked = msgspec.json.decode(body)
        version = _json_versions[service]
        about = self.dynamodb.summary(operation, asked) if service == "dynamodb" else ()
        exchange = _Exchange(Call(number, service, operation, about, "before"), body)

        def effect() -> HttpAnswer:
            answered = self._json_services[service].answer(operation, asked, number)
            return json_answer(answered, f"request-{number}", version=version)

        def refusal(error: AwsError) -> HttpAnswer:
            return json_error(error, f"request-{number}", version=version)

        if service == "dynamodb":
            self.dynamodb.arrive(operation, asked, number)
        try:
            return self._exchanged(exchange, effect, refusal)
        finally:
            self.dynamodb.leave(number)

    def _serve_http(self, service: str, operation: str, request: AWSPreparedRequest) -> HttpAnswer:
        self._calls += 1
        number = self._calls
        asked = read_request(request)
        request_id = f"request-{number}"
        about = (f"{asked.host}{asked.path}",) if service == "s3" else ()
        exchange = _Exchange(Call(number, service, operation, about, "before"), asked.body)

        def effect() -> HttpAnswer:
            if service == "s3":
                return self.buckets.answer(operation, asked)
            if service == "sesv2":
                return self.mailbox.answer_second(operation, asked, request_id)
            if service == "ses":
                return self.mailbox.answer_classic(operation, asked, request_id)
            raise NotImplementedError(f"the in-memory AWS has no {service}")

        def refusal(error: AwsError) -> HttpAnswer:
            if service == "s3":
                return s3_error(error, request_id, method=asked.method)
            if service == "sesv2":
                return json_error(error, request_id, version="1.1")
            return query_error(error, request_id)

        return self._exchanged(exchange, effect, refusal)

    def _exchanged(
        self, exchange: "_Exchange", effect: Callable[[], HttpAnswer], refusal: Callable[[AwsError], HttpAnswer]
    ) -> HttpAnswer:
        """One call with its two hooks; every way out of it leaves its line in the trace."""
        call = exchange.call
        outcome = "ok"
        answer: HttpAnswer | None = None
        try:
            self.on_call(call)
            try:
                answer = effect()
            except AwsError as refused:
                outcome = refused.code
                answer = refusal(refused)
            self.dynamodb.leave(call.number)
            self.on_call(call._replace(phase="after", outcome=outcome))
        except Fault as fault:
            outcome = f"{outcome if answer else 'nothing'}, then {type(fault).__name__}"
            error = fault.error(call.service, call.operation, len(call.about))
            if not isinstance(error, AwsError):
                raise error from None
            answer = refusal(error)
        except Crash:
            outcome = f"{outcome if answer else 'nothing'}, then crash"
            raise
        finally:
            self._record(exchange, outcome, answer)
        return answer

    def _record(self, exchange: "_Exchange", outcome: str, answer: HttpAnswer | None) -> None:
        call = exchange.call
        line = f"{call.number} {call.service}.{call.operation} {' '.join(call.about)} -> {outcome}"
        self.trace.append(line)
        self._digest.update(line.encode())
        body = exchange.body
        self._digest.update(_token.sub(b"", body) if b"ClientRequestToken" in body else body)
        if answer is not None:
            self._digest.update(answer.body)


class _Exchange(NamedTuple):
    call: Call
    body: bytes
