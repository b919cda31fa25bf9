"""The offers of a product in ranking order, with the reasons."""

import msgspec

from chalicelib.catalog import queries
from chalicelib.catalog.boxes import box_store
from chalicelib.catalog.boxes.box import box_key
from chalicelib.catalog.offers.offer import Grade, OfferTerms
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import cursors
from chalicelib.markets.market import Market
from chalicelib.ranking.decision.box_decision import offers_of, penalties_of
from chalicelib.ranking.decision.candidates import candidate, competing_offers, contest_of
from chalicelib.ranking.decision.scoring import Position, is_held_by_margin, positions, rank

# The end of a page: total, creation time and id of its last offer, the order of the list.
After = tuple[int, str, str]


class RankedOfferLine(msgspec.Struct, frozen=True, kw_only=True):
    """An offer at its position; `holds_box` if it is shown first, whatever its position."""

    offer: OfferTerms
    standing: Position
    holds_box: bool
    held_by_margin: bool

    @property
    def after(self) -> After:
        return self.standing.score.total_minor, self.offer.created_at, self.offer.offer_id

    @property
    def reasons(self) -> tuple[str, ...]:
        """Keys of POSITION_MEANINGS: the reason for the position, then why it is shown first from another one."""
        return (self.standing.reason, "held_by_margin") if self.held_by_margin else (self.standing.reason,)


class ExcludedOffer(msgspec.Struct, frozen=True, kw_only=True):
    """An offer that is not eligible, with all reasons."""

    offer: OfferTerms
    reasons: tuple[str, ...]


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """The offers of a product in a grade and market: eligible ones in order, and the others."""

    listed: list[RankedOfferLine]
    refused: list[ExcludedOffer]

    def refused_of(self, seller_id: str) -> list[ExcludedOffer]:
        """The ineligible offers of a seller, which are shown to that seller alone."""
        return [each for each in self.refused if each.offer.seller_id == seller_id]


def ranked_offers(product_id: str, market: Market, grade: Grade) -> Ranked:
    """The offers of a product in a grade, ranked in a market.

    Raises: NotFound.
    """
    product = queries.product(product_id)
    there = [offer for offer in offers_of(product_id) if offer.grade == grade]
    offers = {offer.offer_id: offer for offer in competing_offers(there, grade)}
    penalties = penalties_of(offers.values())
    contest = contest_of(product, market, clock.timestamp())
    ranking = rank((candidate(offer, market.code, penalties) for offer in offers.values()), contest)
    stored = box_store.stored(product_id).get(box_key(market.code, grade))
    holder_offer_id = stored.box.offer_id if stored else None
    listed = [
        RankedOfferLine(
            offer=offers[standing.offer_id],
            standing=standing,
            holds_box=one.offer_id == holder_offer_id,
            held_by_margin=one.offer_id == holder_offer_id and is_held_by_margin(ranking.eligible, one, contest),
        )
        for one, standing in zip(ranking.eligible, positions(ranking.eligible), strict=True)
    ]
    refused = [
        ExcludedOffer(offer=offers[each.candidate.offer_id], reasons=each.reasons) for each in ranking.ineligible
    ]
    withdrawn = [ExcludedOffer(offer=offer, reasons=("withdrawn",)) for offer in there if offer.offer_id not in offers]
    return Ranked(listed=listed, refused=[*refused, *withdrawn])


def page(
    listed: list[RankedOfferLine], limit: int, position: cursors.Position | None
) -> tuple[list[RankedOfferLine], cursors.Position | None]:
    """The next `limit` offers after a position, and the position of the next page, None at the end."""
    after = tuple(position["after"]) if position else None
    rest = [each for each in listed if after is None or each.after > after]
    return rest[:limit], {"after": rest[limit - 1].after} if len(rest) > limit else None
