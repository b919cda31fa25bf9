"""What a seller may ask and confirm of a quarter's figures."""

from typing import Annotated

import msgspec

from chalicelib.kernel.values.payloads import END, Payload

Year = Annotated[int, msgspec.Meta(ge=2026, le=2100)]
QuarterNumber = Annotated[int, msgspec.Meta(ge=1, le=4)]
Minor = Annotated[int, msgspec.Meta(ge=-1_000_000_000_000, le=1_000_000_000_000)]


class TaxReportQuery(Payload, frozen=True, kw_only=True):
    """Which quarter."""

    year: Year
    quarter: QuarterNumber


class ShownAmount(Payload, frozen=True, kw_only=True):
    """An amount as it was shown."""

    amount_minor: Minor
    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}" + END)]


class ShownFigures(Payload, frozen=True, kw_only=True):
    """One currency's figures as they were shown."""

    currency: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}" + END)]
    sales: Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
    consideration: ShownAmount
    commission: ShownAmount
    commission_vat: ShownAmount


class TaxReportConfirmation(TaxReportQuery, frozen=True, kw_only=True):
    """The quarter, and its `items` as they were shown."""

    items: Annotated[tuple[ShownFigures, ...], msgspec.Meta(max_length=10)]
