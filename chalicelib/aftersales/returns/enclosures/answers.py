"""The response body of the label of a return."""

from typing import TypedDict

from chalicelib.documents.download import Download


class ShownLabel(TypedDict):
    """A label to print, and the parcel that it is for."""

    carrier: str
    tracking_number: str
    document: Download
