"""Serial numbers: their normal form and check digit, and that a device is sold once."""

import re

from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.kernel.values.problems import InvalidRequest, Problem
from chalicelib.orders.models import SerialItem

IMEI_DIGITS = 15


class SerialNumberAlreadySold(Problem):
    slug, status, title = "serial-already-sold", 409, "A device with this serial number was sold and not returned"


def normal_serial(kind: str, written: str | None) -> str:
    """The number in the form in which it is compared: 15 IMEI digits, or a serial in capitals without separators.

    Source of the IMEI check digit: 3GPP TS 23.003 annex B (Luhn).
    Raises: InvalidRequest, for a missing or impossible number.
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
    """Whether the last digit is the Luhn check digit of the others."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def sell_serial_act(kind: str, number: str, line: str) -> list[transactions.Act]:
    """The acts that bind a device to the line it was sold on; none for a device without a number.

    Refusal: SerialNumberAlreadySold.
    """
    if not number:
        return []
    key = ids.keyed_hash("serial", kind, number).hex()
    return [transactions.put_new(SerialItem(key, line=line), lambda _: SerialNumberAlreadySold())]


def free_serial_acts(kind: str, number: str, line: str) -> list[transactions.Act]:
    """The acts that free the number of a device that came back; none for a device without one.

    Conflict if the number is bound to another line.
    """
    if not number:
        return []
    key = ids.keyed_hash("serial", kind, number).hex()
    return [transactions.delete(SerialItem(key), SerialItem.line == line)]


def _fault(reason: str) -> InvalidRequest:
    return InvalidRequest(errors=[{"pointer": "/serial", "reason": reason}])
