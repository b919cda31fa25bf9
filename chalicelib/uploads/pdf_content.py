"""Whether a PDF is complete, and whether it does or carries anything beside showing pages.

ISO 32000-1: names may be written with #xx (7.3.5), objects may lie in compressed streams (7.5.7). What cannot be looked
into counts as active: an encrypted file, objects in a stream that is not deflated, more than INFLATED_BYTES_MAX in all
streams or more than STREAMS_MAX of them.
"""

import re
import zlib

INFLATED_BYTES_MAX = 50_000_000
STREAMS_MAX = 20_000
# Scripts, programs that are started, files within the file, media players, forms with scripts, and ciphertext.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt|ImportData|SubmitForm)(?![A-Za-z0-9])"
)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_OBJECTS = re.compile(rb"/ObjStm(?![A-Za-z0-9])")
# How much before a stream is searched for its dictionary.
_DICTIONARY_BYTES = 1_000
_FIRST_PIECE_BYTES = 1_024
# A ZIP archive, and so a JAR, is read from the directory at its end.
_ZIP_DIRECTORY = b"PK\x05\x06"
_END = b"%%EOF"


def is_complete(content: bytes) -> bool:
    """Whether the file ends as a PDF does, with nothing behind it."""
    _, mark, rest = content.rpartition(_END)
    return bool(mark) and not rest.strip(b"\x00\t\n\x0c\r ")


def is_active(content: bytes) -> bool:
    """Whether it runs, starts or carries something, or hides what it does."""
    if _ZIP_DIRECTORY in content or _names_active(content):
        return True
    left = INFLATED_BYTES_MAX
    for number, found in enumerate(_STREAM.finditer(content), start=1):
        inflated = _inflated(content, found.end(), left)
        left -= len(inflated)
        if left <= 0 or number > STREAMS_MAX or _names_active(inflated):
            return True
        if not inflated and _holds_objects(content, found.start()):
            return True
    return False


def _names_active(part: bytes) -> bool:
    return _ACTIVE.search(_unescaped(part)) is not None


def _holds_objects(content: bytes, start: int) -> bool:
    dictionary = content[max(0, start - _DICTIONARY_BYTES) : start].rpartition(b" obj")[2]
    return _OBJECTS.search(_unescaped(dictionary)) is not None


def _unescaped(part: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part) if b"#" in part else part


def _inflated(content: bytes, start: int, most: int) -> bytes:
    """What a stream that begins here inflates to, up to `most` bytes; empty for one that is not deflated.

    Where it ends is the end of the deflated data: its stated length could lie. It is read in growing pieces, because
    each stream of a file would otherwise copy all that follows it.
    """
    inflater, parts, size = zlib.decompressobj(), [], _FIRST_PIECE_BYTES
    while start < len(content) and not inflater.eof and most > 0:
        try:
            parts.append(inflater.decompress(content[start : start + size], most))
        except zlib.error:
            break
        most -= len(parts[-1])
        start, size = start + size, size * 2
    return b"".join(parts)
