"""The printed certificate: it says of device, rights and days what the guarantee says."""

from datetime import date

from chalicelib.access.order_tokens import order_token
from chalicelib.aftersales.guarantees import printed_certificate, queries
from chalicelib.aftersales.guarantees.extensions import extension_acts
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.storage import transactions
from chalicelib.markets import formatting
from testing.cell import Cell, create_bucket
from tests.aftersales.sales import delivered, sold
from tests.api_client import call
from tests.offered_files import offered, text_of


def test_a_repaired_devices_certificate_says_what_the_guarantee_says(cell: Cell) -> None:
    create_bucket(settings.uploads_bucket)
    order = delivered(cell, "DE")
    transactions.commit(extension_acts(order.order_id, "1", "ret_1", claimed_at="2026-12-20T10:00:00.000Z"))
    link = call("GET", f"/v1/orders/{order.order_id}/guarantees/1/pdf", key=order_token(order.order_id, 0))
    text = text_of(offered(link.body))
    found = queries.guarantee(order.order_id, "1")
    assert found.legal_ends_on == "2029-11-23"
    for day in (found.commercial_ends_on, found.legal_ends_on, found.presumed_until, found.delivered_on):
        assert formatting.day(date.fromisoformat(str(day)), "de").replace("\xa0", " ") in text
    assert "12 Monate länger seit der Reparatur" in text
    assert "§§ 434, 437, 438 BGB" in text
    assert order.lines[0].title in text
    assert "490154203237518" in text
    assert "Phénix Mobile SARL" in text


def test_a_minimum_and_the_end_of_the_contract_are_rights_of_their_own(cell: Cell) -> None:
    order = delivered(cell, "IE")
    printed = printed_certificate.printed(order, queries.guarantee(order.order_id, "1"))
    assert [(one.right, one.is_minimum) for one in printed.periods] == [
        ("COMMERCIAL", False),
        ("LEGAL", True),
        ("PRESUMPTION", False),
        ("SHORT_TERM", False),
    ]


def test_a_device_that_was_not_delivered_has_no_certificate(cell: Cell) -> None:
    order = sold(cell)
    link = call("GET", f"/v1/orders/{order.order_id}/guarantees/1/pdf", key=order_token(order.order_id, 0))
    assert link.status == 404
