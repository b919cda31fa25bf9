"""A person's data in two records with different retention: contact, and what tax law requires."""

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A delivery or billing address. `country` is ISO 3166 alpha-2; `addition` is a floor, flat or company."""

    street: str
    postal_code: str
    city: str
    country: str
    state: str | None = None
    addition: str | None = None


class PersonContact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How to contact and deliver to a person; erased on request. `language` is ISO 639-1."""

    name: str
    email: str
    address: Address
    language: str
    phone: str | None = None


class FiscalRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who was invoiced; kept for the legal retention period, also after a request for erasure."""

    name: str
    address: Address


class Identifiers(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The device and parcel of a line. `serial_kind` is IMEI or SERIAL; it and `serial` are None if there is none."""

    serial_kind: str | None = None
    serial: str | None = None
    carrier: str
    tracking_number: str


class DeclaredStatement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who declared something, as the person wrote it; `email` is absent where the order's token was proof enough."""

    name: str
    email: str | None = None
