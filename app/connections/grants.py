"""Access as it was granted, on its way into the store: always before anyone uses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection

from adapters.destinations import origin_of
from app.connections.addresses import Place
from domain.calls import Clock
from domain.errors import InvalidInputError
from domain.ids import ConnectionId, MerchantId
from domain.ports.tokens import TokenSet
from storage import audit, merchants
from storage.engine import Database
from storage.ids import new_id
from storage.merchants import ConnectionStatus, PosConnection
from storage.vault import Vault

_LEFT: Final = "left_account"
"""In the settings of a connection: the account that another merchant joined since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Whose account on which platform was opened to us, where, and with which settings."""

    merchant_id: MerchantId
    platform: str
    account_id: str
    """Unique among all connections of the platform."""
    base_url: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def at_place(
        cls,
        merchant_id: MerchantId,
        platform: str,
        account_id: str,
        base_url: str,
        place: Place,
        *,
        options: Mapping[str, str],
    ) -> Joined:
        """By keys. Two merchants' own servers may name their accounts alike (a company alias),
        so there the account is known by its server too."""
        settings: dict[str, Any] = {"joined_by": "keys", "options": dict(options)}
        unique = account_id
        if place.on_premises:
            origin = origin_of(base_url)
            settings |= {"on_premises": True, "account_id": account_id}
            unique = f"{account_id}@{origin.host}:{origin.port}"
        if place.trust_pem is not None:
            settings |= {"trust_pem": place.trust_pem, "trust_file": None}
        elif place.trust_file is not None:
            settings |= {"trust_pem": None, "trust_file": str(place.trust_file)}
        return cls(
            merchant_id=merchant_id,
            platform=platform,
            account_id=unique,
            base_url=base_url,
            settings=settings,
        )


class Grants:
    """Stores what was granted; a connection that was there before is revived."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._db = database
        self._vault = vault
        self._clock = clock

    def draft(self, joined: Joined) -> PosConnection:
        """The connection as it would be, for trying its access before anything is stored.

        Raises InvalidInputError if another merchant has this account.
        """
        with self._db.read() as tx:
            known, _ = self._found(tx, joined)
        return self._draft(joined, known)

    def store(self, joined: Joined, tokens: TokenSet) -> tuple[PosConnection, bool]:
        """The account's connection with its new tokens, and whether it is new.

        It is not active before a first call proved it, unless it was active already.
        Raises InvalidInputError if another merchant has this account.
        """
        now = self._clock.now()
        with self._db.write() as tx:
            known, left = self._found(tx, joined)
            if left is not None:
                given_up = _given_up(left)
                merchants.update_connection(tx, given_up)
                merchants.name_account(tx, given_up)
            connection = self._draft(joined, known)
            if known is None:
                merchants.add_connection(tx, connection)
            else:
                merchants.name_account(tx, connection)
                merchants.update_connection(tx, connection)
            self._vault.put_tokens(tx, connection, tokens, now=now, actor="connect")
            audit.record(
                tx,
                merchant_id=joined.merchant_id,
                connection_id=connection.id,
                actor="connect",
                action="connection.granted",
                subject=joined.platform,
                detail={"scopes": sorted(tokens.scopes)},
                at=now,
            )
        return connection, known is None

    def not_proven(self, connection_id: ConnectionId, reason: str) -> None:
        """Note why the first call failed, where operators see it."""
        with self._db.write() as tx:
            status = merchants.connection(tx, connection_id).status
            merchants.set_status(tx, connection_id, status, reason)

    def _found(
        self, tx: Connection, joined: Joined
    ) -> tuple[PosConnection | None, PosConnection | None]:
        """The merchant's own connection of the account, also one of before another merchant had
        it; and the other merchant's, which gave it up.

        Raises InvalidInputError where the other merchant has it still, or has access to withdraw.
        """
        held = merchants.connection_of_account(tx, joined.platform, joined.account_id)
        if held is not None and held.merchant_id == joined.merchant_id:
            return held, None
        if held is not None and (
            held.status is not ConnectionStatus.REVOKED
            or self._vault.tokens(tx, held.id) is not None
        ):
            raise InvalidInputError(
                "account", joined.account_id, "disconnect it from the other merchant first"
            )
        before = merchants.connections(tx, joined.merchant_id, platform=joined.platform)
        former = (each for each in before if each.settings.get(_LEFT) == joined.account_id)
        return next(former, None), held

    def _draft(self, joined: Joined, known: PosConnection | None) -> PosConnection:
        if known is None:
            now = self._clock.now()
            return PosConnection(
                id=ConnectionId(new_id("con", now)),
                merchant_id=joined.merchant_id,
                platform=joined.platform,
                account_id=joined.account_id,
                account_name=joined.account_id,
                base_url=joined.base_url,
                created_at=now,
                status=ConnectionStatus.PENDING,
                settings=joined.settings,
            )
        kept = {**known.settings, **joined.settings}
        kept.pop(_LEFT, None)
        if not joined.settings.get("options"):  # settings given earlier outlive a reconnection
            kept["options"] = known.settings.get("options", {})
        is_active = known.status is ConnectionStatus.ACTIVE
        return replace(
            known,
            account_id=joined.account_id,
            base_url=joined.base_url,
            settings=kept,
            status=ConnectionStatus.ACTIVE if is_active else ConnectionStatus.PENDING,
        )


def _given_up(left: PosConnection) -> PosConnection:
    """A connection whose account is another merchant's now: what was learned stays with it, and
    nothing that names the account is taken for its."""
    shown = left.settings.get("account_id", left.account_id)
    return replace(
        left,
        account_id=f"left {left.id} {left.account_id}",
        settings={**left.settings, "account_id": shown, _LEFT: left.account_id},
    )
