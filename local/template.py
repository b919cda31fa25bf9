"""The merge template: the pages of `.chalice/template/` as one document, rendered for a stage."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

Template = dict[str, Any]

_TOKEN = re.compile(r"<[a-z_]+>")


class UnknownToken(Exception):
    """A page asks for a value that the stage does not have."""


def rendered(text: str, tokens: Mapping[str, str]) -> str:
    """The text with each `<name>` replaced; UnknownToken if one has no value."""

    def value(match: re.Match[str]) -> str:
        try:
            return tokens[match[0][1:-1]]
        except KeyError:
            raise UnknownToken(match[0]) from None

    return _TOKEN.sub(value, text)


def merged(folder: Path, tokens: Mapping[str, str]) -> Template:
    """All YAML pages of a folder, deep-merged.

    `Metadata` is left out: it holds only the YAML anchors a page repeats itself with.
    """
    document: Template = {}
    for page in sorted(folder.glob("*.yaml")):
        part = YAMLTemplateSerializer().load_template(rendered(page.read_text(), tokens), page.name)
        part.pop("Metadata", None)
        document = TemplateDeepMerger().merge(part, document)
    return document
