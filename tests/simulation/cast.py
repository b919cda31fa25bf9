"""Everybody who acts in a market, what they were told, and the invariants that watch every write meanwhile."""

import re

from tests.simulation import market_world
from tests.simulation.banks import Banks
from tests.simulation.buyers import Buyer, Spoken, Wishes
from tests.simulation.case_handling import AfterSale
from tests.simulation.cases import CaseInvariants
from tests.simulation.cell_template import OPERATORS
from tests.simulation.functions import Run
from tests.simulation.invariants import Invariants
from tests.simulation.market_world import MarketWorld
from tests.simulation.operators import Operators
from tests.simulation.sellers import Handling, Sellers
from tests.simulation.stored import PREFIX, Item

_intents = re.compile(rb"pi_\w+")


class Cast:
    """The people of one market. `units` are the units of each offer, as if received."""

    def __init__(
        self,
        world: MarketWorld,
        *,
        seed: str,
        units: tuple[int, ...],
        handlings: tuple[Handling, ...] | None = None,
        has_lively_operators: bool = False,
        has_after_sale: bool = False,
    ) -> None:
        self._world = world
        self._seed = seed
        self._market = market_world.seeded()
        self._buyers: dict[str, Buyer] = {}
        self.spoken: list[Spoken] = []
        self._spoken_read = 0
        self._told: set[str] = set()
        self.invariants = Invariants(world)
        self.invariants.watch()
        self.invariants.is_told = self.is_told
        self._stock(units)
        sellers = Sellers(
            world, self._market, seed=seed, written=handlings, spoken=self.spoken, are_diligent=has_after_sale
        )
        key = self._market.seller_keys[OPERATORS]
        self.operators = Operators(world, key, seed=seed, are_lively=has_lively_operators)
        self.invariants.heard += [sellers.hear, self._hear]
        CaseInvariants(self.invariants)
        self.after_sale: AfterSale | None = None
        if has_after_sale:
            self.after_sale = AfterSale(world, self._market, sellers, self.invariants, seed=seed)
            self.invariants.heard.append(Banks(world, seed=seed).hear)
        world.functions.ended = self._look_at_end
        self._look_at_every_call()

    def _look_at_every_call(self) -> None:
        look = self._world.external_calls.seen

        def seen(service: str, about: str) -> None:
            look(service, about)
            if service == "stripe":
                self.invariants.look_at_stripe()

        self._world.external_calls.seen = seen

    def add_buyer(self, number: int, wanted: Wishes) -> None:
        """A buyer who comes when the wishes say so."""
        buyer = Buyer(self._world, number, wanted, seed=self._seed, offers=self._market.offers, spoken=self.spoken)
        self._buyers[buyer.order_id] = buyer
        buyer.start()

    def is_told(self, intent_id: str) -> bool:
        """Whether a client holds the intent's secret, or can still be given it."""
        for each in self.spoken[self._spoken_read :]:
            self._told.update(found.decode() for found in _intents.findall(each.answer.body))
        self._spoken_read = len(self.spoken)
        return intent_id in self._told or intent_id in self.invariants.stripe_ids

    def _hear(self, name: str, body: Item) -> None:
        buyer = self._buyers.get(body.get("order_id", ""))
        if buyer is not None:
            buyer.hear(name)

    def _stock(self, units: tuple[int, ...]) -> None:
        """The units of this market, put there as if received."""
        table = self._world.aws.dynamodb.database.tables[f"{PREFIX}stock"]
        for offer, received in zip(self._market.offers, units, strict=True):
            place = table.keys.place_of({"offer_id": {"S": offer.offer_id}})
            row = table.row(place)
            if row is not None:
                table.space.put(place, row._replace(item=row.item | {"available": {"N": str(received)}}))
            self.invariants.received[offer.offer_id] = received

    def _look_at_end(self, run: Run) -> None:
        """Whoever nobody struck neither breaks nor says that it is broken."""
        if run.strikes:
            return
        self.invariants.check(run.error is None, f"{run.function} raised {run.error!r}, and no fault struck it")
        if run.error is None and run.function == "api_handler":
            status, path = run.answer["statusCode"], run.event["path"]
            self.invariants.check(status != 500, f"{path} was answered 500, and no fault struck it")
        if run.error is None and run.function == "relay_facts":
            self.invariants.check(not run.answer["batchItemFailures"], "the relay failed, and no fault struck it")
