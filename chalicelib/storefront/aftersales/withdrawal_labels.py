"""The labels that the law gives the two buttons of a withdrawal."""

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.markets.legal_texts import spoken_language, wording
from chalicelib.markets.market import Market


class WithdrawalLabels(msgspec.Struct, frozen=True, kw_only=True):
    """The labels of both steps, and their language: that of the page where the market has it."""

    language: str
    withdraw: str
    confirm: str


def withdrawal_labels(market: Market, language: str) -> WithdrawalLabels | None:
    """The labels in a market; None in one without the right to withdraw."""
    now = clock.timestamp()
    if market.windows.withdrawal_days.at(now) == 0:
        return None
    return WithdrawalLabels(
        language=spoken_language(market, language),
        withdraw=wording(market, language, "withdrawal_button", on=now),
        confirm=wording(market, language, "withdrawal_confirm_button", on=now),
    )
