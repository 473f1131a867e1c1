"""The conversation of `voicetill connect`: asks, opens the platform's page, waits, tells."""

from __future__ import annotations

import os
import sys
import time
import webbrowser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from adapters.keys import ConnectionOption, KeyField
from adapters.oauth import STATE_TTL
from adapters.platform import Platform
from app.commands.context import CONNECT, print_json
from app.connections.addresses import Place
from app.connections.connect import Connected
from app.connections.views import connection_view
from app.services import Services
from domain.errors import ConfigurationError, ConnectRefusedError
from domain.ids import ConnectionId, MerchantId
from storage import merchants
from storage.merchants import ConnectionStatus, PosConnection

_LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked for on the command line."""

    platform: str
    merchant: str
    shop: str | None
    given: Mapping[str, str]
    on_premises: bool
    trust_file: Path | None
    waits: bool | None
    """Whether to wait for the merchant's consent; None: where somebody is at a terminal."""
    opens_browser: bool
    as_json: bool


def connect_account(services: Services, wishes: Wishes) -> None:
    """Connect, by keys where some were given or the platform knows no other way.

    Raises: InvalidInputError, ConfigurationError, ConnectRefusedError, PlatformError.
    """
    platform = services.directory.platform(wishes.platform)
    with services.database.read() as tx:
        merchants.merchant(tx, wishes.merchant)
    fields = platform.keys.fields if platform.keys is not None else ()
    names = {each.name for each in fields}
    by_keys = platform.oauth is None or bool(names & wishes.given.keys())
    options = {name: value for name, value in wishes.given.items() if name not in names}
    options |= _asked_options(platform.options, options, wishes)
    if by_keys:
        _join(services, wishes, fields, options)
    else:
        _authorize(services, platform, wishes, options)


# --- keys --------------------------------------------------------------------------------------


def _join(
    services: Services,
    wishes: Wishes,
    fields: tuple[KeyField, ...],
    options: Mapping[str, str],
) -> None:
    place = Place(host=wishes.shop, on_premises=wishes.on_premises, trust_file=wishes.trust_file)
    keys = {each.name: _key(each, wishes) for each in fields}
    connected = services.connector.join(
        MerchantId(wishes.merchant), wishes.platform, keys, place=place, options=options
    )
    _tell(services, connected, wishes)


def _key(field: KeyField, wishes: Wishes) -> str:
    """A key that was given, or is in the environment, or is typed now."""
    environ = os.environ  # noqa: TID251 - a secret that should not stand in a command's arguments
    found = wishes.given.get(field.name) or environ.get(CONNECT + field.name.upper())
    if found is not None or not field.required or not _is_person(wishes):
        return found or ""
    click.echo(f"{field.label}: {field.help}", err=True)
    typed: str = click.prompt(f"  {field.name}", hide_input=field.secret, err=True)
    return typed


def _asked_options(
    declared: tuple[ConnectionOption, ...], given: Mapping[str, str], wishes: Wishes
) -> dict[str, str]:
    """Settings without which the platform cannot be used, and that have no default."""
    asked = {}
    for each in declared:
        if each.required and not each.default and each.name not in given and _is_person(wishes):
            click.echo(each.help, err=True)
            kind = click.Choice(each.choices) if each.choices else None
            asked[each.name] = str(click.prompt(f"  {each.name}", type=kind, err=True))
    return asked


def _is_terminal() -> bool:
    """Whether somebody is there; the output alone may be piped."""
    return sys.stdin.isatty() or sys.stderr.isatty()


def _is_person(wishes: Wishes) -> bool:
    return not wishes.as_json and sys.stdin.isatty()


# --- the platform's own page -------------------------------------------------------------------


