"""Labels of the carrier double: one per key, as a PDF that says what it is for."""

import base64
import hashlib
from typing import Any

Json = dict[str, Any]
CARRIERS = ("dhl", "dpd", "gls", "ups", "fedex", "colissimo", "postnl", "bpost", "correos", "an-post", "usps")
COUNTRIES = ("FR", "DE", "ES", "IT", "BE", "NL", "IE", "US")


def label(key: str, wanted: Json) -> tuple[int, Json]:
    """HTTP status and answer: 201 with a label, 422 with the reason there is none."""
    carrier, receiver, country = (str(wanted.get(name, "")) for name in ("carrier", "receiver", "from_country"))
    if carrier.lower() not in CARRIERS:
        return 422, {"title": "No such carrier", "reason": "UNKNOWN_CARRIER"}
    if country not in COUNTRIES:
        return 422, {"title": "Nothing is fetched there", "reason": "COUNTRY_NOT_SERVED"}
    if not receiver:
        return 422, {"title": "No address to send it to", "reason": "UNKNOWN_RECEIVER"}
    digest = hashlib.sha256(f"{carrier}#{key}".encode()).hexdigest()
    number = f"RET{int(digest[:14], 16):017d}"
    lines = (f"{carrier.upper()} RETURN", f"Tracking {number}", f"From {country}", f"To {receiver}", f"Reference {key}")
    return 201, {"tracking_number": number, "document": base64.b64encode(pdf(lines)).decode()}


def pdf(lines: tuple[str, ...]) -> bytes:
    """One page of 10 x 15 cm with these lines and the bars of a code nobody reads; the same bytes each time."""
    bars = "".join(f"{20 + 4 * n} 40 {1 + (ord(each) + n) % 3} 60 re f\n" for n, each in enumerate(lines[1] * 2))
    shown = [each.replace("\\", "").replace("(", "").replace(")", "").encode("ascii", "replace") for each in lines]
    text = b"BT /F1 14 Tf 18 TL 20 380 Td\n" + b"".join(b"(" + each + b") Tj T*\n" for each in shown) + b"ET\n"
    page = bars.encode() + text
    objects = (
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 283 425] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%sendstream" % (len(page), page),
        b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>",
    )
    written, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % each for each in offsets)
    head = b"xref\n0 6\n0000000000 65535 f \n"
    return written + head + table + b"trailer\n<</Size 6 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
