"""Files that a browser has sent to S3 with a form, as S3 tells of them where it sends the browser on to."""

import re
from collections.abc import Mapping
from typing import Literal

from chalicelib.kernel.values.problems import Problem
from chalicelib.web.forms import Fields, first

MEGABYTE = 1_000_000
_UPLOAD = re.compile(r"upl_(?:eu|us)_[0-9A-HJKMNP-TV-Z]{26}")
_KEY = re.compile(rf"quarantine/({_UPLOAD.pattern})")
# Problems of the file that was to go with a message.
_REFUSED = frozenset({"not-found", "upload-rejected", "upload-taken"})


def sent_upload_id(query: Mapping[str, str]) -> str | None:
    """The id of the upload whose file was sent; None for an address that S3 did not make."""
    sent = _KEY.fullmatch(query.get("key", ""))
    return sent[1] if sent else None


def asked_belonging(query: Mapping[str, str]) -> Literal["CASE", "MESSAGE"]:
    """What the page of a form was asked for: a photo of the case, or a file for a message (`?for=message`)."""
    return "MESSAGE" if query.get("for") == "message" else "CASE"


def message_with(path: str, upload_id: str) -> str:
    """The address of a case's page with a form whose message takes a file along."""
    return f"{path}?upload_id={upload_id}#messages"


def chosen_fields(query: Mapping[str, str]) -> dict[str, list[str]]:
    """The fields of a message's form that such an address fills in."""
    upload_id = query.get("upload_id", "")
    return {"upload_id": [upload_id]} if _UPLOAD.fullmatch(upload_id) else {}


def message_of(fields: Fields) -> dict[str, object]:
    """A message as its form sent it: the text, and the file that goes with it."""
    return {"text": first(fields, "text"), "upload_ids": [each for each in fields.get("upload_id", ()) if each]}


def kept_upload(fields: Fields, refusal: Problem | None) -> str:
    """The file that stays in a message's form after a refusal; empty where it is the file that was refused."""
    is_refused = refusal is not None and refusal.slug in _REFUSED
    return "" if is_refused else first(fields, "upload_id")


def with_sent(path: str, upload_id: str) -> str:
    """An address that tells of a sent file as S3 does."""
    return f"{path}?key=quarantine/{upload_id}"
