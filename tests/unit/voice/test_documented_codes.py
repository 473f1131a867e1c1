"""The list of documented codes is whole, and each is told from the answer that carries it.

What is documented is read out of the vendors' own schemas, so that a code which they add fails here
until it has a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import orjson
import pytest

from adapters.clover.errors import CloverDialect
from adapters.counterpoint.errors import CounterpointDialect
from adapters.lightspeed.errors import LightspeedDialect
from adapters.registry import PLATFORMS
from adapters.revel.errors import RevelDialect
from adapters.shopify.dialect import ShopifyDialect
from adapters.square.errors import SquareDialect
from adapters.toast.errors import ToastDialect
from adapters.vend.errors import VendDialect
from adapters.wire import HttpRequest, HttpResponse
from app.voice.prompts.catalog import LANGUAGES
from app.voice.speech import shown
from app.voice.troubles import prompt_for, prompt_of, words_for
from domain.errors import PlatformError
from tests.contracts_path import PROJECT_ROOT, contracts_dir
from tests.unit.voice.test_troubles import DOCUMENTED, WAY_OUT


class Dialect(Protocol):
    """What of a platform's dialect tells errors."""

    def failure(self, request: HttpRequest, response: HttpResponse) -> PlatformError | None: ...


DIALECTS: dict[str, Dialect] = {
    "square": SquareDialect(),
    "shopify": ShopifyDialect(),
    "clover": CloverDialect(),
    "counterpoint": CounterpointDialect(),
    "toast": ToastDialect(),
    "lightspeed": LightspeedDialect(),
    "vend": VendDialect(),
    "revel": RevelDialect(),
}
REQUEST = HttpRequest(method="POST", path="/orders", operation="orders.create")
STATUSES = (400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 423, 429, 500, 502, 503, 504)
"""Every status that one of the eight documents for a failure, and what stands before them says."""
CARRIED: dict[str, tuple[int, Callable[[str], Any]]] = {
    "square": (402, lambda code: {"errors": [{"category": "PAYMENT_METHOD_ERROR", "code": code}]}),
    "clover": (402, lambda code: {"message": "no", "error": {"type": "card_error", "code": code}}),
    "counterpoint": (400, lambda code: {"ErrorCode": code, "Message": "no"}),
    "shopify": (200, lambda code: {"errors": [{"message": "no", "extensions": {"code": code}}]}),
}
"""How a platform that publishes codes sends them."""


def answered(status: int, body: Any) -> HttpResponse:
    return HttpResponse(status=status, headers={}, body=orjson.dumps(body))


def said_in_every_language(error: PlatformError) -> Iterator[tuple[str, str]]:
    for language in sorted(LANGUAGES):
        yield language, shown(words_for(prompt_for(error)), language)


def test_every_platform_is_asked() -> None:
    assert DIALECTS.keys() == PLATFORMS.keys() == DOCUMENTED.keys()
    assert CARRIED.keys() == {name for name, told in DOCUMENTED.items() if told["codes"]}


@pytest.mark.parametrize("platform", sorted(DIALECTS))
def test_whatever_a_platform_answers_has_words_and_a_way_out(platform: str) -> None:
    for status in STATUSES:
        error = DIALECTS[platform].failure(REQUEST, answered(status, {"message": "no"}))

        assert error is not None, status
        for language, words in said_in_every_language(error):
            assert WAY_OUT.search(words), (platform, status, language, words)


@pytest.mark.parametrize("platform", sorted(CARRIED))
def test_every_documented_code_has_words_and_a_way_out(platform: str) -> None:
    status, body = CARRIED[platform]
    for code in DOCUMENTED[platform]["codes"]:
        error = DIALECTS[platform].failure(REQUEST, answered(status, body(code)))

        assert error is not None, code
        for language, words in said_in_every_language(error):
            assert WAY_OUT.search(words), (platform, code, language, words)


# --- the lists are those of the vendors --------------------------------------------------------


def _enum(sdl: str, name: str) -> set[str]:
    found = re.search(rf"^enum {name}\b[^{{]*\{{(.*?)^\}}", sdl, re.S | re.M)
    return set(re.findall(r"^\s+([A-Z][A-Z0-9_]+)", found[1], re.M)) if found else set()


def _fields(sdl: str, name: str) -> str:
    found = re.search(rf"^type {name}\b[^{{]*\{{(.*?)^\}}", sdl, re.S | re.M)
    return found[1] if found else ""


def _codes_of(sdl: str, mutation: str) -> Iterator[str]:
    """The codes of the errors that a mutation's payload lists."""
    typed = re.search(
        rf"^\s+{mutation}\b(?:\((?:[^()]|\([^()]*\))*\))?:\s*(\w+)",
        _fields(sdl, "Mutation"),
        re.M,
    )
    assert typed is not None, mutation
    for kind in re.findall(r"[eE]rrors\b[^:\n]*:\s*\[?(\w+)", _fields(sdl, typed[1])):
        code = re.search(r"^\s+code\b[^:]*:\s*(\w+)", _fields(sdl, kind), re.M)
        if code is not None:
            yield from _enum(sdl, code[1])


def test_every_code_of_the_mutations_we_send_to_shopify_is_accounted_for() -> None:
    sdl = contracts_dir("shopify", "admin_2026-10.graphql").read_text(encoding="utf-8")
    sdl = re.sub(r'""".*?"""', "", sdl, flags=re.S)
    documents = (PROJECT_ROOT / "adapters/shopify").glob("*.graphql")
    sent = {
        each
        for path in documents
        for each in re.findall(r"^mutation[^{]*\{\s*(\w+)", path.read_text(), re.M)
    }

    codes = {code for mutation in sent for code in _codes_of(sdl, mutation)}
    codes |= _enum(sdl, "OrderTransactionErrorCode")
    known = set(DOCUMENTED["shopify"]["codes"])

    assert len(sent) > 12
    assert len(codes) > 80
    assert codes <= known, sorted(codes - known)


def test_every_code_that_counterpoints_pages_name_is_accounted_for() -> None:
    pages = contracts_dir("counterpoint", "endpoints.json").read_text(encoding="utf-8")

    named = set(re.findall(r"\bERROR_[A-Z_]+\b", pages))

    assert named <= set(DOCUMENTED["counterpoint"]["codes"])


def test_every_code_that_an_adapter_tells_apart_has_a_rule() -> None:
    for path in sorted((PROJECT_ROOT / "adapters").glob("*/errors.py")):
        for code in re.findall(r'"([A-Z]{3,}_[A-Z_]{3,})"', path.read_text(encoding="utf-8")):
            assert prompt_of(code), (path.parent.name, code)


def test_the_statuses_that_the_contracts_document_are_asked_for() -> None:
    named: set[str] = set()
    for vendor, pattern in (("toast", "*.yaml"), ("revel", "open-api*.yaml"), ("clover", "*.yaml")):
        for path in contracts_dir(vendor).glob(pattern):
            text = path.read_text(encoding="utf-8")
            named |= set(re.findall(r"^\s+['\"]?([45]\d\d)['\"]?:", text, re.M))
    operations = contracts_dir("vend", "x-series-2026-07.operations.json").read_text()
    named |= set(re.findall(r'"([45]\d\d)"', operations))

    assert named
    assert {int(status) for status in named} <= set(STATUSES)
