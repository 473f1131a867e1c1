"""What a person types to join an establishment, and what a connection is set to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.keys import checked_keys, checked_options, unpack_keys
from adapters.registry import PLATFORMS
from adapters.revel.adapter import RevelAdapter
from adapters.revel.keys import FIELDS, KEYS, OPTIONS, is_instance_host
from domain.calls import Call, SystemClock
from domain.capabilities import Capability, Support
from domain.errors import ConfigurationError, InvalidInputError, NotAuthorizedError
from tests.unit.adapters_revel.lines import ScriptedLine

TYPED = {
    "subdomain": "northwind",
    "establishment": "1",
    "api_key": "a" * 32,
    "api_secret": "b" * 64,
}


def test_typed_keys_become_one_token_of_one_establishment() -> None:
    flow = KEYS.open(None, lambda call: ScriptedLine(), SystemClock())

    tokens = flow.grant(checked_keys(FIELDS, TYPED), call=Call.within(60))

    assert tokens.account_id == "northwind/1"
    assert unpack_keys(tokens.access) == TYPED
    assert tokens.expires_at is None
    flow.revoke(tokens, call=Call.within(60))
    with pytest.raises(NotAuthorizedError):
        flow.refresh(tokens, call=Call.within(60))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("subdomain", "https://northwind.revelup.com"),
        ("subdomain", "north wind"),
        ("establishment", "Downtown"),
        ("establishment", "0"),
        ("api_key", "key:secret"),
        ("api_secret", ""),
    ],
)
def test_a_key_that_cannot_be_is_refused_by_its_field(name: str, value: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_keys(FIELDS, {**TYPED, name: value})

    assert refused.value.field == name
    assert TYPED["api_secret"] not in str(refused.value)


@pytest.mark.parametrize(
    ("host", "is_one"),
    [
        ("northwind.revelup.com", True),
        ("api-sandbox-revel.revelup.com", True),
        ("revelup.com", False),
        ("northwind.revelup.com.evil.example", False),
        ("evil.example/northwind.revelup.com", False),
        ("north.wind.revelup.com", False),
        ("-x.revelup.com", False),
        ("127.0.0.1", False),
        ("northwind.revelup.com:8080", False),
    ],
)
def test_only_an_instances_host_is_one(host: str, is_one: bool) -> None:
    assert is_instance_host(host) is is_one


def test_a_connection_leads_to_the_instance_it_is_named_after_or_nowhere(
    line: ScriptedLine, adapter: RevelAdapter
) -> None:
    own, stand_in = "https://northwind.revelup.com", "http://127.0.0.1:8701"
    line.on("establishments.list", (401, b"")).on("web.system_settings", (403, b""))

    assert line.dialect.root_of("northwind", own) == own
    assert line.dialect.root_of("northwind", stand_in) == stand_in
    with pytest.raises(ConfigurationError, match="subdomain"):
        line.dialect.root_of("northwind", "https://southwind.revelup.com")
    with pytest.raises(NotAuthorizedError):
        adapter.ping()
    assert {request.service for request in line.sent} == {"northwind"}


def test_orders_are_off_until_they_are_switched_on() -> None:
    assert checked_options(OPTIONS, {})["orders"] == "off"
    with pytest.raises(InvalidInputError):
        checked_options(OPTIONS, {"orders": "on"})


def test_the_switch_changes_what_a_connection_can_do(
    open_with: Callable[..., RevelAdapter],
) -> None:
    on, off = open_with().capabilities, open_with(orders="off").capabilities

    changed = {one for one in Capability if on[one].support is not off[one].support}
    assert changed == {
        Capability.QUOTE,
        Capability.CREATE_ORDER,
        Capability.CONFIRM_ORDER,
        Capability.CANCEL_ORDER,
    }
    assert {off[one].support for one in changed} == {Support.NONE}


@pytest.mark.parametrize("zone", ["Mars/Olympus", "America", "../etc/passwd"])
def test_a_zone_that_is_none_is_a_fault_of_the_connection(
    open_with: Callable[..., RevelAdapter], zone: str
) -> None:
    with pytest.raises(ConfigurationError, match="timezone"):
        open_with(timezone=zone)


@pytest.mark.parametrize("account", ["", "northwind", "northwind/x", "/1"])
def test_an_account_that_names_no_establishment_is_a_fault_of_the_connection(
    open_with: Callable[..., RevelAdapter], account: str
) -> None:
    with pytest.raises(ConfigurationError, match="establishment"):
        open_with(account_id=account)


def test_the_platform_is_joined_by_keys_alone() -> None:
    platform = PLATFORMS["revel"]

    assert platform.oauth is None
    assert platform.keys is KEYS
    assert platform.base_url is None
