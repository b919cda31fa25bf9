"""Pictures: what shows them stays, everything else goes."""

import struct

import pytest

from chalicelib.uploads.pictures import BrokenPicture, plain_jpeg, plain_png, plain_webp
from tests.uploads.sample_files import (
    ARCHIVE,
    END,
    HEADER,
    JFIF,
    PIXELS,
    PLAIN_JPEG,
    PLAIN_PNG,
    PLAIN_WEBP,
    PNG,
    PNG_START,
    WEBP,
    photo,
    segment,
    webp,
)

TIFF = b"Exif\x00\x00MM\x00*"


def test_a_photo_loses_place_comment_and_what_is_behind_its_end() -> None:
    sent = photo(behind=ARCHIVE)
    assert b"GPS" in sent
    assert plain_jpeg(sent) == PLAIN_JPEG


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_taken_upright_stays_upright(order: str) -> None:
    kept = plain_jpeg(photo(6, order))
    assert b"Exif\x00\x00" in kept
    assert b"GPS" not in kept
    # What was kept says the same when it is read again.
    assert plain_jpeg(kept) == kept
    assert kept != PLAIN_JPEG


@pytest.mark.parametrize(
    "described",
    [
        b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta/>",
        b"Exif\x00\x00??\x00*" + bytes(8),
        TIFF + bytes(3),
        TIFF + struct.pack(">I", 4_000),
        TIFF + struct.pack(">IH", 8, 0),
        TIFF + struct.pack(">IHHHIHH", 8, 1, 0x0112, 3, 1, 9, 0),
    ],
    ids=["other words", "no byte order", "too short", "directory elsewhere", "empty directory", "no such orientation"],
)
def test_a_description_that_states_no_orientation_goes_whole(described: bytes) -> None:
    sent = PLAIN_JPEG[:2] + segment(0xE1, described) + PLAIN_JPEG[2:]
    assert plain_jpeg(sent) == PLAIN_JPEG


def test_fill_bytes_before_a_marker_go_too() -> None:
    at = 2 + len(JFIF)
    assert plain_jpeg(PLAIN_JPEG[:at] + b"\xff\xff\xff" + PLAIN_JPEG[at:]) == PLAIN_JPEG


def test_a_jpeg_that_shows_nothing_is_broken() -> None:
    with pytest.raises(BrokenPicture):
        plain_jpeg(b"\xff\xd8" + JFIF + b"\xff\xd9")


def test_what_is_plain_already_stays_as_it_is() -> None:
    assert plain_jpeg(PLAIN_JPEG) == PLAIN_JPEG
    assert plain_png(PLAIN_PNG) == PLAIN_PNG
    assert plain_webp(PLAIN_WEBP) == PLAIN_WEBP


def test_a_picture_loses_its_texts() -> None:
    assert plain_png(PNG) == PLAIN_PNG
    assert plain_webp(WEBP) == PLAIN_WEBP


@pytest.mark.parametrize("length", range(2, len(PLAIN_JPEG) - 1))
def test_a_jpeg_that_is_cut_off_anywhere_is_broken(length: int) -> None:
    with pytest.raises(BrokenPicture):
        plain_jpeg(PLAIN_JPEG[:length])


@pytest.mark.parametrize("at", range(len(PNG_START), len(PLAIN_PNG)))
def test_a_png_that_is_cut_off_or_changed_anywhere_is_broken(at: int) -> None:
    with pytest.raises(BrokenPicture):
        plain_png(PLAIN_PNG[:at])
    with pytest.raises(BrokenPicture):
        plain_png(PLAIN_PNG[:at] + bytes([PLAIN_PNG[at] ^ 0x10]) + PLAIN_PNG[at + 1 :])


@pytest.mark.parametrize("chunks", [HEADER + END, PIXELS + END, END])
def test_a_png_without_a_picture_is_broken(chunks: bytes) -> None:
    with pytest.raises(BrokenPicture):
        plain_png(PNG_START + chunks)


@pytest.mark.parametrize("content", [WEBP[:-3], webp((b"EXIF", b"x")), WEBP[:16] + b"\xff\xff\xff" + WEBP[19:]])
def test_a_webp_that_is_cut_off_or_shows_nothing_is_broken(content: bytes) -> None:
    with pytest.raises(BrokenPicture):
        plain_webp(content)
