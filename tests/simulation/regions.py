"""What differs between the cells: who sells and buys in them, in which currency and under which scheme of VAT."""

from typing import Any, Literal

import msgspec

from chalicelib.kernel.runtime.settings import settings


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """The people of a cell. `countries` are those of buyers, as often as they come."""

    traders: tuple[tuple[str, str], ...]
    markets: tuple[str, ...]
    countries: tuple[str, ...]
    currency: str
    vat_scheme: Literal["MARGINAL", "REGULAR"]
    places: dict[str, dict[str, Any]]


REGIONS = {
    "eu": Region(
        traders=(("FR", "Phénix Mobile"), ("DE", "Zweitgerät")),
        markets=("FR", "DE"),
        countries=("FR", "FR", "DE"),
        currency="EUR",
        vat_scheme="MARGINAL",
        places={"FR": {"postal_code": "75011"}, "DE": {"postal_code": "10115"}},
    ),
    "us": Region(
        traders=(("US", "Second Phone"), ("US", "Good Again")),
        markets=("US",),
        countries=("US",),
        currency="USD",
        vat_scheme="REGULAR",
        places={"US": {"postal_code": "94105", "state": "CA"}},
    ),
}
REGION = REGIONS[settings.cell]
