"""A PDF that only shows pages passes; one that does, carries or hides something does not."""

import pytest

from chalicelib.uploads import pdf_content
from tests.uploads.sample_files import ARCHIVE, PAPER, pdf, stream


def test_a_paper_with_pages_alone_is_complete_and_not_active() -> None:
    assert pdf_content.is_complete(PAPER)
    assert not pdf_content.is_active(PAPER)


@pytest.mark.parametrize("content", [PAPER[:-3], PAPER + b"MZ", b"%PDF-1.7\n"])
def test_what_is_cut_off_or_followed_by_something_is_not_complete(content: bytes) -> None:
    assert not pdf_content.is_complete(content)


@pytest.mark.parametrize(
    "name",
    [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/EmbeddedFiles", b"/RichMedia", b"/XFA", b"/Encrypt"],
)
def test_a_paper_that_does_or_carries_something_is_active(name: bytes) -> None:
    assert pdf_content.is_active(pdf(b"<<" + name + b" 2 0 R>>"))


def test_names_that_only_begin_like_active_ones_are_not_active() -> None:
    assert not pdf_content.is_active(pdf(b"<</JSpace 1 /LaunchPad 2>>"))


@pytest.mark.parametrize(
    "hidden",
    [
        b"<</J#61vaScript 2 0 R>>",
        stream(b"<</S /JavaScript>>", b"/Type /ObjStm /Filter /FlateDecode"),
        stream(b"<</S /J#53>>", b"/Type /ObjStm /Filter /FlateDecode"),
        stream(b"<7b>", b"/Type /ObjStm /Filter /ASCIIHexDecode", packed=False),
        stream(b"<7b>", b"/Type /Obj#53tm /Filter /ASCIIHexDecode", packed=False),
        ARCHIVE,
    ],
)
def test_what_is_hidden_in_names_and_streams_is_found(hidden: bytes) -> None:
    assert pdf_content.is_active(pdf(b"<</Type /Catalog>>", hidden))


def test_a_picture_in_a_paper_need_not_be_deflated() -> None:
    assert not pdf_content.is_active(pdf(stream(b"\xff\xd8\xff", b"/Subtype /Image /Filter /DCTDecode", packed=False)))


def test_a_small_file_that_inflates_without_end_is_active_and_looked_at_in_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_content, "INFLATED_BYTES_MAX", 10_000)
    assert not pdf_content.is_active(pdf(stream(bytes(9_000))))
    assert pdf_content.is_active(pdf(stream(bytes(9_000)), stream(bytes(9_000))))


def test_more_streams_than_are_looked_into_are_active(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_content, "STREAMS_MAX", 3)
    assert not pdf_content.is_active(pdf(*[stream(b"x")] * 3))
    assert pdf_content.is_active(pdf(*[stream(b"x")] * 4))
