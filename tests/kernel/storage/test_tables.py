"""Tables belong to a cell and share one client; structured values are readable text; every sharded key is found."""

import msgspec
import pytest
from pynamodb.attributes import UnicodeAttribute

from chalicelib.kernel.fact_store import FactItem
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.storage import tables
from chalicelib.kernel.storage.key_value import KeyValueItem
from chalicelib.kernel.storage.tables import CompactAttribute, HashKey, RangeKey, StructAttribute, Table, named
from chalicelib.kernel.values import ids
from testing.aws_in_process import every_table


class Price(msgspec.Struct, frozen=True):
    amount_minor: int
    note: str = ""


def test_a_table_is_named_after_its_cell() -> None:
    assert named("orders") == "rebound-eu-orders"
    assert all(str(table.Meta.table_name).startswith("rebound-eu-") for table in every_table())


@pytest.mark.usefixtures("tables")
def test_all_tables_speak_through_the_one_client_of_the_process() -> None:
    clients = {id(table._get_connection().connection.client) for table in every_table()}
    assert clients == {id(aws.client("dynamodb"))}


def test_a_client_gives_up_while_a_request_can_still_be_answered() -> None:
    limits = aws.client("dynamodb").meta.config
    attempts = limits.retries["total_max_attempts"]
    assert (limits.connect_timeout, limits.read_timeout, attempts) == (1, 3, 2)
    assert aws.client("dynamodb") is aws.client("dynamodb")
    assert aws.client("dynamodb") is not aws.client("sqs")


def test_the_key_of_an_item_tells_whether_it_is_there() -> None:
    assert str(KeyValueItem.absent()) == "attribute_not_exists (key)"
    assert str(FactItem.absent()) == "attribute_not_exists (subject)"


def test_a_structured_value_is_stored_as_text_and_read_back_whole() -> None:
    attribute = StructAttribute[tuple[Price, ...]](tuple[Price, ...])
    prices = (Price(349_00, "größer 🙂"), Price(-1))
    stored = attribute.serialize(prices)
    assert stored == '[{"amount_minor":34900,"note":"größer 🙂"},{"amount_minor":-1,"note":""}]'
    assert attribute.deserialize(stored) == prices


def test_a_compact_value_is_deflated_against_the_newest_dictionary_and_read_back_whole() -> None:
    attribute = CompactAttribute[Price](Price, (b"first", b'{"amount_minor":0,"note":""}'))
    stored = attribute.serialize(Price(349_00, "größer 🙂"))
    assert stored[0] == 1
    assert len(stored) < len('{"amount_minor":34900,"note":""}')
    assert attribute.deserialize(stored) == Price(349_00, "größer 🙂")


def test_a_compact_value_is_read_with_the_dictionary_it_was_written_with() -> None:
    older = CompactAttribute[Price](Price, (b'{"amount_minor":',)).serialize(Price(-1))
    assert CompactAttribute[Price](Price, (b'{"amount_minor":', b"newer")).deserialize(older) == Price(-1)


def test_a_stored_value_of_another_shape_is_not_taken_for_ours() -> None:
    with pytest.raises(msgspec.ValidationError):
        StructAttribute[Price](Price).deserialize('{"amount_minor": "349.00"}')


def test_keys_say_which_part_of_the_key_they_are() -> None:
    partition, sort = HashKey(), RangeKey()
    assert (partition.is_hash_key, partition.is_range_key) == (True, False)
    assert (sort.is_hash_key, sort.is_range_key) == (False, True)
    assert isinstance(partition, UnicodeAttribute)
    assert issubclass(KeyValueItem, Table)


def test_a_key_is_always_in_the_same_shard_and_among_those_that_are_read() -> None:
    keys = [ids.new_ulid() for _ in range(200)]
    for key in keys:
        stored = tables.sharded_key("2026-11-23T09", key, 4)
        assert stored == tables.sharded_key("2026-11-23T09", key, 4)
        assert stored in tables.sharded_keys("2026-11-23T09", 4)
    assert {tables.shard_of(key, 4) for key in keys} == {0, 1, 2, 3}


def test_the_keys_of_a_prefix_are_those_of_its_shards_alone() -> None:
    assert tables.sharded_keys("unresolved", 3) == ["unresolved#0", "unresolved#1", "unresolved#2"]
    assert tables.shard_of("ac", 4) == (97 + 99) % 4
