"""Which of the catalogue's languages a reader would like."""

LANGUAGES = ("en", "fr", "de")


def wanted(accept_language: str) -> str:
    """The catalogue's language an Accept-Language header likes best (RFC 9110 § 12.5.4); English if none."""
    liked = [_weighed(part) for part in accept_language[:500].split(",")]
    spoken = [(-weight, number, tag) for number, (tag, weight) in enumerate(liked) if tag in LANGUAGES and weight > 0]
    return min(spoken)[2] if spoken else "en"


def _weighed(part: str) -> tuple[str, int]:
    tag, _, parameters = part.strip().lower().partition(";")
    digits = parameters.strip().removeprefix("q=").strip() if parameters else "1"
    whole, _, fraction = digits.partition(".")
    number = whole + fraction.ljust(3, "0")[:3]
    return tag.split("-")[0].strip(), int(number) if number.isascii() and number.isdigit() else 0
