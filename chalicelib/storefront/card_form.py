"""The card form: which of Stripe's scripts, frames and addresses its page may load, and no other page."""

from chalicelib.kernel.runtime.settings import settings
from chalicelib.web.rendering import content_policy

_DOUBLE = settings.stripe_base_url
STRIPE_JS = f"{_DOUBLE}/js/v3/" if _DOUBLE else "https://js.stripe.com/v3/"

# What Stripe asks of a policy (docs.stripe.com/security/guide): its scripts, its frames, its API.
_SCRIPTS = _DOUBLE or "https://js.stripe.com https://*.js.stripe.com"
_FRAMES = _DOUBLE or "https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com"
_API = _DOUBLE or "https://api.stripe.com"
CARD_FORM_POLICY = content_policy(script_src=f"'self' {_SCRIPTS}", frame_src=_FRAMES, connect_src=f"'self' {_API}")
