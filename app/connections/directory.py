"""Opens the adapter of a connection: its row, its tokens, its line, bound to one call."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from adapters.credentials import TokenCustodian, UnprovenTokens
from adapters.keys import checked_options
from adapters.oauth import LineOpener
from adapters.platform import AdapterSettings, Platform
from adapters.transport import Transport
from adapters.wire import Line, TokenSource
from app.connections.addresses import Place
from app.connections.memory import StoredCustomers, StoredOrders
from app.connections.registrations import Registration
from app.connections.trust import TrustFolder
from app.connections.uses import CredentialUses
from app.mapping_tools.own_tables import report_for
from domain.calls import Call, Clock
from domain.errors import ConfigurationError
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter
from domain.ports.tokens import Grant, KeyFlow, OAuthApp, OAuthFlow, TokenSet, TokenStore
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
        uses: CredentialUses,
        trust: TrustFolder,
        clock: Clock,
    ) -> None:
        self._db = database
        self._transport = transport
        self._platforms = platforms
        self._registrations = registrations
        self._tokens = tokens
        self._uses = uses
        self._trust = trust
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
        adapter = self._open(row, call, bulk=bulk, report=report)
        self._uses.note(row)
        return adapter

    def prove(
        self, row: PosConnection, call: Call, *, tokens: TokenSet | None = None
    ) -> PosAdapter:
        """The adapter of a connection in whatever status, for its first call.

        `tokens` are tried before they are stored; None: those that are.
        """
        source = None if tokens is None else UnprovenTokens(row.platform, tokens)
        return self._open(row, call, source=source, scopes=tokens.scopes if tokens else ())

    def _open(
        self,
        row: PosConnection,
        call: Call,
        *,
        source: TokenSource | None = None,
        scopes: tuple[str, ...] = (),
        bulk: bool = False,
        report: MappingReport | None = None,
    ) -> PosAdapter:
        platform = self.platform(row.platform)
        custodian = self._custodian(row, platform) if source is None else None
        line = self._transport.line(
            row.id,
            row.base_url,
            platform.dialect,
            source or custodian,
            call,
            on_premises=is_on_premises(row),
            trust_file=self._trust_file(row),
        )
        registration = self._registrations.get(row.platform)
        settings = AdapterSettings(
            account_id=row.settings.get("account_id", row.account_id),
            location_ids=tuple(row.settings.get("location_ids", ())),
            application_token=registration.application_token if registration else None,
            webhook_secret=registration.webhook_secret if registration else None,
            granted_scopes=custodian.granted_scopes() if custodian else scopes,
            options=checked_options(platform.options, row.settings.get("options", {})),
            customer_index=StoredCustomers(self._db, row.id),
            order_memory=StoredOrders(self._db, row, self._clock),
            bulk_export=bulk,
            clock=self._clock,
        )
        report = report_for(row.platform, row.settings, report)
        if report is not None:
            settings = replace(settings, report=report)
        return platform.open(line, settings)

    @property
    def platforms(self) -> Mapping[str, Platform]:
        """Every platform there is, by name."""
        return self._platforms

    def check_address(self, base_url: str, place: Place) -> None:
        """Raises ConfigurationError if that address may not be called, or leads nowhere."""
        self._transport.check_address(
            base_url, on_premises=place.on_premises, trust_file=place.trust_file
        )

    def keep_fresh(self, connection_id: ConnectionId, call: Call) -> None:
        """Renew the tokens if they are past half of their life, also where nobody uses them.

        Raises as `TokenCustodian.access_token` does.
        """
        row = self.connection(connection_id)
        self._custodian(row, self.platform(row.platform)).access_token(call)

    def platform(self, name: str) -> Platform:
        """The platform of that name. Raises ConfigurationError naming those there are."""
        try:
            return self._platforms[name]
        except KeyError:
            known = ", ".join(sorted(self._platforms))
            raise ConfigurationError(f"no platform {name!r}; there are: {known}") from None

    def registration(self, platform: str) -> Registration | None:
        """What the platform knows us by; None if nothing is set up."""
        return self._registrations.get(platform)

    def _our_app(self, platform: str) -> Registration:
        found = self._registrations.get(platform)
        if found is None or not found.is_app:
            prefix = f"VOICETILL_{platform.upper()}"
            raise ConfigurationError(
                f"{platform} is not set up: give {prefix}_CLIENT_ID and {prefix}_CLIENT_SECRET"
            )
        return found

    def connection(self, connection_id: ConnectionId) -> PosConnection:
        """The connection's row, at most a few seconds old. Raises NotFoundError."""
        now = self._clock.now().timestamp()
        cached = self._rows.get(connection_id)
        if cached is not None and 0 <= now - cached[0] < _CACHED_S:
            return cached[1]
        with self._db.read() as tx:
            row = merchants.connection(tx, connection_id)
        if cached is not None and _joined_as(cached[1]) != _joined_as(row):
            self.forget(connection_id)  # by another process; the tokens before permit less
        self._rows[connection_id] = (now, row)
        return row

    def forget(self, connection_id: ConnectionId) -> None:
        """Drop what is cached of a connection, because it was connected anew or changed."""
        self._rows.pop(connection_id, None)
        with self._lock:
            custodian = self._custodians.pop(connection_id, None)
        if custodian is not None:
            custodian.forget()

    def close(self) -> None:
        """Wait for refreshes under way: a pair that is received is stored."""
        with self._lock:
            custodians = list(self._custodians.values())
        for custodian in custodians:
            custodian.settle()

    def flow(self, platform_name: str, base_url: str) -> OAuthFlow:
        """The platform's OAuth flow at this host.

        Raises ConfigurationError if the platform is joined by keys, or is not set up.
        """
        platform = self.platform(platform_name)
        if platform.oauth is None:
            raise ConfigurationError(f"{platform.title} is joined by keys; give them instead")
        app = self._app(self._our_app(platform_name), base_url)
        return platform.oauth(app, self._opener(platform, base_url, Place()), self._clock)

    def key_flow(self, platform_name: str, base_url: str, place: Place) -> KeyFlow:
        """The platform's way of being joined by typed keys, at this address.

        Raises ConfigurationError if it has none.
        """
        platform = self.platform(platform_name)
        if platform.keys is None:
            raise ConfigurationError(f"{platform.title} is joined on its own page, not by keys")
        registration = self._registrations.get(platform_name)
        is_app = registration is not None and registration.is_app
        app = self._app(registration, base_url) if registration and is_app else None
        return platform.keys.open(app, self._opener(platform, base_url, place), self._clock)

    def grant_of(self, row: PosConnection) -> Grant:
        """How this connection's tokens are renewed and withdrawn: the way it was joined."""
        platform = self.platform(row.platform)
        joined_by = row.settings.get("joined_by", "oauth" if platform.oauth else "keys")
        if joined_by != "keys":
            return self.flow(platform.name, row.base_url)
        place = Place(on_premises=is_on_premises(row), trust_file=self._trust_file(row))
        return self.key_flow(platform.name, row.base_url, place)

    @staticmethod
    def _app(registration: Registration, base_url: str) -> OAuthApp:
        return OAuthApp(
            client_id=registration.client_id,
            client_secret=registration.client_secret,
            base_url=base_url,
        )

    def _opener(self, platform: Platform, base_url: str, place: Place) -> LineOpener:
        def open_line(call: Call) -> Line:
            name = ConnectionId(f"oauth:{platform.name}:{base_url}")  # one dead shop is not all
            return self._transport.line(
                name,
                base_url,
                platform.dialect,
                None,
                call,
                on_premises=place.on_premises,
                trust_file=place.trust_file,
            )

        return open_line

    def _trust_file(self, row: PosConnection) -> Path | None:
        """What alone proves the connection's server: certificates kept with it, or a file here."""
        pem, named = row.settings.get("trust_pem"), row.settings.get("trust_file")
        if pem:
            return self._trust.lay_out(pem)
        return Path(named) if named else None

    def _custodian(self, row: PosConnection, platform: Platform) -> TokenCustodian:
        with self._lock:
            found = self._custodians.get(row.id)
            if found is None:
                found = self._custodians[row.id] = TokenCustodian(
                    row.id,
                    platform=platform.name,
                    store=self._tokens,
                    flow=self.grant_of(row),
                    clock=self._clock,
                )
            return found


def _joined_as(row: PosConnection) -> tuple[object, ...]:
    """What differs where a merchant has connected anew, and the tokens at hand are not the last."""
    return row.scopes, row.base_url, row.settings.get("joined_by")


def is_on_premises(row: PosConnection) -> bool:
    """Whether an operator marked the connection as the merchant's own server."""
    return row.settings.get("on_premises") is True
