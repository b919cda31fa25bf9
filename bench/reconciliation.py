"""Reconciliation: the CPU of a day of 100,000 sales, against reading and decoding the same items with the raw clients.

Stripe and DynamoDB answer with bytes that were made beforehand, so that neither figure has the doubles' own work.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import stripe as stripe_library
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from chalicelib.gateways import stripe
from chalicelib.gateways.stripe import BalancePage
from chalicelib.kernel.runtime import aws, clock
from chalicelib.payments.money_commands import ReconcileDay
from chalicelib.payments.reconciliation import day_run
from chalicelib.payments.reconciliation.day_result import DayRun
from doubles.clock_and_randomness import ManualClock
from doubles.in_memory_aws.http_messages import RawBody

SALES = 100_000
PAGE = 100
DAY = "2026-11-22"
SHARDS = 4
# A page of a query ends at a megabyte; an entry of the day's list has about 150 bytes.
ENTRIES_PER_PAGE = 6_500
PAGES_PER_ANSWER = 120
JSON_1_0 = {"content-type": "application/x-amz-json-1.0"}
Item = dict[str, Any]


def measure_reconciliation() -> dict[str, float]:
    """A day whose fees are booked already: what each look but the first one costs."""
    clock.use(ManualClock())
    try:
        with _answering(_Answers()) as answers:
            floor = _seconds(lambda: _read_only(answers))
        with _answering(_Answers()) as answers:
            spent = _seconds(lambda: day_run.carry_on(ReconcileDay(DAY, 1), frozenset()))
            assert answers.result["EUR"]["matched"] == SALES, answers.result
            assert answers.result["EUR"]["explained_minor"] == answers.result["EUR"]["seen_minor"], answers.result
    finally:
        clock.use(clock.SystemClock())
    return {
        "reconcile_100k_transactions_cpu_s": round(spent, 2),
        "reconcile_100k_reading_cpu_s": round(floor, 2),
        "reconcile_reading_ratio": round(spent / floor, 2),
    }


def _seconds(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def _read_only(answers: "_Answers") -> None:
    """Every transaction, journal and entry of the day, read and decoded, compared with nothing."""
    client, after = aws.client("dynamodb"), ""
    pages, postings = msgspec.json.Decoder(BalancePage), msgspec.json.Decoder(dict[str, int])
    connected = stripe._connected()
    while True:
        asked = {"created": {"gte": 1, "lt": 2}, "expand": ["data.source"], "limit": PAGE, "starting_after": after}
        page = pages.decode(connected.raw_request("get", "/v1/balance_transactions", **asked).body)
        after = page.items[-1].id
        keys = [{"order_id": {"S": one.id}, "journal_id": {"S": f"fee#{one.id}"}} for one in page.items]
        for _ in range(2):
            wanted = {"rebound-eu-journals": {"Keys": keys, "ConsistentRead": True}}
            for item in client.batch_get_item(RequestItems=wanted)["Responses"]["rebound-eu-journals"]:
                postings.decode(item["postings"]["S"])
        if not page.has_more:
            break
    position: dict[str, Any] = {}
    for shard in range(SHARDS):
        while True:
            read = client.query(
                TableName="rebound-eu-journal_days",
                KeyConditionExpression="day_shard = :shard",
                ExpressionAttributeValues={":shard": {"S": f"{DAY}#{shard}"}},
                **position,
            )
            if "LastEvaluatedKey" not in read:
                break
            position = {"ExclusiveStartKey": read["LastEvaluatedKey"]}
        position = {}
    assert answers.is_read


class _Answers:
    """What Stripe and DynamoDB answer for a day of sales, in the order in which a run asks."""

    def __init__(self) -> None:
        self.pages = iter([_stripe_page(first) for first in range(0, SALES, PAGE)])
        self.journals = iter([body for first in range(0, SALES, PAGE) for body in _journal_answers(first)])
        self.entries = {f"{DAY}#{shard}": iter(_entry_answers(shard)) for shard in range(SHARDS)}
        self.named: list[Item] = []
        self.result: dict[str, Any] = {}

    @property
    def is_read(self) -> bool:
        return next(self.pages, None) is None and next(self.journals, None) is None

    def of(self, operation: str, request: Any) -> bytes:
        if operation == "BatchGetItem":
            return next(self.journals)
        if operation == "Query":
            return self._query(json.loads(request.body))
        if operation == "GetItem":
            return _bytes({"Item": _run_item()})
        if operation == "TransactWriteItems":
            self._keep(json.loads(request.body))
        return b"{}"

    def _query(self, asked: Item) -> bytes:
        values = [value["S"] for value in asked["ExpressionAttributeValues"].values()]
        if asked["TableName"].endswith("journal_days"):
            return next(self.entries[values[0]])
        if asked["TableName"].endswith("reconciliations") and "page#" in values and DAY in values:
            some, self.named = self.named[:PAGES_PER_ANSWER], self.named[PAGES_PER_ANSWER:]
            more: Item = {"LastEvaluatedKey": {"scope": {"S": DAY}, "part": {"S": "x"}}} if self.named else {}
            return _bytes({"Items": some, "Count": len(some), "ScannedCount": len(some), **more})
        return _bytes({"Items": [], "Count": 0, "ScannedCount": 0})

    def _keep(self, asked: Item) -> None:
        for act in asked["TransactItems"]:
            item = act["Put"]["Item"]
            if item["part"]["S"].startswith("page#"):
                self.named.append(item)
            else:
                self.result = json.loads(item["content"]["S"])["result"] or {}


def _stripe_page(first: int) -> bytes:
    return _bytes(
        {
            "object": "list",
            "url": "/v1/balance_transactions",
            "has_more": first + PAGE < SALES,
            "data": [_transaction(number) for number in range(first, first + PAGE)],
        }
    )


def _transaction(number: int) -> Item:
    """A balance transaction with its charge, with as many members as Stripe's."""
    charge = {
        **dict.fromkeys(f"member_{place}" for place in range(40)),
        "id": f"ch_{number:024}",
        "object": "charge",
        "amount": 35_889,
        "currency": "eur",
        "payment_intent": f"pi_{number:024}",
        "metadata": {"order_id": _order_id(number)},
        "billing_details": {"address": None, "email": None, "name": None, "phone": None},
    }
    return {
        "id": f"txn_{number:024}",
        "object": "balance_transaction",
        "amount": 35_889,
        "available_on": 1_795_000_000,
        "created": 1_795_000_000,
        "currency": "eur",
        "description": None,
        "exchange_rate": None,
        "fee": 563,
        "fee_details": [{"amount": 563, "application": None, "currency": "eur", "type": "stripe_fee"}],
        "net": 35_326,
        "reporting_category": "charge",
        "source": charge,
        "status": "pending",
        "type": "charge",
    }


