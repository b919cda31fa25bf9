"""Reasons are told to other systems by the codes they know."""

from chalicelib.aftersales.cases.reasons import BACK_MARKET_CODES, ReturnReason


def test_every_reason_has_a_code_that_other_systems_know() -> None:
    assert BACK_MARKET_CODES.keys() == set(ReturnReason)
    assert set(BACK_MARKET_CODES.values()) <= {0, 1, 11, 12, 13, 21, 22, 23, 24, 25}
