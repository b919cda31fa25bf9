"""The engine: a tantivy index in a folder, with one writer and any number of readers.

tantivy is imported inside functions, so that functions that do not search start without it.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.catalog.offers.offer import GRADES
from chalicelib.search.index.document import Document

# Types of tantivy, which is not imported at this level.
Schema = Any
Searcher = Any
Query = Any

META = "meta.json"
# Increase this with every change of the fields or their content: the next run then builds a new index.
LAYOUT = 2
_DIGEST_BYTES = 8
# One thread, so that segments have the documents in the order they were added.
_THREADS = 1
HEAP_BYTES = 30_000_000

_encode = msgspec.json.Encoder(order="deterministic").encode


def price_field(grade: str) -> str:
    """The field of the price keys of a grade; of the product's lowest total for ""."""
    return f"price_{grade or 'any'}"


def saving_field(grade: str) -> str:
    """The field of the saving keys of a grade; of the product's lowest total for ""."""
    return f"saving_{grade or 'any'}"


@cache
def schema() -> Schema:
    """The fields of a document."""
    from tantivy import SchemaBuilder

    builder = SchemaBuilder()
    builder.add_text_field("product_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("words", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("category", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("brand", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field("brand_folded", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("grade", tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field("demand", fast=True)
    builder.add_unsigned_field("newness", fast=True)
    for grade in ("", *GRADES):
        builder.add_unsigned_field(price_field(grade), fast=True)
        builder.add_unsigned_field(saving_field(grade), fast=True)
    builder.add_bytes_field("card", stored=True)
    return builder.build()


class Writer:
    """Changes or creates the index in a folder; readers see no change before `finish`."""

    def __init__(self, folder: Path, heap_bytes: int = HEAP_BYTES) -> None:
        from tantivy import Index, Order

        if Index.exists(str(folder)):
            self._index = Index.open(str(folder))
        else:
            # Most pages show products in demand: stored together, they need few reads from disk.
            self._index = Index(schema(), path=str(folder), sort_by_field="demand", sort_order=Order.Desc)
        self._searcher = self._index.searcher()
        self._heap_bytes = heap_bytes
        self._writer: Any = None

    @property
    def has_changed(self) -> bool:
        return self._writer is not None

    def replace(self, product_id: str, document: Document | None) -> None:
        """Replace a product's document, or remove it for None; nothing is written if it is the same."""
        before = _stored_digest(self._searcher, product_id)
        after = None if document is None else _digest(document)
        if before == after:
            return
        if before is not None:
            self.forget(product_id)
        if document is not None:
            self.add(document)

    def add(self, document: Document) -> None:
        """Add the document of a product that is not in the index."""
        from tantivy import Document as Entry

        entry = Entry()
        entry.add_text("product_id", document.product_id)
        entry.add_text("title", document.title)
        entry.add_text("words", document.words)
        for slug in document.category:
            entry.add_text("category", slug)
        entry.add_text("brand", document.brand)
        entry.add_text("brand_folded", document.brand_folded)
        for grade in document.grades:
            entry.add_text("grade", grade)
        entry.add_unsigned("demand", document.demand_key)
        entry.add_unsigned("newness", document.newness_key)
        for name, key in document.price_keys.items():
            entry.add_unsigned(price_field(name), key)
        for name, key in document.saving_keys.items():
            entry.add_unsigned(saving_field(name), key)
        entry.add_bytes("card", _digest(document) + document.card)
        self._writing().add_document(entry)

    def forget(self, product_id: str) -> None:
        """Remove a product's document, also one added before in this run."""
        self._writing().delete_documents_by_term("product_id", product_id)

    def finish(self) -> None:
        """Commit all changes and wait for merges of small segments."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()

    def _writing(self) -> Any:
        # Opened on the first change: a writer allocates memory and a thread, and most runs change few markets.
        if self._writer is None:
            self._writer = self._index.writer(self._heap_bytes, _THREADS)
        return self._writer


def opened(folder: Path) -> Searcher:
    """A reader of the index as it is now; later changes of the folder do not affect it."""
    from tantivy import Index

    return Index.open(str(folder)).searcher()


def in_order(searcher: Searcher, query: Query, field: str, *, rising: bool, count: int) -> list[tuple[int, bytes]]:
    """The first results by a field's keys, ascending or descending: key and encoded card."""
    from tantivy import Order

    order = Order.Asc if rising else Order.Desc
    hits = searcher.search(query, count, count=False, order_by_field=field, order=order).hits
    return [(key, bytes(searcher.doc(address)["card"][0])[_DIGEST_BYTES:]) for key, address in hits]


def live_files(folder: Path) -> tuple[str, list[str]]:
    """The index's `meta.json` as text, and the names of the files it references, which are immutable."""
    meta = (folder / META).read_text()
    segments: list[Mapping[str, Any]] = json.loads(meta)["segments"]
    names = sorted(file.name for file in folder.iterdir())
    return meta, [name for segment in segments for name in _files_of(segment, names)]


def _files_of(segment: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    stem = str(segment["segment_id"]).replace("-", "")
    deleted = segment["deletes"]
    found = [name for name in names if name.startswith(f"{stem}.") and not name.endswith(".del")]
    return found + ([f"{stem}.{deleted['opstamp']}.del"] if deleted else [])


def _digest(document: Document) -> bytes:
    return blake2b(_encode(document), digest_size=_DIGEST_BYTES).digest()


def _stored_digest(searcher: Searcher, product_id: str) -> bytes | None:
    import tantivy

    hits = searcher.search(tantivy.Query.term_query(schema(), "product_id", product_id, "basic"), 1, False).hits
    return bytes(searcher.doc(hits[0][1])["card"][0])[:_DIGEST_BYTES] if hits else None
