"""Merchants, their connections to platforms, and the channels that speak for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select, update

from domain.errors import NotFoundError
from domain.ids import ConnectionId, MerchantId
from domain.money import Money
from storage import tables
from storage.engine import Database
from storage.prepared import Prepared
from storage.quick import QuickSelect
from storage.statements import AnyRow, among
from storage.types import JsonValue

_OWNER = QuickSelect(
    select(tables.connections.c.id, tables.connections.c.merchant_id).where(
        tables.connections.c.platform == bindparam("on_platform"),
        tables.connections.c.account_id == bindparam("of_account"),
    )
)

_ONE = Prepared(select(tables.merchants).where(tables.merchants.c.id == bindparam("its_id")))
_ONE_CONNECTION = Prepared(
    select(tables.connections).where(tables.connections.c.id == bindparam("its_id"))
)
_SELLER = Prepared(
    select(tables.merchants, tables.connections.c.platform)
    .join_from(
        tables.merchants,
        tables.connections,
        tables.connections.c.merchant_id == tables.merchants.c.id,
    )
    .where(
        tables.merchants.c.id == bindparam("its_id"),
        tables.connections.c.id == bindparam("its_connection"),
    )
)


class ConnectionStatus(StrEnum):
    """Whether calls to the platform may be made."""

    PENDING = "pending"
    """Granted, but no first call has proved it yet; `status_reason` says what came of it."""
    ACTIVE = "active"
    PAUSED = "paused"
    """By an operator, or because the platform refuses our token; `status_reason` says which."""
    REVOKED = "revoked"
    """The access was taken away: by the merchant on the platform, or because it was disconnected
    here. What was learned stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """A retailer: the tenant that every row belongs to."""

    id: MerchantId
    name: str
    currency: str
    timezone: str
    country: str
    created_at: datetime
    shipping_connection_id: ConnectionId | None = None
    """The POS of record for orders that are shipped."""
    payment_connection_id: ConnectionId | None = None
    """Where cards are charged when the POS of record cannot."""
    safety_stock: Decimal = Decimal(0)
    """Kept back at every location that has no figure of its own."""
    order_limit: Money | None = None
    settings: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def locale(self) -> str | None:
        """What shoppers are spoken and written to in where nothing tells; None: it was not set."""
        told = self.settings.get("locale")
        return told if isinstance(told, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PosConnection:
    """One merchant's account on one platform."""

    id: ConnectionId
    merchant_id: MerchantId
    platform: str
    account_id: str
    """The platform's id of the account; belongs to one connection only."""
    account_name: str
    base_url: str
    created_at: datetime
    app_url: str | None = None
    """The public address that webhooks of this connection are sent to, without the path."""
    status: ConnectionStatus = ConnectionStatus.ACTIVE
    status_reason: str | None = None
    api_version: str | None = None
    scopes: frozenset[str] = frozenset()
    webhook_url: str | None = None
    settings: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A way in that belongs to one merchant: an Alexa skill, a phone number …"""

    id: str
    merchant_id: MerchantId
    kind: str
    external_id: str
    """The skill id, the number: unique among channels of its kind."""
    created_at: datetime
    settings: Mapping[str, JsonValue] = field(default_factory=dict)


def add_merchant(tx: Connection, merchant: Merchant) -> None:
    """Store a new merchant. Raises sqlalchemy.exc.IntegrityError if the id is taken."""
    tx.execute(
        tables.merchants.insert(),
        {"id": merchant.id, "created_at": merchant.created_at, **_merchant_values(merchant)},
    )
    tx.execute(tables.catalog_generations.insert(), {"merchant_id": merchant.id, "generation": 0})


def update_merchant(tx: Connection, merchant: Merchant) -> None:
    """Replace everything a merchant's row says but its id and age. Raises NotFoundError."""
    table = tables.merchants
    done = tx.execute(
        update(table).where(table.c.id == merchant.id).values(**_merchant_values(merchant))
    )
    if not done.rowcount:
        raise NotFoundError("merchant", merchant.id)


def add_connection(tx: Connection, connection: PosConnection) -> None:
    """Store a new connection. Raises IntegrityError if the account is connected already."""
    values = {
        "id": connection.id,
        "merchant_id": connection.merchant_id,
        "platform": connection.platform,
        "account_id": connection.account_id,
        "created_at": connection.created_at,
        **_connection_values(connection),
    }
    tx.execute(tables.connections.insert(), values)


def update_connection(tx: Connection, connection: PosConnection) -> None:
    """Replace what may change of a connection: not its merchant, platform or account."""
    table = tables.connections
    done = tx.execute(
        update(table)
        .where(table.c.id == connection.id, table.c.merchant_id == connection.merchant_id)
        .values(**_connection_values(connection))
    )
    if not done.rowcount:
        raise NotFoundError("connection", connection.id)


def name_account(tx: Connection, connection: PosConnection) -> None:
    """Let a connection be of the account it names; another merchant took its own, or gave it up."""
    table = tables.connections
    tx.execute(
        update(table)
        .where(table.c.id == connection.id, table.c.merchant_id == connection.merchant_id)
        .values(account_id=connection.account_id)
    )


def set_status(
    tx: Connection, connection_id: ConnectionId, status: ConnectionStatus, reason: str | None
) -> None:
    """Pause, revoke or reactivate a connection; `reason` is shown to operators."""
    table = tables.connections
    tx.execute(
        update(table).where(table.c.id == connection_id).values(status=status, status_reason=reason)
    )


def pause(tx: Connection, connection_id: ConnectionId, reason: str) -> None:
    """Pause a connection that is active; one that is revoked stays so."""
    table = tables.connections
    tx.execute(
        update(table)
        .where(table.c.id == connection_id, table.c.status == ConnectionStatus.ACTIVE)
        .values(status=ConnectionStatus.PAUSED, status_reason=reason)
    )


def set_scopes(tx: Connection, connection_id: ConnectionId, scopes: Collection[str]) -> None:
    """Note what the merchant grants now."""
    table = tables.connections
    tx.execute(update(table).where(table.c.id == connection_id).values(scopes=sorted(scopes)))


def add_channel(tx: Connection, channel: Channel) -> None:
    """Store a new channel. Raises IntegrityError if another has its kind and external id."""
    tx.execute(
        tables.channels.insert(),
        {
            "id": channel.id,
            "merchant_id": channel.merchant_id,
            "kind": channel.kind,
            "external_id": channel.external_id,
            "settings": dict(channel.settings),
            "created_at": channel.created_at,
        },
    )


def merchant(tx: Connection, merchant_id: str) -> Merchant:
    """The merchant. Raises NotFoundError."""
    rows = _ONE.rows(tx, its_id=merchant_id)
    if not rows:
        raise NotFoundError("merchant", merchant_id)
    return _merchant(rows[0])


def seller(tx: Connection, merchant_id: str, connection_id: str) -> tuple[Merchant, str]:
    """The merchant, and the platform of one of its connections. Raises NotFoundError."""
    rows = _SELLER.rows(tx, its_id=merchant_id, its_connection=connection_id)
    if not rows:
        raise NotFoundError("connection", connection_id)
    return _merchant(rows[0]), str(rows[0].platform)


def merchants(tx: Connection) -> list[Merchant]:
    """Every merchant, oldest first; for jobs that walk over all of them."""
    table = tables.merchants
    return [_merchant(row) for row in tx.execute(select(table).order_by(table.c.id))]


def connection(
    tx: Connection, connection_id: str, *, merchant_id: str | None = None
) -> PosConnection:
    """The connection, of that merchant where one is given. Raises NotFoundError."""
    rows = _ONE_CONNECTION.rows(tx, its_id=connection_id)
    if not rows or (merchant_id is not None and rows[0].merchant_id != merchant_id):
        raise NotFoundError("connection", connection_id)
    return _connection(rows[0])


def connections(
    tx: Connection, merchant_id: str | None = None, *, platform: str | None = None
) -> list[PosConnection]:
    """Connections of one merchant (None: of all, for jobs), oldest first."""
    table = tables.connections
    query = select(table).order_by(table.c.created_at, table.c.id)
    if merchant_id is not None:
        query = query.where(table.c.merchant_id == merchant_id)
    if platform is not None:
        query = query.where(table.c.platform == platform)
    return [_connection(row) for row in tx.execute(query)]


def connections_of(tx: Connection, ids: Collection[str]) -> list[PosConnection]:
    """Those connections among the ids that exist."""
    table = tables.connections
    return [_connection(row) for row in tx.execute(select(table).where(among(tx, table.c.id, ids)))]


def connection_of_account(tx: Connection, platform: str, account_id: str) -> PosConnection | None:
    """The connection of a platform's account; None if nobody connected it."""
    table = tables.connections
    return _one_connection(
        tx,
        select(table).where(table.c.platform == platform, table.c.account_id == account_id),
    )


def owner_of_account(
    database: Database, platform: str, account_id: str
) -> tuple[ConnectionId, MerchantId] | None:
    """The connection of a platform's account and its merchant, read by itself for the intake."""
    rows = _OWNER.rows(database, on_platform=platform, of_account=account_id)
    return (ConnectionId(rows[0][0]), MerchantId(rows[0][1])) if rows else None


def connections_of_group(tx: Connection, platform: str, group: str) -> list[PosConnection]:
    """The connections of every account called `group/…`, oldest first."""
    table, prefix = tables.connections, f"{group}/"
    query = (
        select(table)
        .where(table.c.platform == platform, table.c.account_id.startswith(prefix, autoescape=True))
        .order_by(table.c.created_at, table.c.id)
    )
    found = (_connection(row) for row in tx.execute(query))
    return [row for row in found if row.account_id.startswith(prefix)]  # LIKE may ignore case


def remove_channel(tx: Connection, merchant_id: str, channel_id: str) -> None:
    """Forget a channel; one that is gone is no error."""
    table = tables.channels
    tx.execute(table.delete().where(table.c.id == channel_id, table.c.merchant_id == merchant_id))


def channel(tx: Connection, kind: str, external_id: str) -> Channel | None:
    """The channel of that kind and external id; None if no merchant has it."""
    table = tables.channels
    row = tx.execute(
        select(table).where(table.c.kind == kind, table.c.external_id == external_id)
    ).one_or_none()
    return None if row is None else _channel(row)


def channels(tx: Connection, merchant_id: str, *, kind: str | None = None) -> list[Channel]:
    """The merchant's channels, oldest first."""
    table = tables.channels
    query = select(table).where(table.c.merchant_id == merchant_id).order_by(table.c.id)
    if kind is not None:
        query = query.where(table.c.kind == kind)
    return [_channel(row) for row in tx.execute(query)]


def _merchant_values(merchant: Merchant) -> dict[str, Any]:
    limit = merchant.order_limit
    return {
        "name": merchant.name,
        "currency": merchant.currency,
        "timezone": merchant.timezone,
        "country": merchant.country,
        "shipping_connection_id": merchant.shipping_connection_id,
        "payment_connection_id": merchant.payment_connection_id,
        "safety_stock": merchant.safety_stock,
        "order_limit_minor": None if limit is None else limit.amount,
        "settings": dict(merchant.settings),
    }


def _merchant(row: AnyRow) -> Merchant:
    limit = row.order_limit_minor
    return Merchant(
        id=MerchantId(row.id),
        name=row.name,
        currency=row.currency,
        timezone=row.timezone,
        country=row.country,
        created_at=row.created_at,
        shipping_connection_id=row.shipping_connection_id,
        payment_connection_id=row.payment_connection_id,
        safety_stock=row.safety_stock,
        order_limit=None if limit is None else Money(limit, row.currency),
        settings=row.settings,
    )


def _connection_values(connection: PosConnection) -> dict[str, Any]:
    return {
        "account_name": connection.account_name,
        "base_url": connection.base_url,
        "app_url": connection.app_url,
        "status": connection.status,
        "status_reason": connection.status_reason,
        "api_version": connection.api_version,
        "scopes": sorted(connection.scopes),
        "webhook_url": connection.webhook_url,
        "settings": dict(connection.settings),
    }


def _one_connection(tx: Connection, query: Select[Any]) -> PosConnection | None:
    row = tx.execute(query).one_or_none()
    return None if row is None else _connection(row)


def _connection(row: AnyRow) -> PosConnection:
    return PosConnection(
        id=ConnectionId(row.id),
        merchant_id=MerchantId(row.merchant_id),
        platform=row.platform,
        account_id=row.account_id,
        account_name=row.account_name,
        base_url=row.base_url,
        created_at=row.created_at,
        app_url=row.app_url,
        status=ConnectionStatus(row.status),
        status_reason=row.status_reason,
        api_version=row.api_version,
        scopes=frozenset(row.scopes),
        webhook_url=row.webhook_url,
        settings=row.settings,
    )


def _channel(row: AnyRow) -> Channel:
    return Channel(
        id=row.id,
        merchant_id=MerchantId(row.merchant_id),
        kind=row.kind,
        external_id=row.external_id,
        created_at=row.created_at,
        settings=row.settings,
    )
