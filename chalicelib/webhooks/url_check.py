"""Whether a message may be sent to a URL, checked when it is registered and again before every attempt."""

from urllib.parse import urlsplit

from chalicelib.gateways import http_client
from chalicelib.kernel.runtime.settings import settings
from chalicelib.webhooks import url_policy
from chalicelib.webhooks.url_policy import Target


def target_of(url: str) -> Target:
    """The address to which a message to this URL is sent, resolved once and checked.

    The sender connects to that address, so a later change of the name's DNS records has no effect.
    Raises: UrlRefused with the reason, HostUnresolved.
    """
    named = url_policy.named(url, own_hosts=_own_hosts(), may_loop_back=settings.stage == "local")
    return url_policy.target(named, http_client.resolve(named.host) if named.is_encrypted else ())


def _own_hosts() -> set[str]:
    sender = settings.mail_sender.rpartition("@")[2].rstrip(">")
    return {host for host in (urlsplit(settings.public_url).hostname, sender) if host}
