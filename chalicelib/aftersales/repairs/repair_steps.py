"""A repair: begun after the inspection, finished when the device is on its way to the buyer."""

import msgspec

from chalicelib.aftersales.cases import open_cases
from chalicelib.aftersales.cases.reasons import Fault
from chalicelib.aftersales.guarantees.extensions import extension_acts
from chalicelib.aftersales.messages.message_posts import note_acts
from chalicelib.aftersales.returns import return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn, Repair
from chalicelib.aftersales.returns.parcels import seal_to_buyer_act
from chalicelib.aftersales.returns.remedies import REPAIRS_MAX, require_sold_unit
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep, ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.facts.aftersales import RepairFinished, RepairStarted
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values.problems import Problem
from chalicelib.people.person import Identifiers


class RepairedBefore(Problem):
    """`fault` was repaired before: the buyer gets another device or the money."""

    slug, status, title = "repaired-before", 409, "The same fault is not repaired a second time"


class RepairNoteMissing(Problem):
    """`fault` is the part that was to be repaired; another one was changed, and the buyer is to read why."""

    slug, status, title = "repair-note-missing", 409, "Another part was changed than the one that failed: say why"


def start(return_id: str, fault: Fault) -> DeviceReturn:
    """Begin to repair; idempotent.

    Raises: NotFound, NotTheSoldUnit, RepairedBefore, IllegalReturnStep for a return that is not for repair or whose
    unit was taken back, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.state is ReturnState.IN_REPAIR:
            return None
        if found.wish != "REPAIR" or found.unit is not None:
            raise IllegalReturnStep(f"The buyer wishes {found.wish}", state=found.state)
        require_sold_unit("REPAIR", found)
        if open_cases.history_of(found.order_id, found.line_id).remedied(fault) >= REPAIRS_MAX:
            raise RepairedBefore(fault=fault)
        return Step(
            target=ReturnState.IN_REPAIR,
            changes={"repair": Repair(fault=fault, started_at=clock.timestamp())},
            fact=lambda after: RepairStarted(**return_steps.names(after), fault=fault),
        )

    return return_steps.carry_out(return_id, decide)


def finish(return_id: str, parts: tuple[str, ...], parcel: Identifiers, note: str | None = None) -> DeviceReturn:
    """The device was repaired and sent to the buyer; the legal guarantee is extended in the same transaction.

    The note becomes a message of the seller in the thread.
    Raises: NotFound, RepairNoteMissing, FiscalRecordErased, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.repair is None:
            raise IllegalReturnStep("No repair was begun", state=found.state)
        if note is None and is_unexpected(found.repair.fault, parts):
            raise RepairNoteMissing(fault=found.repair.fault)
        done = msgspec.structs.replace(found.repair, parts=parts, finished_at=clock.timestamp())
        return Step(
            target=ReturnState.REPAIRED,
            changes={"repair": done, "outcome": "REPAIRED"},
            fact=lambda after: RepairFinished(**return_steps.names(after), fault=done.fault, parts=parts),
            acts=(
                seal_to_buyer_act(found, "REPAIRED", parcel),
                *extension_acts(found.order_id, found.line_id, return_id, claimed_at=found.opened_at),
                *note_acts(found.person_id, return_id, note, author="SELLER"),
            ),
        )

    return return_steps.carry_out(return_id, decide)


def is_unexpected(fault: Fault, parts: tuple[str, ...]) -> bool:
    """Whether the parts that were changed leave out the one that failed. Where none is named, nothing can differ."""
    return bool(parts) and fault != "OTHER" and fault not in parts
