"""Files to take away: a rendered document is put aside for a day, and a link to it is valid for minutes.

API Gateway sends texts as they are and everything else only to clients that ask for it by an Accept header, which no
browser does when it follows a link. So a document is fetched from S3, under a name nobody can guess.
"""

from datetime import timedelta

from chalicelib.documents.download import Download
from chalicelib.gateways import uploaded_files
from chalicelib.kernel.runtime import clock
from chalicelib.kernel.values import ids

LINK_VALID = timedelta(minutes=5)
PDF, XML = "application/pdf", "application/xml"


def offer(body: bytes, content_type: str, saved_as: str) -> Download:
    """Put a file aside and say where it can be fetched. The bucket deletes it after a day. Raises: Unavailable."""
    name = f"offered/{ids.new_ulid()}"
    uploaded_files.write(name, body, content_type)
    seconds = int(LINK_VALID.total_seconds())
    return Download(
        url=uploaded_files.signed_link(name, content_type, seconds=seconds, saved_as=saved_as),
        content_type=content_type,
        valid_until=clock.stamp(clock.now() + LINK_VALID),
    )
