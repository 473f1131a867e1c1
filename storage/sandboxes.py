"""Which connections lead to a stand-in or a vendor's sandbox rather than to a shop.

A mark set by a person counts. Without one the address tells: this machine, or one of the
hosts that Square, Clover and Toast call their sandboxes (vendors' documentation, read 2026-11-21).
A Shopify development shop has an address like every other, so it needs the mark.
"""

from __future__ import annotations

import ipaddress
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Connection, update

from domain.ids import ConnectionId, MerchantId
from storage import merchants, tables
from storage.merchants import PosConnection

MARK: Final = "sandbox"
"""The setting of a connection that holds the mark: true, false, or absent."""
_HOSTS: Final = frozenset(
    {
        "connect.squareupsandbox.com",
        "apisandbox.dev.clover.com",
        "ws-sandbox-api.eng.toasttab.com",
    }
)


def is_sandbox(connection: PosConnection) -> bool:
    """Whether nothing that happens there is real."""
    mark = connection.settings.get(MARK)
    if isinstance(mark, bool):
        return mark
    host = urlsplit(connection.base_url).hostname or ""
    return host in _HOSTS or _is_this_machine(host)


def only_sandboxes(tx: Connection, merchant_id: MerchantId) -> bool:
    """Whether all connections of a merchant are sandboxes; so it is where there are none."""
    return all(is_sandbox(each) for each in merchants.connections(tx, merchant_id))


def mark(tx: Connection, connection_id: ConnectionId, *, value: bool | None) -> PosConnection:
    """Say that a connection is a sandbox, or is not, or let its address tell (None).

    Raises NotFoundError.
    """
    known = merchants.connection(tx, connection_id)
    settings = {name: each for name, each in known.settings.items() if name != MARK}
    if value is not None:
        settings[MARK] = value
    table = tables.connections
    tx.execute(update(table).where(table.c.id == connection_id).values(settings=settings))
    return merchants.connection(tx, connection_id)


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
