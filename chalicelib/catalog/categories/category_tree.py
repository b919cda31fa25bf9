"""The 184 categories with their names, and the attributes of the products in each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from chalicelib.carbon.factors import CarbonCategory

Language = Literal["en", "fr", "de"]
AttributeKind = Literal["text", "integer", "choice"]
AttributeValue = str | int
IdentifierKind = Literal["IMEI", "SERIAL", "NONE"]

TEXT_MAXIMUM_CHARACTERS = 80


class UnknownCategory(LookupError):
    """There is no category with this slug."""


class TranslatedNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in the three languages of the catalogue."""

    en: str
    fr: str
    de: str

    def spoken_in(self, language: str) -> str:
        """The name in `language` (ISO 639-1), or in English if the catalogue does not have that language."""
        if language == "fr":
            return self.fr
        return self.de if language == "de" else self.en


class AttributeChoice(msgspec.Struct, frozen=True):
    """A permitted value of a choice attribute: `value` is stored, `names` are shown."""

    value: str
    names: TranslatedNames


class Attribute(msgspec.Struct, frozen=True):
    """An attribute that products of a category state; `minimum` and `maximum` are inclusive bounds, in `unit`.

    Screen sizes are whole millimetres: a tenth of an inch is 2.54 mm, so the manufacturer's inches can be recovered.
    """

    name: str
    kind: AttributeKind
    names: TranslatedNames
    required: bool
    unit: str | None
    choices: tuple[AttributeChoice, ...]
    minimum: int | None
    maximum: int | None


class Category(msgspec.Struct, frozen=True):
    """A node of the tree; only leaves have products, and therefore attributes.

    `order` is the position in a depth-first walk, from 0. `carbon_category` is None if there is no published figure
    for a new device; the carbon record of a sale then states that.
    """

    slug: str
    names: TranslatedNames
    parent: str | None
    order: int
    is_leaf: bool
    attributes: tuple[Attribute, ...]
    carbon_category: CarbonCategory | None
    identifier_kind: IdentifierKind
    has_battery: bool


class _WrittenAttribute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: AttributeKind
    names: TranslatedNames
    unit: str | None = None
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None


class _WrittenGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    required: tuple[str, ...]
    optional: tuple[str, ...]


class _WrittenLeaf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    attribute_groups: tuple[str, ...]
    carbon_category: CarbonCategory | None
    identifier_kind: IdentifierKind
    has_battery: bool


class _WrittenCategory(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slug: str
    parent: str | None
    names: TranslatedNames
    leaf: _WrittenLeaf | None = None


class _WrittenTree(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    choice_names: dict[str, TranslatedNames]
    attributes: dict[str, _WrittenAttribute]
    attribute_groups: dict[str, _WrittenGroup]
    categories: list[_WrittenCategory]


def _attribute(
    name: str, written: _WrittenAttribute, *, required: bool, words: Mapping[str, TranslatedNames]
) -> Attribute:
    return Attribute(
        name=name,
        kind=written.kind,
        names=written.names,
        required=required,
        unit=written.unit,
        choices=tuple(AttributeChoice(value, words[value]) for value in written.choices),
        minimum=written.minimum,
        maximum=written.maximum,
    )


def _attribute_groups(tree: _WrittenTree) -> dict[str, tuple[Attribute, ...]]:
    words = tree.choice_names
    return {
        group: tuple(
            _attribute(name, tree.attributes[name], required=required, words=words)
            for required, names in ((True, written.required), (False, written.optional))
            for name in names
        )
        for group, written in tree.attribute_groups.items()
    }


def _category(written: _WrittenCategory, order: int, groups: Mapping[str, tuple[Attribute, ...]]) -> Category:
    leaf = written.leaf
    return Category(
        slug=written.slug,
        names=written.names,
        parent=written.parent,
        order=order,
        is_leaf=leaf is not None,
        attributes=tuple(attribute for group in leaf.attribute_groups for attribute in groups[group]) if leaf else (),
        carbon_category=leaf.carbon_category if leaf else None,
        identifier_kind=leaf.identifier_kind if leaf else "NONE",
        has_battery=leaf.has_battery if leaf else False,
    )


def _read() -> tuple[Category, ...]:
    # JSON, because translators edit it; decoding it takes 1.5 ms of a cold start (measured with bytecode).
    written = Path(__file__).with_suffix(".json").read_bytes()
    tree = msgspec.json.decode(written, type=_WrittenTree)
    groups = _attribute_groups(tree)
    return tuple(_category(each, order, groups) for order, each in enumerate(tree.categories))


def _by_parent(every: tuple[Category, ...]) -> dict[str | None, tuple[Category, ...]]:
    grouped: dict[str | None, list[Category]] = {}
    for each in every:
        grouped.setdefault(each.parent, []).append(each)
    return {parent: tuple(members) for parent, members in grouped.items()}


_CATEGORIES = _read()
_BY_SLUG = {each.slug: each for each in _CATEGORIES}
_CHILDREN = _by_parent(_CATEGORIES)


def category(slug: str) -> Category:
    """The category with this slug.

    Raises: UnknownCategory.
    """
    try:
        return _BY_SLUG[slug]
    except KeyError:
        raise UnknownCategory(slug) from None


def categories() -> tuple[Category, ...]:
    """All 184 categories in display order, each parent before its children."""
    return _CATEGORIES


def children(slug: str | None) -> tuple[Category, ...]:
    """The direct children of a category in display order; of None, the departments.

    Raises: UnknownCategory.
    """
    if slug is not None:
        category(slug)
    return _CHILDREN.get(slug, ())


def path(slug: str) -> tuple[Category, ...]:
    """The categories from the department down to this one, at most three.

    Raises: UnknownCategory.
    """
    here = category(slug)
    return (*path(here.parent), here) if here.parent is not None else (here,)


def _reason_against(attribute: Attribute, value: object) -> str | None:
    if attribute.kind == "integer":
        if not isinstance(value, int) or isinstance(value, bool):
            return "must be a whole number"
        if (attribute.minimum is not None and value < attribute.minimum) or (
            attribute.maximum is not None and value > attribute.maximum
        ):
            return f"must be between {attribute.minimum} and {attribute.maximum}"
        return None
    if not isinstance(value, str):
        return "must be text"
    if attribute.kind == "choice":
        permitted = [choice.value for choice in attribute.choices]
        return None if value in permitted else f"must be one of {', '.join(permitted)}"
    if not value.strip() or len(value) > TEXT_MAXIMUM_CHARACTERS:
        return f"must have 1 to {TEXT_MAXIMUM_CHARACTERS} characters"
    return None


def check_attributes(slug: str, attributes: Mapping[str, object]) -> list[tuple[str, str]]:
    """The faults of a product's attributes as (attribute name, reason); empty if there are none.

    An unknown slug, or one that is not a leaf, is returned as ("category", reason), because clients send it too.
    """
    if slug not in _BY_SLUG:
        return [("category", "is not a category")]
    if not _BY_SLUG[slug].is_leaf:
        return [("category", "holds other categories, not products")]
    known = {attribute.name: attribute for attribute in _BY_SLUG[slug].attributes}
    wrong = [(name, "is required") for name, known_ in known.items() if known_.required and name not in attributes]
    for name, value in attributes.items():
        if name not in known:
            wrong.append((name, "is not an attribute of this category"))
        elif reason := _reason_against(known[name], value):
            wrong.append((name, reason))
    return wrong
