"""Order tokens, which open a guest's order. Recomputed, never stored; a new version ends the old token."""

import base64

from chalicelib.kernel.http import auth
from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values import ids


def order_token(order_id: str, token_version: int) -> str:
    """`rbo_<cell>_` and 43 url-safe characters."""
    proof = ids.keyed_hash("order-token", order_id, str(token_version))
    return f"rbo_{settings.cell}_{base64.urlsafe_b64encode(proof).decode().rstrip('=')}"


def is_order_token(token: str, order_id: str, token_version: int) -> bool:
    """Whether a token opens this order at this version; compared in constant time."""
    return auth.same(token, order_token(order_id, token_version))
