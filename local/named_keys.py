"""Named keys: a seller's key for one purpose, made anew as often as it is asked for; a seller has room for two."""

from chalicelib.access.api_keys import queries
from chalicelib.access.api_keys.credentials import SCOPES, issue_key, revoke_key

LATEST = 100


def named_key(seller_id: str, name: str) -> str:
    """A new key that may do everything, in plain text; the seller's earlier one of that name ends."""
    latest, _ = queries.keys_of(seller_id, LATEST, None)
    for key in latest:
        if key.name == name:
            revoke_key(key.key_id)
    return issue_key("seller", seller_id, SCOPES["seller"], name=name)
