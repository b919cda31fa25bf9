"""Re-ranking: every product's boxes looked at again, in parts over a queue, whatever is lost or doubled on the way.

Scans of the tables are spread over files by shard of product; each shard computes its boxes by the rule and compares.
That only finds what differs: those products are decided again by `deciding`, from what is stored then.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from chalicelib.catalog.table_scans import TABLES
from chalicelib.kernel import queues
from chalicelib.kernel.runtime import aws, clock, log
from chalicelib.kernel.runtime.settings import settings
from chalicelib.ranking.decision.box_decision import decide_product
from chalicelib.ranking.decision.candidates import boxes_of
from chalicelib.ranking.nightly import runs, shard_files
from chalicelib.ranking.nightly.run_parts import Run, RunCounts, RunPart, scans, shards
from chalicelib.ranking.nightly.shard_files import Gathered
from chalicelib.sellers.quality.standing import Penalties, penalties_among

# A shard of which everything differs (a new policy) goes on in another message before its function's time is up.
SHARD_SECONDS = 240.0

# What a reaction decides itself, within seconds; what is more goes over the queue in messages of as many.
PRODUCTS_AT_ONCE = 50

_decode = msgspec.json.Decoder(RunPart).decode


def rerank_all() -> Run:
    """Start a run, or answer the one that is under way."""
    run, is_new = runs.begin()
    if is_new:
        _send(scans(run.run_id))
    return run


def rerank_some(product_ids: Iterable[str]) -> None:
    """Decide products that one fact touched: here if they are few, else over the queue."""
    touched = sorted(set(product_ids))
    groups = [tuple(touched[start : start + PRODUCTS_AT_ONCE]) for start in range(0, len(touched), PRODUCTS_AT_ONCE)]
    if len(groups) > 1:
        return _send(RunPart(kind="products", product_ids=group) for group in groups)
    for group in groups:
        _decide_each(group)
    return None


def start_or_resume_nightly_run() -> str | None:
    """Begin the night's run when it is time, and send again what got lost of one that is under way; the run's id."""
    run = runs.latest()
    if run is not None and runs.is_under_way(run):
        if runs.claim_resending(run):
            _send(runs.missing(run))
        return run.run_id
    begun = runs.begin_night()
    if begun is None:
        return None
    _send(scans(begun.run_id))
    return begun.run_id


def work(event: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out the parts of a queue batch; one that fails comes again alone."""
    return queues.work(event, lambda body, _: _carry_out(_decode(body)))


def _carry_out(part: RunPart) -> None:
    if part.kind == "products":
        return _decide_each(part.product_ids)
    if part.kind == "shard":
        return _rank(part)
    if part.table == "standings":
        shard_files.spread_penalties(part.run_id)
    else:
        shard_files.write_shards(part.run_id, next(table for table in TABLES if table == part.table), part.number)
    runs.finish(part, RunCounts())
    # Also when somebody else counted it: he may have died before he sent this.
    if runs.run(part.run_id).state == "RANKING":
        _send(shards(part.run_id))
    return None


def _decide_each(product_ids: Iterable[str]) -> None:
    """Decide each; if some cannot be, the others are, and the message comes again for those."""
    failures: list[Exception] = []
    for product_id in product_ids:
        try:
            decide_product(product_id)
        except Exception as error:  # noqa: BLE001 - the other products' boxes do not wait for this one
            log.failure("rerank-failed", error, product_id=product_id)
            failures.append(error)
    if failures:
        raise failures[0]


def _rank(part: RunPart) -> None:
    started, counted = clock.monotonic(), part.counted
    penalties = shard_files.penalties(part.run_id)
    if penalties is None:  # a message that waited in the failure queue for longer than files are kept
        return log.write("run-forgotten", run_id=part.run_id)
    gathered = shard_files.read_shard(part.run_id, part.number)
    for product_id in sorted(gathered):
        if product_id <= part.after:
            continue
        counted = counted.plus(_look_at(product_id, gathered[product_id], penalties))
        if clock.monotonic() - started > SHARD_SECONDS:
            return _send([msgspec.structs.replace(part, after=product_id, counted=counted)])
    log.write("shard-reranked", run_id=part.run_id, shard=part.number, **msgspec.structs.asdict(counted))
    return runs.finish(part, counted)


def _look_at(product_id: str, found: Gathered, penalties: Penalties) -> RunCounts:
    """One product; if it breaks, the others go on. What AWS has too much of passes, and the whole part comes again."""
    changed = failed = 0
    try:
        if _differs(found, penalties):
            changed = decide_product(product_id, *found.offers)
    except Exception as error:
        if aws.is_passing(error):
            raise
        failed = 1
        log.failure("rerank-failed", error, product_id=product_id)
    return RunCounts(products=1, boxes_changed=changed, failed=failed, broken_offers=found.broken)


def _differs(found: Gathered, penalties: Penalties) -> bool:
    if found.product is None or found.broken:
        return True
    offers = found.offers.values()
    costs = penalties_among(penalties, {(offer.seller_id, offer.category) for offer in offers})
    holders = {place: box.offer_id for place, box in found.boxes.items()}
    return found.boxes != boxes_of(found.product, offers, costs, holders=holders, on=clock.timestamp())


def _send(parts: Iterable[RunPart]) -> None:
    queues.send(settings.ranking_queue_url, [msgspec.json.encode(part).decode() for part in parts])
