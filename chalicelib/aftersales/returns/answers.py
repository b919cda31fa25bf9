"""The response bodies of returns."""

from typing import NotRequired, TypedDict

from chalicelib.aftersales.cases.reasons import Fault, ReturnReason, Wish
from chalicelib.aftersales.returns.buyer_rights import Right
from chalicelib.aftersales.returns.device_return import Finding, Party, RefusalReason, ReturnOutcome, UnitFate
from chalicelib.aftersales.returns.return_lifecycle import ReturnState
from chalicelib.kernel.values.money import Money
from chalicelib.payments.refund import Bearer
from chalicelib.people.person import Identifiers


class ShownRight(TypedDict):
    """A right of the buyer, and when it ends or ended."""

    right: Right
    ends_at: str


class ShownChoice(TypedDict):
    """What may be chosen, and by how many months a repair extends the legal guarantee, 0 for anything else."""

    wish: Wish
    extension_months: int


class ReasonChoices(TypedDict):
    """A reason that can be stated now, with what may be chosen for it."""

    reason: ReturnReason
    choices: list[ShownChoice]


class ShownReturnOptions(TypedDict):
    """What a buyer can do with a device now. `open_case` is the return or claim that has to end first."""

    line_id: str
    rights: list[ShownRight]
    reasons: list[ReasonChoices]
    open_case: str | None


class StatedInspection(TypedDict):
    """What the seller stated; `is_sold_unit` is whether the serial number is that of the device that was sold."""

    inspected_at: str
    is_sold_unit: bool
    finding: Finding


class ShownInspection(StatedInspection):
    """What the seller found. `corrected` is what it stated before it corrected the inspection, oldest first."""

    corrected: list[StatedInspection]


class ShownRepair(TypedDict):
    """The repair: the part that failed, and the parts that were changed."""

    fault: Fault
    started_at: str
    finished_at: str | None
    parts: list[str]


class ShownExchange(TypedDict):
    """The device that replaces the one that came back."""

    grade: str
    reserved_at: str
    shipped_at: str | None


class ShownReturn(TypedDict):
    """A return in its current state. `due_by` is when the platform acts unless somebody does.

    `ground` is the right on which the case rests, `right` the strongest in force, which decides what is refunded.
    """

    return_id: str
    order_id: str
    line_id: str
    product_id: str
    title: str
    state: ReturnState
    version: int
    reason: ReturnReason
    right: Right
    ground: Right
    wish: Wish
    fault: Fault | None
    opened_at: str
    changed_at: str
    due_by: str | None
    answered_by: Party | None
    refusal: RefusalReason | None
    appealed_at: str | None
    taken_over_at: str | None
    sent_at: str | None
    received_at: str | None
    inspection: ShownInspection | None
    repair: ShownRepair | None
    exchange: ShownExchange | None
    outcome: ReturnOutcome | None
    refund_id: str | None
    messages: int
    answer_by: str | None


class ReturnParcels(TypedDict):
    """The parcel a device comes back in, and the one in which it goes to its buyer, repaired or refused."""

    parcel: Identifiers | None
    parcel_to_buyer: Identifiers | None


class BuyersReturn(ShownReturn, ReturnParcels):
    """A return as its buyer sees it, with what may still be chosen."""

    choices: list[ShownChoice]


class SellersReturn(ShownReturn, ReturnParcels):
    """A return as its seller sees it; `reason_code` is Back Market's code for the reason."""

    seller_id: str
    sku: str
    reason_code: int
    unit: UnitFate | None


class RefundedAccount(TypedDict):
    """What a refund takes from an account, or gives to it."""

    account: str
    amount: Money


class ReturnRefund(TypedDict):
    """The refund of a return, made or only computed. `refund_id` is null where nothing was left to refund."""

    return_id: str
    state: ReturnState
    dry_run: bool
    amount: Money
    bearer: Bearer | None
    refund_id: str | None
    accounts: NotRequired[list[RefundedAccount]]
