"""Indexing: each minute one process moves the changes from the search outbox into the next snapshot.

It reads marks first and then boxes, consistently, and removes a mark last, if it is still the same. So a product that
changes at any time is indexed after the change, now or a minute later, and an interrupted run leaves its marks for
the next one. A condition on publishing prevents two runs from overwriting each other. A product that fails is put
last: the others are indexed, and the run raises at its end.
"""

from collections.abc import Sequence

import msgspec

from chalicelib.catalog import queries, search_outbox
from chalicelib.catalog.boxes import box_store
from chalicelib.catalog.search_outbox import Mark
from chalicelib.catalog.served_markets import served_markets
from chalicelib.kernel.runtime import aws, clock, log
from chalicelib.kernel.storage import leases, transactions
from chalicelib.search.index import local_files, snapshots
from chalicelib.search.index.document import Document, documents_of
from chalicelib.search.index.engine import Writer
from chalicelib.search.index.manifest import Manifest, RebuildClaim, Snapshot
from chalicelib.search.index.quarantine import quarantine
from chalicelib.search.index.snapshots import Current, SnapshotOvertaken

LEASE = "search-index"
# Longer than the timeout of the function: until the lease expires, its holder may still be running.
LEASE_SECONDS = 70
# A batch started by then ends within the minute.
RUN_SECONDS = 30.0
PRODUCTS_PER_BATCH = 500
# In addition to kept marks: during a claim one read must reach past them, so it serves many batches.
MARKS_PER_LOOK, MARKS_PER_CLAIMED_LOOK = PRODUCTS_PER_BATCH, 10_000


class NotIndexed(Exception):
    """Products that could not be indexed: their marks stay, and search shows their previous documents."""


class Applied(msgspec.Struct, frozen=True, kw_only=True):
    """The version that was published, and the products whose current state is not in it."""

    manifest: Manifest
    broken: frozenset[str]


def index_search() -> int:
    """Index what changed; returns how many products. 0 before the first rebuild, which will read them anyway.

    Raises: NotIndexed at the end of a run in which products failed.
    """
    holder = leases.acquire(LEASE, LEASE_SECONDS)
    if holder is None:
        return 0
    try:
        manifest = snapshots.current().manifest
        return _drain(manifest.claim) if manifest.is_built else 0
    except SnapshotOvertaken:
        # All marks remain: the next run starts from the newer version.
        log.write("search-overtaken")
        return 0
    finally:
        leases.release(LEASE, holder)


def apply(marks: Sequence[Mark]) -> Applied:
    """Publish a version with the current state of these products.

    Raises: SnapshotOvertaken.
    """
    started_from = snapshots.current()
    documents = _documents([mark.product_id for mark in marks])
    changed = {}
    for market, snapshot in started_from.manifest.markets.items():
        if (after := _changed(market, snapshot, started_from.manifest, documents)) is not None:
            changed[market] = after
    return Applied(
        manifest=_published(started_from, changed, [mark.mark for mark in marks]),
        broken=frozenset(mark.product_id for mark in marks if mark.product_id not in documents),
    )


def _drain(claim: RebuildClaim | None) -> int:
    started, indexed = clock.monotonic(), 0
    kept, broken, waiting = set[str](), set[str](), list[Mark]()
    while clock.monotonic() - started < RUN_SECONDS:
        waiting = waiting or _waiting(claim, kept, broken)
        marks, waiting = waiting[:PRODUCTS_PER_BATCH], waiting[PRODUCTS_PER_BATCH:]
        if not marks:
            break
        applied = apply(marks)
        claim = applied.manifest.claim
        broken |= applied.broken
        indexed += len(marks) - len(applied.broken)
        if claim is not None:
            # A rebuild is reading the tables and may have read these products before they changed. Their marks stay
            # until it is done, and are then indexed again.
            kept |= {mark.mark for mark in marks}
            continue
        for mark in marks:
            transactions.write_if_met(search_outbox.acknowledge_act(mark))
    log.write("search-indexed", products=indexed, broken=len(broken))
    if broken:
        raise NotIndexed(f"{len(broken)} of {len(broken) + indexed}")
    return indexed


def _waiting(claim: RebuildClaim | None, kept: set[str], broken: set[str]) -> list[Mark]:
    """The marks this run has to process, oldest first, then those an earlier run kept, newest first."""
    if claim is None:
        limit = MARKS_PER_LOOK + len(kept) + len(broken)
    else:
        limit = MARKS_PER_CLAIMED_LOOK + claim.indexed_count + len(broken)
    found = [m for m in search_outbox.pending(limit) if m.mark not in kept and m.product_id not in broken]
    if claim is None:
        return found
    again = [mark for mark in found if mark.mark <= claim.indexed_to]
    return found[len(again) :] + again[::-1]


def _documents(product_ids: Sequence[str]) -> dict[str, dict[str, Document]]:
    """Each product's documents by market, none for a product that is gone or not on sale.

    A product that fails is omitted, so that the index keeps its previous document.
    """
    on, markets = clock.timestamp(), list(served_markets().values())
    products = {product.product_id: product for product in queries.products(product_ids)}
    found: dict[str, dict[str, Document]] = {}
    for product_id in product_ids:
        try:
            held = [stored.box for stored in box_store.stored(product_id).values()]
            found[product_id] = documents_of(products[product_id], held, markets, on) if product_id in products else {}
        except Exception as error:
            if aws.is_passing(error):
                raise
            quarantine(product_id, error)
    return found


def _changed(
    market: str, snapshot: Snapshot, manifest: Manifest, documents: dict[str, dict[str, Document]]
) -> Snapshot | None:
    """The market's next snapshot, or None if it is the same as the last."""
    if not snapshot.files and not any(market in by_market for by_market in documents.values()):
        return None
    folder = local_files.laid_out(snapshot)
    try:
        writer = Writer(folder)
        for product_id, by_market in documents.items():
            writer.replace(product_id, by_market.get(market))
        if not writer.has_changed:
            return None
        writer.finish()
        return snapshots.upload(folder, manifest.rebuild_id, market, snapshot)
    finally:
        local_files.remove(folder)


def _published(started_from: Current, changed: dict[str, Snapshot], marks: Sequence[str]) -> Manifest:
    manifest, now = started_from.manifest, clock.now()
    is_claimed = manifest.claim is not None and manifest.claim.is_live(clock.epoch_seconds(now))
    claim = manifest.claim.after(marks) if manifest.claim is not None and is_claimed else None
    if not changed and claim == manifest.claim:
        return manifest
    following = Manifest(
        version=manifest.version + 1,
        published_at=clock.stamp(now),
        rebuild_id=manifest.rebuild_id,
        previous_rebuild_id=manifest.previous_rebuild_id,
        claim=claim,
        markets=manifest.markets | changed,
    )
    snapshots.publish(following, started_from)
    local_files.keep_only(following.markets.values())
    return following
