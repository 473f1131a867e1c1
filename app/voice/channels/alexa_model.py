"""The skill's interaction model, generated from the intents that requests are read by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.voice.channels.alexa_intents import BUILT_IN, OWN, TYPES, IntentDefinition
from app.voice.numerals import number_words
from domain.errors import InvalidInputError

LOCALES: Final = ("en-US", "en-GB", "en-CA", "en-AU", "en-IN")
"""Locales whose sentences exist; the others follow with their prompts."""
_INVOCATION: Final = re.compile(r"[a-z][a-z'. ]{1,49}")
_NUMBER: Final = re.compile(r"\d+")


def interaction_model(
    locale: str = "en-US",
    *,
    invocation_name: str = "voice till",
    stores: Sequence[str] = (),
) -> dict[str, Any]:
    """The model as the Alexa console and `ask smapi` take it. Raises: InvalidInputError.

    With `stores` (names) a shopper may answer with a store's name alone.
    """
    if locale not in LOCALES:
        raise InvalidInputError("locale", locale, f"use one of {', '.join(LOCALES)}")
    if not _INVOCATION.fullmatch(invocation_name) or " " not in invocation_name:
        remedy = "use two or more lower-case words, numbers spelled out"
        raise InvalidInputError("invocation_name", invocation_name, remedy)
    intents = [_intent(definition, stores) for definition in OWN]
    intents += [{"name": name, "samples": []} for name in BUILT_IN]
    return {
        "interactionModel": {
            "languageModel": {
                "invocationName": invocation_name,
                "intents": intents,
                "types": list(_types(stores)),
                "modelConfiguration": {"fallbackIntentSensitivity": {"level": "LOW"}},
            }
        }
    }


def _intent(definition: IntentDefinition, stores: Sequence[str]) -> dict[str, Any]:
    slots, samples = dict(definition.slots), list(definition.samples)
    if stores and "method" in slots:
        slots["store"] = "STORE"
        samples += ["{store}", "the {store} location"]
    return {
        "name": definition.name,
        "slots": [{"name": name, "type": kind} for name, kind in slots.items()],
        "samples": samples,
    }


def _types(stores: Sequence[str]) -> Iterator[dict[str, Any]]:
    for name, values in TYPES.items():
        yield _type(name, values)
    if stores:
        yield _type("STORE", dict.fromkeys(stores, ()))


def _type(name: str, values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    return {
        "name": name,
        "values": [
            {"name": {"value": value, "synonyms": [_spoken(synonym) for synonym in synonyms]}}
            for value, synonyms in values.items()
        ],
    }


def _spoken(synonym: str) -> str:
    """Numbers in words, as Alexa wants them."""
    return _NUMBER.sub(lambda match: number_words(int(match.group())), synonym)
