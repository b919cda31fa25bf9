"""A small story for the facts and the relay: lamps that are lit and put out."""

from chalicelib.kernel import fact_store
from chalicelib.kernel.fact_store import Fact, FactItem, Recorded
from chalicelib.kernel.storage import transactions


class LampFact(Fact, frozen=True, kw_only=True):
    lamp_id: str

    @property
    def subject(self) -> str:
        return self.lamp_id


class LampLit(LampFact, frozen=True, kw_only=True):
    colour: str = "white"


class LampPutOut(LampFact, frozen=True, kw_only=True):
    pass


class LampSold(LampFact, frozen=True, kw_only=True):
    """Nobody reacts to it."""


def record(fact: Fact) -> Recorded:
    """Record a fact by itself; it as the relay sees it."""
    act = fact_store.record_act(fact)
    transactions.commit([act])
    assert isinstance(act.model, FactItem)
    return fact_store.recorded_fact(act.model)