def _journal_answers(first: int) -> list[bytes]:
    """A page's fee journals, then its sales'."""
    numbers = range(first, first + PAGE)
    fees = [
        _journal(f"txn_{number:024}", f"fee#txn_{number:024}", {"stripe": -563, "stripe_fees": 563})
        for number in numbers
    ]
    shares = {"seller:sel_eu_01M83T4CM2YPRPA8JAB2VS3WER": -31_143, "commission": -3_539, "commission_vat": -708}
    sold = {"stripe": 35_889, **shares, "service_fee": -416, "service_fee_vat": -83}
    sales = [_journal(_order_id(number), f"capture#pi_{number:024}", sold) for number in numbers]
    return [_bytes({"Responses": {"rebound-eu-journals": some}, "UnprocessedKeys": {}}) for some in (fees, sales)]


def _journal(order_id: str, journal_id: str, postings: dict[str, int]) -> Item:
    texts = {
        "order_id": order_id,
        "journal_id": journal_id,
        "currency": "EUR",
        "postings": msgspec.json.encode(postings).decode(),
        "booked_at": f"{DAY}T12:00:00.000Z",
    }
    return {name: {"S": text} for name, text in texts.items()}


def _entry_answers(shard: int) -> list[bytes]:
    """The entries of a shard of the day's list, a megabyte at a time."""
    numbers = range(shard, SALES, SHARDS)
    answers = []
    for start in range(0, len(numbers), ENTRIES_PER_PAGE):
        items = [_entry(number, shard) for number in numbers[start : start + ENTRIES_PER_PAGE]]
        is_last = start + ENTRIES_PER_PAGE >= len(numbers)
        more: Item = (
            {} if is_last else {"LastEvaluatedKey": {name: items[-1][name] for name in ("day_shard", "journal")}}
        )
        answers.append(_bytes({"Items": items, "Count": len(items), "ScannedCount": len(items), **more}))
    return answers


def _entry(number: int, shard: int) -> Item:
    return {
        "day_shard": {"S": f"{DAY}#{shard}"},
        "journal": {"S": f"{_order_id(number)}#capture#pi_{number:024}"},
        "currency": {"S": "EUR"},
        "stripe_minor": {"N": "35889"},
        "booked_at": {"S": f"{DAY}T12:00:00.000Z"},
    }


def _order_id(number: int) -> str:
    return f"ord_eu_{number:026}"


def _run_item() -> Item:
    now = f"{DAY}T02:00:00.000Z"
    run = DayRun(day=DAY, run=1, state="RUNNING", begun_at=now, touched_at=now, version=1)
    return {
        "scope": {"S": "days"},
        "part": {"S": DAY},
        "content": {"S": msgspec.json.encode(run).decode()},
        "version": {"N": "1"},
    }


def _bytes(answer: object) -> bytes:
    return msgspec.json.encode(answer)


class _StripePages(stripe_library.HTTPClient):
    name = "pages"

    def __init__(self, answers: _Answers) -> None:
        super().__init__()
        self._answers = answers

    def request(self, *_: Any, **__: Any) -> tuple[str, int, dict[str, str]]:
        return next(self._answers.pages).decode(), 200, {}

    def close(self) -> None:
        """There is nothing to close."""


@contextmanager
def _answering(answers: _Answers) -> Iterator[_Answers]:
    """Clients as in production, which are answered so; a step is not cut short, and no command leaves."""
    pages_per_step, day_run.PAGES_PER_STEP = day_run.PAGES_PER_STEP, SALES
    aws.client.cache_clear()

    def answer(request: AWSPreparedRequest, event_name: str, **_: Any) -> AWSResponse:
        body = answers.of(event_name.rpartition(".")[2], request)
        return AWSResponse(str(request.url), 200, JSON_1_0, RawBody(body))  # type: ignore[arg-type]

    aws.client("dynamodb").meta.events.register("before-send.dynamodb", answer)
    stripe.use_http_client(_StripePages(answers))
    try:
        yield answers
    finally:
        day_run.PAGES_PER_STEP = pages_per_step
        stripe.use_http_client(None)
        aws.client.cache_clear()
