"""A cursor goes on with the list it came from, for the caller it was given to, and with nothing else."""

import base64
import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import cursors
from chalicelib.kernel.values.problems import InvalidCursor

POSITION = {"subject": "prd_eu_1", "title": "Apple iPhone 13 – größer 🙂", "price_minor": 349_00}
LIST = ("/v1/search", "market=FR&q=iphone", "sel_eu_1")


def sealed() -> str:
    cursor = cursors.seal(POSITION, *LIST)
    assert cursor is not None
    return cursor


def test_a_cursor_leads_back_to_its_position() -> None:
    assert cursors.open_sealed(sealed(), *LIST) == POSITION


def test_the_end_of_a_list_has_no_cursor_and_its_start_needs_none() -> None:
    assert cursors.seal(None, *LIST) is None
    assert cursors.open_sealed(None, *LIST) is None


def test_a_page_is_fetched_from_where_its_cursor_says_and_names_the_next() -> None:
    asked: list[object] = []

    def fetch(position: cursors.Position | None) -> tuple[str, cursors.Position | None]:
        asked.append(position)
        return "found", {"next": 1} if position is None else None

    found, cursor = cursors.fetch_page(None, fetch, *LIST)
    assert cursor is not None
    assert (found, cursors.fetch_page(cursor, fetch, *LIST)) == ("found", ("found", None))
    assert asked == [None, {"next": 1}]


def test_a_cursor_gives_nothing_away_and_is_never_the_same_twice() -> None:
    one, other = sealed(), sealed()
    assert one != other
    assert b"prd_eu_1" not in base64.urlsafe_b64decode(one + "==")


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("/v1/seller/offers", LIST[1], LIST[2]),
        (LIST[0], "market=DE&q=iphone", LIST[2]),
        (LIST[0], LIST[1], "sel_eu_2"),
        (LIST[0], LIST[1]),
        (LIST[0] + LIST[1], LIST[2]),
        (),
    ],
    ids=["list", "query", "caller", "no caller", "run together", "nothing"],
)
def test_a_cursor_of_another_list_query_or_caller_is_refused(elsewhere: tuple[str, ...]) -> None:
    with pytest.raises(InvalidCursor):
        cursors.open_sealed(sealed(), *elsewhere)


@given(st.data())
def test_a_cursor_changed_in_a_single_bit_is_refused(data: st.DataObject) -> None:
    raw = bytearray(base64.urlsafe_b64decode(sealed() + "=="))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << (bit % 8)
    with pytest.raises(InvalidCursor):
        cursors.open_sealed(base64.urlsafe_b64encode(bytes(raw)).decode(), *LIST)


@given(st.text(max_size=60))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        cursors.open_sealed(text, *LIST)


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_half_a_cursor_is_refused(cut: int) -> None:
    with pytest.raises(InvalidCursor):
        cursors.open_sealed(sealed()[:-cut], *LIST)


def test_a_cursor_of_a_cell_with_another_secret_is_refused() -> None:
    def sealed_under(secret: str) -> str:
        key = hmac.new(secret.encode(), b"cursor", hashlib.sha256).digest()
        context = hashlib.sha256("\x1f".join(LIST).encode()).digest()
        return base64.urlsafe_b64encode(bytes(12) + AESGCM(key).encrypt(bytes(12), b"{}", context)).decode()

    assert cursors.open_sealed(sealed_under(settings.cell_secret), *LIST) == {}
    with pytest.raises(InvalidCursor):
        cursors.open_sealed(sealed_under("the secret of the other cell"), *LIST)
