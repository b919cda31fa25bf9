"""Which URLs a seller may name, by their form and by the addresses of their hosts."""

import pytest

from chalicelib.webhooks.url_policy import HostUnresolved, Named, Target, UrlRefused, is_public, named, target

OWN = ("rebound.example",)
GOOD = Named(host="erp.one.example.com", port=443, path="/hook?from=rebound")


def test_a_public_https_url_is_taken_apart() -> None:
    assert named("https://ERP.one.example.com/hook?from=rebound", own_hosts=OWN, may_loop_back=False) == GOOD
    assert named("https://erp.one.example.com", own_hosts=OWN, may_loop_back=False).path == "/"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://erp.one.example.com/", "is not https"),
        ("https://erp.one.example.com:8443/", "a port other than 443"),
        ("https://user@erp.one.example.com/", "a user, a password or a fragment"),
        ("https://erp.one.example.com/#top", "a user, a password or a fragment"),
        ("https://erp.one.example.com/é", "not percent-encoded"),
        ("https://erp.one.example.com/a b", "characters that no URL has"),
        ("https://[::1]/", "names no host"),
        ("https://127.1/", "names an address"),
        ("https://erp/", "no public domain name"),
        ("https://rebound.example/", "leads back to us"),
        ("https://eu.rebound.example/", "leads back to us"),
        ("https://erp.one.example.com:99999/", "is not a URL"),
        ("https://-erp.example.com/", "no domain name"),
        ("https://localhost.localdomain/", "never public"),
        ("https://printer.local/", "never public"),
        ("https://db.eu.internal/", "never public"),
        ("https://0x7f.1/", "names an address"),
        ("https://erp.one.example.com/" + "x" * 3_000, "characters"),
    ],
)
def test_a_url_that_may_lead_elsewhere_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(UrlRefused, match=reason):
        named(url, own_hosts=OWN, may_loop_back=False)


def test_a_local_market_may_call_itself() -> None:
    local = named("http://127.0.0.1:9000/hook", own_hosts=OWN, may_loop_back=True)
    assert (local.host, local.port, local.is_encrypted) == ("127.0.0.1", 9000, False)
    assert target(local, []).address == "127.0.0.1"
    with pytest.raises(UrlRefused):
        named("http://127.0.0.1:9000/hook", own_hosts=OWN, may_loop_back=False)


def test_a_host_is_called_only_if_every_address_of_it_is_public() -> None:
    assert target(GOOD, ["93.184.215.14", "93.184.215.15"]) == Target(named=GOOD, address="93.184.215.14")
    with pytest.raises(HostUnresolved):
        target(GOOD, [])
    with pytest.raises(UrlRefused, match="not public"):
        target(GOOD, ["93.184.215.14", "10.0.0.1"])


@pytest.mark.parametrize(
    ("address", "is_allowed"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("127.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False),
        ("erp.one.example.com", False),
    ],
)
def test_an_address_of_a_private_network_is_not_public(address: str, is_allowed: bool) -> None:
    assert is_public(address) is is_allowed


def test_a_host_in_another_script_is_called_by_its_ascii_form() -> None:
    assert named("https://bücher.example.com/", own_hosts=OWN, may_loop_back=False).host == "xn--bcher-kva.example.com"


def test_a_host_that_only_resembles_one_of_ours_is_somebody_else_s() -> None:
    assert named("https://notrebound.example/", own_hosts=OWN, may_loop_back=False).host == "notrebound.example"
