"""The device whose refusal stands, on its way back to the buyer."""

from chalicelib.aftersales.returns import return_steps
from chalicelib.aftersales.returns.device_return import DeviceReturn
from chalicelib.aftersales.returns.parcels import seal_to_buyer_act
from chalicelib.aftersales.returns.return_lifecycle import IllegalReturnStep, ReturnState
from chalicelib.aftersales.returns.return_steps import Step
from chalicelib.people.person import Identifiers


def send_back(return_id: str, parcel: Identifiers) -> DeviceReturn:
    """The seller sent the device back to its buyer, which ends the return; idempotent.

    Raises: NotFound, FiscalRecordErased, IllegalReturnStep, Conflict.
    """

    def decide(found: DeviceReturn) -> Step | None:
        if found.outcome == "SENT_BACK":
            return None
        if found.state is not ReturnState.TO_SEND_BACK:
            raise IllegalReturnStep("The device need not go back", state=found.state)
        return Step(
            target=ReturnState.CLOSED,
            changes={"outcome": "SENT_BACK"},
            acts=(seal_to_buyer_act(found, "SENT_BACK", parcel),),
        )

    return return_steps.carry_out(return_id, decide)
