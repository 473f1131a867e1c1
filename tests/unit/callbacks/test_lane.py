"""The lane below Flask: what it answers itself, and in which shape servers like it."""

from __future__ import annotations

import io
from typing import Any

from app.callbacks.lane import Answer, Environ, Lane

ROUTE = "/callbacks/x/<merchant>"


def _post(body: bytes, path: str = "/callbacks/x/m_acme") -> Environ:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }


def _lane(app: Any = None) -> Lane:
    def echo(names: tuple[str, ...], environ: Environ, body: bytes) -> Answer:
        return Answer(body=names[0].encode() + b" said " + body)

    return Lane(app=app, route=ROUTE, max_bytes=10, answer=echo)


def test_an_answer_is_a_list_which_servers_send_in_one_piece() -> None:
    heads: list[tuple[str, dict[str, str]]] = []

    body = _lane()(_post(b"hello"), lambda status, headers: heads.append((status, dict(headers))))

    assert body == [b"m_acme said hello"]
    assert type(body) is list
    assert heads[0][0] == "200 OK"
    assert heads[0][1]["Content-Length"] == "17"


def test_what_is_no_plain_post_to_the_route_goes_on_to_the_application() -> None:
    seen: list[str] = []

    def app(environ: Environ, start_response: Any) -> list[bytes]:
        seen.append(environ["PATH_INFO"])
        return []

    _lane(app)(_post(b"hello", "/callbacks/x/"), lambda status, headers: None)
    _lane(app)(_post(b"too long a body"), lambda status, headers: None)

    assert seen == ["/callbacks/x/", "/callbacks/x/m_acme"]
