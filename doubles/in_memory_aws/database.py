"""What every DynamoDB operation works on: the tables, the bill, the clock and the transactions in flight."""

from collections.abc import Callable, Iterable
from typing import Any

from doubles.in_memory_aws.capacity import Meter, Unit
from doubles.in_memory_aws.errors import AwsError, table_missing
from doubles.in_memory_aws.keys import Place
from doubles.in_memory_aws.tables import Moment, Table

Request = dict[str, Any]
Answer = dict[str, Any]
Target = tuple[str, Place]

TOKEN_LIFE_SECONDS = 600


class Database:
    """`index_lag_steps` is how many later calls a global index may miss a write; it may change at any time."""

    def __init__(self, clock: Callable[[], float], *, region: str, account: str) -> None:
        self.clock = clock
        self.region = region
        self.account = account
        self.tables: dict[str, Table] = {}
        self.ledger: list[Unit] = []
        self.index_lag_steps = 0
        self.step = 0
        self.tokens = Tokens(clock)
        # Transactions that have arrived and not yet taken effect, by the number of their call.
        self.in_flight: dict[int, frozenset[Target]] = {}

    def table(self, name: str) -> Table:
        # A table may be named by its ARN as well.
        table = self.tables.get(name.rpartition("/")[2] if name.startswith("arn:") else name)
        if table is None:
            raise table_missing()
        return table

    def moment(self) -> Moment:
        return Moment(self.clock(), self.step, self.index_lag_steps)

    def meter(self, operation: str) -> Meter:
        return Meter(operation, self.ledger)

    def contested(self, call_number: int, targets: Iterable[Target]) -> list[bool]:
        """Which targets a transaction of another call is holding."""
        held = [places for number, places in self.in_flight.items() if number != call_number]
        return [any(target in places for places in held) for target in targets]

    def refuse_contested(self, call_number: int, table: Table, place: Place) -> None:
        """A single write meets a transaction on its item."""
        if self.in_flight and any(self.contested(call_number, [(table.name, place)])):
            raise AwsError("TransactionConflictException", "Transaction is ongoing for the item", status=400)


class Tokens:
    """ClientRequestTokens, kept for 10 minutes after the transaction they came with was completed."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, bytes, list[tuple[str, str, int]]]] = {}

    def remembered(self, token: str, signature: bytes) -> list[tuple[str, str, int]] | None:
        """The (table, key, bytes) of the items the same transaction wrote before, or None for a new one."""
        self._forget_old()
        kept = self._kept.get(token)
        if kept is None:
            return None
        if kept[1] != signature:
            raise AwsError(
                "IdempotentParameterMismatchException",
                "Request token already in use for another request with a different payload",
            )
        return kept[2]

    def remember(self, token: str, signature: bytes, items: list[tuple[str, str, int]]) -> None:
        self._kept[token] = (self._clock(), signature, items)

    def _forget_old(self) -> None:
        horizon = self._clock() - TOKEN_LIFE_SECONDS
        while self._kept:
            token = next(iter(self._kept))
            if self._kept[token][0] > horizon:
                return
            del self._kept[token]
