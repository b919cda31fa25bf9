"""Reactions of withdrawals to facts; repeating one changes nothing."""

from chalicelib.aftersales.withdrawals import line_returns
from chalicelib.facts.aftersales import ReturnClosed, ReturnReceived, ReturnSent
from chalicelib.kernel.fact_store import Recorded


def follow_return(_: Recorded, moved: ReturnSent | ReturnReceived | ReturnClosed) -> None:
    """A withdrawn line follows the return that brings it back."""
    line_returns.follow(moved.order_id, moved.line_id)
