"""Guarding: whether a message may go to a URL now, asked when it is entered and again before every attempt."""

from urllib.parse import urlsplit

from chalicelib.gateways import http_client
from chalicelib.kernel.runtime.settings import settings
from chalicelib.webhooks import url_policy
from chalicelib.webhooks.url_policy import Target


def target_of(url: str) -> Target:
    """The address a message to this URL goes to, resolved once and checked; Refused with the reason.

    Whoever sends dials that address: what the name resolves to a moment later does not matter.
    """
    named = url_policy.named(url, own_hosts=_own_hosts(), may_loop_back=settings.stage == "local")
    return url_policy.target(named, http_client.resolve(named.host) if named.is_encrypted else ())


def _own_hosts() -> set[str]:
    sender = settings.mail_sender.rpartition("@")[2].rstrip(">")
    return {host for host in (urlsplit(settings.public_url).hostname, sender) if host}
