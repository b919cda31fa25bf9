"""Rebuilding the index from all products and boxes, every night and before the first search, next to the current one.

It claims the manifest, then reads every box, and publishes only while the claim is its own. During a claim indexers
publish changes but remove no mark, so what this run read too early is indexed again afterwards.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from chalicelib.catalog import queries
from chalicelib.catalog.boxes import box_store
from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.served_markets import served_markets
from chalicelib.kernel.runtime import clock, log
from chalicelib.kernel.storage import transactions
from chalicelib.kernel.values import ids
from chalicelib.search.index import local_files, snapshots
from chalicelib.search.index.document import documents_of
from chalicelib.search.index.engine import Writer
from chalicelib.search.index.manifest import Manifest, RebuildClaim, Snapshot
from chalicelib.search.index.quarantine import quarantine
from chalicelib.search.index.snapshots import Current, SnapshotOvertaken

# After the nightly re-ranking of all boxes (`rerank_all`).
NIGHT_HOUR = 4
# A function runs for at most fifteen minutes; a claim is valid for longer than that.
CLAIM_SECONDS = 1_200
BUILD_SECONDS = 780.0
PRODUCTS_PER_READ = 100
# The most products that are quarantined. If more fail, the cause is elsewhere, and the current index is better.
BROKEN_PRODUCTS_MAX = 100


class TooSlow(Exception):
    """The catalogue is larger than one run can read: nothing was published, the current index stays."""


def rebuild_if_due() -> int:
    """Rebuild if a market has no index, or once after the hour of each night; returns the products, 0 if not due."""
    manifest, now = snapshots.current().manifest, clock.now()
    night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    if now < night:
        night -= timedelta(days=1)
    has_every_market = served_markets().keys() <= manifest.markets.keys()
    if has_every_market and ids.ulid_moment(manifest.rebuild_id) >= night:
        return 0
    return rebuild_search()


def rebuild_search() -> int:
    """Build and publish the index of every market; returns its products, 0 while another process builds.

    A product that fails is quarantined.

    Raises: TooSlow, SnapshotOvertaken, Conflict, or the failure of the products if too many fail.
    """
    claimed = _claimed()
    if claimed is None:
        return 0
    rebuild_id = claimed.rebuild_id
    folders = {market: local_files.empty_folder() for market in served_markets()}
    try:
        products = _build(folders)
        built = {market: snapshots.upload(folder, rebuild_id, market, None) for market, folder in folders.items()}
    finally:
        for folder in folders.values():
            local_files.remove(folder)
    if not _publish(rebuild_id, built):
        log.write("search-rebuild-overtaken", rebuild_id=rebuild_id)
        return 0
    log.write("search-rebuilt", rebuild_id=rebuild_id, products=products)
    return products


def _claimed() -> RebuildClaim | None:
    """This run's claim as written, or None while another one is valid.

    Raises: SnapshotOvertaken.
    """
    started_from, now = snapshots.current(), clock.now()
    standing = started_from.manifest.claim
    if standing is not None and standing.is_live(clock.epoch_seconds(now)):
        return None
    claim = RebuildClaim(rebuild_id=ids.new_ulid(), until_epoch=clock.epoch_seconds(now) + CLAIM_SECONDS)
    snapshots.publish(_following(started_from, claim=claim), started_from)
    return claim


def _publish(rebuild_id: str, built: dict[str, Snapshot]) -> bool:
    """Publish the new index over any version, on the condition that the claim is still this run's."""

    def attempt() -> bool:
        started_from = snapshots.current()
        claim = started_from.manifest.claim
        if claim is None or claim.rebuild_id != rebuild_id:
            return False
        published = snapshots.publish(_following(started_from, rebuild_id=rebuild_id, markets=built), started_from)
        manifest = published.manifest
        snapshots.remove_all_but((manifest.rebuild_id, manifest.previous_rebuild_id))
        return True

    return transactions.retry_on_conflict(attempt, SnapshotOvertaken)


def _following(
    started_from: Current,
    *,
    claim: RebuildClaim | None = None,
    rebuild_id: str | None = None,
    markets: dict[str, Snapshot] | None = None,
) -> Manifest:
    """The version after one: with a claim, or with a new index."""
    before = started_from.manifest
    return Manifest(
        version=before.version + 1,
        published_at=clock.timestamp(),
        rebuild_id=before.rebuild_id if rebuild_id is None else rebuild_id,
        previous_rebuild_id=before.previous_rebuild_id if rebuild_id is None else before.rebuild_id,
        claim=claim,
        markets=before.markets if markets is None else markets,
    )


def _build(folders: dict[str, Path]) -> int:
    started, on, markets = clock.monotonic(), clock.timestamp(), list(served_markets().values())
    writers = {market: Writer(folder) for market, folder in folders.items()}
    seen, broken = set[str](), 0
    for product, held in _described(_products_with_boxes()):
        if clock.monotonic() - started > BUILD_SECONDS:
            raise TooSlow()
        if product.product_id in seen:
            # The boxes of a product are usually adjacent but need not be: a product seen again is read completely.
            held = [stored.box for stored in box_store.stored(product.product_id).values()]
            for writer in writers.values():
                writer.forget(product.product_id)
        seen.add(product.product_id)
        try:
            documents = documents_of(product, held, markets, on)
        except Exception as error:
            broken += 1
            if broken > BROKEN_PRODUCTS_MAX:
                raise
            quarantine(product.product_id, error)
            continue
        for market, document in documents.items():
            writers[market].add(document)
    for writer in writers.values():
        writer.finish()
    return len(seen) - broken


def _products_with_boxes() -> Iterator[tuple[str, list[Box]]]:
    """The products with boxes in the order of the stored boxes, page by page."""
    product_id, held = "", list[Box]()
    position: queries.Position | None = None
    while True:
        page, position = queries.box_page(position)
        for box in page:
            if box.product_id != product_id and held:
                yield product_id, held
                held = []
            product_id = box.product_id
            held.append(box)
        if position is None:
            break
    if held:
        yield product_id, held


def _described(grouped: Iterator[tuple[str, list[Box]]]) -> Iterator[tuple[Product, Sequence[Box]]]:
    """Products with their boxes; products are read a hundred at a time."""
    waiting: dict[str, list[Box]] = {}
    for product_id, held in grouped:
        if len(waiting) == PRODUCTS_PER_READ or product_id in waiting:
            yield from _read(waiting)
            waiting = {}
        waiting[product_id] = held
    yield from _read(waiting)


def _read(waiting: dict[str, list[Box]]) -> Iterator[tuple[Product, Sequence[Box]]]:
    for product in queries.products(waiting):
        yield product, waiting[product.product_id]
