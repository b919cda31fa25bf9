"""What is known of a person, in two records with different ends: how to reach them, and what the tax law keeps."""

import msgspec


class Address(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where somebody lives or is billed. `country` is ISO 3166 alpha-2; `addition` is a floor, flat or company."""

    street: str
    postal_code: str
    city: str
    country: str
    state: str | None = None
    addition: str | None = None


class PersonContact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How to reach and deliver to a person; destroyed when they ask. `language` is ISO 639-1."""

    name: str
    email: str
    address: Address
    language: str
    phone: str | None = None


class FiscalRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who was invoiced; kept as long as tax records must be, whatever is asked."""

    name: str
    address: Address


class Identifiers(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which device went to whom in which parcel. `serial_kind` is IMEI or SERIAL; both None for what has neither."""

    serial_kind: str | None = None
    serial: str | None = None
    carrier: str
    tracking_number: str


def fiscal_until(registered_at: str, record_years: int) -> str:
    """The first day the fiscal record may go: records are kept `record_years` from the end of the year of the sale.

    Counted as Directive 2006/112/EC art. 242a(2) counts it (ten years from the end of the year of the transaction).
    """
    return f"{int(registered_at[:4]) + record_years + 1}-01-01T00:00:00.000Z"
