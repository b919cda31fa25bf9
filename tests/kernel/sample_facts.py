"""Sample facts for the tests of facts and the relay: devices that are listed, withdrawn and sold."""

from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Fact, FactItem, Recorded
from chalicelib.kernel.storage import transactions


class DeviceFact(Fact, frozen=True, kw_only=True):
    device_id: str

    @property
    def subject(self) -> str:
        return self.device_id


class DeviceListed(DeviceFact, frozen=True, kw_only=True):
    colour: str = "white"


class DeviceWithdrawn(DeviceFact, frozen=True, kw_only=True):
    pass


class DeviceSold(DeviceFact, frozen=True, kw_only=True):
    """Nobody reacts to it."""


def record(fact: Fact) -> Recorded:
    """Record a fact by itself; it as the relay sees it."""
    act = fact_store.record_act(fact)
    transactions.commit([act])
    assert isinstance(act.model, FactItem)
    return fact_store.recorded_fact(act.model)
