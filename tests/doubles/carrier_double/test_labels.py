"""Labels of the carriers' double: one per key, however often it is asked for."""

import base64
from pathlib import Path

import pytest

from doubles.carrier_double.labels import Json
from doubles.carrier_double.server import Parcels

WANTED = {"carrier": "dhl", "receiver": "sel_eu_1", "from_country": "FR"}


@pytest.fixture
def parcels() -> Parcels:
    return Parcels(lambda: 1_800_000_000.0)


def test_a_label_is_made_once_per_key(parcels: Parcels) -> None:
    first = parcels.label("ret_eu_1", WANTED)
    again = parcels.label("ret_eu_1", WANTED)
    other = parcels.label("ret_eu_2", WANTED)
    assert (first[0], again[0], other[0]) == (201, 200, 201)
    assert first[1] == again[1]
    assert first[1]["tracking_number"] != other[1]["tracking_number"]


def test_another_wish_under_a_key_is_refused(parcels: Parcels) -> None:
    parcels.label("ret_eu_1", WANTED)
    status, answer = parcels.label("ret_eu_1", WANTED | {"from_country": "DE"})
    assert (status, answer["reason"]) == (409, "KEY_REUSED")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"carrier": "pigeon"}, "UNKNOWN_CARRIER"),
        ({"from_country": "AQ"}, "COUNTRY_NOT_SERVED"),
        ({"receiver": ""}, "UNKNOWN_RECEIVER"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_and_kept_nowhere(parcels: Parcels, changed: Json, reason: str) -> None:
    status, answer = parcels.label("ret_eu_1", WANTED | changed)
    assert (status, answer["reason"]) == (422, reason)
    assert parcels.label("ret_eu_1", WANTED)[0] == 201


def test_a_label_says_what_it_is_for(parcels: Parcels) -> None:
    made = parcels.label("ret_eu_1", WANTED)[1]
    document = base64.b64decode(made["document"])
    assert document.startswith(b"%PDF-")
    assert made["tracking_number"].encode() in document
    assert b"Reference ret_eu_1" in document


def test_a_service_that_fails_makes_the_same_label_later(parcels: Parcels) -> None:
    first = parcels.label("ret_eu_1", WANTED)[1]
    parcels.fail_label("ret_eu_1", 503)
    parcels.fail_label("ret_eu_2", 503)
    assert (parcels.label("ret_eu_1", WANTED)[0], parcels.label("ret_eu_2", WANTED)[0]) == (503, 503)
    parcels.fail_label("ret_eu_1", None)
    parcels.fail_label("ret_eu_2", None)
    assert parcels.label("ret_eu_1", WANTED) == (200, first)
    assert parcels.label("ret_eu_2", WANTED)[0] == 201


def test_labels_survive_a_restart(parcels: Parcels, tmp_path: Path) -> None:
    kept = tmp_path / "carriers.json"
    made = parcels.label("ret_eu_1", WANTED)[1]
    parcels.orders()["hold"]({})
    parcels.orders()["save"]({"file": str(kept)})
    assert Parcels(lambda: 1_800_000_000.0, kept).label("ret_eu_1", WANTED) == (200, made)
