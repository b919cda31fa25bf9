"""What buyers, sellers and operators may send about any case: parcels, explanations, filters of lists."""

from typing import Annotated

import msgspec

from chalicelib.aftersales.messages.message import Belonging
from chalicelib.aftersales.messages.payloads import MessageText, UploadId
from chalicelib.kernel.values.lists import PageRequest
from chalicelib.kernel.values.payloads import END, PRINTABLE, Payload

CarrierName = Annotated[str, msgspec.Meta(min_length=1, max_length=100, pattern=PRINTABLE)]
TrackingNumber = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9 -]{4,40}" + END)]
SerialText = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9 /.-]{4,50}" + END)]
LineNumber = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]?" + END)]
Since = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?" + END)]


class Explained(Payload, frozen=True, kw_only=True):
    """An explanation, which becomes a message in the thread of the case."""

    explanation: MessageText | None = None


class SentParcel(Payload, frozen=True, kw_only=True):
    """A parcel that is on its way."""

    carrier: CarrierName
    tracking_number: TrackingNumber


class SentReplacement(SentParcel, frozen=True, kw_only=True):
    """The parcel of another device; `serial` is its IMEI or serial number, as its category requires."""

    serial: SerialText | None = None


class CaseListQuery(PageRequest, frozen=True, kw_only=True):
    """Entries that changed since a time (`2026-11-30T08:00:00Z` or a day), in the order of their last change."""

    updated_since: Since | None = None


class FileWish(Payload, frozen=True, kw_only=True):
    """The type of the file, if it is known; a plain form leaves it out. What the file goes with: the case itself as
    one of its photos, or a message of its thread."""

    content_type: Annotated[str, msgspec.Meta(pattern=r"^[a-z]{1,20}/[a-z0-9.+-]{1,40}" + END)] | None = None
    belongs_to: Belonging = "CASE"


class AttachedFile(Payload, frozen=True, kw_only=True):
    """A file that was uploaded with a form of this case."""

    upload_id: UploadId
