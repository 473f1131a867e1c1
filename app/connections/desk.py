"""A merchant's connections as people handle them: look at, set, prove again, disconnect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import structlog
from sqlalchemy import Connection

from adapters.keys import checked_options
from adapters.oauth import STATE_TTL
from adapters.platform import Platform
from app.connections.addresses import Place
from app.connections.connect import Connector
from app.connections.countdown import reauthorize_by
from app.connections.directory import Directory
from app.connections.trust import TrustFolder
from domain.calls import Call, Clock
from domain.errors import (
    AmbiguousOutcomeError,
    ConfigurationError,
    NotFoundError,
    PlatformError,
    RetryableError,
)
from domain.ids import MerchantId
from domain.ports.tokens import TokenSet
from storage import alerts, audit, merchants, sync_jobs
from storage.engine import Database
from storage.merchants import ConnectionStatus, PosConnection
from storage.vault import Vault

log = structlog.get_logger(__name__)
_REVOKE_S = 15.0
DISCONNECTED = "disconnected here"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionView:
    """One connection as it stands."""

    connection: PosConnection
    title: str
    """The platform's own spelling."""
    options: Mapping[str, str]
    """Its settings with defaults filled in."""
    has_access: bool
    access_ends_at: datetime | None
    """When the access token ends; it is renewed by itself long before."""
    reauthorize_by: datetime | None
    """When a person must connect it again at the latest; None: never, as far as is known."""
    api_sunset: date | None
    """When the platform switches the API version in use off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """An account that was just joined by keys."""

    view: ConnectionView
    sync_job_id: str
    """The job that brings everything over."""
    trouble: str | None
    """Why webhooks were not set up, if they were not."""


class ConnectionDesk:
    """What the command line and the REST surface do with connections."""

    def __init__(
        self,
        *,
        database: Database,
        directory: Directory,
        connector: Connector,
        vault: Vault,
        trust: TrustFolder,
        clock: Clock,
    ) -> None:
        self._db = database
        self._directory = directory
        self._connector = connector
        self._vault = vault
        self._trust = trust
        self._clock = clock

    # --- joining -----------------------------------------------------------------------------

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """Every platform there is."""
        return tuple(self._directory.platforms.values())

    def platform(self, name: str) -> Platform:
        """The platform of that name. Raises NotFoundError."""
        try:
            return self._directory.platforms[name]
        except KeyError:
            raise NotFoundError("platform", name) from None

    def begin(
        self,
        merchant_id: MerchantId,
        platform: str,
        *,
        shop: str | None,
        options: Mapping[str, str],
    ) -> tuple[str, datetime]:
        """Where the merchant says yes, and until when; a worker brings over what is there then.

        Raises as `Connector.begin`.
        """
        until = self._clock.now() + STATE_TTL
        url = self._connector.begin(
            merchant_id, platform, shop=shop, options=options, first_sync=True
        )
        return url, until

    def join(
        self,
        merchant_id: MerchantId,
        platform: str,
        keys: Mapping[str, str],
        *,
        place: Place,
        options: Mapping[str, str],
    ) -> Joining:
        """Join an account by keys; a worker brings over what it has.

        Raises as `Connector.join`; InvalidInputError where the trusted certificates are none.
        """
        if place.trust_pem is not None:
            place = replace(place, trust_file=self._trust.checked(place.trust_pem))
        done = self._connector.join(merchant_id, platform, keys, place=place, options=options)
        trouble = self._connector.try_to_subscribe(done.connection.id)
        job = self._connector.ask_for_everything(done.connection)
        return Joining(
            view=self.view(merchant_id, done.connection.id), sync_job_id=job, trouble=trouble
        )

    # --- looking after -----------------------------------------------------------------------

    def list(self, merchant_id: MerchantId) -> tuple[ConnectionView, ...]:
        """All of a merchant, oldest first."""
        with self._db.read() as tx:
            rows = merchants.connections(tx, merchant_id)
            tokens = {row.id: self._vault.tokens(tx, row.id) for row in rows}
        return tuple(self._view(row, tokens[row.id]) for row in rows)

    def view(self, merchant_id: MerchantId, connection_id: str) -> ConnectionView:
        """One of them. Raises NotFoundError."""
        with self._db.read() as tx:
            row = merchants.connection(tx, connection_id, merchant_id=merchant_id)
            tokens = self._vault.tokens(tx, connection_id)
        return self._view(row, tokens)

    def change_options(
        self, merchant_id: MerchantId, connection_id: str, changes: Mapping[str, str]
    ) -> ConnectionView:
        """Set some of the options; an empty text means the default again.

        Raises InvalidInputError naming the fault, NotFoundError.
        """
        now = self._clock.now()
        with self._db.write() as tx:
            row = merchants.connection(tx, connection_id, merchant_id=merchant_id)
            options = {**row.settings.get("options", {}), **changes}
            options = {name: value.strip() for name, value in options.items() if value.strip()}
            checked_options(self._directory.platform(row.platform).options, options)
            changed = replace(row, settings={**row.settings, "options": options})
            merchants.update_connection(tx, changed)
            _audit(tx, row, "connection.options_changed", {"options": sorted(changes)}, now)
        self._directory.forget(row.id)
        return self.view(merchant_id, connection_id)

    def verify(self, merchant_id: MerchantId, connection_id: str) -> ConnectionView:
        """Prove it again by a first call. Raises as `Connector.verify`; NotFoundError."""
        row = self.view(merchant_id, connection_id).connection
        self._connector.verify(row.id)
        return self.view(merchant_id, connection_id)

    def disconnect(
        self, merchant_id: MerchantId, connection_id: str, *, actor: str
    ) -> ConnectionView:
        """Stop all work, withdraw the access on the platform, and forget it here.

        What was learned stays. Safe to repeat: where the platform could not be reached, the
        access is kept for the next try. Raises NotFoundError, RetryableError.
        """
        now = self._clock.now()
        with self._db.write() as tx:  # first of all: nothing new is begun from here on
            row = merchants.connection(tx, connection_id, merchant_id=merchant_id)
            tokens = self._vault.tokens(tx, connection_id)
            if row.status is not ConnectionStatus.REVOKED:
                merchants.set_status(tx, row.id, ConnectionStatus.REVOKED, DISCONNECTED)
                sync_jobs.cancel_all(tx, row.id, now=now, reason=DISCONNECTED)
                _audit(tx, row, "connection.disconnected", {"by": actor}, now)
        self._directory.forget(row.id)
        if tokens is not None:
            self._withdraw(row, tokens)
        return self.view(merchant_id, connection_id)

    def _withdraw(self, row: PosConnection, tokens: TokenSet) -> None:
        call = Call.within(_REVOKE_S, correlation_id=f"disconnect-{row.id}")
        try:
            self._directory.grant_of(row).revoke(tokens, call=call)
            outcome = "withdrawn"
        except (PlatformError, ConfigurationError) as error:
            log.warning("connection.not_withdrawn", connection_id=row.id, error=str(error))
            if isinstance(error, RetryableError | AmbiguousOutcomeError):
                raise
            outcome = f"not withdrawn on the platform: {type(error).__name__}"
        now = self._clock.now()
        with self._db.write() as tx:
            self._vault.forget_tokens(tx, row.id)
            _audit(tx, row, "tokens.revoked", {"outcome": outcome}, now)
            for alert in alerts.standing(tx, row.merchant_id):
                if alert.connection_id == row.id:
                    alerts.resolve(tx, row.id, alert.kind, now=now)
        self._directory.forget(row.id)
        log.info("connection.disconnected", connection_id=row.id, outcome=outcome)

    def _view(self, row: PosConnection, tokens: TokenSet | None) -> ConnectionView:
        platform = self._directory.platform(row.platform)
        given = row.settings.get("options", {})
        defaults = {each.name: each.default for each in platform.options}
        return ConnectionView(
            connection=row,
            title=platform.title,
            options={**defaults, **given},
            has_access=tokens is not None,
            access_ends_at=None if tokens is None else tokens.expires_at,
            reauthorize_by=None if tokens is None else reauthorize_by(tokens),
            api_sunset=platform.api_version.sunset,
        )


def _audit(
    tx: Connection,
    row: PosConnection,
    action: str,
    detail: Mapping[str, object],
    now: datetime,
) -> None:
    audit.record(
        tx,
        merchant_id=row.merchant_id,
        connection_id=row.id,
        actor="connections",
        action=action,
        subject=row.platform,
        detail=dict(detail),
        at=now,
    )
