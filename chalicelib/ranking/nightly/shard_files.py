"""Files between the stages of a re-ranking: scans written by shard of product, and read back shard by shard."""

from collections.abc import Iterator

import msgspec

from chalicelib.catalog import table_scans
from chalicelib.catalog.boxes.box import Box
from chalicelib.catalog.offers.offer import OfferTerms, StockSnapshot
from chalicelib.catalog.products.product import Product
from chalicelib.catalog.table_scans import TABLES, Scanned
from chalicelib.gateways import files
from chalicelib.kernel.runtime import log
from chalicelib.ranking.nightly import run_parts
from chalicelib.sellers.quality import standing
from chalicelib.sellers.quality.standing import Penalties

_decode_product = msgspec.json.Decoder(tuple[str, Product]).decode
_decode_offer = msgspec.json.Decoder(tuple[str, OfferTerms]).decode
_decode_left = msgspec.json.Decoder(tuple[str, StockSnapshot]).decode
_decode_box = msgspec.json.Decoder(tuple[str, Box]).decode
_decode_penalties = msgspec.json.Decoder(list[tuple[str, str, int]]).decode


class Gathered(msgspec.Struct):
    """The scanned items of one product; `broken` counts items that could not be decoded."""

    product: Product | None = None
    offers: dict[str, OfferTerms] = {}
    boxes: dict[str, Box] = {}
    broken: int = 0


def write_shards(run_id: str, table: Scanned, segment: int) -> None:
    """Scan a segment into one file per shard, one line per item. Idempotent."""
    lines: list[list[bytes]] = [[] for _ in range(run_parts.SHARDS)]
    for row in table_scans.rows(table, segment, run_parts.SEGMENTS[table]):
        # An item that is not JSON, or has line breaks, is one line that cannot be decoded; others are not affected.
        content = row.content.replace("\n", " ").encode()
        lines[run_parts.shard_of(row.product_id)].append(b'["%s",%s]' % (row.product_id.encode(), content))
    for shard, found in enumerate(lines):
        if found:
            files.write(_name(run_id, table, segment, shard), b"\n".join(found))


def spread_penalties(run_id: str) -> None:
    """Write the penalties of all sellers to one file for all shards."""
    found = [(*pair, minor) for pair, minor in sorted(standing.all_penalties().items())]
    files.write(_penalties_name(run_id), msgspec.json.encode(found))


def penalties(run_id: str) -> Penalties | None:
    """The penalties as scanned; None if the run's files have expired."""
    found = files.read(_penalties_name(run_id))
    if found is None:
        return None
    return {(seller_id, category): minor for seller_id, category, minor in _decode_penalties(found.body)}


def read_shard(run_id: str, shard: int) -> dict[str, Gathered]:
    """The products of a shard by id, with their offers, stock and boxes."""
    gathered: dict[str, Gathered] = {}
    for table in TABLES:
        for line in _lines(run_id, table, shard):
            try:
                _take(gathered, table, line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                product_id = line[2 : line.index(b'"', 2)].decode()
                log.failure("scanned-item-broken", error, table=table, product_id=product_id)
                gathered.setdefault(product_id, Gathered()).broken += 1
    return gathered


def _take(gathered: dict[str, Gathered], table: Scanned, line: bytes) -> None:
    if table == "products":
        product_id, product = _decode_product(line)
        gathered.setdefault(product_id, Gathered()).product = product
    elif table == "offers":
        product_id, offer = _decode_offer(line)
        gathered.setdefault(product_id, Gathered()).offers[offer.offer_id] = offer
    elif table == "stock":
        product_id, left = _decode_left(line)
        offers = gathered.setdefault(product_id, Gathered()).offers
        if left.offer_id in offers:
            offers[left.offer_id] = offers[left.offer_id].with_stock(left)
    else:
        product_id, box = _decode_box(line)
        gathered.setdefault(product_id, Gathered()).boxes[box.place] = box


def _lines(run_id: str, table: Scanned, shard: int) -> Iterator[bytes]:
    for segment in range(run_parts.SEGMENTS[table]):
        found = files.read(_name(run_id, table, segment, shard))
        if found is not None:
            # Not `splitlines`, which also splits at characters other than the one that `write_shards` removes.
            yield from found.body.split(b"\n")


def _name(run_id: str, table: Scanned, segment: int, shard: int) -> str:
    return f"ranking-runs/{run_id}/{table}/{segment:03}/{shard:03}"


def _penalties_name(run_id: str) -> str:
    return f"ranking-runs/{run_id}/penalties"
