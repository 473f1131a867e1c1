"""Connecting a merchant's account: authorize, exchange, prove by a first call, subscribe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from adapters.oauth import StateSigner
from app.connections.directory import Directory
from domain.calls import Call, Clock
from domain.errors import ConfigurationError, InvalidInputError
from domain.ids import ConnectionId, MerchantId
from domain.ports.pos import Account
from domain.ports.tokens import TokenSet
from storage import audit, merchants
from storage.engine import Database
from storage.ids import new_id
from storage.merchants import ConnectionStatus, PosConnection
from storage.vault import Vault

log = structlog.get_logger(__name__)

_CONNECT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A connection that works, as its first call proved."""

    connection: PosConnection
    account: Account
    is_new: bool


class Connector:
    """Connects accounts and subscribes to their webhooks; every step is safe to repeat."""

    def __init__(
        self,
        *,
        database: Database,
        directory: Directory,
        vault: Vault,
        states: StateSigner,
        public_url: str,
        clock: Clock,
    ) -> None:
        self._db = database
        self._directory = directory
        self._vault = vault
        self._states = states
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    # --- OAuth -------------------------------------------------------------------------------

    def begin(self, merchant_id: MerchantId, platform: str, *, shop: str | None = None) -> str:
        """Where the merchant says yes. `shop` is the shop's own domain, where platforms have one.

        Raises ConfigurationError (platform not set up), InvalidInputError (`shop` missing, or no
        host of this platform: the grant and our client secret would be sent there).
        """
        base_url = self._base_url(platform, shop)
        described = self._directory.platform(platform)
        state = self._states.issue(
            merchant_id=merchant_id, platform=platform, base_url=base_url, now=self._clock.now()
        )
        return self._directory.flow(platform, base_url).authorize_url(
            state=state, redirect_uri=self._redirect_uri(platform), scopes=tuple(described.scopes)
        )

    def finish(self, platform: str, params: Mapping[str, str]) -> Connected:
        """What the platform's redirect to us brings to an end.

        Raises BadSignatureError, StaleMessageError (state), PlatformError (the merchant said no,
        the code is spent, the first call failed).
        """
        state = self._states.verify(
            params.get("state", ""), merchant_id=None, now=self._clock.now()
        )
        if state.platform != platform:
            raise InvalidInputError("platform", platform, f"this grant is for {state.platform}")
        call = Call.within(_CONNECT_S, correlation_id=f"connect-{platform}")
        tokens = self._directory.flow(platform, state.base_url).exchange(
            params, redirect_uri=self._redirect_uri(platform), call=call
        )
        connection, is_new = self._store(
            MerchantId(state.merchant_id), platform, state.base_url, tokens
        )
        account = self._directory.open(connection.id, call).ping()
        connection = self._describe(connection, account)
        log.info(
            "connection.established",
            connection_id=connection.id,
            platform=platform,
            is_new=is_new,
            missing_scopes=sorted(account.missing_scopes),
        )
        return Connected(connection=connection, account=account, is_new=is_new)

    def _store(
        self, merchant_id: MerchantId, platform: str, base_url: str, tokens: TokenSet
    ) -> tuple[PosConnection, bool]:
        """The account's connection with its new tokens; the tokens are stored before used."""
        now = self._clock.now()
        with self._db.write() as tx:
            known = merchants.connection_of_account(tx, platform, tokens.account_id)
            if known is not None and known.merchant_id != merchant_id:
                raise InvalidInputError(
                    "account", tokens.account_id, "disconnect it from the other merchant first"
                )
            connection = known or PosConnection(
                id=ConnectionId(new_id("con", now)),
                merchant_id=merchant_id,
                platform=platform,
                account_id=tokens.account_id,
                account_name=tokens.account_id,
                base_url=base_url,
                created_at=now,
            )
            if known is None:
                merchants.add_connection(tx, connection)
            if connection.base_url != base_url:  # reached elsewhere than when it was first made
                connection = replace(connection, base_url=base_url)
                merchants.update_connection(tx, connection)
            self._vault.put_tokens(tx, connection, tokens, now=now, actor="connect")
            merchants.set_status(tx, connection.id, ConnectionStatus.ACTIVE, None)
            audit.record(
                tx,
                merchant_id=merchant_id,
                connection_id=connection.id,
                actor="connect",
                action="connection.granted",
                subject=platform,
                detail={"scopes": sorted(tokens.scopes)},
                at=now,
            )
        self._directory.forget(connection.id)
        return connection, known is None

    def _describe(self, connection: PosConnection, account: Account) -> PosConnection:
        described = replace(
            connection,
            account_name=account.name,
            scopes=account.granted_scopes,
            status=ConnectionStatus.ACTIVE,
            status_reason=None,
            api_version=self._directory.platform(connection.platform).api_version.version,
        )
        with self._db.write() as tx:
            merchants.update_connection(tx, described)
        self._directory.forget(connection.id)
        return described

    # --- webhooks ----------------------------------------------------------------------------

    def subscribe(self, connection_id: ConnectionId) -> int:
        """Have every topic we need delivered to us; how many subscriptions stand."""
        connection = self._directory.connection(connection_id)
        url = f"{self._public_url}/webhooks/{connection.platform}/{connection.id}"
        call = Call.within(_CONNECT_S, correlation_id=f"subscribe-{connection.id}")
        made = self._directory.open(connection.id, call).subscribe_webhooks(url)
        now = self._clock.now()
        with self._db.write() as tx:
            known = set(self._vault.webhook_secrets(tx, connection.id, now))
            for secret in {each.signing_secret for each in made if each.signing_secret} - known:
                self._vault.add_webhook_secret(tx, connection, secret, now=now)
            merchants.update_connection(tx, replace(connection, webhook_url=url))
        self._directory.forget(connection.id)
        log.info("webhooks.subscribed", connection_id=connection.id, subscriptions=len(made))
        return len(made)

    # --- addresses ---------------------------------------------------------------------------

    def _redirect_uri(self, platform: str) -> str:
        return f"{self._public_url}/oauth/{platform}/callback"

    def _base_url(self, platform: str, shop: str | None) -> str:
        override = self._directory.registration(platform).base_url
        if override is not None:
            return override
        described = self._directory.platform(platform)
        if described.base_url is not None:
            return described.base_url
        host = (shop or "").strip().lower()
        if described.is_shop_host is None or not described.is_shop_host(host):
            raise InvalidInputError(
                "shop",
                shop,
                f"give the shop's permanent {described.title} domain, and nothing else",
            )
        return f"https://{host}"


def require_complete(account: Account) -> None:
    """Raises ConfigurationError naming the permissions the merchant did not give."""
    if account.missing_scopes:
        missing = ", ".join(sorted(account.missing_scopes))
        raise ConfigurationError(f"{account.name} did not grant: {missing}; connect it again")
