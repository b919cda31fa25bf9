"""Cookies: parsing those of a request, writing Set-Cookie values; never readable by scripts."""

from typing import Any, Literal

from chalicelib.kernel.runtime.settings import settings

# A __Host- cookie cannot be planted by a neighbouring host name; browsers take it over HTTPS only.
_IS_SECURE = settings.stage != "local"
MONTH_SECONDS = 30 * 24 * 3600
YEAR_SECONDS = 365 * 24 * 3600
COOKIES_CHARACTERS_MAX = 8_192


def host_cookie(name: str) -> str:
    """The full name of a cookie that is sent to every path of this host."""
    return f"__Host-rebound_{name}" if _IS_SECURE else f"rebound_{name}"


def path_cookie(name: str) -> str:
    """The full name of a cookie that is sent to some paths only; browsers forbid these the prefix `__Host-`."""
    return f"__Secure-rebound_{name}" if _IS_SECURE else f"rebound_{name}"


SESSION = host_cookie("session")


def received(headers: Any) -> dict[str, str]:
    """The cookies of a request by name; the first of a name counts, because browsers send the longest path first."""
    found: dict[str, str] = {}
    for pair in str(headers.get("cookie", ""))[:COOKIES_CHARACTERS_MAX].split(";"):
        name, separator, value = pair.strip().partition("=")
        if separator:
            found.setdefault(name, value)
    return found


def kept(
    name: str,
    value: str,
    *,
    path: str = "/",
    max_age_seconds: int | None = None,
    same_site: Literal["Lax", "Strict"] = "Lax",
) -> str:
    """A Set-Cookie value; kept until the browser closes without an age, deleted with an age of 0.

    Lax, so that a link in a mail still opens the buyer's own page while a form of another site sends nothing. Strict
    where a link of another site must not open the page either.
    """
    parts = [f"{name}={value}", f"Path={path}", "HttpOnly", f"SameSite={same_site}"]
    if max_age_seconds is not None:
        parts.append(f"Max-Age={max_age_seconds}")
    if _IS_SECURE:
        parts.append("Secure")
    return "; ".join(parts)
