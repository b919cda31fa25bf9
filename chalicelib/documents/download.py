"""A link to a file, as a value."""

import msgspec


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """A link to one file, for everybody who has it, until `valid_until`."""

    url: str
    content_type: str
    valid_until: str
