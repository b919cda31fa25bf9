"""The open claims of a seller, read from a bounded part of its list."""

import pytest

from chalicelib.aftersales.claims import queries
from tests.aftersales.conftest import AfterSale


def reported(aftersale: AfterSale) -> str:
    """A report of another device than was bought; its id."""
    wanted = {"line_id": "1", "kind": "WRONG_DEVICE", "wish": "REFUND"}
    reply = aftersale.as_buyer(aftersale.delivered(), "POST", "/claims", wanted)
    return str(reply.body["claim_id"])


def test_a_claim_is_open_until_it_ends(aftersale: AfterSale) -> None:
    claim_id, seller_id = reported(aftersale), aftersale.seller.seller_id
    assert queries.open_of_seller(seller_id) == ({claim_id: "OPENED"}, False)
    aftersale.as_seller("POST", f"/claims/{claim_id}/acceptance", {"remedy": "REFUND"})
    assert queries.open_of_seller(seller_id) == ({}, False)


def test_what_lies_beyond_the_bound_is_not_read_and_that_is_said(
    aftersale: AfterSale, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported(aftersale)
    aftersale.cell.clock.advance(minutes=1)
    newest = reported(aftersale)
    monkeypatch.setattr(queries, "OPEN_READ_MAX", 1)
    assert queries.open_of_seller(aftersale.seller.seller_id) == ({newest: "OPENED"}, True)
