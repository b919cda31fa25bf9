"""Serial numbers: an IMEI that cannot be is refused, and a device is sold once until it comes back."""

import pytest

from chalicelib.kernel.values.problems import InvalidRequest
from chalicelib.orders.fulfilment import serial_numbers


def test_an_imei_is_compared_by_its_digits() -> None:
    assert serial_numbers.normal_serial("IMEI", "49-015420-323751-8") == "490154203237518"


@pytest.mark.parametrize(
    "written",
    ["490154203237519", "49015420323751", "4901542032375180", "49015420323751A", "٤90154203237518", None, "💥"],
)
def test_what_cannot_be_an_imei_is_refused(written: str | None) -> None:
    with pytest.raises(InvalidRequest) as refused:
        serial_numbers.normal_serial("IMEI", written)
    assert refused.value.members["errors"][0]["pointer"] == "/serial"


def test_a_serial_is_compared_without_spaces_and_case() -> None:
    assert serial_numbers.normal_serial("SERIAL", "c02 xk-1234/a") == "C02XK1234A"


@pytest.mark.parametrize("written", ["a-/", "   ", None])
def test_a_serial_of_less_than_four_characters_is_refused(written: str | None) -> None:
    with pytest.raises(InvalidRequest):
        serial_numbers.normal_serial("SERIAL", written)


def test_a_category_without_numbers_needs_none_and_takes_one() -> None:
    assert serial_numbers.normal_serial("NONE", None) == ""
    assert serial_numbers.sell_serial_act("NONE", "", "order/1") == []
    assert serial_numbers.normal_serial("NONE", "ab 12") == "AB12"


@pytest.mark.parametrize(
    ("digits", "valid"), [("490154203237518", True), ("490154203237517", False), ("0", True), ("18", True)]
)
def test_the_check_digit_follows_luhn(digits: str, valid: bool) -> None:
    assert serial_numbers.luhn(digits) is valid
