"""Bodies of requests about keys."""

from typing import Annotated

from msgspec import Meta

from chalicelib.access.api_keys.key import LIFE_DAYS_MAX, SellerScope
from chalicelib.kernel.values.payloads import DISTINCT, Payload


class KeyBody(Payload, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"\S")]
    scopes: Annotated[tuple[SellerScope, ...], Meta(min_length=1, max_length=20), DISTINCT]
    life_days: Annotated[int, Meta(ge=1, le=LIFE_DAYS_MAX)] = LIFE_DAYS_MAX
