"""What happened is recorded with the change that caused it, told in order, and found by its hour."""

from datetime import timedelta

import pytest

from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Fact, FactItem
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.values import ids
from doubles.clock_and_randomness import ManualClock
from tests.kernel.sample_facts import DeviceListed, DeviceWithdrawn, record

pytestmark = pytest.mark.usefixtures("tables")


def test_a_fact_is_recorded_with_its_change_or_not_at_all() -> None:
    change = transactions.put_new(KeyValueItem("device"))
    transactions.commit([change, fact_store.record_act(DeviceListed(device_id="l1"))])
    with pytest.raises(Exception, match="Another request changed it"):
        transactions.commit([change, fact_store.record_act(DeviceWithdrawn(device_id="l1"))])
    assert [fact.name for fact in fact_store.story("l1")] == ["DeviceListed"]


def test_a_story_is_told_in_the_order_it_happened(manual_clock: ManualClock) -> None:
    for _ in range(3):
        record(DeviceListed(device_id="l1"))
        manual_clock.advance(seconds=1)
        record(DeviceWithdrawn(device_id="l1"))
        record(DeviceListed(device_id="l2"))
    assert [fact.name for fact in fact_store.story("l1")] == ["DeviceListed", "DeviceWithdrawn"] * 3
    assert fact_store.story("l3") == []


PAGES = 3
# DynamoDB answers a megabyte at a time.
LONG = "x" * 350_000


def _long_story(count: int) -> list[str]:
    """The ids of facts of l1 that fill several pages; the last one is a DeviceWithdrawn."""
    made = [ids.new_ulid() for _ in range(count)]
    for fact_id in made:
        name = "DeviceWithdrawn" if fact_id == made[-1] else "DeviceListed"
        FactItem("l1", fact_id, name=name, body=LONG, hour_shard="h").save()
    return made


@pytest.mark.usefixtures("manual_clock")
def test_a_story_of_several_pages_is_told_to_its_end() -> None:
    made = _long_story(4 * PAGES)
    assert [fact.fact_id for fact in fact_store.story("l1")] == made


@pytest.mark.usefixtures("manual_clock")
def test_the_facts_of_some_names_are_found_behind_any_number_of_others() -> None:
    made = _long_story(4 * PAGES)
    assert [fact.fact_id for fact in fact_store.story_of("l1", {"DeviceWithdrawn", "DeviceSold"})] == made[-1:]
    assert [fact.fact_id for fact in fact_store.story_of("l1", ["DeviceListed"])] == made[:-1]
    assert fact_store.story_of("l2", ["DeviceListed"]) == []


@pytest.mark.usefixtures("manual_clock")
@pytest.mark.parametrize(("place", "most", "told"), [(0, 3, [0]), (5, 3, [3, 4, 5]), (2, 9, [0, 1, 2]), (11, 1, [11])])
def test_a_story_until_a_fact_ends_with_it_whatever_came_later(place: int, most: int, told: list[int]) -> None:
    made = _long_story(12)
    item = FactItem.get("l1", made[place])
    found = fact_store.story_until(fact_store.recorded_fact(item), most)
    assert [fact.fact_id for fact in found] == [made[each] for each in told]


def test_a_fact_knows_when_it_was_recorded_and_what_it_says(manual_clock: ManualClock) -> None:
    recorded = record(DeviceListed(device_id="l1", colour="red"))
    assert recorded.subject == "l1"
    assert '"colour":"red"' in recorded.body
    assert abs(clock.parse(recorded.occurred_at) - manual_clock.moment) < timedelta(milliseconds=10)


def test_the_facts_of_an_hour_lie_in_eight_shards_of_it(manual_clock: ManualClock) -> None:
    made = {record(DeviceListed(device_id="l1")).fact_id for _ in range(60)}
    hour = clock.stamp(manual_clock.moment)[:13]
    shards = [
        [key.fact_id for key in FactItem.hours.query(f"{hour}#{shard}")] for shard in range(fact_store.HOUR_SHARDS)
    ]
    assert sorted(fact_id for shard in shards for fact_id in shard) == sorted(made)
    assert all(shards), "no shard takes a whole market's writes, none is idle"


def test_the_first_id_of_a_moment_bounds_the_ids_before_it(manual_clock: ManualClock) -> None:
    before = ids.new_ulid()
    manual_clock.advance(milliseconds=5)
    bound = fact_store.first_id_of(manual_clock.moment)
    manual_clock.advance(milliseconds=5)
    assert before < bound < ids.new_ulid()


def test_a_fact_without_a_subject_cannot_be_recorded() -> None:
    with pytest.raises(NotImplementedError):
        fact_store.record_act(Fact())
