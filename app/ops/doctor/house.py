"""What an examination looks at in the house itself: stores, keys, settings, work that waits."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import func, select

from adapters.platform import Platform
from adapters.versions import SUNSET_NOTICE
from app.ops.doctor.examination import HOUSE, Probe
from app.ops.doctor.findings import Finding, Severity
from app.ops.health import Check, State
from domain.calls import Clock
from domain.counting import counted
from storage import alerts, leadership, sealing, tables
from storage.engine import Database
from storage.keyring import LiveKeyring
from storage.vault import Vault
from sync.leadership import CLOCKS

OLD_KEY: Final = timedelta(days=365)
"""How long one master key should be in use at most."""
_GIB: Final = 1 << 30
_DISK_ERROR, _DISK_WARNING = _GIB // 4, 2 * _GIB
_DEAD_WARNING: Final = 1
_MADE_UP: Final = frozenset(
    {"voicetill", "postgres", "password", "changeme", "change-me", "secret", "example", "admin"}
)
"""Passwords that stand in examples, ours and others'."""
_ADVICE: Final[Mapping[str, tuple[str, str]]] = {
    "database": (
        "start the database, or mend VOICETILL_DATABASE_URL",
        "docs/deployment.md",
    ),
    "migrations": ("run `voicetill migrate`", "docs/deployment.md"),
    "redis": (
        "start Redis and set VOICETILL_REDIS_URL; one process alone needs none",
        "docs/scaling.md",
    ),
    "inbox": ("start more workers, or look at what fails", "docs/runbooks/backlog.md"),
    "orders": (
        "look at the order in the console and finish it by hand",
        "docs/runbooks/double-charge-suspicion.md",
    ),
    "connections": (
        "`voicetill connections list` says which and why: a till that is down comes back by "
        "itself, one that refused access is connected again",
        "docs/runbooks/token-dead.md",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseFacts:
    """What the settings say, as far as an examination needs it."""

    is_production: bool
    public_url: str
    database_url: str = field(repr=False)
    folder: Path
    """Where data is written on this machine."""
    weaknesses: Sequence[str] = ()
    """What the settings leave open, in words."""
    unknown: Sequence[str] = ()
    """Variables that mean nothing here."""
    keys_changed_at: datetime | None = None
    """When the place of the master keys was last written; None: it cannot be told."""
    has_made_up_keys: bool = False
    """Whether the master keys are those that development makes for itself."""


_IN_DATABASE: Final = frozenset(
    {"keys", "versions", "worker", "alerts", "migrations", "inbox", "orders", "connections"}
)
"""Checks that find nothing but its absence while the database is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The probes of the house."""

    database: Database
    vault: Vault
    keyring: LiveKeyring
    clock: Clock
    checks: Sequence[Check]
    platforms: Mapping[str, Platform]
    facts: HouseFacts

    def probes(self, *, is_database_away: bool = False) -> list[Probe]:
        """One for each thing to look at; of what is in a database that is away, one for all."""
        looks: Mapping[str, Callable[[], Iterator[Finding]]] = {
            "settings": self.settings,
            "secrets": self.secrets,
            "keys": self.keys,
            "disk": self.disk,
            "versions": self.versions,
            "worker": self.worker,
            "alerts": self.alerts,
        }
        probes = [Probe(check=name, look=look) for name, look in looks.items()]
        probes += [Probe(check=one.name, look=_Dependency(one)) for one in self.checks]
        if not is_database_away:
            return probes
        unseen = sorted(each.check for each in probes if each.check in _IN_DATABASE)
        told = _warning(
            "not-looked-at",
            f"{', '.join(unseen)} and the connections' tills: all of it is in the database",
            "run `voicetill doctor` again once the database answers",
        )
        seen = [each for each in probes if each.check not in _IN_DATABASE]
        return [*seen, Probe(check=told.check, look=lambda: [told])]

    def settings(self) -> Iterator[Finding]:
        """Variables that mean nothing, and an address the outside cannot reach."""
        for name in self.facts.unknown:
            yield _warning(
                "settings", f"{name} means nothing here", "correct or remove it; see .env.example"
            )
        host = urlsplit(self.facts.public_url).hostname or ""
        if self.facts.is_production and host in {"localhost", "127.0.0.1", "::1"}:
            yield _error(
                "settings",
                f"no platform can reach {self.facts.public_url}",
                "set VOICETILL_PUBLIC_URL to the public https address",
            )
        elif not self.facts.unknown:
            yield _ok("settings", "every variable is known")

    def secrets(self) -> Iterator[Finding]:
        """Secrets that stand in examples, and what is left open."""
        password = urlsplit(self.facts.database_url).password
        is_made_up = password is not None and password.lower() in _MADE_UP
        bad = _error if self.facts.is_production else _warning
        found = False
        if is_made_up:
            yield bad("secrets", "the database's password stands in examples", "give it another")
            found = True
        if self.facts.has_made_up_keys and self.facts.is_production:
            yield _error(
                "secrets",
                "the master keys are those made up for development",
                "`voicetill keys generate ID`, put it into your secret store, then rotate",
            )
            found = True
        for words in self.facts.weaknesses:
            yield _warning("secrets", words, "set it; see .env.example")
            found = True
        if not found:
            yield _ok("secrets", "no default secret is in use")

    def keys(self) -> Iterator[Finding]:
        """Secrets under keys that are gone or should be, and keys too old."""
        with self.database.read() as tx:
            usage = dict(self.vault.key_usage(tx))
            for name, count in sealing.usage(tx).items():
                usage[name] = usage.get(name, 0) + count
        lost = sorted(usage.keys() - set(self.keyring.ids))
        left = sum(n for name, n in usage.items() if name != self.keyring.current_id)
        if lost:
            yield _error(
                "keys",
                f"secrets are wrapped under {', '.join(lost)}, which is not there",
                "put the key back where the master keys come from",
                "docs/security/README.md",
            )
        elif left:
            yield _warning(
                "keys",
                f"{counted(left, 'secret is', 'secrets are')} still wrapped under an older key",
                "run `voicetill keys rotate`",
                "docs/security/README.md",
            )
        yield self._key_age()

    def _key_age(self) -> Finding:
        changed = self.facts.keys_changed_at
        if changed is None:
            return _ok("keys", f"{self.keyring.current_id} is current; its age cannot be told here")
        age = self.clock.now() - changed
        if age > OLD_KEY:
            return _warning(
                "keys",
                f"the master keys were last changed {counted(age.days, 'day')} ago",
                "run `voicetill keys rotate --new ID` once a year",
                "docs/security/README.md",
            )
        return _ok(
            "keys", f"{self.keyring.current_id} is current, {counted(max(0, age.days), 'day')} old"
        )

    def disk(self) -> Iterator[Finding]:
        """Room where we write."""
        folder = self.facts.folder
        while not folder.exists():
            folder = folder.parent
        free = shutil.disk_usage(folder).free
        words = f"{free / _GIB:.1f} GiB free under {folder}"
        remedy = "make room, or move the data; a full disk refuses every webhook"
        if free < _DISK_ERROR:
            yield _error("disk", words, remedy)
        elif free < _DISK_WARNING:
            yield _warning("disk", words, remedy)
        else:
            yield _ok("disk", words)

    def versions(self) -> Iterator[Finding]:
        """Platforms in use whose API version ends."""
        with self.database.read() as tx:
            column = tables.connections.c.platform
            used = set(tx.execute(select(column).distinct()).scalars())
        today = self.clock.now().date()
        for name in sorted(used & self.platforms.keys()):
            version = self.platforms[name].api_version
            if version.sunset is None or version.sunset - today > SUNSET_NOTICE:
                yield _ok("versions", f"{name} {version.version} is supported")
                continue
            tell = _error if version.sunset <= today else _warning
            yield tell(
                "versions",
                f"{name} switches {version.version} off on {version.sunset}",
                "install a newer Voicetill before that day",
                "docs/runbooks/version-sunset.md",
            )

    def worker(self) -> Iterator[Finding]:
        """Whether anybody keeps the clocks."""
        with self.database.read() as tx:
            until = leadership.lease_of(tx, CLOCKS)
        if until is not None and until > self.clock.now():
            yield _ok("worker", "a worker keeps the clocks")
            return
        since = "ever" if until is None else f"since {until:%Y-%m-%d %H:%M} UTC"
        yield _warning(
            "worker",
            f"no worker has kept the clocks {since}: nothing is synced, renewed or alerted",
            "start `voicetill worker`",
            "docs/deployment.md",
        )

    def alerts(self) -> Iterator[Finding]:
        """Alerts that stand."""
        with self.database.read() as tx:
            standing = alerts.standing(tx)
            table = tables.inbox
            dead = tx.execute(
                select(func.count()).select_from(table).where(table.c.state == "dead")
            ).scalar_one()
        if dead >= _DEAD_WARNING:
            yield _warning(
                "dead-letters",
                counted(dead, "delivery is a dead letter", "deliveries are dead letters"),
                "`voicetill dead-letters list`, mend the reason, then replay",
                "docs/runbooks/dead-letters.md",
            )
        critical = [each for each in standing if each.severity == "critical"]
        if standing:
            tell = _error if critical else _warning
            yield tell(
                "alerts",
                f"{counted(len(standing), 'alert')}, {len(critical)} critical",
                "`voicetill alerts` names each with its runbook",
                "docs/runbooks/README.md",
            )
        else:
            yield _ok("alerts", "no alert stands")


@dataclass(frozen=True, slots=True)
class _Dependency:
    """What `/readyz` looks at, as findings."""

    check: Check

    def __call__(self) -> Iterator[Finding]:
        probe = self.check.probe()
        name = self.check.name
        if probe.state is State.OK:
            yield _ok(name, probe.detail or "answers")
            return
        remedy, page = _ADVICE.get(name, ("see `voicetill status`", "docs/operations.md"))
        severity = Severity.ERROR if probe.state is State.DOWN else Severity.WARNING
        message = probe.detail or ", ".join(f"{k} {v}" for k, v in probe.figures.items())
        yield Finding(
            check=name,
            severity=severity,
            subject=HOUSE,
            message=message,
            remedy=remedy,
            page=page,
        )


def _ok(check: str, message: str) -> Finding:
    return Finding(check=check, severity=Severity.OK, subject=HOUSE, message=message)


def _warning(check: str, message: str, remedy: str, page: str = "docs/operations.md") -> Finding:
    return Finding(
        check=check,
        severity=Severity.WARNING,
        subject=HOUSE,
        message=message,
        remedy=remedy,
        page=page,
    )


def _error(check: str, message: str, remedy: str, page: str = "docs/operations.md") -> Finding:
    return Finding(
        check=check,
        severity=Severity.ERROR,
        subject=HOUSE,
        message=message,
        remedy=remedy,
        page=page,
    )
