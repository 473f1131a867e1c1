"""Webhooks: ids only, one address per app, a static `X-Clover-Auth`, and no retries promised.

Source: docs.clover.com/dev/docs/webhooks (read 2026-11-20). The same id may be told several times,
milliseconds apart.
"""

from __future__ import annotations

import uuid

import orjson

from sandbox.clover import ids
from sandbox.clover.merchant import Merchant
from sandbox.clover.store import State
from sandbox.kit.clock import Clock
from sandbox.kit.platform import Options
from sandbox.kit.webhooks import Sender


class Notices:
    """Tells the app's one address what changed."""

    def __init__(
        self, *, options: Options, merchant: Merchant, state: State, clock: Clock, sender: Sender
    ) -> None:
        """The static auth code is `options.app_token`."""
        self._options = options
        self._merchant = merchant
        self._state = state
        self._clock = clock
        self._sender = sender

    @property
    def app_id(self) -> str:
        """The app's id in messages."""
        return ids.fixed("app", self._options.client_id)

    def register(self, url: str, *, is_verified: bool = False) -> str:
        """What saving an address in the developer dashboard does: a code is posted to it, unless
        the address was verified before."""
        code = str(uuid.uuid4())
        self._state.marks["webhook_url"] = url
        self._state.touch()
        if not is_verified:
            body = orjson.dumps({"verificationCode": code})
            self._send("verification", url, body, {})
        return code

    def tell(
        self, kind: str, object_id: str, change: str, *, others: dict[str, list[str]] | None = None
    ) -> None:
        """One event; `others` are events of other merchants in the same message."""
        url = self._state.marks.get("webhook_url")
        if not url or not self._is_installed():
            return
        now = int(self._clock.timestamp() * 1000)

        def event(name: str) -> dict[str, object]:
            return {"objectId": name, "type": change, "ts": now}

        merchants = {self._merchant.id: [event(f"{kind}:{object_id}")]}
        for merchant, names in (others or {}).items():
            merchants[merchant] = [event(name) for name in names]
        body = orjson.dumps({"appId": self.app_id, "merchants": merchants})
        self._send(f"{kind}:{change}", url, body, {"X-Clover-Auth": self._options.app_token})

    def _is_installed(self) -> bool:
        return any(not row["revoked"] for row in self._state.grants.values())

    def _send(self, topic: str, url: str, body: bytes, headers: dict[str, str]) -> None:
        self._sender.enqueue(
            id=str(uuid.uuid4()),
            topic=topic,
            url=url,
            body=body,
            headers={"Content-Type": "application/json", **headers},
        )
