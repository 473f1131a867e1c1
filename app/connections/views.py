"""Connections and platforms as plain values for JSON, REST and terminals; never a secret."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from adapters.platform import Platform
from app.connections.desk import ConnectionView


def connection_view(view: ConnectionView, now: datetime) -> dict[str, Any]:
    """What may be told of a connection."""
    row = view.connection
    by = view.reauthorize_by
    return {
        "connection_id": row.id,
        "platform": row.platform,
        "title": view.title,
        "account_id": row.settings.get("account_id", row.account_id),
        "account_name": row.account_name,
        "base_url": row.base_url,
        "on_premises": row.settings.get("on_premises") is True,
        "has_own_trust": any(row.settings.get(name) for name in ("trust_pem", "trust_file")),
        "status": row.status.value,
        "status_reason": row.status_reason,
        "scopes": sorted(row.scopes),
        "options": dict(view.options),
        "has_access": view.has_access,
        "access_ends_at": view.access_ends_at,
        "reauthorize_by": by,
        "reauthorize_in_s": None if by is None else _seconds(by - now),
        "api_version": row.api_version,
        "api_sunset": None if view.api_sunset is None else view.api_sunset.isoformat(),
        "webhook_url": row.webhook_url,
        "created_at": row.created_at,
    }


def platform_view(platform: Platform) -> dict[str, Any]:
    """How a platform is joined and what it is asked for."""
    ways = [
        *(["the merchant's yes on its own page"] if platform.oauth is not None else []),
        *(["keys"] if platform.keys is not None else []),
    ]
    return {
        "name": platform.name,
        "title": platform.title,
        "ways": ways,
        "needs_shop": platform.base_url is None,
        "scopes": dict(platform.scopes),
        "keys": [
            {
                "name": each.name,
                "label": each.label,
                "help": each.help,
                "secret": each.secret,
                "required": each.required,
            }
            for each in (platform.keys.fields if platform.keys is not None else ())
        ],
        "options": [
            {
                "name": each.name,
                "help": each.help,
                "default": each.default,
                "choices": list(each.choices),
                "required": each.required,
            }
            for each in platform.options
        ],
    }


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
