"""The indexes that search is measured on: built once from the generated catalogue, and kept under `.build/`."""

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bench.files_on_disk import keep_files_in
from bench.search_catalogue import MARKETS, PRODUCTS, SEED, catalogue
from chalicelib.kernel.runtime import aws, clock
from chalicelib.markets.directory import market
from chalicelib.search.index import local_files, snapshots
from chalicelib.search.index.document import documents_of
from chalicelib.search.index.engine import Writer
from chalicelib.search.index.manifest import Manifest
from local.places import BUILD, ROOT
from local.progress import Progress

MILLION = 1_000_000
# The fee of the day is in the keys: a kept index and a new one hold the same.
BUILT_ON = "2026-11-24T00:00:00.000Z"
_HEAP_BYTES = 800_000_000
_SOURCES = ("chalicelib/search", "chalicelib/catalog", "bench/search_catalogue.py", "bench/search_index.py")


class Built(msgspec.Struct, frozen=True):
    """The folder of an index with the layout it has in S3, and some of its products' titles."""

    folder: Path
    titles: list[str]


def small() -> Built:
    """100,000 products in each of 8 markets, from 1,000,000 offers."""
    return _kept("small", PRODUCTS, MARKETS)


def large() -> Built:
    """1,000,000 products in one market."""
    return _kept("large", MILLION, MARKETS[:1])


def _kept(name: str, products: int, markets: Sequence[str]) -> Built:
    place = BUILD / "search" / _fingerprint()
    for older in place.parent.glob("*"):
        if older != place:
            shutil.rmtree(older)
    folder, titles = place / name, place / f"{name}-titles.json"
    if not titles.exists():
        shutil.rmtree(folder, ignore_errors=True)
        titles.write_bytes(msgspec.json.encode(_build(folder, products, markets)))
    return Built(folder, msgspec.json.decode(titles.read_bytes()))


def _build(folder: Path, products: int, markets: Sequence[str]) -> list[str]:
    keep_files_in(folder)
    folders = {code: local_files.empty_folder() for code in markets}
    writers = {code: Writer(where, _HEAP_BYTES // len(markets)) for code, where in folders.items()}
    served, titles = [market(code) for code in markets], []
    with Progress(f"{folder.name} search index", products) as progress:
        for number, each in enumerate(catalogue(products, SEED)):
            for code, document in documents_of(each.product, each.boxes(markets), served, BUILT_ON).items():
                writers[code].add(document)
            if number % 100 == 0:
                progress.show(number)
                if any(offer.available for offer in each.offers):
                    titles.append(each.product.title)
    for writer in writers.values():
        writer.finish()
    snapshot = {code: snapshots.upload(where, "generated", code, None) for code, where in folders.items()}
    published = Manifest(version=1, published_at=clock.timestamp(), rebuild_id="generated", markets=snapshot)
    snapshots.publish(published, snapshots.Current(snapshots.NOTHING, None))
    local_files.forget()
    aws.client.cache_clear()
    return titles


def _fingerprint() -> str:
    seen = hashlib.sha256()
    for source in _SOURCES:
        path = ROOT / source
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            seen.update(file.read_bytes())
    return seen.hexdigest()[:16]
