"""Response bodies of the files of a case, built from values."""

from collections.abc import Iterable

from chalicelib.aftersales.cases.answers import ShownFile, UploadForm
from chalicelib.aftersales.cases.case_files import FileLink
from chalicelib.kernel.values.lists import Items
from chalicelib.uploads.upload import PresignedForm


def form_view(form: PresignedForm) -> UploadForm:
    """A form that sends one file."""
    return {
        "upload_id": form.upload_id,
        "url": form.url,
        "fields": form.fields,
        "content_types": list(form.content_types),
        "bytes_max": form.bytes_max,
        "valid_until": form.valid_until,
    }


def files_view(found: Iterable[FileLink]) -> Items[ShownFile]:
    """The files of a case."""
    return {
        "items": [{"upload_id": each.upload_id, "content_type": each.content_type, "url": each.url} for each in found]
    }
