"""A request that goes well: what is sent, over which connection, and what is noted."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from structlog.testing import capture_logs

from adapters.call_record import CallSeen
from adapters.meter import metered
from adapters.transport import Transport, TransportConfig
from adapters.wire import HttpRequest
from domain.calls import Call
from domain.errors import (
    ConfigurationError,
    MalformedResponseError,
    NotAuthorizedError,
    RejectedError,
)
from domain.ids import ConnectionId
from domain.tracing import TraceContext, within_trace
from tests.fakes.dialects import CountedTokens, PlainDialect
from tests.integration.adapters.conftest import SHOP, Bench
from tests.integration.adapters.shops import Reply, Shop, shop

READ = HttpRequest(
    method="GET", path="/v2/items", operation="items.list", repeatable=True, authenticated=False
)


def test_a_request_carries_token_correlation_id_and_json(bench: Bench, plain_shop: Shop) -> None:
    line = bench.line(plain_shop.url + "/base/", tokens=CountedTokens())

    line.send(
        HttpRequest(
            method="POST",
            path="/v2/orders",
            operation="orders.create",
            params={"a": "b c"},
            json={"name": "Kaffee ☕"},
            headers={"X-Extra": "1"},
        )
    )

    (seen,) = plain_shop.seen
    assert (seen.method, seen.path) == ("POST", "/base/v2/orders?a=b+c")
    assert seen.headers["authorization"] == "Bearer token-0"
    assert seen.headers["x-correlation-id"] == "turn-1"
    assert seen.headers["x-extra"] == "1"
    assert json.loads(seen.body) == {"name": "Kaffee ☕"}


def test_a_form_is_sent_as_a_form(bench: Bench, plain_shop: Shop) -> None:
    request = HttpRequest(
        method="POST", path="/t", operation="t", form={"a": "1 2"}, authenticated=False
    )

    bench.line(plain_shop.url).send(request)

    assert plain_shop.seen[0].body == b"a=1+2"
    assert plain_shop.seen[0].headers["content-type"] == "application/x-www-form-urlencoded"


def test_calls_share_one_connection(bench: Bench, plain_shop: Shop) -> None:
    for _ in range(5):
        bench.line(plain_shop.url).send(READ)

    assert plain_shop.connections == 1
    assert len(plain_shop.seen) == 5


def test_threads_share_the_transport(bench: Bench, plain_shop: Shop) -> None:
    statuses: list[int] = []

    def work() -> None:
        statuses.extend(bench.line(plain_shop.url).send(READ).status for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [200] * 160
    assert plain_shop.connections <= 8


def test_the_answer_is_unzipped_and_its_header_names_are_lower_case(
    bench: Bench, plain_shop: Shop
) -> None:
    plain_shop.script = [
        Reply(body=gzip.compress(b'{"a": 1}'), headers={"Content-Encoding": "gzip", "X-Id": "7"})
    ]

    response = bench.line(plain_shop.url).send(READ)

    assert response.json() == {"a": 1}
    assert response.headers["x-id"] == "7"
    assert response.elapsed_ms > 0


def test_a_correlation_id_cannot_smuggle_a_header(bench: Bench, plain_shop: Shop) -> None:
    call = Call.within(60, correlation_id="a\r\nX-Evil: 1")
    line = bench.transport.line(SHOP, plain_shop.url, PlainDialect(), None, call)

    line.send(READ)

    assert "x-evil" not in plain_shop.seen[0].headers
    assert plain_shop.seen[0].headers["x-correlation-id"] == "a__X-Evil:_1"


def test_a_redirect_is_not_followed(bench: Bench, plain_shop: Shop) -> None:
    with shop() as elsewhere:
        plain_shop.script = [Reply(302, headers={"Location": elsewhere.url + "/steal"})]

        with pytest.raises(MalformedResponseError):
            bench.line(plain_shop.url, tokens=CountedTokens()).send(READ)

        assert not elsewhere.seen


def test_a_full_url_to_another_host_gets_no_token(bench: Bench, plain_shop: Shop) -> None:
    with shop() as files:
        request = HttpRequest(
            method="GET", path=files.url + "/bulk.jsonl", operation="bulk.read", repeatable=True
        )

        bench.line(plain_shop.url, tokens=CountedTokens()).send(request)

        assert "authorization" not in files.seen[0].headers


def test_a_full_url_to_the_same_host_keeps_its_token(bench: Bench, plain_shop: Shop) -> None:
    request = HttpRequest(
        method="GET", path=plain_shop.url + "/next", operation="page", repeatable=True
    )

    bench.line(plain_shop.url, tokens=CountedTokens()).send(request)

    assert plain_shop.seen[0].headers["authorization"] == "Bearer token-0"


def test_the_query_of_a_full_url_is_kept_and_added_to(bench: Bench, plain_shop: Shop) -> None:
    request = HttpRequest(
        method="GET",
        path=plain_shop.url + "/bulk?Signature=a%2Fb",
        operation="bulk",
        params={"page": "2"},
        authenticated=False,
    )

    bench.line(plain_shop.url).send(request)

    assert plain_shop.seen[0].path == "/bulk?Signature=a%2Fb&page=2"


@pytest.mark.parametrize("path", ["@elsewhere.example/x", "x", "//elsewhere.example/x"])
def test_no_path_leads_away_from_the_base_url(bench: Bench, plain_shop: Shop, path: str) -> None:
    bench.line(plain_shop.url, tokens=CountedTokens()).send(
        HttpRequest(method="GET", path=path, operation="o")
    )

    assert plain_shop.seen[0].path.lstrip("/") == path.lstrip("/")


def test_a_line_without_tokens_refuses_an_authenticated_request(
    bench: Bench, plain_shop: Shop
) -> None:
    with pytest.raises(NotAuthorizedError):
        bench.line(plain_shop.url).send(HttpRequest(method="GET", path="/", operation="x"))

    assert not plain_shop.seen


def test_lines_of_a_long_answer_come_one_by_one(bench: Bench, plain_shop: Shop) -> None:
    rows = [json.dumps({"id": number, "pad": "x" * 1000}).encode() for number in range(1000)]
    plain_shop.script = [Reply(body=b"\n".join(rows) + b"\n\n")]

    assert list(bench.line(plain_shop.url).stream_lines(READ)) == rows


def test_a_stream_left_early_does_not_poison_the_pool(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(body=b"line\n" * 200_000)]
    lines = bench.line(plain_shop.url).stream_lines(READ)
    assert next(lines) == b"line"

    lines.close()  # type: ignore[attr-defined]

    assert bench.line(plain_shop.url).send(READ).json() == {}


def test_a_refused_stream_raises_what_the_dialect_says(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(404)]

    with pytest.raises(RejectedError):
        list(bench.line(plain_shop.url).stream_lines(READ))


def test_a_write_cannot_be_streamed(bench: Bench, plain_shop: Shop) -> None:
    with pytest.raises(ValueError, match="repeatable"):
        list(
            bench.line(plain_shop.url).stream_lines(
                HttpRequest(method="POST", path="/", operation="write")
            )
        )


def test_one_line_is_logged_per_call_and_it_names_the_call(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(503)]

    with capture_logs() as events:
        bench.line(plain_shop.url, tokens=CountedTokens()).send(READ)

    (event,) = [one for one in events if one["event"] == "platform.called"]
    assert event["correlation_id"] == "turn-1"
    assert event["operation"] == "items.list"
    assert (event["outcome"], event["attempts"], event["status"]) == ("ok", 2, 200)
    assert "token-0" not in repr(events)


def test_no_log_shows_what_was_asked_for(
    bench: Bench, plain_shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    plain_shop.script = [Reply(503), Reply(422)]
    request = HttpRequest(
        method="GET",
        path="/customers/amelia@example.com",
        operation="customers.find",
        params={"phone": "+12125554240"},
        repeatable=True,
    )

    with capture_logs() as events, pytest.raises(RejectedError):
        bench.line(plain_shop.url, tokens=CountedTokens()).send(request)

    written = repr(events) + caplog.text
    assert "platform.called" in written
    for secret in ("amelia", "12125554240", "token-0"):
        assert secret not in written


def test_calls_retries_and_circuit_are_counted(bench: Bench, plain_shop: Shop) -> None:
    plain_shop.script = [Reply(503), Reply(429)]

    bench.line(plain_shop.url).send(READ)

    labels = {"platform": "plain", "operation": "items.list", "outcome": "ok"}
    assert bench.metric("voicetill_platform_call_seconds_count", **labels) == 1
    assert (
        bench.metric("voicetill_platform_retries_total", platform="plain", reason="unavailable")
        == 1
    )
    assert bench.metric("voicetill_platform_throttles_total", platform="plain") == 1


def test_the_time_spent_in_the_platform_is_metered(bench: Bench, plain_shop: Shop) -> None:
    with metered() as meter:
        bench.line(plain_shop.url).send(READ)
        bench.line(plain_shop.url).send(READ)

    assert meter.calls == 2
    assert meter.spent_ms > 0


def test_another_version_than_asked_for_is_counted_and_warned_of_once(
    bench: Bench, plain_shop: Shop
) -> None:
    plain_shop.always = lambda seen: Reply(headers={"X-Version": "2025-10"})

    with capture_logs() as events:
        for _ in range(3):
            bench.line(plain_shop.url).send(READ)

    warnings = [one for one in events if one["event"] == "platform.version_differs"]
    assert [(one["asked"], one["served"]) for one in warnings] == [("2026-01", "2025-10")]
    assert bench.metric("voicetill_platform_version_mismatches_total", platform="plain") == 3


def test_webhooks_in_another_version_are_counted_and_warned_of_beside_answers(
    bench: Bench, plain_shop: Shop
) -> None:
    plain_shop.always = lambda seen: Reply(headers={"X-Version": "2025-10"})

    with capture_logs() as events:
        bench.line(plain_shop.url).send(READ)
        for version in ("2025-10", "2025-10", "2026-01"):
            bench.transport.look_at_webhook(PlainDialect(), version)

    warnings = [one for one in events if one["event"] == "platform.version_differs"]
    assert [one["seen_in"] for one in warnings] == ["answer", "webhook"]
    assert bench.metric("voicetill_platform_version_mismatches_total", platform="plain") == 3


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example",
        "ftp://shop.example",
        "shop.example",
        "https://user:pass@shop.example",
        "https://shop.example:99999",
        "http://127.0.0.1.example",
        "http://0.0.0.0",
    ],
)
def test_a_base_url_that_may_not_be_called_is_refused(bench: Bench, url: str) -> None:
    with pytest.raises(ConfigurationError):
        bench.line(url)


def test_loopback_can_be_switched_off(make_bench: Callable[..., Bench], plain_shop: Shop) -> None:
    bench = make_bench(allow_loopback=False)

    with pytest.raises(ConfigurationError):
        bench.line(plain_shop.url)


@pytest.mark.parametrize("host", ["10.0.0.8", "192.168.1.1", "169.254.169.254", "[::ffff:a00:8]"])
def test_a_private_address_is_refused_before_connecting(bench: Bench, host: str) -> None:
    with pytest.raises(ConfigurationError):
        bench.line(f"https://{host}", within=0.5).send(READ)


TRACE = TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")


def test_the_trace_of_the_work_reaches_the_platform(bench: Bench, plain_shop: Shop) -> None:
    with within_trace(TRACE):
        bench.line(plain_shop.url).send(READ)
    bench.line(plain_shop.url).send(READ)

    traced, untraced = plain_shop.seen
    assert traced.headers["traceparent"] == TRACE.header
    assert "traceparent" not in untraced.headers


def test_who_keeps_spans_gets_each_call_with_its_end(plain_shop: Shop) -> None:
    kept = KeptCalls()
    transport = Transport(TransportConfig(), spans=kept)
    call = replace(Call.within(60), trace=TRACE)

    transport.line(SHOP, plain_shop.url, PlainDialect(), None, call).send(READ)
    transport.close()

    assert kept.begun == [("items.list", TRACE)]
    assert [seen.outcome for seen in kept.ended] == ["ok"]
    assert plain_shop.seen[0].headers["traceparent"] == kept.header


@dataclass
class KeptCalls:
    """Spans of calls in memory."""

    header: str = f"00-{TRACE.trace_id}-{'c' * 16}-01"
    begun: list[tuple[str, TraceContext | None]] = field(default_factory=list)
    ended: list[CallSeen] = field(default_factory=list)

    def begin_call(
        self, platform: str, operation: str, connection_id: ConnectionId, call: Call
    ) -> KeptCalls:
        self.begun.append((operation, call.trace))
        return self

    def end(self, seen: CallSeen) -> None:
        self.ended.append(seen)
