"""Files to take away: a link shows one document for minutes, and the document is gone after a day."""

import pytest

from chalicelib.documents import downloads
from chalicelib.kernel.runtime import aws
from chalicelib.kernel.runtime.settings import settings
from testing.cell import Cell, create_bucket, open_cell


@pytest.mark.usefixtures("tables")
def test_a_document_is_put_aside_under_a_name_of_its_own_and_linked_for_minutes() -> None:
    with open_cell(Cell) as cell:
        create_bucket(settings.uploads_bucket)
        first = downloads.offer(b"%PDF-1", downloads.PDF, "RB-2026-000001.pdf")
        second = downloads.offer(b"<a/>", downloads.XML, "RB-2026-000001.xml")
        stored = aws.client("s3").list_objects_v2(Bucket=settings.uploads_bucket)["Contents"]
        assert [each["Key"].partition("/")[0] for each in stored] == ["offered", "offered"]
        assert first.url != second.url
        assert "RB-2026-000001.pdf" in first.url
        assert first.content_type == "application/pdf"
        cell.clock.advance(minutes=4, seconds=59)
        assert first.valid_until > cell.clock.moment.isoformat()
        cell.clock.advance(seconds=2)
        assert first.valid_until < cell.clock.moment.isoformat()
