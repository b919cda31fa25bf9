"""Rendering: the document as one HTML page without external resources, and its security headers."""

import base64
import hashlib
from pathlib import Path

from chalicelib.api_reference import outline
from chalicelib.api_reference.openapi_document import Document
from chalicelib.kernel.runtime.settings import settings

HTML = "text/html; charset=utf-8"
_HERE = Path(__file__).with_name("templates")


def rendered(document: Document) -> str:
    """The page; jinja2 is imported here, on first need: an answer in JSON needs not its 20 ms."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("docs.html").render(
        style=_style(),
        info=document["info"],
        server=document["servers"][0]["url"],
        schemes=document["components"]["securitySchemes"],
        rooms=outline.rooms(document),
        types=outline.types(document),
        spoken=outline.spoken,
    )


def safe_headers() -> dict[str, str]:
    """Security headers: a policy that allows the page's one style, by its hash, and no script, frame or form."""
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; base-uri 'none'; form-action 'none'"
    secure = {} if settings.stage == "local" else {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
    return secure | {
        "Content-Security-Policy": f"{policy}; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }


def _style() -> str:
    return (_HERE / "docs.css").read_text()
