"""Routes of sellers' API keys."""

from functools import partial

from chalicelib.access.api_keys import credentials, key_creation, queries, views
from chalicelib.access.api_keys.answers import KeyWithSecret, ShownKey
from chalicelib.access.api_keys.key_creation import KeyRequest
from chalicelib.access.api_keys.payloads import KeyBody
from chalicelib.access.api_keys.slots import TooManyKeys
from chalicelib.kernel.http.answer import Replayable
from chalicelib.kernel.http.auth import seller
from chalicelib.kernel.http.call import Call
from chalicelib.kernel.http.pagination import paged
from chalicelib.kernel.http.routes import Routes
from chalicelib.kernel.values.lists import Page, PageRequest
from chalicelib.kernel.values.problems import InvalidCursor

routes = Routes(__name__)
KEYS = seller("keys:write")


@routes.get("/seller/api-keys", KEYS, refuses=(InvalidCursor,))
def list_keys(call: Call[None, PageRequest]) -> Page[ShownKey]:
    """The seller's keys, newest first, ended ones included, without their secrets."""
    return paged(call, partial(queries.keys_of, call.principal.id), views.key_view)


@routes.post("/seller/api-keys", KEYS, keyed=True, status=201, refuses=(TooManyKeys,))
def create_key(call: Call[KeyBody]) -> Replayable[KeyWithSecret]:
    """Create a key with scopes that this key has; shown in this answer only. A seller has at most two live keys."""
    body = call.body
    wanted = KeyRequest(name=body.name, scopes=body.scopes, life_days=body.life_days)
    key, text = key_creation.make_key(call.principal, wanted, call.keyed())
    return Replayable(body=views.secret_view(key, text), is_replay=text is None)


@routes.delete("/seller/api-keys/{key_id}", KEYS)
def revoke_key(call: Call, key_id: str) -> ShownKey:
    """Revoke a key, also the one of this request. Later requests with it are answered 401."""
    return views.key_view(credentials.revoke_key(key_id, call.principal.id))
