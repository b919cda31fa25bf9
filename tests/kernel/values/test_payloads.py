"""A body is what was asked for, or every fault in it is named where it is."""

from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.values import payloads
from chalicelib.kernel.values.payloads import Payload
from chalicelib.kernel.values.problems import BodyTooLarge, InvalidRequest, MalformedBody

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
Few = Annotated[int, msgspec.Meta(ge=1, le=3)]


class Line(Payload, frozen=True, kw_only=True):
    offer_id: Name
    quantity: Few = 1


class Address(Payload, frozen=True, kw_only=True):
    street: Name
    city: Name


class Loose(msgspec.Struct, frozen=True):
    """Not a body by itself: it lets fields pass it does not know."""

    amount_minor: int


class Order(Payload, frozen=True, kw_only=True):
    market: Name
    lines: Annotated[tuple[Line, ...], msgspec.Meta(min_length=1, max_length=3)]
    delivery: Address
    billing: Address | None = None
    prices: Annotated[dict[str, Few | None], msgspec.Meta(max_length=2)] | msgspec.UnsetType = msgspec.UNSET
    notes: list[Name] = []
    loose: Loose | None = None
    grid: tuple[tuple[int, ...], ...] = ()
    from_day: str = msgspec.field(name="from", default="")


VALID: dict[str, Any] = {
    "market": "FR",
    "lines": [{"offer_id": "off_1", "quantity": 2}],
    "delivery": {"street": "12 rue des Lilas", "city": "Paris"},
}


class Anything(Payload, frozen=True, kw_only=True):
    value: Any = None


