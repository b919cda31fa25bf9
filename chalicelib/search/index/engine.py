"""The engine: an index as tantivy keeps it in a folder, written by one writer and read by anybody.

tantivy is imported where it is needed: other pages' functions start without it.
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

# What is tantivy's, and has no name here before it is needed.
Schema = Any
Searcher = Any
Query = Any

META = "meta.json"
# One more with every change of the fields or of what is put into them: the next run then builds a new index.
LAYOUT = 2
_DIGEST_BYTES = 8
# One thread: its segments hold the documents in the order they came in.
_THREADS = 1
HEAP_BYTES = 30_000_000

_encode = msgspec.json.Encoder(order="deterministic").encode


def price_field(grade: str) -> str:
    """The price keys of a grade; of a product's lowest total for ""."""
    return f"price_{grade or 'any'}"


def saving_field(grade: str) -> str:
    """The saving keys of a grade; of a product's lowest total for ""."""
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
    """Changes an index in a folder, or makes one; nobody sees a change before `finish`."""

    def __init__(self, folder: Path, heap_bytes: int = HEAP_BYTES) -> None:
        from tantivy import Index, Order

        if Index.exists(str(folder)):
            self._index = Index.open(str(folder))
        else:
            # Most pages show what is sought most: it lies together, and little else is read from the disk into memory.
            self._index = Index(schema(), path=str(folder), sort_by_field="demand", sort_order=Order.Desc)
        self._searcher = self._index.searcher()
        self._heap_bytes = heap_bytes
        self._writer: Any = None

    @property
    def has_changed(self) -> bool:
        return self._writer is not None

    def replace(self, product_id: str, document: Document | None) -> None:
        """Put a product's document in the place of the one there is, None for taking it away; same again is nothing."""
        before = _stored_digest(self._searcher, product_id)
        after = None if document is None else _digest(document)
        if before == after:
            return
        if before is not None:
            self.forget(product_id)
        if document is not None:
            self.add(document)

    def add(self, document: Document) -> None:
        """Add the document of a product the index does not hold."""
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
        """Take away a product's document, one added before included."""
        self._writing().delete_documents_by_term("product_id", product_id)

    def finish(self) -> None:
        """Keep every change; small segments may have been merged by then."""
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()

    def _writing(self) -> Any:
        # A writer takes its memory and its thread at once: most runs change a market or two.
        if self._writer is None:
            self._writer = self._index.writer(self._heap_bytes, _THREADS)
        return self._writer


def opened(folder: Path) -> Searcher:
    """A reader of the index as it lies in a folder now, whatever becomes of the folder."""
    from tantivy import Index

    return Index.open(str(folder)).searcher()


def in_order(searcher: Searcher, query: Query, field: str, *, rising: bool, count: int) -> list[tuple[int, bytes]]:
    """The first results by a field's keys, rising or falling: key and encoded card."""
    from tantivy import Order

    order = Order.Asc if rising else Order.Desc
    hits = searcher.search(query, count, count=False, order_by_field=field, order=order).hits
    return [(key, bytes(searcher.doc(address)["card"][0])[_DIGEST_BYTES:]) for key, address in hits]


def live_files(folder: Path) -> tuple[str, list[str]]:
    """The index's `meta.json` as text, and the names of the files it speaks of, which never change once written."""
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
