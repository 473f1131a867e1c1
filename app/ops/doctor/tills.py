"""What an examination looks at for each connection: access, scopes, clock, webhooks, proofs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection, func, select

from adapters.platform import Platform
from app.connections.countdown import reauthorize_by
from app.connections.watch import NOTICE, URGENT
from app.ops.call_book import CallBook
from app.ops.doctor.examination import Probe
from app.ops.doctor.findings import Finding, Severity
from domain.calls import Call, Clock, Lane
from domain.capabilities import Capability, Support
from domain.counting import counted
from domain.errors import ConfigurationError, PlatformError, RateLimitedError
from domain.events import Entity
from domain.ports.pos import PosDirectory
from storage import merchants, proofs, tables, webhook_watches
from storage.engine import Database
from storage.merchants import ConnectionStatus, PosConnection
from storage.proofs import ProofState
from storage.vault import Vault
from storage.webhook_watches import Watch

CALLED_AT_MOST: Final = 60
"""Connections that are called; of more than these the rest is judged by what is stored."""
_CALL_S: Final = 3.0
_SKEW_WARNING, _SKEW_ERROR = timedelta(seconds=30), timedelta(minutes=5)
"""Alexa refuses 150 s, and signatures of webhooks mostly 5 min; a `Date` is exact to a second."""
_LIST_CHECKED: Final = timedelta(days=2)
_PAGE_SIZES: Final = (500, 250, 100, 50)
_PROVED: Final = (Entity.PRODUCT, Entity.STOCK, Entity.CUSTOMER, Entity.ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tills:
    """The probes of all connections."""

    database: Database
    vault: Vault
    directory: PosDirectory
    platforms: Mapping[str, Platform]
    calls: CallBook
    clock: Clock
    is_offline: bool = False
    """Whether no platform is called."""

    def probes(self) -> list[Probe]:
        """Two for each connection that is not revoked: what is stored, and a test call.

        Raises sqlalchemy.exc.SQLAlchemyError.
        """
        with self.database.read() as tx:
            rows = [
                row
                for row in merchants.connections(tx)
                if row.status is not ConnectionStatus.REVOKED
            ]
        probes = [
            Probe(check="connection", subject=row.id, look=partial(self.stored, row))
            for row in rows
        ]
        if not self.is_offline:
            active = [row for row in rows if row.status is ConnectionStatus.ACTIVE]
            probes += [
                Probe(check="call", subject=row.id, look=partial(self.called, row))
                for row in active[:CALLED_AT_MOST]
            ]
        return probes

    def stored(self, row: PosConnection) -> Iterator[Finding]:
        """What our own books say of a connection."""
        tell = _Teller(row)
        with self.database.read() as tx:
            tokens = self.vault.tokens(tx, row.id)
            watch = webhook_watches.get(tx, row.id)
            edges = _page_edges(tx, row)
            latest = [proofs.latest(tx, row.id, entity) for entity in _PROVED]
        ends = None if tokens is None else reauthorize_by(tokens)
        yield _access(tell, row, has_tokens=tokens is not None, ends=ends, now=self.clock.now())
        if self._sends_webhooks(row):
            yield _webhooks(tell, watch, self.clock.now())
        for proof in latest:
            if proof is not None and proof.state is ProofState.DIFFERS:
                yield tell.warning(
                    "proof",
                    f"the latest proof of {proof.entity.value} records differs",
                    f"run `voicetill verify {row.id}`",
                    "docs/runbooks/proof-failed.md",
                )
            edges += [] if proof is None else list(proof.alarms)
        for words in edges:
            yield tell.warning(
                "page-edge",
                words,
                f"run `voicetill verify {row.id}`: a listing may have ended a page too soon",
                "docs/runbooks/proof-failed.md",
            )

    def called(self, row: PosConnection) -> Iterator[Finding]:
        """A test call: whether access is granted, whole, and at what time."""
        tell = _Teller(row)
        call = Call.within(_CALL_S, lane=Lane.LIVE, correlation_id=f"doctor-{row.id}")
        try:
            account = self.directory.open(row.id, call).ping()
        except RateLimitedError as error:
            yield tell.warning(
                "call",
                f"the test call had to wait too long: {error}",
                "nothing, if jobs are running; else see what spends the budget",
                "docs/runbooks/rate-limited.md",
            )
            return
        except (PlatformError, ConfigurationError) as error:
            yield tell.error(
                "call",
                f"the test call failed: {type(error).__name__}: {error}",
                f"`voicetill connections verify {row.id}` asks again; a till that is down comes "
                "back by itself, one that refused access is connected again",
                "docs/runbooks/pos-down.md",
            )
            return
        yield tell.ok("call", f"answers as {account.name}")
        if account.missing_scopes:
            yield tell.error(
                "scopes",
                f"not granted: {', '.join(sorted(account.missing_scopes))}",
                f"`voicetill connect {row.platform}` again and agree to all of them",
                f"docs/platforms/{row.platform}.md",
            )
        else:
            yield tell.ok("scopes", "everything asked for is granted")
        yield from self._clock_skew(tell, row)

    def _clock_skew(self, tell: _Teller, row: PosConnection) -> Iterator[Finding]:
        ahead = self.calls.ahead_of(row.id)
        if ahead is None:
            yield tell.ok("clock", "the platform does not say what time it is")
            return
        words = f"our clock is {abs(ahead).total_seconds():.0f} s "
        words += f"{'ahead of' if ahead > timedelta(0) else 'behind'} {row.platform}'s"
        remedy = "synchronize this machine's clock (chrony, systemd-timesyncd)"
        if abs(ahead) >= _SKEW_ERROR:
            yield tell.error("clock", words, remedy, "docs/operations.md")
        elif abs(ahead) >= _SKEW_WARNING:
            yield tell.warning("clock", words, remedy, "docs/operations.md")
        else:
            yield tell.ok("clock", "agrees with the platform's")

    def _sends_webhooks(self, row: PosConnection) -> bool:
        platform = self.platforms.get(row.platform)
        if platform is None:
            return False
        declared = platform.capabilities.get(Capability.WEBHOOKS)
        return declared is not None and declared.support is Support.NATIVE


@dataclass(frozen=True, slots=True)
class _Teller:
    """Makes findings about one connection."""

    row: PosConnection

    def ok(self, check: str, message: str) -> Finding:
        """Nothing to do."""
        return self._finding(check, Severity.OK, message, "", "")

    def warning(self, check: str, message: str, remedy: str, page: str) -> Finding:
        """Somebody should see to it."""
        return self._finding(check, Severity.WARNING, message, remedy, page)

    def error(self, check: str, message: str, remedy: str, page: str) -> Finding:
        """It does not work."""
        return self._finding(check, Severity.ERROR, message, remedy, page)

    def _finding(
        self, check: str, severity: Severity, message: str, remedy: str, page: str
    ) -> Finding:
        return Finding(
            check=check,
            severity=severity,
            subject=self.row.id,
            message=f"{self.row.account_name}: {message}",
            remedy=remedy,
            page=page,
        )


def _access(
    tell: _Teller, row: PosConnection, *, has_tokens: bool, ends: datetime | None, now: datetime
) -> Finding:
    page, again = "docs/runbooks/token-dead.md", f"`voicetill connect {row.platform}` again"
    if row.status is not ConnectionStatus.ACTIVE:
        reason = row.status_reason or "no reason given"
        return tell.error("token", f"is {row.status.value}: {reason}", again, page)
    if not has_tokens:
        return tell.error("token", "nothing is stored to call it with", again, page)
    if ends is None:
        return tell.ok("token", "access does not end by itself")
    left = ends - now
    words = f"must be connected again by {ends:%Y-%m-%d %H:%M} UTC"
    if left <= URGENT:
        return tell.error("token", words, again, page)
    if left <= NOTICE:
        return tell.warning("token", words, again, page)
    return tell.ok("token", f"access lasts {counted(left.days, 'day')} more")


def _webhooks(tell: _Teller, watch: Watch | None, now: datetime) -> Finding:
    page = "docs/runbooks/webhooks-silent.md"
    remedy = f"run `voicetill connections webhooks`, then `voicetill sync {tell.row.id}`"
    if watch is None or not watch.topics:
        return tell.warning("webhooks", "nothing is subscribed that we know of", remedy, page)
    if watch.silent_since is not None:
        words = f"silent since {watch.silent_since:%Y-%m-%d %H:%M} UTC"
        return tell.warning("webhooks", words, remedy, page)
    if watch.has_gap:
        words = "a subscription was gone and what it missed has not been read yet"
        return tell.warning("webhooks", words, "start `voicetill worker`", page)
    if watch.checked_at is None or now - watch.checked_at > _LIST_CHECKED:
        words = "subscriptions have not been compared with the platform's list for two days"
        return tell.warning("webhooks", words, "start `voicetill worker`", page)
    return tell.ok(
        "webhooks", counted(len(watch.topics), "topic is subscribed", "topics are subscribed")
    )


def _page_edges(tx: Connection, row: PosConnection) -> list[str]:
    """Counts that end exactly where a page does, where no proof says that they are whole."""
    latest = proofs.latest(tx, row.id, Entity.PRODUCT)
    if latest is not None and latest.state in (ProofState.PROVED, ProofState.REPAIRED):
        return []
    table = tables.product_records
    count = tx.execute(
        select(func.count()).select_from(table).where(table.c.connection_id == row.id)
    ).scalar_one()
    return [] if not count else _edge_of(count, _PAGE_SIZES)


def _edge_of(count: int, sizes: Sequence[int]) -> list[str]:
    size = next((each for each in sizes if count % each == 0), None)
    if size is None:
        return []
    counts = counted(count, "product ends", "products end")
    return [f"{counts} exactly at a page of {size}, unproved"]
