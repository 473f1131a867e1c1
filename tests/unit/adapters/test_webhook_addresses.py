"""Every platform says where its webhooks come to, and its reader keeps to that."""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.clover.webhooks import CloverWebhooks
from adapters.platform import Platform, WebhookAddress
from adapters.registry import BUILT_IN, PLATFORMS
from adapters.revel.webhooks import signature as revel_signature
from app.connections.registrations import Registration
from app.webhook_addresses import RegisteredApplications
from domain.capabilities import Capability, Support
from domain.errors import BadSignatureError
from domain.ports.webhooks import KnowsAddressChecks, PartsDeliveries
from storage.engine import open_database

OURS = [PLATFORMS[name] for name in sorted(BUILT_IN)]
SHARED = [each for each in OURS if each.has_application_address]
SECRET = "s3cret"
URL = "https://voice.example.com/webhooks/x"


def _hmac(body: bytes) -> str:
    return base64.b64encode(hmac.digest(SECRET.encode(), body, "sha256")).decode()


@dataclass(frozen=True)
class Sample:
    """A proved message to the application's address, and whose it is."""

    body: bytes
    headers: dict[str, str]
    account: str


def _toast() -> Sample:
    stamp = "2026-11-21T09:00:00.000Z"
    told = {"timestamp": stamp, "guid": "g", "eventType": "menus_updated"}
    body = json.dumps({**told, "details": {"restaurantGuid": "rest-1"}}).encode()
    return Sample(body, {"toast-signature": _hmac(body + stamp.encode())}, "rest-1")


def _clover() -> Sample:
    event = {"objectId": "O:X", "type": "UPDATE", "ts": 1795251600000}
    body = json.dumps({"appId": "A", "merchants": {"M1": [event]}}).encode()
    return Sample(body, {"x-clover-auth": SECRET}, "M1")


def _revel() -> Sample:
    body = b'{"event": "menu.updated"}'
    headers = {
        "x-revel-signature": revel_signature(SECRET, body),
        "x-revel-instance": "northwind",
        "x-revel-establishment-id": "1",
        "x-revel-event-type": "menu.updated",
        "x-revel-event-id": "e",
    }
    return Sample(body, headers, "northwind/1")


def _shopify() -> Sample:
    """The header is not signed; the body is."""
    body = b'{"shop_domain": "mine.myshopify.com"}'
    headers = {
        "x-shopify-hmac-sha256": _hmac(body),
        "x-shopify-webhook-id": "w",
        "x-shopify-topic": "shop/redact",
        "x-shopify-shop-domain": "another.myshopify.com",
    }
    return Sample(body, headers, "mine.myshopify.com")


SAMPLES = {"clover": _clover(), "revel": _revel(), "shopify": _shopify(), "toast": _toast()}


def test_no_platform_with_an_address_for_all_merchants_was_forgotten() -> None:
    assert {each.name for each in SHARED} == set(SAMPLES)


@pytest.mark.parametrize("platform", OURS, ids=lambda one: one.name)
def test_a_platform_is_per_connection_or_per_application(platform: Platform) -> None:
    is_shared = platform.webhook_address is WebhookAddress.APPLICATION
    tells = platform.capabilities[Capability.WEBHOOKS].support is not Support.NONE

    assert tells or not platform.has_application_address
    assert not (is_shared and platform.application_topics)
    assert bool(platform.webhook_setup) == platform.has_application_address


@pytest.mark.parametrize("platform", SHARED, ids=lambda one: one.name)
def test_what_comes_for_all_merchants_says_whom_it_is_about(platform: Platform) -> None:
    sample, reader = SAMPLES[platform.name], platform.webhooks

    told = reader.verify(
        headers=sample.headers, body=sample.body, secrets=["next", SECRET], url=URL
    )
    parts = reader.split(told) if isinstance(reader, PartsDeliveries) else (told,)

    assert [part.account for part in parts] == [sample.account]
    with pytest.raises(BadSignatureError):
        reader.verify(headers=sample.headers, body=sample.body, secrets=[], url=URL)


@pytest.mark.parametrize("platform", OURS, ids=lambda one: one.name)
def test_only_those_have_an_address_without_a_connection(
    platform: Platform, tmp_path: Path
) -> None:
    applications = RegisteredApplications(
        platforms=PLATFORMS,
        registrations={platform.name: Registration(webhook_secret="new, old")},
        public_url="https://voice.example.com/",
        database=open_database(f"sqlite:///{tmp_path}/none.db"),
    )

    address = applications.address(platform.name)

    assert (address is not None) == platform.has_application_address
    if address is not None:
        assert address.url == f"https://voice.example.com/webhooks/{platform.name}"
        assert address.secrets == ("new", "old")
        assert "old" not in repr(address)


def test_the_client_secret_signs_beside_the_one_that_is_changed() -> None:
    changing = Registration(client_secret="new", webhook_secret="old", client_secret_signs=True)

    assert changing.webhook_secrets == ("old", "new")
    assert Registration(client_secret="c").webhook_secrets == ()


def test_a_reader_says_what_else_it_can() -> None:
    assert isinstance(CloverWebhooks(), PartsDeliveries)
    assert isinstance(CloverWebhooks(), KnowsAddressChecks)
    assert not isinstance(PLATFORMS["square"].webhooks, PartsDeliveries | KnowsAddressChecks)
