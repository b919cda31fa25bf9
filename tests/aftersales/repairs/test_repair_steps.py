"""A repair: the buyer reads why another part was changed than the one that failed."""

import pytest

from chalicelib.aftersales.cases.reasons import Fault
from chalicelib.aftersales.repairs.repair_steps import is_unexpected
from tests.aftersales.conftest import PARCEL, AfterSale


@pytest.mark.parametrize(
    ("fault", "parts", "unexpected"),
    [
        ("SCREEN", ("SCREEN",), False),
        ("SCREEN", ("BATTERY", "SCREEN"), False),
        ("SCREEN", (), False),
        ("OTHER", ("BATTERY",), False),
        ("SCREEN", ("BATTERY",), True),
        ("SOFTWARE", ("STORAGE",), True),
    ],
)
def test_a_repair_without_the_part_that_failed_is_unexpected(
    fault: Fault, parts: tuple[str, ...], *, unexpected: bool
) -> None:
    assert is_unexpected(fault, parts) is unexpected


def test_another_part_than_the_one_that_failed_is_changed_with_a_note_alone(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.inspected(order, reason="FAULTY_AT_FIRST_USE", fault="SCREEN", wish="REPAIR")
    aftersale.as_seller("POST", f"/returns/{return_id}/repair", {"fault": "SCREEN"})
    path, sent = f"/returns/{return_id}/repair-shipment", PARCEL | {"parts": ["BATTERY"]}
    refused = aftersale.as_seller("POST", path, sent)
    assert (refused.body["type"], refused.body["fault"]) == ("/problems/repair-note-missing", "SCREEN")
    assert aftersale.as_seller("GET", f"/returns/{return_id}").body["state"] == "IN_REPAIR"
    done = aftersale.as_seller("POST", path, sent | {"note": "A weak battery made it flicker."})
    assert done.body["state"] == "REPAIRED"
    (message,) = aftersale.as_buyer(order, "GET", f"/returns/{return_id}/messages").body["items"]
    assert (message["author"], message["text"]) == ("SELLER", "A weak battery made it flicker.")
