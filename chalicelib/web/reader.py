"""The reader of a page: language and session, from what the browser sends and nothing else."""

import base64
import re
from collections.abc import Mapping

import msgspec

from chalicelib.kernel.runtime import randomness
from chalicelib.kernel.values import ids
from chalicelib.web import cookies

_SESSION = re.compile(r"[A-Za-z0-9_-]{22}")


class Session(msgspec.Struct, frozen=True):
    """A browser session; `is_new` until the browser has been sent its cookie."""

    token: str
    is_new: bool


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """What the page kit knows of the browser it answers; each room of pages adds what its own pages need."""

    language: str
    session: Session

    @property
    def form_token(self) -> str:
        """What each form of this session carries; another site can neither read nor compute it."""
        return ids.keyed_hash("form", self.session.token).hex()[:32]


def session_of(sent: Mapping[str, str]) -> Session:
    """The session named by a request's cookies; a new one where the cookie is absent or malformed."""
    token = sent.get(cookies.SESSION, "")
    if _SESSION.fullmatch(token):
        return Session(token, is_new=False)
    return Session(base64.urlsafe_b64encode(randomness.random_bytes(16)).decode().rstrip("="), is_new=True)
