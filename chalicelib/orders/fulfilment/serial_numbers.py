"""Serial numbers: what a device must be identified by, and that one device is sold once."""

import re

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import InvalidRequest, Problem
from chalicelib.orders.models import SerialItem

IMEI_DIGITS = 15


class SerialNumberAlreadySold(Problem):
    slug, status, title = "serial-already-sold", 409, "A device with this number was sold and has not come back"


def normal_serial(kind: str, written: str | None) -> str:
    """The number as it is compared: IMEI digits with a valid check digit, or a serial in capitals without spaces.

    InvalidRequest for a missing or impossible one. Source of the check digit: 3GPP TS 23.003 annex B (Luhn).
    """
    if written is None:
        if kind == "NONE":
            return ""
        raise _fault("this category needs the device's number")
    number = re.sub(r"[\s/.-]", "", written).upper()
    if kind == "IMEI" and not (len(number) == IMEI_DIGITS and number.isascii() and number.isdigit() and luhn(number)):
        raise _fault("not an IMEI: 15 digits with a valid check digit")
    if len(number) < 4:
        raise _fault("too short for a serial number")
    return number


def luhn(digits: str) -> bool:
    """Whether the last digit checks the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def sell_serial_act(kind: str, number: str, line: str) -> list[transactions.Act]:
    """The acts that bind a device to the line it was sold on: SerialAlreadySold. None where nothing identifies it."""
    if not number:
        return []
    key = ids.keyed_hash("serial", kind, number).hex()
    return [transactions.put_new(SerialItem(key, line=line), lambda _: SerialNumberAlreadySold())]


def _fault(reason: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": "/serial", "reason": reason}])
