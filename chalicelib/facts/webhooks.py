"""Facts of sellers' webhook endpoints: past tense, ids and values, never personal data."""

from typing import Literal

from chalicelib.kernel.fact_store import Fact


class EndpointDisabled(Fact, frozen=True, kw_only=True):
    """A seller's webhook endpoint was switched off because it answered 410 or failed for days. Announced by
    webhooks.endpoint_health.

    `host` is that of its URL.
    """

    endpoint_id: str
    seller_id: str
    host: str
    why: Literal["GONE", "FAILING"]

    @property
    def subject(self) -> str:
        return self.endpoint_id
