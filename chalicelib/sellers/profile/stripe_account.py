"""A seller's account at Stripe as it was last looked at: what it may do, and what Stripe asks the seller for."""

import msgspec


class StripeAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account at Stripe. It may receive transfers and be paid out once the seller gave what is asked for.

    `requirements_due` are Stripe's names of what it asks for now, such as `external_account`; `disabled_reason` is
    Stripe's reason for a restriction (https://docs.stripe.com/api/accounts/object#account_object-requirements).
    """

    account_id: str
    may_receive: bool = False
    may_pay_out: bool = False
    details_submitted: bool = False
    requirements_due: tuple[str, ...] = ()
    disabled_reason: str | None = None
