"""A client of the stand-in that speaks as any program would, and knows nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import urllib3

from sandbox.kit.platform import Options

ACCOUNT = "/API/V3/Account/83050"
RIGHTS = [
    "inventory_read",
    "product_cost",
    "register",
    "register_layaway",
    "register_refund",
    "customers_read",
]


@dataclass
class Caller:
    """Calls with one access token."""

    url: str
    options: Options
    access: str = ""
    refresh_token: str = ""

    def connect(self, rights: list[str] = RIGHTS, **asked: str) -> dict[str, Any]:
        """Through the consent page to a pair of tokens."""
        code = self.consent(rights, **asked)
        return self.token(grant_type="authorization_code", code=code)

    def consent(self, rights: list[str] = RIGHTS, **asked: str) -> str:
        """The code that the merchant's yes gives."""
        form = {
            "response_type": "code",
            "client_id": self.options.client_id,
            "scope": " ".join(f"employee:{right}" for right in rights),
            "redirect_uri": "http://localhost:1/cb",
            "decision": "allow",
            **asked,
        }
        answer = urllib3.request(
            "POST",
            f"{self.url}/auth/oauth/authorize",
            body=urlencode(form),
            headers={"content-type": "application/x-www-form-urlencoded"},
            redirect=False,
            timeout=60,
        )
        assert answer.status == 302, answer.data
        return parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]

    def token(self, **given: str) -> dict[str, Any]:
        """What the token endpoint says; a success is used from then on."""
        client = {
            "client_id": self.options.client_id,
            "client_secret": self.options.client_secret,
        }
        answer = urllib3.request(
            "POST",
            f"{self.url}/auth/oauth/token",
            json={**client, **given},
            timeout=60,
        ).json()
        self.access = answer.get("access_token", self.access)
        self.refresh_token = answer.get("refresh_token", self.refresh_token)
        found: dict[str, Any] = answer
        return found

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, **query: str
    ) -> tuple[int, Any]:
        """Status and JSON of a call below the account."""
        answer = self.raw(method, f"{ACCOUNT}/{path}", body, **query)
        return answer.status, answer.json()

    def raw(
        self, method: str, path: str, body: dict[str, Any] | None = None, **query: str
    ) -> urllib3.BaseHTTPResponse:
        """The whole answer."""
        sent = {"json": body} if body is not None else {}
        return urllib3.request(
            method,
            f"{self.url}{path}" + (f"?{urlencode(query)}" if query else ""),
            headers={"authorization": f"Bearer {self.access}"},
            **sent,
            timeout=60,
        )

    def control(self, name: str, body: dict[str, Any] | None = None) -> Any:
        """The stand-in's control surface."""
        method, _, noun = name.partition(" ")
        sent = {"json": body} if body is not None else {}
        answer = urllib3.request(method, f"{self.url}/_sandbox/{noun}", **sent, timeout=60)
        assert answer.status == 200, answer.data
        return answer.json()
