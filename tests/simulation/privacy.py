"""Privacy: buyers' data carry marks, and nothing but the sealed records and the mails may show one."""

import re
from collections.abc import Iterable

MARK = "Zq7xKm9v"
MARKED_PHONE = "+33 699 887 7"
MARKED_IMEI = "35699887"

_marks = re.compile(rf"({MARK}\w{{0,12}}|{re.escape(MARKED_PHONE)}|{MARKED_IMEI})", re.IGNORECASE)


def leaks(place: str, texts: Iterable[str | bytes]) -> list[str]:
    """What is personal in texts that must hold nothing personal."""
    found = []
    for text in texts:
        shown = text if isinstance(text, str) else text.decode("latin-1")
        match = _marks.search(shown)
        if match is not None:
            found.append(f"{place} shows {match[0]!r}: {shown[max(0, match.start() - 60) : match.end() + 60]!r}")
    return found
