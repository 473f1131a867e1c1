"""The Shopify stand-in as the kit hosts it: routes, time, state and control actions."""

from __future__ import annotations

import gc
import re
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sandbox.kit.clock import Clock
from sandbox.kit.platform import Action, Options
from sandbox.kit.seed import seed_shop
from sandbox.kit.web import Answer, JsonObject, Request
from sandbox.kit.webhooks import Sender
from sandbox.shopify.access import SCOPE_TEXTS, effective
from sandbox.shopify.bulk import RESULT_PATH
from sandbox.shopify.canceling import watch_cancel
from sandbox.shopify.catalog import stock_shelves
from sandbox.shopify.context import Caller
from sandbox.shopify.control import control_actions
from sandbox.shopify.drafts import watch
from sandbox.shopify.history import fill_books
from sandbox.shopify.hooks import RETRY_GAPS_S, TIMEOUT_S, Hooks
from sandbox.shopify.leaving import uninstall
from sandbox.shopify.oauth import OAuth
from sandbox.shopify.options import as_shopify_options
from sandbox.shopify.paying import watch_payment
from sandbox.shopify.service import GraphqlService, errors_answer, throttled_answer
from sandbox.shopify.shop import SHOP_ID, Shop
from sandbox.shopify.versions import served_version

_GRAPHQL = re.compile(r"/admin/api/([\w-]+)/graphql\.json")
_INVALID_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"  # noqa: S105
_PROBLEMS = {
    401: _INVALID_TOKEN,
    402: "Unavailable Shop",
    403: "[API] This action requires merchant approval for a scope.",
    404: "Not Found",
    423: "This shop is currently locked",
    430: "Shopify Security Rejection",
}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage: seeding makes none, and looking doubles its time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class ShopifyPlatform:
    """One shop behind Shopify's wire protocol (`sandbox.kit.platform.Platform`)."""

    name = "shopify"

    def __init__(self, options: Options) -> None:
        """A freshly seeded shop."""
        self.options = as_shopify_options(options)
        self.lock = threading.RLock()
        self.clock = Clock()
        self.sender = Sender(
            clock=self.clock,
            gaps_s=RETRY_GAPS_S,
            factor=self.options.webhook_retry_factor,
            timeout_s=TIMEOUT_S,
        )
        self._seeded_at = self.clock.timestamp()
        self._resets = 0
        self._open_shop()

    def _open_shop(self) -> None:
        """Seed the shop as it was at `_seeded_at`."""
        self.shop = Shop(self.options, self.clock)
        with _uncollected():
            seed = seed_shop(self.options.seed_variants, self.options.seed)
            stock_shelves(self.shop.books, seed, self._seeded_at)
            fill_books(self.shop, seed, self._seeded_at)
        self.shop.books.settle()
        self.shop.reindex()
        self.hooks = Hooks(self.shop, self.sender, self.options.client_secret)
        self.oauth = OAuth(self.options, self.clock)
        self.service = GraphqlService(self.shop, self.hooks, self.lock, self._uninstall)
        self._actions = control_actions(self.shop, self.hooks, self.oauth)

    def _uninstall(self) -> None:
        uninstall(self.shop, self.hooks, self.oauth)

    @property
    def revision(self) -> int:
        """Grows with every change worth saving."""
        books = self.shop.books.version
        return books + self.oauth.grants.revision + self._resets + int(self.clock.ahead_s * 1000)

    def labels(self, request: Request) -> Sequence[str]:
        """Root fields for GraphQL calls; else the path without its numbers."""
        if _GRAPHQL.fullmatch(request.path):
            return self.service.labels(request) or ["POST graphql (invalid)"]
        if request.path.startswith(RESULT_PATH):
            return [f"GET {RESULT_PATH}{{id}}"]
        return [f"{request.method} {request.path}"]

    def handle(self, request: Request) -> Answer:
        """Do the work and answer as the vendor would."""
        self.shop.timers.run_due()
        try:
            answer = self._routed(request)
        finally:
            self.hooks.flush()
        return answer

    def _routed(self, request: Request) -> Answer:
        request_id = str(uuid.uuid4())
        found = _GRAPHQL.fullmatch(request.path)
        if found is not None:
            answer = self._graphql(request, found[1])
        elif request.path == "/admin/oauth/authorize":
            get = request.method == "GET"
            answer = self.oauth.consent_page(request) if get else self.oauth.decide(request)
        elif request.path == "/admin/oauth/access_token" and request.method == "POST":
            answer = self.oauth.token(request)
        elif request.path.startswith(RESULT_PATH):
            answer = self._bulk_result(request)
        else:
            answer = errors_answer("Not Found", 404)
        return Answer(
            status=answer.status,
            body=answer.body,
            headers={**answer.headers, "X-Request-Id": request_id},
        )

    def _graphql(self, request: Request, wanted: str) -> Answer:
        if request.method != "POST":
            return errors_answer("Not Found", 404)
        version = served_version(wanted)
        if version is None:
            return errors_answer("Not Found", 404)
        headers = {"X-Shopify-API-Version": version, "X-Shopify-Shop-Id": str(SHOP_ID)}
        caller = self._caller(request)
        if caller is None:
            return errors_answer(_INVALID_TOKEN, 401, headers)
        host = request.headers.get("host", self.options.shop_domain)
        context = self.service.context(caller, version, f"http://{host}")
        answer = self.service.answer(request, context)
        return Answer(status=answer.status, body=answer.body, headers={**answer.headers, **headers})

    def _caller(self, request: Request) -> Caller | None:
        token = request.headers.get("x-shopify-access-token")
        if token is not None and token == self.options.app_token:
            scopes = effective(SCOPE_TEXTS)
            return Caller(client_id=self.options.client_id, scopes=scopes)
        return self.oauth.caller(token)

    def _bulk_result(self, request: Request) -> Answer:
        number = request.path.removeprefix(RESULT_PATH).removesuffix(".jsonl")
        nobody = Caller(client_id="", scopes=frozenset())
        context = self.service.context(nobody, "", "")
        body = self.service.bulk.result(context, int(number)) if number.isdecimal() else None
        if body is None:
            return Answer(status=404, body=b"<Error><Code>NoSuchKey</Code></Error>")
        return Answer(body=body, headers={"Content-Type": "application/jsonl"})

    def throttle(self, request: Request) -> Answer:
        """Throttled as GraphQL is: HTTP 200, no data."""
        caller = self._caller(request) or Caller(client_id="", scopes=frozenset())
        answer = throttled_answer(10, self.service.bucket(caller))
        return Answer(
            body=answer.body, headers={**answer.headers, "X-Request-Id": str(uuid.uuid4())}
        )

    def failure(self, request: Request, status: int) -> Answer:
        """Errors outside GraphQL are a text; 5xx too."""
        text = _PROBLEMS.get(status, "Internal Server Error")
        headers = {"X-Request-Id": str(uuid.uuid4())}
        if status == 429:
            text = "Exceeded 2 calls per second for api client."
            headers |= {"Retry-After": "2.0", "X-Shopify-Shop-Api-Call-Limit": "40/40"}
        if found := _GRAPHQL.fullmatch(request.path):
            headers["X-Shopify-API-Version"] = served_version(found[1]) or found[1]
        return errors_answer(text, status, headers)

    def actions(self) -> Mapping[str, Action]:
        """Control actions; they survive a reset."""
        return {name: self._action(name) for name in self._actions}

    def _action(self, name: str) -> Action:
        def act(params: Mapping[str, str], body: JsonObject) -> Any:
            self.shop.timers.run_due()
            try:
                return self._actions[name](params, body)
            finally:
                self.hooks.flush()

        return act

    def tick(self) -> None:
        """Let reservations end, jobs finish and failing subscriptions go."""
        self.shop.timers.run_due()
        self.hooks.drop_failing()
        self.hooks.flush()

    def dump(self) -> JsonObject:
        """What differs from the seed, tokens, and messages still to be sent."""
        return {
            "seeded_at": self._seeded_at,
            "ahead_s": self.clock.ahead_s,
            "books": self.shop.books.dump(),
            "grants": self.oauth.dump(),
            "sender": self.sender.dump(),
        }

    def load(self, state: JsonObject) -> None:
        """Take up a saved state on top of a shop seeded at the same time."""
        self.clock.advance(max(0.0, state["ahead_s"] - self.clock.ahead_s))
        self._seeded_at = state["seeded_at"]
        self._open_shop()
        self.shop.books.load(state["books"])
        self.shop.reindex()
        self.oauth.load(state["grants"])
        self.sender.load(state["sender"])
        self._resume()

    def _resume(self) -> None:
        """Arm timers again; results of bulk operations did not survive."""
        for draft in self.shop.books.drafts:
            if draft.reservations:
                watch(self.shop, draft)
        for job in self.shop.books.jobs:
            if not job.done:
                again = watch_cancel if job.kind == "order_cancel" else watch_payment
                again(self.shop, job)
        for row in self.shop.books.bulk:
            if row.status not in ("FAILED", "CANCELED"):
                row.status = "EXPIRED"

    def reset(self) -> None:
        """Back to the freshly seeded shop; tokens and subscriptions go as well."""
        self.service.bulk.stop()
        self.service.bulk.forget()
        self._resets += 1 + self.revision
        self._seeded_at = self.clock.timestamp()
        self._open_shop()
