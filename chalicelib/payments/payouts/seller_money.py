"""A seller's money put together for the seller: what is pending, held and available, and what a month brought."""

from collections import Counter

import msgspec

from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.cursors import Position
from chalicelib.kernel.values.money import EXPONENT
from chalicelib.payments import refunded_lines
from chalicelib.payments.ledger import journals
from chalicelib.payments.ledger.journals import Balance
from chalicelib.payments.payouts import funds
from chalicelib.payments.payouts.funds_entry import Funds, FundsEntry
from chalicelib.payments.payouts.paying_out import tier_of_seller
from chalicelib.payments.payouts.payout import Payout
from chalicelib.payments.payouts.payout_terms import reserve_minor
from chalicelib.payments.transfers import debts
from chalicelib.payments.transfers import queries as transfers
from chalicelib.payments.transfers.transfer import Circumstances, Transfer, outstanding_minor, wait_reasons
from chalicelib.payments.transfers.transfer_lifecycle import TransferState, WaitReason
from chalicelib.sellers import queries as sellers
from chalicelib.sellers.profile.seller import Seller


class SellerMoney(msgspec.Struct, frozen=True, kw_only=True):
    """A seller's money in a currency, in minor units. `held` has an amount per reason."""

    currency: str
    owed_minor: int
    journals: int
    held: dict[str, int]
    at_stripe_minor: int
    reserve_minor: int
    debt_minor: int

    @property
    def pending_minor(self) -> int:
        """What waits for delivery or for its day: what is owed, debts not counted, and not held."""
        return self.owed_minor + self.debt_minor - sum(self.held.values())


def money_of(seller_id: str) -> list[SellerMoney]:
    """A seller's money, per currency it ever had any in."""
    seller = sellers.seller(seller_id)
    owed = {balance.currency: balance for balance in journals.balances_of(seller_id)}
    known = {one.currency: one for one in funds.funds_of(seller_id)}
    held = _held_lines(seller)
    return [
        _money(seller, owed.get(currency), known.get(currency), held.get(currency, Counter()))
        for currency in EXPONENT
        if currency in owed or currency in known
    ]


def _money(seller: Seller, owed: Balance | None, at_stripe: Funds | None, held: Counter[str]) -> SellerMoney:
    today = clock.now().date()
    balance = owed or Balance(currency=at_stripe.currency if at_stripe else "", owed_minor=0, journals=0)
    found = at_stripe or Funds(seller_id=seller.seller_id, currency=balance.currency)
    debt_minor = sum(debt.owed_minor for debt in debts.debts_of(seller.seller_id, balance.currency))
    account = seller.stripe_account
    if account is None or not account.may_receive:
        # Nothing can be transferred at all: every line waits for the same thing.
        reason: WaitReason = "NO_ACCOUNT" if account is None else "ACCOUNT_RESTRICTED"
        all_minor = balance.owed_minor + debt_minor
        held = Counter({reason: all_minor} if all_minor else {})
    return SellerMoney(
        currency=balance.currency,
        owed_minor=balance.owed_minor,
        journals=balance.journals,
        held=dict(held),
        at_stripe_minor=found.balance_minor,
        reserve_minor=reserve_minor(found, tier_of_seller(seller, today), today),
        debt_minor=debt_minor,
    )


def _held_lines(seller: Seller) -> dict[str, Counter[str]]:
    """What lines with an open case hold, by currency and reason."""
    found: dict[str, Counter[str]] = {}
    lines = transfers.by_lines(transfers.held_lines(seller.seller_id))
    for transfer in lines.values():
        due_minor = outstanding_minor(transfer, journals.journals_of(transfer.order_id))
        if transfer.holds and transfer.state is TransferState.PENDING and due_minor > 0:
            found.setdefault(transfer.currency, Counter())["CASE_OPEN"] += due_minor
    return found


def _reasons_of(seller: Seller, found: list[Transfer]) -> dict[tuple[str, str], tuple[WaitReason, ...]]:
    """Why each of a seller's transfers waits, by (order id, line id); nothing for those that were made or ended."""
    waiting = [one for one in found if one.state is TransferState.PENDING]
    running = refunded_lines.running((one.order_id, one.line_id) for one in waiting)
    account = seller.stripe_account
    return {
        (one.order_id, one.line_id): wait_reasons(
            one,
            Circumstances(
                now=clock.timestamp(),
                has_account=account is not None,
                may_receive=account is not None and account.may_receive,
                refund_runs=(one.order_id, one.line_id) in running,
            ),
        )
        for one in waiting
    }


class WaitingTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer, and why it waits."""

    transfer: Transfer
    reasons: tuple[WaitReason, ...]


def page_of_transfers(
    seller_id: str, limit: int, start: Position | None
) -> tuple[list[WaitingTransfer], Position | None]:
    """A page of a seller's transfers, the latest first, and where the next page starts."""
    found, following = transfers.of_seller(seller_id, limit, start)
    reasons = _reasons_of(sellers.seller(seller_id), found)
    return [
        WaitingTransfer(transfer=one, reasons=reasons.get((one.order_id, one.line_id), ())) for one in found
    ], following


def page_of_parts(payout: Payout, limit: int, start: Position | None) -> tuple[list[FundsEntry], Position | None]:
    """A page of what a payout consists of: what was carried over, its entries, what is kept; and where the next starts.

    The position is the number of the first entry of the next page.
    """
    first = payout.first_entry if start is None else int(start["number"])
    last = min(first + limit - 1, payout.last_entry)
    parts: list[FundsEntry] = list(funds.entries(payout.seller_id, payout.currency, first, last))
    if start is None and payout.carried_minor:
        carried = FundsEntry(kind="CARRIED", amount_minor=payout.carried_minor, booked_at=payout.created_at)
        parts.insert(0, carried)
    if last < payout.last_entry:
        return parts, {"number": last + 1}
    if payout.kept_minor:
        parts.append(FundsEntry(kind="KEPT", amount_minor=-payout.kept_minor, booked_at=payout.created_at))
    return parts, None
