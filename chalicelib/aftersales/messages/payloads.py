"""What may be written to the thread of a case."""

from typing import Annotated

import msgspec

from chalicelib.kernel.values.payloads import END, TEXT, Payload

MESSAGE_CHARACTERS_MAX = 2_000
MessageText = Annotated[str, msgspec.Meta(min_length=1, max_length=MESSAGE_CHARACTERS_MAX, pattern=TEXT)]
FILES_OF_MESSAGE_MAX = 5
UploadId = Annotated[str, msgspec.Meta(pattern=r"^upl_(eu|us)_[0-9A-HJKMNP-TV-Z]{26}" + END)]


class MessageRequest(Payload, frozen=True, kw_only=True):
    """A text of at most 2,000 characters: line breaks, but nothing invisible.

    `upload_ids` are files that were uploaded with forms for messages of this case, each once.
    """

    text: MessageText
    upload_ids: Annotated[tuple[UploadId, ...], msgspec.Meta(max_length=FILES_OF_MESSAGE_MAX)] = ()
