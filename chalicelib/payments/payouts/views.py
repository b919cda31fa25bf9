"""Sellers' money as clients see it."""

from collections import Counter
from collections.abc import Iterable

from chalicelib.kernel.values.money import Money
from chalicelib.payments.ledger.seller_entry import SaleParts, SellerEntry, SellerEntryKind
from chalicelib.payments.payouts import answers
from chalicelib.payments.payouts.funds_entry import FundsEntry
from chalicelib.payments.payouts.payout import Payout
from chalicelib.payments.payouts.seller_money import SellerMoney, WaitingTransfer
from chalicelib.payments.payouts.statements import DatedEntry, MonthStatement
from chalicelib.payments.transfers.transfer import Transfer, shown_state
from chalicelib.payments.transfers.transfer_lifecycle import WaitReason


def transfer_view(transfer: Transfer, reasons: tuple[WaitReason, ...]) -> answers.TransferAnswer:
    """A transfer, with everything it waits for."""
    return {
        "order_id": transfer.order_id,
        "line_id": transfer.line_id,
        "sku": transfer.sku,
        "state": shown_state(transfer, reasons),
        "waits_for": list(reasons),
        "reason": transfer.reason,
        "net": Money(transfer.net_minor, transfer.currency),
        "transferred": Money(transfer.transferred_minor, transfer.currency),
        "shipped_at": transfer.opened_at,
        "delivered_at": transfer.delivered_at,
        "available_at": transfer.available_at,
    }


def waiting_transfer_view(waiting: WaitingTransfer) -> answers.TransferAnswer:
    """A transfer, with everything it waits for."""
    return transfer_view(waiting.transfer, waiting.reasons)


def ops_transfer_view(transfer: Transfer) -> answers.OpsTransfer:
    """A transfer for the operators."""
    return {**transfer_view(transfer, ()), "seller_id": transfer.seller_id}


def balance_view(money: SellerMoney) -> answers.BalanceAnswer:
    """A seller's money in a currency."""
    held: list[answers.HeldMoney] = [
        {"reason": reason, "amount": Money(minor, money.currency)}  # type: ignore[typeddict-item]
        for reason, minor in sorted(money.held.items())
    ]
    if money.reserve_minor:
        held.append({"reason": "RESERVE", "amount": Money(money.reserve_minor, money.currency)})
    return {
        "currency": money.currency,
        "pending": Money(money.pending_minor, money.currency),
        "held": held,
        "available": Money(money.at_stripe_minor - money.reserve_minor, money.currency),
        "debt": Money(money.debt_minor, money.currency),
        "owed": Money(money.owed_minor, money.currency),
        "journals": money.journals,
    }


def payout_view(payout: Payout) -> answers.PayoutAnswer:
    """A payout."""
    return {
        "payout_id": payout.payout_id,
        "state": payout.state,
        "amount": Money(payout.amount_minor, payout.currency),
        "carried": Money(payout.carried_minor, payout.currency),
        "kept": Money(payout.kept_minor, payout.currency),
        "entries": payout.last_entry - payout.first_entry + 1,
        "created_at": payout.created_at,
        "changed_at": payout.changed_at,
        "arrives_on": payout.arrives_on,
        "bank_reference": payout.bank_reference,
        "code": payout.code,
    }


def ops_payout_view(payout: Payout) -> answers.OpsPayout:
    """A payout for the operators."""
    return {**payout_view(payout), "seller_id": payout.seller_id}


def entry_view(entry: FundsEntry, currency: str) -> answers.PayoutEntry:
    """A movement as a part of a payout."""
    return {
        "kind": entry.kind,
        "amount": Money(entry.amount_minor, currency),
        "booked_at": entry.booked_at,
        "order_id": entry.order_id,
        "line_id": entry.line_id,
        "sku": entry.sku,
    }


def ledger_entry_view(dated: DatedEntry) -> answers.LedgerEntry:
    """A posting on the seller's account, with the time at which its line's money becomes available."""
    entry = dated.entry
    shown: answers.LedgerEntry = {
        "entry_id": entry.entry_id,
        "kind": entry.kind,
        "order_id": entry.order_id,
        "line_id": entry.line_id,
        "sku": entry.sku,
        "amount": Money(entry.amount_minor, entry.currency),
        "booked_at": entry.booked_at,
        "available_at": dated.available_at,
        "journal_id": entry.journal_id,
    }
    if entry.parts is not None:
        shown["parts"] = _parts_view(entry.parts, entry.currency)
    return shown


def _parts_view(parts: SaleParts, currency: str) -> answers.EntryParts:
    return {
        "price": Money(parts.price_minor, currency),
        "shipping": Money(parts.shipping_minor, currency),
        "commission": Money(parts.commission_minor, currency),
        "commission_vat": Money(parts.commission_vat_minor, currency),
    }


def statement_view(found: MonthStatement) -> answers.StatementAnswer:
    """A month's statement."""
    return {
        "month": found.first_day.isoformat()[:7],
        "first_day": found.first_day,
        "last_day": found.last_day,
        "entries": [ledger_entry_view(dated) for dated in found.entries],
        "totals": _totals_view([dated.entry for dated in found.entries]),
        "payouts": [payout_view(payout) for payout in found.payouts],
    }


def _totals_view(entries: Iterable[SellerEntry]) -> list[answers.StatementTotals]:
    """Entries added up by currency and kind."""
    sums: dict[str, Counter[SellerEntryKind]] = {}
    for entry in entries:
        sums.setdefault(entry.currency, Counter())[entry.kind] += entry.amount_minor
    return [
        {
            "currency": currency,
            "by_kind": {kind: Money(minor, currency) for kind, minor in sorted(kinds.items())},
            "total": Money(sum(kinds.values()), currency),
        }
        for currency, kinds in sorted(sums.items())
    ]
