"""Everything the gateway is told from outside, read once from `VOICETILL_…` variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from config.environment import EnvironmentReader
from config.key_sources import KeySettings, read_key_settings
from config.platform_apps import PlatformApp, read_platform_apps
from config.secret import Secret
from config.single_sign_on import SingleSignOn, read_single_sign_on
from config.telemetry import Telemetry, read_telemetry

_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
_REDIS = ("redis", "rediss", "unix")
_WEB = ("https", "http")
_MAIL = ("smtp", "smtps")


class Environment(StrEnum):
    """Where the gateway runs; production refuses what development makes up."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The gateway's settings; `from_env` is the only way to have one from the environment."""

    environment: Environment
    host: str
    port: int
    public_url: str
    """How the outside world reaches us, without trailing slash; webhook signatures need it."""
    var_dir: Path
    database_url: Secret
    database_pool: int
    redis_url: Secret | None
    """None: the embedded server."""
    key_source: KeySettings
    """Where the keys that wrap merchants' credentials come from."""
    log_format: str
    """`json` or `console`."""
    log_level: str
    web_workers: int
    web_threads: int
    trusted_proxies: int
    """Proxies in front whose `X-Forwarded-…` headers are believed."""
    metrics_token: Secret | None
    """Asked for at `/metrics` as a Bearer token; None: open."""
    metrics_dir: Path | None
    """Where several processes put their metrics together; None: one process."""
    smtp_url: Secret | None
    """Where mail about alerts is handed in (smtp:// asks for STARTTLS); None: no mail is sent."""
    smtp_from: str
    """The sender of that mail."""
    docs_url: str | None
    """Where the files of this project are shown, for links to runbooks; None: their paths."""
    turn_deadline: timedelta
    """A spoken turn is answered within it."""
    rest_deadline: timedelta
    """A REST request stops asking a POS after it."""
    rest_per_minute: int
    """Requests an API key may make, where it has no limit of its own."""
    hold_ttl: timedelta
    safety_stock: int
    """Units never sold by voice, where a merchant sets no other number."""
    stock_freshness: timedelta
    """A cached figure younger than this is not asked for again."""
    webhook_max_age: timedelta
    """Older deliveries are refused; platforms retry for up to a day."""
    alexa_trust_roots: Path | None
    """PEM file of roots for Alexa's certificate chain; None: the public ones."""
    alexa_chain_file: Path | None
    """Read this chain instead of fetching the one a request names: for the stand-in device."""
    apps: Mapping[str, PlatformApp]
    """Our registrations by platform."""
    telemetry: Telemetry
    """Where traces and errors are told besides logs and metrics."""
    single_sign_on: SingleSignOn | None = None
    """Where operators may sign in besides the console itself."""
    unknown: tuple[str, ...] = ()
    """Prefixed variables that mean nothing here, to be warned about at start."""

    @property
    def is_production(self) -> bool:
        """Whether made-up defaults are refused."""
        return self.environment is Environment.PRODUCTION

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read every variable. Raises ConfigurationError naming all that are missing or wrong."""
        return _read(EnvironmentReader(environ))


def variables() -> frozenset[str]:
    """The name of every variable there is, for checking `.env.example`."""
    reader = EnvironmentReader({})
    _read(reader)
    return reader.names


def _read(env: EnvironmentReader) -> Settings:
    environment = Environment(
        env.choice("ENVIRONMENT", Environment.DEVELOPMENT, tuple(Environment))
    )
    production = environment is Environment.PRODUCTION
    port = env.integer("PORT", 8080, least=1, most=65535)
    log_format = env.choice("LOG_FORMAT", "json" if production else "console", ("json", "console"))
    settings = Settings(
        environment=environment,
        host=env.text("HOST", "127.0.0.1"),
        port=port,
        public_url=_public_url(env, port, production=production),
        var_dir=env.path("VAR_DIR", "var") or Path("var"),
        database_url=_database_url(env),
        database_pool=env.integer("DATABASE_POOL", 10, least=1, most=200),
        redis_url=_redis_url(env),
        key_source=read_key_settings(env, production=production),
        log_format=log_format,
        log_level=env.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        web_workers=env.integer("WEB_WORKERS", 2, least=1, most=64),
        web_threads=env.integer("WEB_THREADS", 8, least=1, most=64),
        trusted_proxies=env.integer("TRUSTED_PROXIES", 0, least=0, most=8),
        metrics_token=env.secret("METRICS_TOKEN"),
        metrics_dir=env.path("METRICS_DIR"),
        smtp_url=_smtp_url(env),
        smtp_from=env.text("SMTP_FROM", "voicetill@localhost"),
        docs_url=env.url("DOCS_URL", None, _WEB),
        turn_deadline=env.milliseconds("TURN_DEADLINE_MS", 3_500, least=200, most=7_500),
        rest_deadline=env.milliseconds("REST_DEADLINE_MS", 10_000, least=200, most=60_000),
        rest_per_minute=env.integer("REST_PER_MINUTE", 60_000, least=1, most=10_000_000),
        hold_ttl=env.seconds("HOLD_TTL_S", 600, least=30, most=3_600),
        safety_stock=env.integer("SAFETY_STOCK", 0, least=0, most=10_000),
        stock_freshness=env.seconds("STOCK_FRESHNESS_S", 60, least=0, most=86_400),
        webhook_max_age=env.seconds("WEBHOOK_MAX_AGE_S", 259_200, least=60, most=2_592_000),
        alexa_trust_roots=env.path("ALEXA_TRUST_ROOTS"),
        alexa_chain_file=_alexa_chain_file(env, production=production),
        apps=read_platform_apps(env),
        telemetry=read_telemetry(env),
        single_sign_on=read_single_sign_on(env, production=production),
        unknown=env.unknown,
    )
    env.finish()
    return settings


def _public_url(env: EnvironmentReader, port: int, *, production: bool) -> str:
    local = f"http://127.0.0.1:{port}"
    url = env.url("PUBLIC_URL", None, ("https",) if production else _WEB)
    if url is None and production:
        env.fault("PUBLIC_URL", "give the https address under which the gateway is reached")
    return url or local


def _database_url(env: EnvironmentReader) -> Secret:
    default = "sqlite:///var/voicetill.db"
    return Secret(env.url("DATABASE_URL", default, _DATABASES, secret=True) or default)


def _redis_url(env: EnvironmentReader) -> Secret | None:
    url = env.url("REDIS_URL", None, _REDIS, secret=True)
    return None if url is None else Secret(url)


def _smtp_url(env: EnvironmentReader) -> Secret | None:
    url = env.url("SMTP_URL", None, _MAIL, secret=True)
    return None if url is None else Secret(url)


def _alexa_chain_file(env: EnvironmentReader, *, production: bool) -> Path | None:
    path = env.path("ALEXA_CHAIN_FILE")
    if path is not None and production:
        env.fault("ALEXA_CHAIN_FILE", "leave it out: it is for the stand-in device only")
    return path