def _authorize(
    services: Services, platform: Platform, wishes: Wishes, options: Mapping[str, str]
) -> None:
    merchant_id = MerchantId(wishes.merchant)
    began = services.clock.now()
    before = _touched(services, merchant_id, platform.name)
    url = services.connector.begin(merchant_id, platform.name, shop=wishes.shop, options=options)
    waits = _is_terminal() if wishes.waits is None else wishes.waits
    _explain(platform, url, options, ends=began + STATE_TTL, as_json=wishes.as_json, waits=waits)
    if wishes.waits is None and not waits:
        raise ConnectRefusedError(
            platform.title,
            "there is no terminal, so nobody is waited for to agree",
            f"open the address within {STATE_TTL.seconds // 60} minutes and look with `voicetill "
            "connections list`; --wait waits here, --no-wait ends without this error",
        )
    if not waits:
        return
    if wishes.opens_browser:
        webbrowser.open(url)
    connection_id = _awaited(services, merchant_id, platform, before, began + STATE_TTL)
    view = services.connections.view(merchant_id, connection_id)
    if view.connection.status is not ConnectionStatus.ACTIVE:
        raise ConnectRefusedError(
            platform.title, view.connection.status_reason or "no reason given", "try again"
        )
    _tell_view(services, merchant_id, connection_id, wishes)


def _explain(
    platform: Platform,
    url: str,
    options: Mapping[str, str],
    *,
    ends: datetime,
    as_json: bool,
    waits: bool,
) -> None:
    """What will be asked for and where; as JSON, the address is the answer unless one follows."""
    if as_json and not waits:
        print_json({"authorize_url": url, "expires_at": ends})
        return
    click.echo(f"{platform.title} will ask for these permissions, and no others:", err=True)
    for name, why in platform.scopes_for(options).items():
        click.echo(f"  {name}: {why}", err=True)
    click.echo("Open this address and agree there:", err=True)
    click.echo(url, err=as_json)


def _touched(
    services: Services, merchant_id: MerchantId, platform: str
) -> dict[ConnectionId, datetime]:
    """When each connection of the platform was last given tokens."""
    with services.database.read() as tx:
        rows: list[PosConnection] = merchants.connections(tx, merchant_id, platform=platform)
        tokens = {row.id: services.vault.tokens(tx, row.id) for row in rows}
    return {row: each.issued_at for row, each in tokens.items() if each is not None}


def _awaited(
    services: Services,
    merchant_id: MerchantId,
    platform: Platform,
    before: Mapping[ConnectionId, datetime],
    until: datetime,
) -> ConnectionId:
    """The connection that the callback made or revived. Raises ConfigurationError when late."""
    for _ in _ticks(services, until):
        now = _touched(services, merchant_id, platform.name)
        changed = [each for each, moment in now.items() if before.get(each) != moment]
        for connection_id in changed:
            row = services.connections.view(merchant_id, connection_id).connection
            if row.status is ConnectionStatus.ACTIVE or row.status_reason:
                return connection_id
    raise ConfigurationError(
        f"nobody agreed on {platform.title} within {STATE_TTL.seconds // 60} minutes; "
        "run the command again (is the gateway reachable at VOICETILL_PUBLIC_URL?)"
    )


def _ticks(services: Services, until: datetime) -> Iterator[timedelta]:
    """Moments to look, with the time left drawn on a terminal."""
    shows = sys.stderr.isatty()
    while (left := until - services.clock.now()) > timedelta():
        if shows:
            click.echo(
                f"\rwaiting for the merchant … {left.seconds // 60:>2} min ", err=True, nl=False
            )
        yield left
        time.sleep(_LOOK_EVERY_S)
    if shows:
        click.echo(err=True)


# --- the result --------------------------------------------------------------------------------


def _tell(services: Services, connected: Connected, wishes: Wishes) -> None:
    trouble = services.connector.try_to_subscribe(connected.connection.id)
    if trouble is not None:
        click.echo(f"webhooks are not set up yet ({trouble}); changes come hourly", err=True)
    row = connected.connection
    _tell_view(services, row.merchant_id, row.id, wishes)


def _tell_view(
    services: Services, merchant_id: MerchantId, connection_id: ConnectionId, wishes: Wishes
) -> None:
    view = services.connections.view(merchant_id, connection_id)
    told: dict[str, Any] = connection_view(view, services.clock.now())
    if wishes.as_json:
        print_json(told)
        return
    click.echo(f"{told['account_name']} is connected: {connection_id}")
    to_set = services.connector.address_to_set(wishes.platform)
    if to_set is not None:
        click.echo(f"Webhooks: {to_set}")
    if told["status_reason"]:
        click.echo(told["status_reason"], err=True)
    click.echo(f"Bring its catalog over with: voicetill sync {connection_id}")
