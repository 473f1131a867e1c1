"""What every platform's `sim` fixture needs around its stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import urllib3

from adapters.platform import AdapterSettings, Platform
from adapters.transport import Transport
from adapters.wire import HttpRequest, TokenSource
from domain.calls import Call, SystemClock
from domain.ids import ConnectionId
from domain.ports.pos import PosAdapter
from domain.ports.tokens import OAuthApp, OAuthFlow, Pkce, TokenSet
from sandbox.kit.platform import Options
from tests.contract.suite.sim import PATIENCE_S, in_time

REDIRECT = "http://localhost:8000/oauth/callback"


def request_of(sent: dict[str, Any]) -> HttpRequest:
    """A request as the stand-in got it, in the words of the adapters; headers in lower case."""
    return HttpRequest(
        method=sent["method"],
        path=sent["path"],
        operation=sent["route"],
        params={name: values[0] for name, values in parse_qs(sent["query"]).items()},
        headers={name.lower(): value for name, value in sent["headers"].items()},
        json=json.loads(sent["body"]) if sent["body"] else None,
    )


def control_at(url: str) -> Callable[..., Any]:
    """A stand-in's control surface over HTTP: `control("POST sell", {...})`."""
    pool = urllib3.PoolManager()

    def control(name: str, body: dict[str, Any] | None = None) -> Any:
        method, _, noun = name.partition(" ")
        sent = {"json": body} if body is not None else {}
        answer = pool.request(method, f"{url}/_sandbox/{noun}", **sent)
        assert answer.status == 200, answer.data
        return answer.json()

    return control


def oauth_flow(platform: Platform, transport: Transport, url: str, options: Options) -> OAuthFlow:
    """The platform's OAuth flow against its stand-in."""
    assert platform.oauth is not None
    app = OAuthApp(client_id=options.client_id, client_secret=options.client_secret, base_url=url)
    connection = ConnectionId("con_oauth")
    return platform.oauth(
        app,
        lambda call: transport.line(connection, url, platform.dialect, None, call),
        SystemClock(),
    )


def decided(asked: str, form_at: str, *, decision: str = "allow") -> dict[str, str]:
    """What comes back when a merchant has decided on the consent page, whose form goes there."""
    answer = urllib3.request(
        "POST",
        form_at,
        body=urlencode({**dict(parse_qsl(urlsplit(asked).query)), "decision": decision}),
        headers={"content-type": "application/x-www-form-urlencoded"},
        redirect=False,
        timeout=60,
    )
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def consented(
    flow: OAuthFlow,
    form_at: str,
    *,
    redirect_uri: str,
    scopes: Sequence[str],
    pkce: Pkce | None = None,
) -> TokenSet:
    """Tokens of a merchant who went through the consent page in a browser and said yes."""
    asked = flow.authorize_url(state="s1", redirect_uri=redirect_uri, scopes=scopes, pkce=pkce)
    params = decided(asked, form_at)
    assert params["state"] == "s1"
    return flow.exchange(params, redirect_uri=redirect_uri, call=in_time(), pkce=pkce)


def opener(
    platform: Platform,
    transport: Transport,
    url: str,
    source: TokenSource,
    settings: AdapterSettings,
) -> Callable[..., PosAdapter]:
    """Opens adapters of one connection, `within` so many seconds each."""

    def reopen(within: float = PATIENCE_S) -> PosAdapter:
        name = ConnectionId(f"con_{url}")
        line = transport.line(name, url, platform.dialect, source, Call.within(within))
        return platform.open(line, settings)

    return reopen
