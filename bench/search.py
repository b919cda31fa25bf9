"""Search: what a page of results takes, what it finds despite an error, what it needs of memory and of the tables."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

import app
from bench.files_on_disk import keep_files_in
from bench.search_catalogue import MARKETS, PRODUCTS, SEED, Generated, catalogue
from bench.search_index import BUILT_ON, MILLION, Built, large, small
from bench.search_queries import Answer, Question, drawn, mistyped_questions, mix
from chalicelib.kernel.runtime import aws
from chalicelib.markets.directory import market
from chalicelib.search.index import local_files, snapshots
from chalicelib.search.index.document import documents_of
from chalicelib.search.index.engine import Writer
from local.places import ROOT
from local.proxy_events import Arrived, Resources, event_of

MISTYPED = 400
BROAD_SHARE = 0.05
CHANGED_PRODUCTS = 500


def measure_search() -> dict[str, float]:
    """CPU from API event to response bytes, recall, memory and read units of a page; and CPU of a changed product."""
    built, one = small(), large()
    spent = _measured(built, PRODUCTS, drawn(built.titles))
    of_a_million = _measured(one, MILLION, drawn(one.titles, MARKETS[:1]), recall=False)
    return {
        "search_cpu_ms": round(spent["median_ms"], 2),
        "search_p95_ms": round(spent["p95_ms"], 2),
        "search_broad_share": round(spent["broad_share"], 3),
        "search_cards_min": spent["cards_min"],
        "search_typo_recall": round(spent["recall"], 3),
        "search_typo_anywhere_recall": round(spent["recall_anywhere"], 3),
        "search_1m_p50_ms": round(of_a_million["median_ms"], 2),
        "search_1m_broad_share": round(of_a_million["broad_share"], 3),
        "search_page_read_units": spent["table_reads"],
        "index_apply_ms": round(_apply_ms(built.folder), 3),
        "api_memory_mb": round(spent["memory_mb"], 1),
    }


def _measured(
    built: Built, products: int, candidates: Sequence[Sequence[Question]], *, recall: bool = True
) -> dict[str, Any]:
    """What the mix takes, in a process that was asked nothing before; which questions are the mix another one said."""
    told = _process(built.folder, {"candidates": [each for part in candidates for each in part]})
    chosen = mix(candidates, iter(msgspec.convert(told["answers"], list[Answer])))
    mistyped = {
        "mistyped": mistyped_questions(built.titles, MISTYPED if recall else 0),
        "mistyped_anywhere": mistyped_questions(built.titles, MISTYPED if recall else 0, anywhere=True),
    }
    spent = _process(built.folder, {"mix": chosen} | mistyped)
    return spent | {"broad_share": sum(total >= BROAD_SHARE * products for total in spent["totals"]) / len(chosen)}


def _process(folder: Path, questions: Mapping[str, Sequence[Question]]) -> dict[str, Any]:
    """What a fresh process says of questions."""
    resources = Resources(app.app.routes)
    asked = {kind: [_event(resources, each) for each in some] for kind, some in questions.items()}
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        Path(file.name).write_text(json.dumps(asked))
        command = [sys.executable, "-m", "bench.search_process", str(folder), file.name]
        done = subprocess.run(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _event(resources: Resources, question: Question) -> dict[str, Any]:
    bare, _, query = question.path.partition("?")
    matched = resources.match(bare)
    assert matched is not None, bare
    arrived = Arrived("GET", bare, query, [("Accept", "application/json")], b"", "192.0.2.7")
    return {"event": event_of(arrived, matched, ()), "wanted": question.wanted}


def _apply_ms(folder: Path) -> float:
    """CPU per product of putting changed products into all 8 markets' indexes, merging and writing included."""
    aws.client.cache_clear()
    keep_files_in(folder)
    snapshot = snapshots.current().manifest.markets
    folders = {code: local_files.laid_out(snapshot[code]) for code in MARKETS}
    served = [market(code) for code in MARKETS]
    changed = [each for each, _ in zip(catalogue(PRODUCTS, SEED), range(CHANGED_PRODUCTS), strict=False)]
    times = []
    for _ in range(3):
        # Every price is another one: what stays as it is would be left alone.
        changed = [_dearer(each) for each in changed]
        started = time.process_time_ns()
        documents = [documents_of(each.product, each.boxes(), served, BUILT_ON) for each in changed]
        for code, where in folders.items():
            writer = Writer(where)
            for each, by_market in zip(changed, documents, strict=True):
                writer.replace(each.product.product_id, by_market.get(code))
            writer.finish()
        times.append((time.process_time_ns() - started) / 1_000_000 / CHANGED_PRODUCTS)
    local_files.forget()
    aws.client.cache_clear()
    return statistics.median(times)


def _dearer(each: Generated) -> Generated:
    offers = tuple(msgspec.structs.replace(offer, price_minor=offer.price_minor + 100) for offer in each.offers)
    return msgspec.structs.replace(each, offers=offers)
