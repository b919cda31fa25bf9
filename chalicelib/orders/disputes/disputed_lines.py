"""Which lines a lost dispute is about. Pure.

A bank disputes an amount of a payment, and names no line. What fits one line exactly is taken for it; else the lines
answer for it in their order, each for at most what is left of it.
"""

from collections.abc import Sequence

import msgspec


class LinePart(msgspec.Struct, frozen=True):
    """A line and an amount of it, in minor units."""

    line_id: str
    minor: int


def named_parts(left: Sequence[LinePart], amount_minor: int) -> list[LinePart]:
    """What of an amount each line answers for; `left` is what of each was not refunded, in the order of the lines.

    Together they are the amount, or all that is left where that is less.
    """
    fitting = [one for one in left if one.minor == amount_minor]
    named, open_minor = [], amount_minor
    for one in fitting[:1] or left:
        minor = min(open_minor, one.minor)
        if minor:
            named.append(LinePart(one.line_id, minor))
        open_minor -= minor
    return named
