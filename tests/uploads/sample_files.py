"""Files as people send them: a photo with its place, a picture, a paper; and what others try to pass off as one."""

import struct
import zlib


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int, order: str = "<") -> bytes:
    """Exif of a camera: its orientation, and a place in what follows the directory."""
    start = b"II*\x00" if order == "<" else b"MM\x00*"
    directory = struct.pack(f"{order}IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return segment(0xE1, b"Exif\x00\x00" + start + directory + b"GPS 48.8566 N 2.3522 E")


JFIF = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
TABLES = segment(0xDB, bytes(65)) + segment(0xC0, b"\x08\x00\x10\x00\x10\x01\x01\x11\x00") + segment(0xC4, bytes(20))
# A stuffed 0xFF and a restart are data.
SCAN = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
PLAIN_JPEG = b"\xff\xd8" + JFIF + TABLES + SCAN + b"\xff\xd9"


def photo(orientation: int = 1, order: str = "<", behind: bytes = b"") -> bytes:
    """A JPEG with Exif and a comment, and something behind its end."""
    comment = segment(0xFE, b"taken at 12 rue de Rivoli")
    return b"\xff\xd8" + JFIF + exif(orientation, order) + comment + TABLES + SCAN + b"\xff\xd9" + behind


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXELS = chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
END = chunk(b"IEND", b"")
PNG_START = b"\x89PNG\r\n\x1a\n"
PLAIN_PNG = PNG_START + HEADER + PIXELS + END
PNG = PNG_START + HEADER + chunk(b"tEXt", b"Author\x00Zoe Example") + PIXELS + END + b"behind it"


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(
        kind + len(content).to_bytes(4, "little") + content + b"\x00" * (len(content) % 2) for kind, content in chunks
    )
    return b"RIFF" + len(body).to_bytes(4, "little") + body


WEBP = webp((b"VP8X", b"\x0c" + bytes(9)), (b"VP8 ", b"pixels!"), (b"EXIF", b"GPS 48.8566"), (b"XMP ", b"<x/>"))
PLAIN_WEBP = webp((b"VP8X", bytes(10)), (b"VP8 ", b"pixels!"))


def pdf(*objects: bytes) -> bytes:
    return (
        b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, each) for n, each in enumerate(objects)) + b"%%EOF\n"
    )


def stream(content: bytes, dictionary: bytes = b"", packed: bool = True) -> bytes:
    body = zlib.compress(content) if packed else content
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (dictionary, len(body), body)


PAPER = pdf(b"<</Type /Catalog /Pages 1 0 R>>", stream(b"BT (a deed) Tj ET"))
WINDOWS_PROGRAM = b"MZ\x90\x00" + bytes(60) + b"This program cannot be run in DOS mode."
LINUX_PROGRAM = b"\x7fELF\x02\x01\x01" + bytes(60)
SCRIPT = b"#!/bin/sh\nrm -rf /\n"
PAGE = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
ARCHIVE = b"PK\x03\x04" + bytes(26) + b"PK\x05\x06" + bytes(18)
