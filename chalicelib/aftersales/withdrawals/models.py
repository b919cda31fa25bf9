"""How withdrawals are stored: a declaration, and an item for each of its lines, so that a line is withdrawn once."""

from pynamodb.attributes import NumberAttribute

from chalicelib.aftersales.withdrawals.withdrawal import Withdrawal, WithdrawnLine
from chalicelib.kernel.storage.tables import HashKey, RangeKey, StructAttribute, Table, named


class WithdrawalsItem(Table):
    """The table of withdrawals; each class below is one kind of item."""

    class Meta:
        table_name = named("withdrawals")

    order_id = HashKey()
    entry = RangeKey()


class WithdrawalItem(WithdrawalsItem):
    """A declaration, under its id."""

    withdrawal = StructAttribute[Withdrawal](Withdrawal)


class WithdrawnLineItem(WithdrawalsItem):
    """A withdrawn line, under `line#<n>`; `version` counts its changes."""

    line = StructAttribute[WithdrawnLine](WithdrawnLine)
    version = NumberAttribute()


# The kind in the ids of declarations.
KIND = "wdr"
LINE = "line#"


def line_entry(line_id: str) -> str:
    return f"{LINE}{line_id}"
