"""Which upload an address of S3 tells of."""

import pytest

from chalicelib.web.sent_files import sent_upload_id, with_sent

UPLOAD = "upl_eu_01KB1T9QZ4M3H8V2X7C5N6R0DE"


def test_an_address_tells_of_the_upload_that_it_was_made_for() -> None:
    path, _, query = with_sent("/photos", UPLOAD).partition("?key=")
    assert path == "/photos"
    assert sent_upload_id({"key": query, "bucket": "b"}) == UPLOAD


@pytest.mark.parametrize("key", ["", UPLOAD, f"checked/{UPLOAD}", f"quarantine/{UPLOAD}/x", "quarantine/upl_de_0"])
def test_an_address_that_s3_did_not_make_tells_of_none(key: str) -> None:
    assert sent_upload_id({"key": key}) is None
