"""Which upload an address of S3 tells of."""

import pytest

from chalicelib.kernel.values.problems import InvalidRequest, NotFound
from chalicelib.web import sent_files
from chalicelib.web.sent_files import sent_upload_id, with_sent

UPLOAD = "upl_eu_01KB1T9QZ4M3H8V2X7C5N6R0DE"


def test_an_address_tells_of_the_upload_that_it_was_made_for() -> None:
    path, _, query = with_sent("/photos", UPLOAD).partition("?key=")
    assert path == "/photos"
    assert sent_upload_id({"key": query, "bucket": "b"}) == UPLOAD


@pytest.mark.parametrize("key", ["", UPLOAD, f"checked/{UPLOAD}", f"quarantine/{UPLOAD}/x", "quarantine/upl_de_0"])
def test_an_address_that_s3_did_not_make_tells_of_none(key: str) -> None:
    assert sent_upload_id({"key": key}) is None


def test_a_message_keeps_its_file_unless_the_file_is_what_was_refused() -> None:
    fields = sent_files.chosen_fields({"upload_id": UPLOAD})
    assert sent_files.message_of({**fields, "text": ["Hello"]}) == {"text": "Hello", "upload_ids": [UPLOAD]}
    assert sent_files.kept_upload(fields, InvalidRequest(errors=[])) == UPLOAD
    assert sent_files.kept_upload(fields, NotFound()) == ""


def test_an_address_that_names_no_upload_fills_nothing_in() -> None:
    assert sent_files.chosen_fields({"upload_id": "upl_eu_1"}) == {}
    assert sent_files.chosen_fields({}) == {}
