"""Everything the gateway is told from outside, read once from `VOICETILL_…` variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from config.environment import PREFIX, EnvironmentReader
from config.master_keys import MasterKeys
from config.secret import HIDDEN, Secret

SQUARE_PRODUCTION = "https://connect.squareup.com"
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
_REDIS = ("redis", "rediss", "unix")
_WEB = ("https", "http")


class Environment(StrEnum):
    """Where the gateway runs; production refuses what development makes up."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True, kw_only=True)
class SquareApp:
    """Our registration with Square."""

    client_id: str
    client_secret: Secret
    access_token: Secret | None
    """The application's own token, which webhook subscriptions need."""
    base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopifyApp:
    """Our registration with Shopify."""

    client_id: str
    client_secret: Secret
    base_url: str | None
    """Stands in for every shop's own host; None: `https://<shop domain>`."""


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
    master_keys: MasterKeys | None
    """None in development only: the keys kept in `var_dir` are used."""
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
    turn_deadline: timedelta
    """A spoken turn is answered within it."""
    rest_deadline: timedelta
    """A REST request stops asking a POS after it."""
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
    square: SquareApp | None
    shopify: ShopifyApp | None
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
        master_keys=_master_keys(env, production=production),
        log_format=log_format,
        log_level=env.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        web_workers=env.integer("WEB_WORKERS", 2, least=1, most=64),
        web_threads=env.integer("WEB_THREADS", 8, least=1, most=64),
        trusted_proxies=env.integer("TRUSTED_PROXIES", 0, least=0, most=8),
        metrics_token=env.secret("METRICS_TOKEN"),
        metrics_dir=env.path("METRICS_DIR"),
        turn_deadline=env.milliseconds("TURN_DEADLINE_MS", 3_500, least=200, most=7_500),
        rest_deadline=env.milliseconds("REST_DEADLINE_MS", 10_000, least=200, most=60_000),
        hold_ttl=env.seconds("HOLD_TTL_S", 600, least=30, most=3_600),
        safety_stock=env.integer("SAFETY_STOCK", 0, least=0, most=10_000),
        stock_freshness=env.seconds("STOCK_FRESHNESS_S", 60, least=0, most=86_400),
        webhook_max_age=env.seconds("WEBHOOK_MAX_AGE_S", 259_200, least=60, most=2_592_000),
        alexa_trust_roots=env.path("ALEXA_TRUST_ROOTS"),
        alexa_chain_file=_alexa_chain_file(env, production=production),
        square=_square(env),
        shopify=_shopify(env),
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


def _master_keys(env: EnvironmentReader, *, production: bool) -> MasterKeys | None:
    raw = env.secret("MASTER_KEYS")
    if raw is None:
        if production:
            env.fault("MASTER_KEYS", "give id:base64 of 32 random bytes, e.g. from a vault")
        return None
    try:
        return MasterKeys.parse(raw.reveal())
    except ValueError as error:
        env.fault("MASTER_KEYS", f"{error}; write id:base64[,id:base64]", value=HIDDEN)
        return None


def _alexa_chain_file(env: EnvironmentReader, *, production: bool) -> Path | None:
    path = env.path("ALEXA_CHAIN_FILE")
    if path is not None and production:
        env.fault("ALEXA_CHAIN_FILE", "leave it out: it is for the stand-in device only")
    return path


def _pair(env: EnvironmentReader, prefix: str) -> tuple[str, Secret] | None:
    """Client id and secret, which only make sense together."""
    client_id = env.optional(f"{prefix}_CLIENT_ID")
    client_secret = env.secret(f"{prefix}_CLIENT_SECRET")
    if client_id and client_secret:
        return client_id, client_secret
    if client_id or client_secret:
        missing = f"{prefix}_CLIENT_{'SECRET' if client_id else 'ID'}"
        other = f"{PREFIX}{prefix}_CLIENT_{'ID' if client_id else 'SECRET'}"
        env.fault(missing, f"give both or neither: {other} is set")
    return None


def _square(env: EnvironmentReader) -> SquareApp | None:
    pair = _pair(env, "SQUARE")
    access_token = env.secret("SQUARE_ACCESS_TOKEN")
    base_url = env.url("SQUARE_BASE_URL", SQUARE_PRODUCTION, _WEB) or SQUARE_PRODUCTION
    if pair is None:
        return None
    client_id, client_secret = pair
    return SquareApp(
        client_id=client_id,
        client_secret=client_secret,
        access_token=access_token,
        base_url=base_url,
    )


def _shopify(env: EnvironmentReader) -> ShopifyApp | None:
    pair = _pair(env, "SHOPIFY")
    base_url = env.url("SHOPIFY_BASE_URL", None, _WEB)
    if pair is None:
        return None
    client_id, client_secret = pair
    return ShopifyApp(client_id=client_id, client_secret=client_secret, base_url=base_url)
