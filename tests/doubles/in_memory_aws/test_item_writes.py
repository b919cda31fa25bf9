"""Puts, updates, deletes and batches: what DynamoDB refuses, and what it does to an item."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.doubles.in_memory_aws.wire import code, line, message, number, text


def _put(client: Any, item: dict[str, Any], **more: Any) -> Any:
    return client.put_item(TableName="lines", Item=item, **more)


def _refusal(call: Any) -> ClientError:
    with pytest.raises(ClientError) as refused:
        call()
    return refused.value


def test_an_item_may_hold_400_kilobytes_and_not_a_byte_more(stock: Any) -> None:
    room = 400 * 1024 - len("order" + "o" + "line" + "note") - 2
    _put(stock, line("o", 1, note="x" * room))
    error = _refusal(lambda: _put(stock, line("o", 1, note="x" * (room + 1))))
    assert message(error) == "Item size has exceeded the maximum allowed size"


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (line("", 1), "cannot contain an empty string value. Key: order"),
        ({"order": text("o")}, "Missing the key line in the item"),
        ({"order": text("o"), "line": text("1")}, "Type mismatch for key line expected: N actual: S"),
        (line("o", 1, seller=7), "Type mismatch for Index Key seller Expected: S Actual: N IndexName: by_seller"),
        (line("o", 1, seller=""), "IndexName: by_seller, IndexKey: seller"),
        (line("o", 1, weight={"N": "1" * 39}), "more than 38 significant digits"),
        (line("o", 1, weight={"N": "1e126"}), "Number overflow"),
        (line("o", 1, weight={"N": "1e-131"}), "Number underflow"),
        (line("o", 1, weight={"N": "a lot"}), "cannot be converted to a numeric value"),
        (line("o", 1, colours={"SS": []}), "may not be empty"),
        (line("o", 1, colours={"NS": ["1", "1.0"]}), "contains duplicates"),
        (line("o" * 2049, 1), "Size of hashkey has exceeded the maximum size limit of 2048 bytes"),
    ],
)
def test_an_unsound_item_is_refused_and_not_stored(stock: Any, item: dict[str, Any], said: str) -> None:
    error = _refusal(lambda: _put(stock, item))
    assert code(error) == "ValidationException"
    assert said in message(error)
    assert stock.scan(TableName="lines")["Count"] == 0


def test_values_nested_beyond_32_levels_are_refused(stock: Any) -> None:
    value: dict[str, Any] = number(1)
    for _ in range(31):
        value = {"L": [value]}
    _put(stock, line("o", 1, nested=value))
    assert "Nesting Levels" in message(_refusal(lambda: _put(stock, line("o", 1, nested={"L": [value]}))))


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"ExpressionAttributeNames": {"#s": "state"}}, "can only be specified when using expressions"),
        (
            {"ConditionExpression": "attribute_exists(seller)", "ExpressionAttributeNames": {"#idle": "state"}},
            "unused in expressions: keys: {#idle}",
        ),
        (
            {"ConditionExpression": "seller = :s", "ExpressionAttributeValues": {":s": text("a"), ":t": text("b")}},
            "unused in expressions: keys: {:t}",
        ),
        ({"ConditionExpression": "seller = :s"}, "attribute value: :s"),
        ({"ConditionExpression": "attribute_exists(#s)"}, "attribute name: #s"),
        ({"ConditionExpression": "attribute_exists(state)"}, "reserved keyword: state"),
        ({"ConditionExpression": "attribute_exists(seller"}, "Syntax error"),
        ({"ConditionExpression": "((attribute_exists(seller)))"}, "redundant parentheses"),
        ({"ConditionExpression": "has(seller)"}, "Invalid function name; function: has"),
        ({"ConditionExpression": "seller = seller"}, "must be distinct"),
        (
            {"ConditionExpression": "begins_with(seller, :n)", "ExpressionAttributeValues": {":n": number(1)}},
            "operator or function: begins_with, operand type: N",
        ),
        (
            {"ConditionExpression": "line < :b", "ExpressionAttributeValues": {":b": {"BOOL": True}}},
            "operator or function: <, operand type: BOOL",
        ),
        (
            {
                "ConditionExpression": "line BETWEEN :high AND :low",
                "ExpressionAttributeValues": {":high": number(9), ":low": number(10), ":idle": number(0)},
            },
            "unused",
        ),
        (
            {
                "ConditionExpression": "line BETWEEN :low AND :high",
                "ExpressionAttributeValues": {":low": number(10), ":high": number(9)},
            },
            "upper bound to be greater than or equal to lower bound",
        ),
    ],
)
def test_a_wrong_condition_is_refused_before_any_item_is_read(
    stock: Any, parameters: dict[str, Any], said: str
) -> None:
    error = _refusal(lambda: _put(stock, line("o", 1), **parameters))
    assert code(error) == "ValidationException"
    assert said in message(error)


def test_a_failed_condition_shows_the_item_only_to_who_asked(stock: Any) -> None:
    _put(stock, line("o", 1, seller="anna"))
    again: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(seller)"}
    silent = _refusal(lambda: _put(stock, line("o", 1), **again))
    told: Any = _refusal(lambda: _put(stock, line("o", 1), ReturnValuesOnConditionCheckFailure="ALL_OLD", **again))
    assert code(silent) == code(told) == "ConditionalCheckFailedException"
    assert "Item" not in silent.response
    assert told.response["Item"] == line("o", 1, seller="anna")


def _update(client: Any, expression: str, values: dict[str, Any] | None = None, **more: Any) -> Any:
    if values:
        more["ExpressionAttributeValues"] = values
    return client.update_item(TableName="lines", Key=line("o", 1), UpdateExpression=expression, **more)


@pytest.mark.parametrize(
    ("expression", "values", "said"),
    [
        ("SET line = :v", {":v": number(2)}, "Cannot update attribute line. This attribute is part of the key"),
        ("SET seller = :v, seller = :w", {":v": text("a"), ":w": text("b")}, "Two document paths overlap"),
        ("SET box.x = :v REMOVE box", {":v": text("a")}, "Two document paths overlap"),
        ("SET seller = :v SET created = :v", {":v": text("a")}, 'The "SET" section can only be used once'),
        ("SET units = units + :v", {":v": number(1)}, "refers to an attribute that does not exist"),
        ("SET units = seller + :v", {":v": number(1)}, "incorrect data type"),
        ("SET units = :v + :v", {":v": text("1")}, "operator or function: +, operand type: S"),
        ("SET box.x = :v", {":v": text("a")}, "document path provided in the update expression is invalid"),
        ("REMOVE box.x", None, "document path provided in the update expression is invalid"),
        ("ADD seller :v", {":v": number(1)}, "incorrect data type"),
        ("ADD units :v", {":v": text("1")}, "operator: ADD, operand type: STRING"),
        ("DELETE colours :v", {":v": number(1)}, "operator: DELETE, operand type: NUMBER"),
        ("SET seller = :v", {":v": number(1)}, "Type mismatch for Index Key seller"),
        ("SET note = :v", {":v": text("x" * 410_000)}, "Item size to update has exceeded"),
        ("seller = :v", {":v": text("a")}, "Syntax error"),
    ],
)
def test_an_unsound_update_is_refused_and_changes_nothing(
    stock: Any, expression: str, values: dict[str, Any] | None, said: str
) -> None:
    before = line("o", 1, seller="anna")
    _put(stock, before)
    error = _refusal(lambda: _update(stock, expression, values))
    assert code(error) == "ValidationException"
    assert said in message(error)
    assert stock.get_item(TableName="lines", Key=line("o", 1))["Item"] == before


def test_an_update_reads_the_item_as_it_stood_before_all_its_clauses(stock: Any) -> None:
    _put(stock, line("o", 1, first=1, second=2, parts={"L": [text("a"), text("b"), text("c")]}))
    answer = _update(
        stock,
        "SET #f = #s, #s = #f REMOVE parts[0], parts[1] ADD units :one",
        {":one": number("1.50")},
        ExpressionAttributeNames={"#f": "first", "#s": "second"},
        ReturnValues="ALL_NEW",
    )
    expected = line("o", 1, first=2, second=1, parts={"L": [text("c")]}, units={"N": "1.5"})
    assert answer["Attributes"] == expected


def test_a_counter_and_a_set_grow_and_shrink(stock: Any) -> None:
    _update(stock, "ADD units :n, colours :c", {":n": number(3), ":c": {"SS": ["red", "blue"]}})
    _update(stock, "ADD units :n DELETE colours :c", {":n": number(-1), ":c": {"SS": ["red", "green"]}})
    item = stock.get_item(TableName="lines", Key=line("o", 1))["Item"]
    assert item == line("o", 1, units=2, colours={"SS": ["blue"]})
    _update(stock, "DELETE colours :c", {":c": {"SS": ["blue"]}})
    assert "colours" not in stock.get_item(TableName="lines", Key=line("o", 1))["Item"]


def test_what_an_update_returns_is_what_was_asked_for(stock: Any) -> None:
    _put(stock, line("o", 1, units=1, box={"M": {"x": text("a"), "y": text("b")}}))
    returned = {
        wanted: _update(
            stock, "SET units = units + :one, box.x = :x", {":one": number(1), ":x": text("c")}, ReturnValues=wanted
        ).get("Attributes")
        for wanted in ("UPDATED_OLD", "UPDATED_NEW", "NONE")
    }
    assert returned["UPDATED_OLD"] == {"units": number(1), "box": {"M": {"x": text("a")}}}
    assert returned["UPDATED_NEW"] == {"units": number(3), "box": {"M": {"x": text("c")}}}
    assert returned["NONE"] is None


def test_an_update_of_a_missing_item_makes_it(stock: Any) -> None:
    _update(stock, "SET units = if_not_exists(units, :zero) + :one", {":zero": number(0), ":one": number(1)})
    assert stock.get_item(TableName="lines", Key=line("o", 1))["Item"] == line("o", 1, units=1)


def test_a_batch_of_writes_takes_25_and_no_key_twice(stock: Any) -> None:
    puts = [{"PutRequest": {"Item": line("o", position)}} for position in range(26)]
    too_many = _refusal(lambda: stock.batch_write_item(RequestItems={"lines": puts}))
    twice = _refusal(lambda: stock.batch_write_item(RequestItems={"lines": [puts[0], puts[0]]}))
    assert code(too_many) == code(twice) == "ValidationException"
    assert stock.batch_write_item(RequestItems={"lines": puts[:25]})["UnprocessedItems"] == {}
    assert stock.scan(TableName="lines", Select="COUNT")["Count"] == 25


def test_a_table_nobody_made_is_not_found(stock: Any) -> None:
    error = _refusal(lambda: stock.put_item(TableName="absent", Item=line("o", 1)))
    assert code(error) == "ResourceNotFoundException"
