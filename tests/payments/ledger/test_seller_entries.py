"""What a statement opens with: the sum of all entries before its month."""

from typing import Any

import pytest

from chalicelib.kernel.runtime import aws
from chalicelib.payments.ledger.seller_entries import sums_before
from chalicelib.payments.models import SellerEntryItem

SELLER = "sel_eu_1"


def _enter(booked_at: str, amount_minor: int, *, currency: str = "EUR", seller_id: str = SELLER) -> None:
    SellerEntryItem(
        seller_id,
        f"{booked_at}#ord_eu_1#1#{amount_minor}",
        kind="ADJUSTMENT",
        order_id="ord_eu_1",
        line_id="1",
        sku="IP13",
        currency=currency,
        amount_minor=amount_minor,
        booked_at=booked_at,
    ).save()


@pytest.mark.usefixtures("tables")
def test_every_entry_before_the_month_is_summed_by_currency_over_all_pages() -> None:
    def limit(params: dict[str, Any], **_: Any) -> None:
        params["Limit"] = 1

    for day, amount_minor in enumerate((29_830, -1_000, -29_830), start=1):
        _enter(f"2026-10-0{day}T09:00:00.000Z", amount_minor)
    _enter("2026-10-31T23:59:59.999Z", 700, currency="SEK")
    _enter("2026-11-01T00:00:00.000Z", 5_000)
    _enter("2026-10-05T09:00:00.000Z", 9_999, seller_id="sel_eu_2")
    aws.client("dynamodb").meta.events.register("provide-client-params.dynamodb.Query", limit)
    assert sums_before(SELLER, "2026-11-01") == {"EUR": -1_000, "SEK": 700}
