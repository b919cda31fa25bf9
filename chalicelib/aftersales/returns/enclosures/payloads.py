"""What may be sent about the files of a return."""

from typing import Annotated

import msgspec

from chalicelib.aftersales.messages.payloads import UploadId
from chalicelib.kernel.values.payloads import END, Payload


class FileWish(Payload, frozen=True, kw_only=True):
    """The type of the file, if it is known; a plain form leaves it out."""

    content_type: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{1,20}/[a-z0-9.+-]{1,40}" + END)] | None = None


class AttachedFile(Payload, frozen=True, kw_only=True):
    """A file that was uploaded with a form of this return."""

    upload_id: UploadId
