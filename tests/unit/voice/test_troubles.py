"""Every error that a platform documents has a sentence and a way out, in every language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.registry import PLATFORMS
from app.voice.prompts.catalog import LANGUAGES, PROMPTS
from app.voice.speech import shown
from app.voice.troubles import RULES, prompt_for, prompt_of, words_for
from domain.errors import (
    AmbiguousOutcomeError,
    MalformedResponseError,
    NotAuthorizedError,
    PlatformError,
    RateLimitedError,
    RejectedError,
    UnavailableError,
    UnsupportedError,
)
from tests.contracts_path import PROJECT_ROOT, contracts_dir

DOCUMENTED: dict[str, Any] = json.loads(
    (PROJECT_ROOT / "tests/fixtures/voice/error_codes.json").read_text(encoding="utf-8")
)["platforms"]
WAY_OUT = re.compile(
    r"please|say agent|ask me|try|choose|you can|check|ask where|por favor|di agente"
    r"|preg[uú]nt|prueba|elige|int[eé]nt|revisa|puedes|s'il vous|dites|demandez|essayez|choisissez"
    r"|réessayez|vérifiez|pouvez|redemandez|réduisez|bitte|sagen sie|fragen"
    r"|versuchen|wählen|können",
    re.IGNORECASE,
)


def codes() -> Iterator[tuple[str, str]]:
    for platform, told in DOCUMENTED.items():
        for code in told["codes"]:
            yield platform, code


def test_all_eight_platforms_are_accounted_for() -> None:
    assert DOCUMENTED.keys() == PLATFORMS.keys()


def test_every_documented_code_has_a_sentence() -> None:
    unmapped = [f"{platform}: {code}" for platform, code in codes() if prompt_of(code) is None]

    assert unmapped == []


def test_what_squares_schema_lists_is_what_is_accounted_for() -> None:
    path = contracts_dir("square", "object_model_2026-09-16.schema.json")
    listed = re.findall(r'"enum":\s*\[[^\]]*"CARD_DECLINED"[^\]]*\]', path.read_text())
    known = set(DOCUMENTED["square"]["codes"])

    assert {code for each in listed for code in re.findall(r'"([A-Z][A-Z0-9_]+)"', each)} <= known


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_sentence_tells_what_to_do(language: str) -> None:
    prompts = {prompt for _, prompt in RULES} | {"trouble", "trouble.place"}
    for prompt in sorted(prompts):
        said = shown(words_for(prompt), language)
        assert WAY_OUT.search(said), (prompt, said)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_rule_has_its_sentence(language: str) -> None:
    assert {prompt for _, prompt in RULES} <= PROMPTS[language].keys()


@pytest.mark.parametrize(
    ("code", "prompt"),
    [
        ("INSUFFICIENT_FUNDS", "declined.insufficient_funds"),
        ("insufficient_funds", "declined.insufficient_funds"),
        ("CARD_EXPIRED", "declined.expired"),
        ("incorrect_cvc", "declined.cvv"),
        ("ADDRESS_VERIFICATION_FAILURE", "declined.address"),
        ("AUTHENTICATION_REQUIRED", "declined.verification_required"),
        ("token_already_used", "declined.token_used"),
        ("TRANSACTION_LIMIT", "declined.limit"),
        ("card_not_supported", "declined.not_supported"),
        ("GENERIC_DECLINE", "declined.generic"),
        ("RATE_LIMITED", "trouble.busy"),
        ("PAYMENT_NOT_REFUNDABLE", "trouble.refund"),
        ("INSUFFICIENT_INVENTORY", "trouble.stock"),
        ("IDEMPOTENCY_KEY_REUSED", "trouble.repeated"),
        ("VERSION_MISMATCH", "trouble.state"),
        ("ERROR_INVALID_APIKEY", "trouble.shop"),
        ("ERROR_RECORD_NOT_FOUND", "trouble.item"),
        ("CUSTOMER_NOT_FOUND", "trouble.customer"),
        ("LOCATION_NOT_ACTIVE", "trouble.closed"),
        ("ItemNotFound", "trouble.item"),
        ("resource_missing", "trouble.refused"),
        ("authentication_error", "trouble.shop"),
        ("invalid_card_type", "declined.not_supported"),
    ],
)
def test_codes_mean_what_they_say(code: str, prompt: str) -> None:
    assert prompt_of(code) == prompt


@pytest.mark.parametrize(
    ("kind", "prompt"),
    [
        (UnavailableError, "trouble"),
        (RateLimitedError, "trouble.busy"),
        (NotAuthorizedError, "trouble.shop"),
        (AmbiguousOutcomeError, "trouble.place"),
        (UnsupportedError, "trouble.refused"),
        (MalformedResponseError, "trouble"),
        (RejectedError, "trouble.refused"),
    ],
)
def test_a_platform_without_codes_is_told_by_what_to_do_about_it(
    kind: type[PlatformError], prompt: str
) -> None:
    assert prompt_for(kind("no", platform="toast", operation="any")) == prompt
