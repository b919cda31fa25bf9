"""Response bodies of returns, built from values: the only place for their member names."""

from collections.abc import Sequence

from chalicelib.aftersales.cases.line_refunds import CaseRefund
from chalicelib.aftersales.cases.reasons import BACK_MARKET_CODES, ReturnReason, Wish
from chalicelib.aftersales.messages.message import Thread
from chalicelib.aftersales.returns import answers
from chalicelib.aftersales.returns.buyer_rights import Right, RightUntil
from chalicelib.aftersales.returns.device_return import DeviceReturn, Exchange, Inspection, Repair
from chalicelib.kernel.values.money import Money


def options_view(
    line_id: str,
    rights: Sequence[RightUntil],
    reasons: Sequence[tuple[ReturnReason, Sequence[Wish]]],
    *,
    extension_months: int,
    open_case: str | None,
) -> answers.ShownReturnOptions:
    """What a buyer can do with a device now."""
    return {
        "line_id": line_id,
        "rights": [{"right": each.right, "ends_at": each.ends_at} for each in rights],
        "reasons": [
            {"reason": reason, "choices": choices_view(wishes, extension_months)} for reason, wishes in reasons
        ],
        "open_case": open_case,
    }


def choices_view(wishes: Sequence[Wish], extension_months: int) -> list[answers.ShownChoice]:
    """What may be chosen, with the extension that each brings (Directive (EU) 2024/1799 art. 16)."""
    return [{"wish": wish, "extension_months": extension_months if wish == "REPAIR" else 0} for wish in wishes]


def return_view(found: DeviceReturn, title: str, ground: Right, thread: Thread) -> answers.ShownReturn:
    """A return in its current state."""
    return {
        "return_id": found.return_id,
        "order_id": found.order_id,
        "line_id": found.line_id,
        "product_id": found.product_id,
        "title": title,
        "state": found.state,
        "version": found.version,
        "reason": found.reason,
        "right": found.right,
        "ground": ground,
        "wish": found.wish,
        "fault": found.fault,
        "opened_at": found.opened_at,
        "changed_at": found.changed_at,
        "due_by": found.due_by,
        "answered_by": found.answered_by,
        "refusal": found.refusal,
        "appealed_at": found.appealed_at,
        "taken_over_at": found.taken_over_at,
        "sent_at": found.sent_at,
        "received_at": found.received_at,
        "inspection": None if found.inspection is None else _inspection(found.inspection, found.corrected_inspections),
        "repair": None if found.repair is None else _repair(found.repair),
        "exchange": None if found.exchange is None else exchange_view(found.exchange),
        "outcome": found.outcome,
        "refund_id": found.refund_id,
        "messages": thread.posted,
        "answer_by": thread.answer_by,
    }


def buyers_return(
    shown: answers.ShownReturn, choices: list[answers.ShownChoice], parcels: answers.ReturnParcels
) -> answers.BuyersReturn:
    """A return as its buyer sees it."""
    return {**shown, **parcels, "choices": choices}


def sellers_return(
    shown: answers.ShownReturn, found: DeviceReturn, parcels: answers.ReturnParcels
) -> answers.SellersReturn:
    """A return as its seller, or an operator, sees it."""
    return {
        **shown,
        **parcels,
        "seller_id": found.seller_id,
        "sku": found.sku,
        "reason_code": BACK_MARKET_CODES[found.reason],
        "unit": found.unit,
    }


def refund_view(found: DeviceReturn, refund: CaseRefund, *, dry_run: bool) -> answers.ReturnRefund:
    """A refund that was made or only computed; the accounts it moves are those of a computed one."""
    shown: answers.ReturnRefund = {
        "return_id": found.return_id,
        "state": found.state,
        "dry_run": dry_run,
        "amount": refund.amount,
        "bearer": refund.bearer,
        "refund_id": None if dry_run else refund.refund_id,
    }
    if dry_run:
        currency = refund.amount.currency
        shown["accounts"] = [
            {"account": account, "amount": Money(minor, currency)} for account, minor in sorted(refund.postings.items())
        ]
    return shown


def exchange_view(exchange: Exchange) -> answers.ShownExchange:
    """The replacement, without the offer it is of."""
    return {"grade": exchange.grade, "reserved_at": exchange.reserved_at, "shipped_at": exchange.shipped_at}


def _inspection(inspection: Inspection, corrected: Sequence[Inspection]) -> answers.ShownInspection:
    return {**_stated(inspection), "corrected": [_stated(each) for each in corrected]}


def _stated(inspection: Inspection) -> answers.StatedInspection:
    return {
        "inspected_at": inspection.inspected_at,
        "is_sold_unit": inspection.is_sold_unit,
        "finding": inspection.finding,
    }


def _repair(repair: Repair) -> answers.ShownRepair:
    return {
        "fault": repair.fault,
        "started_at": repair.started_at,
        "finished_at": repair.finished_at,
        "parts": list(repair.parts),
    }
