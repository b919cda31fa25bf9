"""What files are uploaded for: the types each purpose takes, how large one may be, and how long it is kept."""

from enum import StrEnum

import msgspec


class Purpose(StrEnum):
    """What an uploaded file is for."""

    RETURN_PHOTO = "RETURN_PHOTO"
    CLAIM_PHOTO = "CLAIM_PHOTO"
    INSPECTION_PHOTO = "INSPECTION_PHOTO"
    MESSAGE_FILE = "MESSAGE_FILE"
    DISPUTE_EVIDENCE = "DISPUTE_EVIDENCE"
    DONATION_DOCUMENT = "DONATION_DOCUMENT"


class FileType(StrEnum):
    """The media types that can be inspected. A purpose takes some of them."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


class Terms(msgspec.Struct, frozen=True):
    """What a purpose takes. `kept_days` counts from the moment at which a room takes the file."""

    types: tuple[FileType, ...]
    bytes_max: int
    kept_days: int


_PICTURES = (FileType.JPEG, FileType.PNG, FileType.WEBP)
# Three years: the longest general limitation period of the markets, § 195 BGB.
_CASE_KEPT_DAYS = 3 * 366
# Ten years, as documents of bookkeeping: § 147 AO, art. L123-22 code de commerce.
_BOOKS_KEPT_DAYS = 10 * 366
_CASE_BYTES_MAX = 10_000_000

PURPOSES: dict[Purpose, Terms] = {
    Purpose.RETURN_PHOTO: Terms(_PICTURES, _CASE_BYTES_MAX, _CASE_KEPT_DAYS),
    Purpose.CLAIM_PHOTO: Terms(_PICTURES, _CASE_BYTES_MAX, _CASE_KEPT_DAYS),
    Purpose.INSPECTION_PHOTO: Terms(_PICTURES, _CASE_BYTES_MAX, _CASE_KEPT_DAYS),
    Purpose.MESSAGE_FILE: Terms((*_PICTURES, FileType.PDF), _CASE_BYTES_MAX, _CASE_KEPT_DAYS),
    # Stripe takes JPEG, PNG and PDF, 4.5 MB for all files of a dispute together.
    Purpose.DISPUTE_EVIDENCE: Terms((FileType.JPEG, FileType.PNG, FileType.PDF), 4_500_000, _CASE_KEPT_DAYS),
    Purpose.DONATION_DOCUMENT: Terms((*_PICTURES, FileType.PDF), _CASE_BYTES_MAX, _BOOKS_KEPT_DAYS),
}
