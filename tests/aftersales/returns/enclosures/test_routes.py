"""The label of a return and its photos."""

import base64

import msgspec

from chalicelib.people.queries import identifiers
from tests.aftersales.carrier_answers import carrier_that_says
from tests.aftersales.conftest import AfterSale
from tests.offered_files import offered

PDF = base64.b64encode(b"%PDF-1.4 a label").decode()
LABEL = msgspec.json.encode({"tracking_number": "8R00000000001", "document": PDF}).decode()


def test_an_approved_return_has_a_label_the_same_one_each_time(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    path = f"/returns/{return_id}/label"
    assert aftersale.as_buyer(order, "POST", path).body["type"] == "/problems/illegal-return-step"
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    with carrier_that_says(LABEL):
        first, again = (aftersale.as_buyer(order, "POST", path).body for _ in range(2))
    assert (first["carrier"], first["tracking_number"]) == (again["carrier"], again["tracking_number"])
    assert offered(first["document"]) == offered(again["document"]) == b"%PDF-1.4 a label"
    parcel = identifiers(order.person_id, return_id)
    assert parcel is not None
    assert parcel.tracking_number == "8R00000000001"
    with aftersale.carrier("IN_TRANSIT"):
        aftersale.wait(hours=13)
    assert aftersale.as_buyer(order, "GET", f"/returns/{return_id}").body["state"] == "IN_TRANSIT"


def test_a_carrier_that_gives_no_label_changes_nothing(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    aftersale.as_seller("POST", f"/returns/{return_id}/approval", {})
    before = aftersale.as_buyer(order, "GET", f"/returns/{return_id}").body
    with carrier_that_says('{"tracking_number": "1", "document": "no PDF"}'):
        refused = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/label")
    assert refused.body["type"] == "/problems/label-unavailable"
    assert aftersale.as_buyer(order, "GET", f"/returns/{return_id}").body == before


def test_a_photo_is_attached_once_it_was_checked(aftersale: AfterSale) -> None:
    order = aftersale.delivered()
    return_id = aftersale.opened(order)
    form = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/uploads", {"content_type": "image/jpeg"}).body
    attached = {"upload_id": form["upload_id"]}
    early = aftersale.as_buyer(order, "POST", f"/returns/{return_id}/files", attached)
    assert early.body["type"] == "/problems/upload-not-checked"
    assert aftersale.as_seller("GET", f"/returns/{return_id}/files").body["items"] == []
    unknown = {"upload_id": "upl_eu_01KB1T9QZ4M3H8V2X7C5N6R0DE"}
    assert aftersale.as_seller("POST", f"/returns/{return_id}/files", unknown).status == 404
