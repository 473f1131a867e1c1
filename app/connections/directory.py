"""Opens the adapter of a connection: its row, its tokens, its line, bound to one call."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace

from adapters.credentials import TokenCustodian
from adapters.keys import checked_options
from adapters.oauth import LineOpener
from adapters.platform import AdapterSettings, Platform
from adapters.transport import Transport
from adapters.wire import Line
from app.connections.registrations import Registration
from domain.calls import Call, Clock
from domain.errors import ConfigurationError
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter
from domain.ports.tokens import Grant, KeyFlow, OAuthApp, OAuthFlow, TokenStore
from mapping.report import MappingReport
from storage import merchants
from storage.engine import Database
from storage.merchants import ConnectionStatus, PosConnection

_CACHED_S = 5.0


class Directory:
    """`PosDirectory` over the database; thread-safe. Rows are cached for a few seconds."""

    def __init__(
        self,
        *,
        database: Database,
        transport: Transport,
        platforms: Mapping[str, Platform],
        registrations: Mapping[str, Registration],
        tokens: TokenStore,
        clock: Clock,
    ) -> None:
        self._db = database
        self._transport = transport
        self._platforms = platforms
        self._registrations = registrations
        self._tokens = tokens
        self._clock = clock
        self._lock = threading.Lock()
        self._custodians: dict[ConnectionId, TokenCustodian] = {}
        self._rows: dict[ConnectionId, tuple[float, PosConnection]] = {}

    def open(
        self,
        connection_id: ConnectionId,
        call: Call,
        *,
        report: MappingReport | None = None,
        bulk: bool = False,
    ) -> PosAdapter:
        """The adapter, bound to the call; `report` collects what its mapping tables meet, `bulk`
        prefers the platform's bulk export where it has one.

        Raises ConfigurationError if the connection is paused or its platform is not set up.
        """
        row = self.connection(connection_id)
        if row.status is not ConnectionStatus.ACTIVE:
            raise ConfigurationError(
                f"connection {row.id} ({row.platform}) is {row.status.value}: "
                f"{row.status_reason or 'no reason given'}; connect it again"
            )
        platform = self.platform(row.platform)
        registration = self._registrations.get(row.platform)
        line = self._transport.line(
            row.id,
            row.base_url,
            platform.dialect,
            self._custodian(row, platform),
            call,
            on_premises=_is_on_premises(row),
        )
        settings = AdapterSettings(
            account_id=row.account_id,
            location_ids=tuple(row.settings.get("location_ids", ())),
            application_token=registration.application_token if registration else None,
            webhook_secret=registration.webhook_secret if registration else None,
            options=checked_options(platform.options, row.settings.get("options", {})),
            bulk_export=bulk,
            clock=self._clock,
        )
        if report is not None:
            settings = replace(settings, report=report)
        return platform.open(line, settings)

    def platform(self, name: str) -> Platform:
        """The platform of that name. Raises ConfigurationError naming those there are."""
        try:
            return self._platforms[name]
        except KeyError:
            known = ", ".join(sorted(self._platforms))
            raise ConfigurationError(f"no platform {name!r}; there are: {known}") from None

    def registration(self, platform: str) -> Registration:
        """Our registration. Raises ConfigurationError if there is none."""
        try:
            return self._registrations[platform]
        except KeyError:
            raise ConfigurationError(
                f"{platform} is not set up: give VOICETILL_{platform.upper()}_CLIENT_ID and _SECRET"
            ) from None

    def connection(self, connection_id: ConnectionId) -> PosConnection:
        """The connection's row, at most a few seconds old. Raises NotFoundError."""
        now = self._clock.now().timestamp()
        cached = self._rows.get(connection_id)
        if cached is not None and now - cached[0] < _CACHED_S:
            return cached[1]
        with self._db.read() as tx:
            row = merchants.connection(tx, connection_id)
        self._rows[connection_id] = (now, row)
        return row

    def forget(self, connection_id: ConnectionId) -> None:
        """Drop what is cached of a connection, because it was connected anew or changed."""
        self._rows.pop(connection_id, None)
        with self._lock:
            custodian = self._custodians.get(connection_id)
        if custodian is not None:
            custodian.forget()

    def flow(self, platform_name: str, base_url: str, *, on_premises: bool = False) -> OAuthFlow:
        """The platform's OAuth flow at this host; `on_premises` lets it be a private address.

        Raises ConfigurationError if the platform is joined by keys, or is not set up.
        """
        platform = self.platform(platform_name)
        if platform.oauth is None:
            raise ConfigurationError(f"{platform.title} is joined by keys; give them instead")
        app = self._app(self.registration(platform_name), base_url)
        return platform.oauth(
            app, self._opener(platform, base_url, on_premises=on_premises), self._clock
        )

    def key_flow(self, platform_name: str, base_url: str, *, on_premises: bool = False) -> KeyFlow:
        """The platform's way of being joined by typed keys.

        Raises ConfigurationError if it has none.
        """
        platform = self.platform(platform_name)
        if platform.keys is None:
            raise ConfigurationError(f"{platform.title} is joined on its own page, not by keys")
        registration = self._registrations.get(platform_name)
        app = self._app(registration, base_url) if registration is not None else None
        return platform.keys.open(
            app, self._opener(platform, base_url, on_premises=on_premises), self._clock
        )

    def _grant(self, row: PosConnection, platform: Platform) -> Grant:
        """How this connection's tokens are renewed: the way it was joined."""
        is_keyed = row.settings.get("joined_by", "oauth" if platform.oauth else "keys") == "keys"
        open_flow = self.key_flow if is_keyed else self.flow
        return open_flow(platform.name, row.base_url, on_premises=_is_on_premises(row))

    @staticmethod
    def _app(registration: Registration, base_url: str) -> OAuthApp:
        return OAuthApp(
            client_id=registration.client_id,
            client_secret=registration.client_secret,
            base_url=base_url,
        )

    def _opener(self, platform: Platform, base_url: str, *, on_premises: bool) -> LineOpener:
        def open_line(call: Call) -> Line:
            name = ConnectionId(f"oauth:{platform.name}:{base_url}")  # one dead shop is not all
            return self._transport.line(
                name, base_url, platform.dialect, None, call, on_premises=on_premises
            )

        return open_line

    def _custodian(self, row: PosConnection, platform: Platform) -> TokenCustodian:
        with self._lock:
            found = self._custodians.get(row.id)
            if found is None:
                found = self._custodians[row.id] = TokenCustodian(
                    row.id,
                    platform=platform.name,
                    store=self._tokens,
                    flow=self._grant(row, platform),
                    clock=self._clock,
                )
            return found


def _is_on_premises(row: PosConnection) -> bool:
    """Whether an operator marked the connection as the merchant's own server."""
    return row.settings.get("on_premises") is True
