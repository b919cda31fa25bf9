"""What operators send about disputes."""

from typing import Annotated

from msgspec import Meta

from chalicelib.kernel.values.payloads import Payload

# Stripe takes 150,000 characters for all parts together (docs.stripe.com/api/disputes/update).
Words = Annotated[str, Meta(min_length=1, max_length=20_000)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class Evidence(Payload, frozen=True, kw_only=True):
    """What the bank is shown. `explanation` says why the payment was right; the rest is shown as it is named."""

    explanation: Words
    product_description: Words | None = None
    carrier: Name | None = None
    tracking_number: Name | None = None
