"""Rooms are entered by their faces, which are no wider than needed; a stored model that leaves its room is found."""

from pathlib import Path

import pytest

from tests import face_rules, model_rules
from tests.test_architecture import ROOT, plant

CATALOG_MODELS = """
class OfferItem(Table): ...


class Offers(GlobalSecondaryIndex["OfferItem"]): ...


class Price(Struct): ...
"""


@pytest.mark.parametrize(
    ("place", "source", "found"),
    [
        (
            "chalicelib/ranking/candidates.py",
            "from chalicelib.catalog.queries import OfferItem",
            ["chalicelib/ranking/candidates.py:2 imports from catalog the stored OfferItem"],
        ),
        (
            "chalicelib/catalog/queries.py",
            "from chalicelib.catalog.models import OfferItem as OfferItem",
            ["chalicelib/catalog/queries.py:2 exports again OfferItem"],
        ),
        (
            "chalicelib/catalog/sku.py",
            "from chalicelib.catalog import models\n\nOffer = models.OfferItem\n_Offers = models.Offers",
            ["chalicelib/catalog/sku.py:4 exports again OfferItem"],
        ),
        (
            "chalicelib/catalog/queries.py",
            "from chalicelib.catalog.models import OfferItem\n\n\ndef offer(sku: str) -> OfferItem | None: ...",
            ["chalicelib/catalog/queries.py:5 offer names the stored OfferItem"],
        ),
        (
            "chalicelib/catalog/queries.py",
            "class Page(Struct):\n    items: 'list[models.OfferItem]'\n\n    def add(self, item: Offers) -> Price: ...",
            [
                "chalicelib/catalog/queries.py:3 Page.items names the stored OfferItem",
                "chalicelib/catalog/queries.py:5 Page.add names the stored Offers",
            ],
        ),
    ],
)
def test_a_stored_model_that_leaves_its_room_is_found(
    tmp_path: Path, place: str, source: str, found: list[str]
) -> None:
    plant(tmp_path, "chalicelib/catalog/models.py", CATALOG_MODELS)
    plant(tmp_path, place, source)
    assert model_rules.stored_models_stay_in_their_room(tmp_path) == found


@pytest.mark.parametrize(
    ("place", "source"),
    [
        ("chalicelib/catalog/queries.py", "def price(sku: str) -> Price: ..."),
        ("chalicelib/catalog/queries.py", "def _offer(sku: str) -> OfferItem: ..."),
        ("chalicelib/catalog/offers/versions.py", "def item(sku: str) -> OfferItem: ..."),
    ],
)
def test_values_leave_a_room_and_models_move_within_it(tmp_path: Path, place: str, source: str) -> None:
    plant(tmp_path, "chalicelib/catalog/models.py", CATALOG_MODELS)
    plant(tmp_path, place, source)
    assert model_rules.stored_models(tmp_path) == {"OfferItem": "catalog", "Offers": "catalog"}
    assert model_rules.stored_models_stay_in_their_room(tmp_path) == []


def test_no_room_opens_a_module_that_nobody_imports() -> None:
    assert face_rules.unused_faces(ROOT) == []


def test_an_open_module_that_nobody_imports_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "chalicelib/catalog/offers/offer.py", "")
    plant(tmp_path, "chalicelib/catalog/stock/sold_out.py", "")
    plant(tmp_path, "chalicelib/orders/checkout/placing.py", "from chalicelib.catalog.offers import offer")
    plant(tmp_path, "app.py", "from chalicelib.catalog.stock import sold_out")
    public = {"catalog": frozenset({"offers", "offers.offer", "stock.sold_out", "queries"})}
    assert face_rules.unused_faces(tmp_path, public, {"catalog": frozenset({"stock", "offers"})}) == [
        "PUBLIC: catalog queries is imported by nobody it is for",
        "PUBLIC: catalog stock.sold_out is imported by nobody it is for",
        "TRIGGERS: catalog offers is imported by nobody it is for",
    ]
