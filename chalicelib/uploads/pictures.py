"""Pictures reduced to what shows them: no place, time or serial of the camera, no comment, nothing behind the end.

JPEG: ITU-T T.81 B.1; PNG: W3C PNG 5 and 11; WebP: RFC 9649. Pictures are taken apart and put together, not decoded.
"""

import struct
import zlib
from collections.abc import Iterator

_JPEG_START, _JPEG_END = b"\xff\xd8", b"\xff\xd9"
_SCAN, _EXIF = 0xDA, 0xE1
_RESTARTS = range(0xD0, 0xD8)
# Application segments that change how the picture looks: JFIF, colour profile, Adobe's colour transformation.
_LOOKS = {0xE0: b"JFIF\x00", 0xE2: b"ICC_PROFILE\x00", 0xEE: b"Adobe"}
_APPLICATION = range(0xE0, 0xF0)
_COMMENT = 0xFE
_ORIENTATION = 0x0112
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"pHYs", b"sBIT", b"bKGD"}
_WEBP_KEPT = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"}
# In VP8X: there is an EXIF chunk, there is an XMP chunk.
_WEBP_DESCRIPTIONS = 0x08 | 0x04


class BrokenPicture(Exception):
    """Not built as its format says, or cut off."""


def plain_jpeg(content: bytes) -> bytes:
    """A JPEG without descriptions; of Exif only the orientation is kept. Raises: BrokenPicture."""
    parts = [_JPEG_START]
    orientation, scans = 1, 0
    for marker, segment in _jpeg_segments(content):
        if marker == _EXIF:
            orientation = _orientation(segment[4:]) or orientation
        elif marker == _SCAN:
            scans += 1
            parts.append(segment)
        elif (marker not in _APPLICATION and marker != _COMMENT) or (
            marker in _LOOKS and segment[4:].startswith(_LOOKS[marker])
        ):
            parts.append(segment)
    if not scans:
        raise BrokenPicture("no scan")
    if orientation != 1:
        parts.insert(1, _exif_of(orientation))
    return b"".join([*parts, _JPEG_END])


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment up to the end of the picture: its marker and its bytes; a scan with its data."""
    at = 2
    while True:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if content[at : at + 1] != b"\xff" or len(content) < at + 4:
            if content[at : at + 2] == _JPEG_END:
                return
            raise BrokenPicture("cut off")
        marker = content[at + 1]
        if marker == _JPEG_END[1]:
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if end < at + 4 or end > len(content):
            raise BrokenPicture("a segment is too long or too short")
        if marker == _SCAN:
            end = _scan_end(content, end)
        yield marker, content[at:end]
        at = end


def _scan_end(content: bytes, at: int) -> int:
    """Where the data of a scan ends: at the next marker that is neither a stuffed byte nor a restart."""
    while (at := content.find(b"\xff", at)) >= 0:
        following = content[at + 1 : at + 2]
        if following and following[0] != 0 and following[0] not in _RESTARTS:
            return at
        at += 2 if following else 1
    raise BrokenPicture("a scan without an end")


def _orientation(exif: bytes) -> int | None:
    """The orientation (1 to 8) that Exif states in its first directory; None if it states none."""
    if not exif.startswith(b"Exif\x00\x00"):
        return None
    tiff = exif[6:]
    order = {b"II*\x00": "<", b"MM\x00*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 8:
        return None
    (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
    if directory + 2 > len(tiff):
        return None
    (count,) = struct.unpack_from(f"{order}H", tiff, directory)
    for entry in range(directory + 2, min(directory + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, _, number = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if (tag, kind) == (_ORIENTATION, 3) and 1 <= number <= 8:
            return int(number)
    return None


def _exif_of(orientation: int) -> bytes:
    """An Exif segment that states an orientation and nothing else."""
    tiff = b"MM\x00*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def plain_png(content: bytes) -> bytes:
    """A PNG without texts, times and Exif. Raises: BrokenPicture."""
    parts, at = [_PNG_START], len(_PNG_START)
    kinds: list[bytes] = []
    while kinds[-1:] != [b"IEND"]:
        head = content[at : at + 8]
        end = at + 12 + int.from_bytes(head[:4])
        if len(head) < 8 or end > len(content):
            raise BrokenPicture("cut off")
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            raise BrokenPicture("a checksum is wrong")
        kinds.append(head[4:])
        if kinds[-1] in _PNG_KEPT:
            parts.append(content[at:end])
        at = end
    if kinds[0] != b"IHDR" or b"IDAT" not in kinds:
        raise BrokenPicture("no picture")
    return b"".join(parts)


def plain_webp(content: bytes) -> bytes:
    """A WebP without Exif and XMP. Raises: BrokenPicture."""
    whole = 8 + int.from_bytes(content[4:8], "little")
    if whole > len(content):
        raise BrokenPicture("cut off")
    parts, kinds, at = [b"WEBP"], set(), 12
    while at < whole:
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        if end > whole:
            raise BrokenPicture("a chunk is too long")
        kinds.add(kind)
        if kind == b"VP8X" and size >= 1:
            flags = content[at + 8] & ~_WEBP_DESCRIPTIONS
            parts.append(content[at : at + 8] + bytes([flags]) + content[at + 9 : end])
        elif kind in _WEBP_KEPT:
            parts.append(content[at:end])
        at = end
    if not kinds & {b"VP8 ", b"VP8L", b"ANMF"}:
        raise BrokenPicture("no picture")
    body = b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body
