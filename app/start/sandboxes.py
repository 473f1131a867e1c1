"""The sandbox shops of the start command, and the seller's side of connecting them."""

from __future__ import annotations

import html
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import orjson
import urllib3

from app.start.processes import Child, Family
from domain.errors import ConfigurationError

_INPUT = re.compile(r"<input[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'(\w[\w-]*)="([^"]*)"')
_FORM = re.compile(r"<form[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopApp:
    """Our registration with one sandbox; made up once and kept in the folder of what runs."""

    client_id: str
    client_secret: str
    app_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxShop:
    """One running stand-in."""

    platform: str
    port: int
    app: ShopApp
    child: Child

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def control(self, path: str) -> Any:
        """Read from the control surface, e.g. `orders/<id>`."""
        answer = urllib3.request("GET", f"{self.url}/_sandbox/{path}", timeout=10.0)
        if answer.status != 200:
            raise ConfigurationError(f"sandbox {self.platform} {path}: {answer.status}")
        return orjson.loads(answer.data)


def registrations(folder: Path) -> Mapping[str, ShopApp]:
    """Our registrations with both sandboxes, made up on first use."""
    file = folder / "registrations.json"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = {
            platform: {
                "client_id": f"voicetill-{platform}",
                "client_secret": secrets.token_urlsafe(32),
                "app_token": secrets.token_urlsafe(32),
            }
            for platform in ("square", "shopify")
        }
        file.touch(mode=0o600)
        file.write_bytes(orjson.dumps(made))
    stored = orjson.loads(file.read_bytes())
    return {platform: ShopApp(**app) for platform, app in stored.items()}


def start_shop(
    family: Family,
    platform: str,
    port: int,
    *,
    folder: Path,
    app: ShopApp,
    environ: Mapping[str, str],
    options: tuple[str, ...] = (),
) -> SandboxShop:
    """Begin one stand-in, whose state survives a restart in `folder`."""
    child = family.start(
        f"sandbox-{platform}",
        [
            sys.executable,
            "-m",
            "sandbox",
            platform,
            f"--port={port}",
            f"--state={folder / f'{platform}.json'}",
            f"--client-id={app.client_id}",
            f"--client-secret={app.client_secret}",
            f"--app-token={app.app_token}",
            *options,
        ],
        environ,
    )
    shop = SandboxShop(platform=platform, port=port, app=app, child=child)
    family.wait_until_up(child, f"{shop.url}/_sandbox/clock", seconds=60)
    return shop


def say_yes(authorize_url: str) -> urllib3.BaseHTTPResponse:
    """Do what the seller's browser does: read the consent page, submit Allow, follow the way back.

    Raises ConfigurationError if the page has no form or the way back does not lead to us.
    """
    http = urllib3.PoolManager(retries=False, timeout=30.0)
    page = http.request("GET", authorize_url)
    markup = page.data.decode("utf-8", "replace")
    form = _FORM.search(markup)
    if page.status != 200 or form is None:
        raise ConfigurationError(f"the consent page answered {page.status} without a form")
    target = urljoin(authorize_url, dict(_ATTRIBUTE.findall(form.group())).get("action", ""))
    fields = {}
    for tag in _INPUT.findall(markup):
        attributes = {k: html.unescape(v) for k, v in _ATTRIBUTE.findall(tag)}
        if attributes.get("type") == "hidden":
            fields[attributes["name"]] = attributes.get("value", "")
    fields["decision"] = "allow"
    answer = http.request("POST", target, fields=fields, encode_multipart=False)
    location = answer.headers.get("Location")
    if location is None:
        raise ConfigurationError(f"the consent form answered {answer.status} without a way back")
    return http.request("GET", location)
