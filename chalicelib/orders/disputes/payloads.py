"""What operators and sellers send about disputes."""

from typing import Annotated

from msgspec import Meta

from chalicelib.kernel.values.payloads import END, Payload

# Stripe takes 150,000 characters for all parts together (docs.stripe.com/api/disputes/update).
Words = Annotated[str, Meta(min_length=1, max_length=20_000)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class EvidenceFileWish(Payload, frozen=True, kw_only=True):
    """The type of the file, if it is known; a plain form leaves it out."""

    content_type: Annotated[str, Meta(pattern=r"^[a-z]{1,20}/[a-z0-9.+-]{1,40}" + END)] | None = None


class SentEvidenceFile(Payload, frozen=True, kw_only=True):
    """A file that was uploaded with a form of this dispute."""

    upload_id: Annotated[str, Meta(pattern=r"^upl_(eu|us)_[0-9A-HJKMNP-TV-Z]{26}" + END)]


class Evidence(Payload, frozen=True, kw_only=True):
    """What the bank is shown. `explanation` says why the payment was right; the rest is shown as it is named."""

    explanation: Words
    product_description: Words | None = None
    carrier: Name | None = None
    tracking_number: Name | None = None
