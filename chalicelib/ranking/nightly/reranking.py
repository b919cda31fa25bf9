"""Re-ranking all products in parts over a queue; lost and duplicate messages do no harm.

Table scans are written to files by shard of product; each shard computes its boxes and compares them with the stored
ones. That only finds differences: those products are decided again by `box_decision`, from the current items.
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

# A shard in which everything differs (a new policy) continues in another message before the function times out.
SHARD_SECONDS = 240.0

# The most products that a reaction decides itself, within seconds; more go to the queue, in messages of this many.
PRODUCTS_AT_ONCE = 50

_decode = msgspec.json.Decoder(RunPart).decode


def rerank_all() -> Run:
    """Start a run, or return the current one."""
    run, is_new = runs.begin()
    if is_new:
        _send(scans(run.run_id))
    return run


def rerank_some(product_ids: Iterable[str]) -> None:
    """Decide the products that one fact affects: at once if they are few, else over the queue."""
    touched = sorted(set(product_ids))
    groups = [tuple(touched[start : start + PRODUCTS_AT_ONCE]) for start in range(0, len(touched), PRODUCTS_AT_ONCE)]
    if len(groups) > 1:
        return _send(RunPart(kind="products", product_ids=group) for group in groups)
    for group in groups:
        _decide_each(group)
    return None


def start_or_resume_nightly_run() -> str | None:
    """Start the nightly run when it is due, or resend the lost parts of the current one; returns its id."""
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
    """Process the parts of a queue batch; a failed one is received again alone."""
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
    # Also if another worker counted it: that worker may have crashed before sending.
    if runs.run(part.run_id).state == "RANKING":
        _send(shards(part.run_id))
    return None


def _decide_each(product_ids: Iterable[str]) -> None:
    """Decide each product; after a failure the others are still decided and the message is retried."""
    failures: list[Exception] = []
    for product_id in product_ids:
        try:
            decide_product(product_id)
        except Exception as error:  # noqa: BLE001 - one failing product must not stop the others
            log.failure("rerank-failed", error, product_id=product_id)
            failures.append(error)
    if failures:
        raise failures[0]


def _rank(part: RunPart) -> None:
    started, counted = clock.monotonic(), part.counted
    penalties = shard_files.penalties(part.run_id)
    if penalties is None:  # the message waited in the failure queue until the files expired
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
    """Check one product; its failure does not affect the others. Throttling by AWS retries the whole part."""
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
