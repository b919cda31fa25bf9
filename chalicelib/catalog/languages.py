"""The languages of the catalogue, and the choice of one from an Accept-Language header."""

LANGUAGES = ("en", "fr", "de")


def wanted(accept_language: str) -> str:
    """The language of the catalogue that an Accept-Language header prefers (RFC 9110 § 12.5.4), else English."""
    liked = [_weighed(part) for part in accept_language[:500].split(",")]
    spoken = [(-weight, number, tag) for number, (tag, weight) in enumerate(liked) if tag in LANGUAGES and weight > 0]
    return min(spoken)[2] if spoken else "en"


def _weighed(part: str) -> tuple[str, int]:
    tag, _, parameters = part.strip().lower().partition(";")
    digits = parameters.strip().removeprefix("q=").strip() if parameters else "1"
    whole, _, fraction = digits.partition(".")
    number = whole + fraction.ljust(3, "0")[:3]
    return tag.split("-")[0].strip(), int(number) if number.isascii() and number.isdigit() else 0
