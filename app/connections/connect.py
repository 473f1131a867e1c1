"""Connecting a merchant's account: authorize or take keys, prove by a first call, subscribe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from adapters.keys import checked_keys, checked_options
from adapters.oauth import AuthorizationState, StateSigner
from adapters.platform import Platform, WebhookAddress
from app.connections.addresses import Place, base_url_of
from app.connections.directory import Directory
from app.connections.faults import explained, missing_words
from app.connections.grants import Grants, Joined
from app.webhook_addresses import application_url
from domain.calls import Call, Clock
from domain.capabilities import Capability, Support
from domain.errors import (
    ConfigurationError,
    DomainError,
    InvalidInputError,
    PlatformError,
    StaleMessageError,
    UnsupportedError,
)
from domain.ids import ConnectionId, MerchantId
from domain.ports.pos import Account, Subscription
from storage import merchants, sync_jobs, webhook_watches
from storage.engine import Database
from storage.merchants import ConnectionStatus, PosConnection
from storage.sync_jobs import JobKind
from storage.vault import Vault
from storage.voice_sessions import SqlSessions

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
        self._grants = Grants(database, vault, clock)
        self._seen = SqlSessions(database)
        self._states = states
        self._public_url = public_url.rstrip("/")
        self._clock = clock

    # --- OAuth -------------------------------------------------------------------------------

    def begin(
        self,
        merchant_id: MerchantId,
        platform: str,
        *,
        shop: str | None = None,
        options: Mapping[str, str] | None = None,
        first_sync: bool = False,
    ) -> str:
        """Where the merchant says yes. `shop` is the shop's own domain, where platforms have one;
        with `first_sync` a worker reads everything as soon as the account is joined.

        Raises ConfigurationError (platform not set up), InvalidInputError (`shop` missing, or no
        host of this platform; an option that cannot be).
        """
        described = self._directory.platform(platform)
        given = {**(options or {})}
        checked_options(described.options, given)
        base_url = base_url_of(described, self._directory.registration(platform), Place(host=shop))
        flow = self._directory.flow(platform, base_url)
        state = self._states.issue(
            merchant_id=merchant_id,
            platform=platform,
            base_url=base_url,
            now=self._clock.now(),
            options=given,
            first_sync=first_sync,
        )
        return flow.authorize_url(
            state=state,
            redirect_uri=self._redirect_uri(platform),
            scopes=tuple(
                described.scopes_for(given or self._options_kept(merchant_id, platform, base_url))
            ),
            pkce=self._states.verifier_for(state) if described.pkce else None,
        )

    def _options_kept(
        self, merchant_id: MerchantId, platform: str, base_url: str
    ) -> Mapping[str, str]:
        """What is set already where one connects again: it outlives the new grant, which therefore
        needs the permissions for it."""
        with self._db.read() as tx:
            known = merchants.connections(tx, merchant_id)
        kept: dict[str, str] = {}
        for each in known:
            if (each.platform, each.base_url) == (platform, base_url):
                kept |= each.settings.get("options", {})
        return kept

    def finish(self, platform: str, params: Mapping[str, str]) -> Connected:
        """What the platform's redirect to us brings to an end.

        Raises BadSignatureError, StaleMessageError (state), PlatformError (the merchant said no,
        the code is spent), ConnectRefusedError (the first call failed; what was granted is kept).
        """
        text = params.get("state", "")
        state = self._states.verify(text, merchant_id=None, now=self._clock.now())
        if state.platform != platform:
            raise InvalidInputError("platform", platform, f"this grant is for {state.platform}")
        self._use_up(state)
        described = self._directory.platform(platform)
        call = Call.within(_CONNECT_S, correlation_id=f"connect-{platform}")
        tokens = self._directory.flow(platform, state.base_url).exchange(
            params,
            redirect_uri=self._redirect_uri(platform),
            call=call,
            pkce=self._states.verifier_for(text) if described.pkce else None,
        )
        joined = Joined(
            merchant_id=MerchantId(state.merchant_id),
            platform=platform,
            account_id=tokens.account_id,
            base_url=state.base_url,
            settings={"joined_by": "oauth", "options": dict(state.options)},
        )
        connection, is_new = self._grants.store(joined, tokens)
        self._directory.forget(connection.id)
        connected = self._proven(described, connection, call, is_new=is_new)
        if state.first_sync:
            self.ask_for_everything(connected.connection)
        return connected

    def ask_for_everything(self, connection: PosConnection) -> str:
        """Have a worker read everything now; the job, also where it is under way already."""
        now = self._clock.now()
        with self._db.write() as tx:
            return sync_jobs.enqueue(
                tx, connection, kind=JobKind.FULL, due_at=now, requested_by="connecting", now=now
            ).id

    def _use_up(self, state: AuthorizationState) -> None:
        """A state is good for one answer; whoever has seen the address may not use it again."""
        first = self._seen.first_time(
            state.merchant_id,
            "oauth",
            state.nonce,
            ttl=datetime.fromtimestamp(state.expires_at, UTC) - self._clock.now(),
            now=self._clock.now(),
        )
        if not first:
            raise StaleMessageError("this authorization was used already; start connecting again")

    # --- keys --------------------------------------------------------------------------------

    def join(
        self,
        merchant_id: MerchantId,
        platform: str,
        keys: Mapping[str, str],
        *,
        place: Place = Place(),  # noqa: B008 - frozen
        options: Mapping[str, str] | None = None,
    ) -> Connected:
        """Connect an account by typed keys; nothing is stored before a first call proved them.

        Raises InvalidInputError (a key, an option or the address cannot be), ConfigurationError
        (joined otherwise; the address may not be called), ConnectRefusedError, RetryableError.
        """
        described = self._directory.platform(platform)
        if described.keys is None:
            raise ConfigurationError(f"{described.title} is joined on its own page, not by keys")
        fields = checked_keys(described.keys.fields, keys)
        given = {name: value for name, value in (options or {}).items() if value.strip()}
        checked_options(described.options, given)
        base_url = base_url_of(described, self._directory.registration(platform), place)
        self._directory.check_address(base_url, place)
        call = Call.within(_CONNECT_S, correlation_id=f"connect-{platform}")
        with explained(described, by_keys=True):
            tokens = self._directory.key_flow(platform, base_url, place).grant(fields, call=call)
        joined = Joined.at_place(
            merchant_id, platform, tokens.account_id, base_url, place, options=given
        )
        trial = self._grants.draft(joined)
        with explained(described, by_keys=True):
            account = self._directory.prove(trial, call, tokens=tokens).ping()
        connection, is_new = self._grants.store(joined, tokens)
        return self._active(described, connection, account, is_new=is_new)

    # --- proof -------------------------------------------------------------------------------

    def verify(self, connection_id: ConnectionId) -> Connected:
        """Prove a connection again by the cheapest call; one that was paused works again then.

        Raises ConnectRefusedError, ConfigurationError (no access is stored), RetryableError.
        """
        with self._db.read() as tx:
            connection = merchants.connection(tx, connection_id)
            if self._vault.tokens(tx, connection_id) is None:
                raise ConfigurationError(f"{connection_id} has no access left; connect it again")
        self._directory.forget(connection_id)
        call = Call.within(_CONNECT_S, correlation_id=f"verify-{connection_id}")
        described = self._directory.platform(connection.platform)
        return self._proven(described, connection, call, is_new=False)

    def _proven(
        self, described: Platform, connection: PosConnection, call: Call, *, is_new: bool
    ) -> Connected:
        by_keys = connection.settings.get("joined_by") == "keys"
        try:
            with explained(described, by_keys=by_keys):
                account = self._directory.prove(connection, call).ping()
        except (DomainError, PlatformError) as error:
            self._grants.not_proven(connection.id, str(error))
            self._directory.forget(connection.id)
            raise
        return self._active(described, connection, account, is_new=is_new)

    def _active(
        self, described: Platform, connection: PosConnection, account: Account, *, is_new: bool
    ) -> Connected:
        proven = replace(
            connection,
            account_name=account.name,
            scopes=account.granted_scopes,
            status=ConnectionStatus.ACTIVE,
            status_reason=missing_words(described, account),
            api_version=described.api_version.version,
        )
        with self._db.write() as tx:
            merchants.update_connection(tx, proven)
        self._directory.forget(connection.id)
        log.info(
            "connection.established",
            connection_id=connection.id,
            platform=connection.platform,
            is_new=is_new,
            missing_scopes=sorted(account.missing_scopes),
        )
        return Connected(connection=proven, account=account, is_new=is_new)

    # --- webhooks ----------------------------------------------------------------------------

    def subscribe(self, connection_id: ConnectionId) -> int:
        """Have every topic we need delivered to us; how many subscriptions stand."""
        made = self.keep_subscribed(connection_id)
        connection = self._directory.connection(connection_id)
        with self._db.write() as tx:
            webhook_watches.begun(tx, connection, made, now=self._clock.now())
        return len(made)

    def keep_subscribed(self, connection_id: ConnectionId) -> tuple[Subscription, ...]:
        """The same, telling which of them did not stand any more. Safe to repeat.

        Where one address serves all merchants, a person sets it: `address_to_set` says which. Its
        secrets are our application's, and not kept with a connection.
        """
        connection = self._directory.connection(connection_id)
        url = self._webhook_url(connection)
        call = Call.within(_CONNECT_S, correlation_id=f"subscribe-{connection.id}")
        made = self._directory.open(connection.id, call).subscribe_webhooks(url)
        now = self._clock.now()
        with self._db.write() as tx:
            known = set(self._vault.webhook_secrets(tx, connection.id, now))
            told = set() if self._is_shared(connection) else {one.signing_secret for one in made}
            for secret in {one for one in told if one} - known:
                self._vault.add_webhook_secret(tx, connection, secret, now=now)
            merchants.update_connection(tx, replace(connection, webhook_url=url))
        self._directory.forget(connection.id)
        log.info(
            "webhooks.subscribed",
            connection_id=connection.id,
            subscriptions=len(made),
            renewed=sum(one.renewed for one in made),
        )
        return made

    def try_to_subscribe(self, connection_id: ConnectionId) -> str | None:
        """Subscribe where the platform has webhooks; why it did not work, None if it did.

        Without webhooks the hourly delta brings the changes, so a failure is no reason to stop.
        """
        connection = self._directory.connection(connection_id)
        declared = self._directory.platform(connection.platform).capabilities
        if declared[Capability.WEBHOOKS].support is Support.NONE:
            return None
        try:
            self.subscribe(connection_id)
        except UnsupportedError:
            return self._by_hand(connection)
        except (PlatformError, ConfigurationError) as error:
            log.warning("webhooks.not_subscribed", connection_id=connection_id, error=str(error))
            return str(error)
        return None

    def _by_hand(self, connection: PosConnection) -> str:
        """Some platforms take a webhook's address in their back office only, of each merchant or
        once of our application."""
        url = self._webhook_url(connection)
        with self._db.write() as tx:
            merchants.update_connection(tx, replace(connection, webhook_url=url))
        self._directory.forget(connection.id)
        shared = self.address_to_set(connection.platform)
        if shared is not None and self._is_shared(connection):
            return shared
        own = f"enter {url} in the platform's back office, then `voicetill connections secret`"
        return own if shared is None else f"{own}; or for all merchants at once: {shared}"

    def add_webhook_secret(self, connection_id: ConnectionId, secret: str) -> None:
        """A secret that signs webhooks, told by a person; those before it stay valid."""
        now = self._clock.now()
        with self._db.write() as tx:
            connection = merchants.connection(tx, connection_id)
            self._vault.add_webhook_secret(tx, connection, secret, now=now, overlap=None)

    def address_to_set(self, platform: str) -> str | None:
        """For the operator: the address that all merchants of our application share, and where a
        person sets it; None where there is none. Raises ConfigurationError (no such platform)."""
        described = self._directory.platform(platform)
        if not described.has_application_address:
            return None
        topics = ", ".join(described.application_topics) or "all webhooks of all merchants"
        url = application_url(self._public_url, platform)
        return f"{url} takes {topics}; set it once: {described.webhook_setup}"

    def addresses_to_set(self) -> dict[str, str]:
        """The same for every platform that has such an address."""
        told = ((name, self.address_to_set(name)) for name in self._directory.platforms)
        return {name: words for name, words in told if words is not None}

    def _is_shared(self, connection: PosConnection) -> bool:
        described = self._directory.platform(connection.platform)
        return described.webhook_address is WebhookAddress.APPLICATION

    def _webhook_url(self, connection: PosConnection) -> str:
        if self._is_shared(connection):
            return application_url(self._public_url, connection.platform)
        return f"{self._public_url}/webhooks/{connection.platform}/{connection.id}"

    def _redirect_uri(self, platform: str) -> str:
        return f"{self._public_url}/oauth/{platform}/callback"
