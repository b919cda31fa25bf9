"""Rendering: the text and HTML parts of a mail, from its templates, in a language."""

from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec

from chalicelib.kernel.values.money import Money
from chalicelib.mails.wording import named, wording_in
from chalicelib.markets import formatting

TEMPLATES = Path(__file__).parent / "templates"


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A mail ready to send."""

    language: str
    subject: str
    text: str
    html: str


def render(template: str, subject: str, language: str, context: dict[str, Any]) -> Letter:
    """A letter from `<template>.txt` and `<template>.html`; a name that is missing in a template is an error."""

    def amount(money: Money) -> str:
        return formatting.amount(money, language)

    def day(shown: date) -> str:
        return formatting.day(shown, language)

    says = {"_": wording_in(language).text, "named": partial(named, language), "amount": amount, "day": day}
    every = says | {"language": language, "subject": subject}
    if taken := every.keys() & context.keys():
        raise ValueError(f"{template} is given {sorted(taken)}, which every letter has")
    context = context | every
    return Letter(
        language=language,
        # A line break in a title would end the header and start another.
        subject=" ".join(subject.split()),
        text=_environment().get_template(f"{template}.txt").render(context),
        html=_environment().get_template(f"{template}.html").render(context),
    )


@cache
def _environment() -> Any:
    """The templates' environment. jinja2 is imported here, on first need: most functions send no mail (20 ms)."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(["html"]),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