def faults(body: object, kind: type[Any] = Order) -> dict[str, str]:
    """Pointer to reason, for a body that must be refused."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    with pytest.raises(InvalidRequest) as refusal:
        payloads.decode(raw, kind)
    errors = refusal.value.members["errors"]
    assert 0 < len(errors) <= payloads.FAULTS_MAX
    found = {error["pointer"]: error["reason"] for error in errors}
    assert len(found) == len(errors), "each fault is told once"
    return found


def test_a_whole_body_is_read() -> None:
    order = payloads.decode(msgspec.json.encode(VALID | {"from": "x", "loose": {"amount_minor": 1, "more": 2}}), Order)
    assert order.lines == (Line(offer_id="off_1", quantity=2),)
    assert order.from_day == "x"


def test_every_fault_of_a_body_is_named_where_it_is() -> None:
    body = {
        "market": 1,
        "lines": [
            {"offer_id": 1, "quantity": 9, "colour": "red"},
            {"offer_id": "off_2"},
            {"quantity": "2"},
        ],
        "delivery": {"street": "", "city": "Paris", "a/b~c": 1},
        "billing": {"street": None},
        "prices": {"FR": 7, "DE": None, "I/T": 2.5},
        "notes": ["fine", "", 3],
        "grid": [[1], ["x", 2, None]],
        "unknown": {},
    }
    assert sorted(faults(body)) == [
        "/billing/city",
        "/billing/street",
        "/delivery/a~1b~0c",
        "/delivery/street",
        "/grid/1/0",
        "/grid/1/2",
        "/lines/0/colour",
        "/lines/0/offer_id",
        "/lines/0/quantity",
        "/lines/2/offer_id",
        "/lines/2/quantity",
        "/market",
        "/notes/1",
        "/notes/2",
        "/prices/FR",
        "/prices/I~1T",
        "/unknown",
    ]


@pytest.mark.parametrize(
    ("change", "pointer", "reason"),
    [
        ({"market": None}, "/market", "Expected `str`, got `null`"),
        ({"market": "x" * 21}, "/market", "Expected `str` of length <= 20"),
        ({"lines": []}, "/lines", "Expected `array` of length >= 1"),
        ({"lines": [VALID["lines"][0]] * 4}, "/lines", "Expected `array` of length <= 3"),
        ({"lines": {}}, "/lines", "Expected `array`, got `object`"),
        ({"lines": [[]]}, "/lines/0", "Expected `object`, got `array`"),
        ({"delivery": "Paris"}, "/delivery", "Expected `object`, got `str`"),
        ({"billing": []}, "/billing", "Expected `object | null`, got `array`"),
        ({"prices": {"FR": 1, "DE": 1, "IT": 1}}, "/prices", "Expected `object` of length <= 2"),
        ({"loose": {}}, "/loose/amount_minor", "missing"),
        ({"from": 1}, "/from", "Expected `str`, got `int`"),
        ({"from_day": "x"}, "/from_day", "unknown field"),
        ({"lines": [{"offer_id": "off_1", "quantity": True}]}, "/lines/0/quantity", "Expected `int`, got `bool`"),
        ({"lines": [{"offer_id": "off_1", "quantity": 2.0}]}, "/lines/0/quantity", "Expected `int`, got `float`"),
        ({"lines": [{"offer_id": "off_1", "quantity": "2"}]}, "/lines/0/quantity", "Expected `int`, got `str`"),
    ],
)
def test_a_single_fault_is_the_only_one_named(change: dict[str, Any], pointer: str, reason: str) -> None:
    found = faults(VALID | change)
    assert list(found) == [pointer]
    assert found[pointer].startswith(reason)


@pytest.mark.parametrize(("body", "got"), [(b"[]", "array"), (b"null", "null"), (b'"x"', "str"), (b"1", "int")])
def test_a_body_that_is_no_object_is_a_fault_of_the_whole(body: bytes, got: str) -> None:
    assert faults(body) == {"": f"Expected `object`, got `{got}`"}


def test_a_part_that_lets_unknown_fields_pass_has_no_fault_in_them() -> None:
    assert list(faults(VALID | {"market": 1, "loose": {"amount_minor": 1, "more": 2}})) == ["/market"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}{}",
        b"{'market': 'FR'}",
        b'{"market": NaN}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'{"market": "\xff"}',
        b'{"market": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"market": "\x00"}',
        b'{"market": "FR", "lines": [',
        b'{"market": 1, "lines": [',
        b'{"market": 1, "x": "\xff"}',
        b'{"market": 1, "x": "\\ud800"}',
        b'{"market": 1, "x": \xff}',
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"market": 1, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=range(19),
)
@pytest.mark.parametrize("kind", [Order, Anything])
def test_what_is_not_json_all_the_way_or_no_sane_json_is_malformed(body: bytes, kind: type[Any]) -> None:
    with pytest.raises((MalformedBody, InvalidRequest)) as refusal:
        payloads.decode(body, kind)
    assert refusal.value.status in (400, 422)


@pytest.mark.parametrize("tail", [b"", b"[", b'"\xff"}', b'"\\ud800"}', b"[" * 100_000])
def test_a_body_that_breaks_off_after_a_fault_is_malformed_and_no_accident(tail: bytes) -> None:
    with pytest.raises(MalformedBody):
        payloads.decode(b'{"market": 1, "lines": ' + tail, Order)


@pytest.mark.parametrize("number", [b"9" * 30, b"9" * 5_000, b"-" + b"9" * 400, b"1e400", b"2.5"])
def test_a_number_beyond_all_bounds_is_a_fault_of_its_field(number: bytes) -> None:
    body = b'{"offer_id": "off_1", "quantity": ' + number + b"}"
    assert list(faults(body, Line)) == ["/quantity"]


def test_emoji_and_every_script_are_text() -> None:
    line = payloads.decode('{"offer_id": "👩‍🚀 ﷽ größer"}'.encode(), Line)
    assert line.offer_id == "👩‍🚀 ﷽ größer"
    assert payloads.decode(b'{"offer_id": "\\ud83d\\ude00"}', Line).offer_id == "😀"


def test_the_length_of_a_text_is_counted_in_characters() -> None:
    assert len(payloads.decode(msgspec.json.encode({"offer_id": "🙂" * 20}), Line).offer_id) == 20
    assert list(faults({"offer_id": "🙂" * 21}, Line)) == ["/offer_id"]


def test_a_body_may_be_256_kilobytes_and_not_a_byte_more() -> None:
    room = payloads.BODY_BYTES_MAX - len('{"value":""}')
    assert payloads.decode(b'{"value":"' + b"a" * room + b'"}', Anything).value == "a" * room
    for size in (room + 1, 300_000):
        with pytest.raises(BodyTooLarge, match="256000 bytes"):
            payloads.decode(b'{"value":"' + b"a" * size + b'"}', Anything)
    with pytest.raises(BodyTooLarge):
        payloads.decode(b'{"value": 12}', Anything, bytes_max=5)


def test_a_body_full_of_faults_is_answered_with_the_first_fifty() -> None:
    found = faults({**VALID, "grid": [["x"] * 60_000]})
    assert len(found) == payloads.FAULTS_MAX
    assert next(iter(found)) == "/grid/0/0"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inside: (
            st.lists(inside, max_size=4)
            | st.dictionaries(st.sampled_from([*VALID, "billing", "prices", "notes", "x"]), inside, max_size=5)
        ),
        max_leaves=20,
    )
)
def test_no_json_whatsoever_that_is_no_order_is_an_accident(value: Any) -> None:
    try:
        raw = msgspec.json.encode(value)
    except (OverflowError, UnicodeEncodeError):
        raw = b"\x00"
    with pytest.raises((InvalidRequest, MalformedBody)):
        payloads.decode(raw, Order)


class Asked(Payload, frozen=True, kw_only=True):
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] = 20
    market: Name
    paid: bool = False


def test_query_parameters_are_text_that_is_read_as_what_is_asked() -> None:
    assert payloads.convert({"limit": "100", "market": "FR", "paid": "true"}, Asked) == Asked(
        limit=100, market="FR", paid=True
    )


def test_every_fault_of_a_query_is_named() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        payloads.convert({"limit": "101", "paid": "maybe", "page": "2"}, Asked)
    pointers = [error["pointer"] for error in refusal.value.members["errors"]]
    assert sorted(pointers) == ["/limit", "/market", "/page", "/paid"]


class Pair(Payload, frozen=True, kw_only=True):
    """Two that must not be equal: a rule of the whole, which no field breaks alone."""

    one: int
    other: int

    def __post_init__(self) -> None:
        if self.one == self.other:
            raise ValueError("one and other are the same")


def test_a_rule_of_the_whole_is_told_of_the_whole() -> None:
    assert faults({"one": 1, "other": 1}, Pair) == {"": "one and other are the same"}
    with pytest.raises(InvalidRequest, match="Invalid request") as refusal:
        payloads.convert({"one": "1", "other": "1"}, Pair)
    assert refusal.value.members["errors"] == [{"pointer": "", "reason": "one and other are the same"}]


class Keyed(Payload, frozen=True, kw_only=True):
    counts: dict[int, int]
    either: int | tuple[int, ...] = 0


def test_a_key_of_the_wrong_kind_is_a_fault_of_the_object_that_has_it() -> None:
    assert list(faults({"counts": {"x": 1}}, Keyed)) == ["/counts"]
    assert list(faults({"counts": {"1": 1}, "either": [1, "x"]}, Keyed)) == ["/either/1"]


class Filter(Payload, frozen=True, kw_only=True):
    state: Literal["OPEN", "DONE"] | None = None
    first: int | None = msgspec.field(name="from", default=None)
    text: str | None = None


@pytest.mark.parametrize("nothing", ["null", "NULL"])
def test_a_text_that_reads_as_nothing_is_no_value(nothing: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        payloads.convert({"state": nothing, "from": nothing, "text": nothing}, Filter)
    assert [fault["pointer"] for fault in refusal.value.members["errors"]] == ["/state", "/from"]
    assert payloads.convert({"text": nothing}, Filter).text == nothing
