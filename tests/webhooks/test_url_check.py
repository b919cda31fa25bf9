"""Guarding: in a deployed cell nothing is sent to us, to our neighbours, or to where a name only seems to lead."""

from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec
import pytest

from chalicelib.kernel.runtime.settings import settings
from chalicelib.kernel.values.problems import InvalidRequest
from chalicelib.webhooks import endpoints, queries, url_check
from chalicelib.webhooks.endpoints import EndpointRequest
from chalicelib.webhooks.models import Endpoint
from chalicelib.webhooks.url_policy import UrlRefused, is_public
from tests.webhooks.forbidden_urls import RESOLVED, URLS
from tests.webhooks.post_office import PostOffice
from tests.webhooks.sales import ONE, paid

GOOD = "https://erp.one.example.com/hook?from=rebound"


@pytest.fixture
def deployed(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    """The settings of cell eu, and an internet that resolves as strangers would have it."""
    live = msgspec.structs.replace(settings, stage="eu", public_url="https://eu.rebound.example")
    monkeypatch.setattr(url_check, "settings", live)
    office.addresses.update(RESOLVED)
    return office


def test_there_are_more_than_a_hundred_and_twenty_of_them() -> None:
    assert len(set(URLS)) >= 120


@pytest.mark.parametrize("url", URLS)
def test_a_forbidden_url_is_refused_when_it_is_entered_changed_and_called(deployed: PostOffice, url: str) -> None:
    with pytest.raises(InvalidRequest):
        endpoints.create_endpoint(ONE, EndpointRequest(url=url, event_types=("order.paid",)), deployed.key())
    assert queries.endpoints_of(ONE) == []
    endpoint, _ = endpoints.create_endpoint(ONE, EndpointRequest(url=GOOD, event_types=("order.paid",)), deployed.key())
    with pytest.raises(InvalidRequest):
        endpoints.change_endpoint(ONE, endpoint.endpoint_id, EndpointRequest(url=url))
    assert queries.endpoint(ONE, endpoint.endpoint_id).url == GOOD
    _turned_bad(endpoint, url)
    deployed.hear(deployed.happen(paid()))
    deployed.work()
    assert deployed.posts == []
    (delivery,) = deployed.log_of(ONE)
    outcome = "UNRESOLVED" if "nowhere.example.com" in url else "ADDRESS_REFUSED"
    assert [each.outcome for each in delivery.attempts or ()] == [outcome]


def _turned_bad(endpoint: Endpoint, url: str) -> None:
    """What the guard let in before somebody changed it, or a rule: it is in the table."""
    Endpoint(endpoint.seller_id, endpoint.endpoint_id).update(actions=[Endpoint.url.set(url or "x")])


def test_a_public_name_is_let_through_with_the_address_that_was_checked(deployed: PostOffice) -> None:
    deployed.addresses["bücher.example.com"] = deployed.addresses["xn--bcher-kva.example.com"] = ("93.184.216.34",)
    target = url_check.target_of("https://bücher.example.com/hook?a=b")
    assert (target.named.host, target.named.path, target.named.port) == ("xn--bcher-kva.example.com", "/hook?a=b", 443)
    assert target.address == "93.184.216.34"


def test_a_name_that_resolves_otherwise_a_moment_later_changes_nothing(deployed: PostOffice) -> None:
    asked: list[str] = []

    def rebinding(host: str) -> tuple[str, ...]:
        asked.append(host)
        return ("93.184.216.34",) if len(asked) == 1 else ("127.0.0.1",)

    deployed.resolve = rebinding  # type: ignore[method-assign]
    assert url_check.target_of(GOOD).address == "93.184.216.34"
    assert asked == ["erp.one.example.com"], "it is asked once, and the answer is what is dialled"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/hook", "http://localhost:9000/"])
def test_the_local_stage_alone_may_send_to_its_own_machine(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    assert url_check.target_of(url).address == "127.0.0.1"
    for stage in ("eu", "us"):
        monkeypatch.setattr(url_check, "settings", msgspec.structs.replace(settings, stage=stage))
        with pytest.raises(UrlRefused):
            url_check.target_of(url)
    assert office.posts == []
    assert urlsplit(url).scheme == "http"


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "2a00:1450:4001::200e"])
def test_addresses_of_the_public_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_whatever_is_no_address_is_not_public() -> None:
    garbled: tuple[str, ...] = ("", "x", "1.2.3", "::g", "1.2.3.4.5", "127.0.0.1 ")
    judge: Callable[[str], bool] = is_public
    assert not any(map(judge, garbled))
