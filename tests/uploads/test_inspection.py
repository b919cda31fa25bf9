"""The inspection: a file is judged by its bytes, whatever it is called."""

import pytest

from chalicelib.uploads.inspection import InspectedFile, Rejection, inspect, recognised
from chalicelib.uploads.purposes import PURPOSES, FileType, Purpose, Terms
from tests.uploads.sample_files import (
    ARCHIVE,
    LINUX_PROGRAM,
    PAGE,
    PAPER,
    PLAIN_JPEG,
    PLAIN_PNG,
    PLAIN_WEBP,
    PNG,
    SCRIPT,
    WEBP,
    WINDOWS_PROGRAM,
    pdf,
    photo,
)

PHOTO_TERMS = PURPOSES[Purpose.RETURN_PHOTO]
PAPER_TERMS = PURPOSES[Purpose.MESSAGE_FILE]


@pytest.mark.parametrize(
    ("content", "kept", "content_type"),
    [
        (photo(), PLAIN_JPEG, FileType.JPEG),
        (PNG, PLAIN_PNG, FileType.PNG),
        (WEBP, PLAIN_WEBP, FileType.WEBP),
        (PAPER, PAPER, FileType.PDF),
    ],
)
def test_what_a_purpose_takes_is_kept_and_named_by_its_bytes(
    content: bytes, kept: bytes, content_type: FileType
) -> None:
    assert recognised(content) is content_type
    assert inspect(content, PAPER_TERMS, None) == InspectedFile(content_type, kept)
    assert inspect(content, PAPER_TERMS, content_type) == InspectedFile(content_type, kept)


@pytest.mark.parametrize("content", [WINDOWS_PROGRAM, LINUX_PROGRAM, SCRIPT, PAGE, ARCHIVE, b"hello", b"\xff\xd8"])
def test_programs_pages_and_archives_are_not_taken(content: bytes) -> None:
    assert inspect(content, PAPER_TERMS, None) is Rejection.TYPE_NOT_ALLOWED
    assert inspect(content, PAPER_TERMS, FileType.JPEG) is Rejection.TYPE_NOT_ALLOWED


def test_a_paper_is_no_photo() -> None:
    assert inspect(PAPER, PHOTO_TERMS, None) is Rejection.TYPE_NOT_ALLOWED


def test_a_file_is_of_the_type_its_form_was_signed_for() -> None:
    assert inspect(PNG, PHOTO_TERMS, FileType.JPEG) is Rejection.TYPE_NOT_AS_STATED


def test_nothing_and_too_much_are_not_taken() -> None:
    assert inspect(b"", PHOTO_TERMS, None) is Rejection.EMPTY
    terms = Terms((FileType.JPEG,), len(photo()), 1)
    assert isinstance(inspect(photo(), terms, None), InspectedFile)
    assert inspect(photo(behind=b"x"), terms, None) is Rejection.TOO_LARGE


def test_a_broken_file_and_an_active_paper_are_not_taken() -> None:
    assert inspect(photo()[:60], PAPER_TERMS, None) is Rejection.BROKEN
    assert inspect(PAPER[:-4], PAPER_TERMS, None) is Rejection.BROKEN
    assert inspect(pdf(b"<</S /JavaScript>>"), PAPER_TERMS, None) is Rejection.ACTIVE_CONTENT


def test_every_purpose_takes_something_of_at_most_ten_megabytes() -> None:
    assert PURPOSES.keys() == set(Purpose)
    assert all(terms.types and 0 < terms.bytes_max <= 10_000_000 and terms.kept_days > 0 for terms in PURPOSES.values())
