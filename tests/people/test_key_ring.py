"""One key a month, whoever asks first, opened by KMS for this cell and month alone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from chalicelib.kernel.runtime import aws, clock
from chalicelib.kernel.values.problems import Unavailable
from chalicelib.people import key_ring, queries
from chalicelib.people.models import RING, RingItem
from tests.people.samples import ANNA, BRUNO, CONTACT, register

pytestmark = pytest.mark.usefixtures("people")

MONTH = "2026-11"


class Calendar(clock.SystemClock):
    """The machine's clock, on another day."""

    def __init__(self, today: datetime) -> None:
        self.today = today

    def now(self) -> datetime:
        return self.today


@pytest.fixture
def calendar() -> Iterator[Calendar]:
    source = Calendar(datetime(2026, 11, 30, 23, 59, tzinfo=UTC))
    clock.use(source)
    yield source
    clock.use(clock.SystemClock())


@pytest.fixture
def kms_calls() -> list[str]:
    """The operations KMS was asked for."""
    calls: list[str] = []
    aws.client("kms").meta.events.register("before-send.kms", lambda event_name, **_: calls.append(event_name))
    return calls


def refuse_kms(fault: Exception) -> None:
    def refuse(**_: object) -> None:
        raise fault

    aws.client("kms").meta.events.register("before-call.kms", refuse)


def client_error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "GenerateDataKey")


def test_kms_is_asked_once_per_process_and_month(kms_calls: list[str]) -> None:
    for person_id in (ANNA, BRUNO):
        register(person_id)
        queries.contact(person_id)
    assert kms_calls == ["before-send.kms.GenerateDataKey"]


def test_another_process_opens_the_same_key() -> None:
    first = key_ring.key_encryption_key(MONTH)
    key_ring.key_encryption_key.cache_clear()
    assert key_ring.key_encryption_key(MONTH) == first
    assert len(first) == 32


def test_the_loser_of_a_race_takes_the_winners_key() -> None:
    winners: list[bytes] = []

    def the_winner_writes_first(**_: object) -> None:
        aws.client("dynamodb").meta.events.unregister("before-call.dynamodb.PutItem", unique_id="race")
        winners.append(key_ring.key_encryption_key.__wrapped__(MONTH))

    aws.client("dynamodb").meta.events.register(
        "before-call.dynamodb.PutItem", the_winner_writes_first, unique_id="race"
    )
    assert key_ring.key_encryption_key(MONTH) == winners[0]


def test_a_ring_key_of_another_month_does_not_open_as_this_one() -> None:
    key_ring.key_encryption_key(MONTH)
    sealed = RingItem.get(f"ring#{MONTH}", RING).sealed_key
    RingItem("ring#2026-12", RING, sealed_key=sealed).save()
    with pytest.raises(ClientError) as refused:
        key_ring.key_encryption_key("2026-12")
    assert refused.value.response["Error"]["Code"] == "InvalidCiphertextException"


def test_who_registered_in_one_month_is_read_in_the_next(calendar: Calendar) -> None:
    register(ANNA)
    calendar.today = datetime(2026, 12, 1, tzinfo=UTC)
    register(BRUNO)
    assert key_ring.key_encryption_key("2026-11") != key_ring.key_encryption_key("2026-12")
    assert queries.contact(ANNA) == CONTACT
    assert queries.contact(BRUNO) == CONTACT


@pytest.mark.parametrize(
    "fault", [ConnectTimeoutError(endpoint_url="https://kms"), client_error("ThrottlingException")]
)
def test_a_key_service_that_does_not_answer_is_unavailable_for_now(fault: Exception) -> None:
    refuse_kms(fault)
    with pytest.raises(Unavailable):
        key_ring.key_encryption_key(MONTH)


def test_a_key_service_that_forbids_is_our_mistake_and_says_so() -> None:
    refuse_kms(client_error("AccessDeniedException"))
    with pytest.raises(ClientError):
        key_ring.key_encryption_key(MONTH)
