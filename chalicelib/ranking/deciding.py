"""Deciding: a product's boxes follow its offers, whoever decides at the same time."""

from collections.abc import Collection

import msgspec

from chalicelib.catalog import boxes, queries, quoting
from chalicelib.catalog.boxes import BoxOvertaken, Change
from chalicelib.catalog.offer import OfferTerms
from chalicelib.catalog.product import Product
from chalicelib.facts import BoxPassed
from chalicelib.kernel import clock, facts, house, log, transactions
from chalicelib.kernel.errors import Unavailable
from chalicelib.ranking.contests import Penalties, boxes_of
from chalicelib.sellers import standing

ROUNDS_MAX = 6
PRODUCTS_PAGE = 50
# A function may run for 15 minutes; a night that is too short goes on the next one.
NIGHT_SECONDS = 600.0
CURSOR = "cursor#ranking"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What a page of a walk over products did. `position` is where the next one goes on, None at the end."""

    products: int
    boxes_changed: int
    failed: int = 0
    position: queries.Position | None = None


def decide_product(product_id: str, also_offer_id: str | None = None) -> int:
    """Decide every box of a product anew; how many changed. NotFound, Unavailable while others keep deciding.

    `also_offer_id` is an offer known to be of this product: the index may not have it yet.
    """
    return _decide(queries.product(product_id), also_offer_id)


def rerank_page(position: queries.Position | None) -> Run:
    """Decide a page of products, in the order of the category tree; one that breaks does not stop the others."""
    products, following = queries.category_page(None, PRODUCTS_PAGE, position)
    changed = failed = 0
    for product in products:
        try:
            changed += _decide(product)
        except Exception as error:  # noqa: BLE001 - the other products' boxes do not wait for this one
            failed += 1
            log.failure("rerank-failed", error, product_id=product.product_id)
    return Run(products=len(products), boxes_changed=changed, failed=failed, position=following)


def rerank_all() -> int:
    """Decide every product, going on where the last run had to stop; how many boxes changed."""
    started, position = clock.monotonic(), _stored_position()
    products = changed = failed = 0
    while True:
        page = rerank_page(position)
        products, changed, failed = products + page.products, changed + page.boxes_changed, failed + page.failed
        position = page.position
        if position is None or clock.monotonic() - started > NIGHT_SECONDS:
            _store(position)
            log.write("reranked", products=products, boxes_changed=changed, failed=failed)
            return changed


def offers_of(product_id: str, also_offer_id: str | None = None) -> Collection[OfferTerms]:
    """The offers of a product as they are now."""
    offer_ids = set(queries.offer_ids_of_product(product_id)) | ({also_offer_id} if also_offer_id else set())
    return [offer for offer in quoting.terms_of(offer_ids).values() if offer.product_id == product_id]


def penalties_of(offers: Collection[OfferTerms]) -> Penalties:
    """What each offer's seller is expected to cost in its category."""
    return standing.penalties((offer.seller_id, offer.category) for offer in offers)


def _decide(product: Product, also_offer_id: str | None = None) -> int:
    changed = 0
    for _ in range(ROUNDS_MAX):
        changes = _changes(product, also_offer_id)
        if not changes:
            return changed
        # Having written, look again: somebody who read newer offers may have found his decision in place, written
        # nothing, and been overwritten by ours. Only a look that changes nothing ends a decision.
        changed += _written(product.product_id, changes)
    raise Unavailable()


def _changes(product: Product, also_offer_id: str | None) -> list[Change]:
    # Boxes before offers: a decision is refused if anybody wrote the box since, so it is never made from offers
    # older than the box it replaces.
    before = boxes.stored(product.product_id)
    offers = offers_of(product.product_id, also_offer_id)
    holders = {place: stored.box.offer_id for place, stored in before.items()}
    decided = boxes_of(product, offers, penalties_of(offers), holders=holders, on=clock.timestamp())
    return boxes.differences(before, decided)


def _written(product_id: str, changes: list[Change]) -> int:
    """How many boxes were changed: all, or none where one of them was decided by somebody else meanwhile."""
    passed = [facts.recording(_passed(product_id, change)) for change in changes if change.is_passed]
    try:
        transactions.commit([*boxes.storing(product_id, changes), *passed])
    except BoxOvertaken:
        return 0
    return len(changes)


def _passed(product_id: str, change: Change) -> BoxPassed:
    lost, won = change.before.box if change.before else None, change.after
    market, grade = change.place.split("#")
    return BoxPassed(
        product_id=product_id,
        market=market,
        grade=grade,
        won_offer_id=won.offer_id if won else None,
        won_seller_id=won.seller_id if won else None,
        lost_offer_id=lost.offer_id if lost else None,
        lost_seller_id=lost.seller_id if lost else None,
    )


def _stored_position() -> queries.Position | None:
    stored = house.find(CURSOR)
    if stored is None or stored.content is None:
        return None
    position: queries.Position | None = msgspec.json.decode(stored.content)
    return position


def _store(position: queries.Position | None) -> None:
    content = msgspec.json.encode(position).decode()
    transactions.write(transactions.put(house.item(CURSOR, content, keep_days=None)))
