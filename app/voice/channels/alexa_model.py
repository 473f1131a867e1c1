"""The skill's interaction model, generated from the intents that requests are read by.

Source: Alexa documentation "Interaction Model Schema" (fact sheet §1.6, read 2026-11-20).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from app.voice.channels.agent_values import (
    SLOT,
    ShopNames,
    Values,
    in_words,
    language_of_agent,
    sentences_of,
    takes,
    values_of,
)
from app.voice.channels.alexa_intents import BUILT_IN
from app.voice.channels.sentences.language import Language
from app.voice.channels.skill_intents import DEFINITIONS, KINDS, IntentDefinition, SlotKind
from domain.errors import InvalidInputError

LOCALES: Final = (
    *("en-US", "en-GB", "en-CA", "en-AU", "en-IN", "es-ES", "es-MX", "es-US"),
    *("fr-FR", "fr-CA", "de-DE"),
)
"""Alexa's locales whose sentences exist."""
MAX_BYTES: Final = 1_500_000
_MAX_PRODUCTS: Final = 1_000
_MAX_VALUE: Final = 140
_NAME: Final = re.compile(r"[A-Za-z](?:[A-Za-z_]*[A-Za-z])?")
_INVOCATION: Final = re.compile(r"[a-zà-öø-ÿœß][a-zà-öø-ÿœß'. ]{1,49}")
_UNSAYABLE: Final = re.compile(r"[^\w' ]+")
_AMAZONS: Final = {SlotKind.PHRASE: "AMAZON.SearchQuery", SlotKind.NUMBER: "AMAZON.NUMBER"}
_Json = dict[str, Any]


def interaction_model(
    locale: str = "en-US", *, invocation_name: str = "voice till", shop: ShopNames | None = None
) -> _Json:
    """The model as the Alexa console and `ask smapi` take it. Raises: InvalidInputError.

    With the names of a `shop` its stores, products, sizes and colors are understood by name.
    """
    if locale not in LOCALES:
        raise InvalidInputError("locale", locale, f"use one of {', '.join(LOCALES)}")
    if not _INVOCATION.fullmatch(invocation_name) or " " not in invocation_name:
        remedy = "use two or more lower-case words, numbers spelled out"
        raise InvalidInputError("invocation_name", invocation_name, remedy)
    language = language_of_agent(locale)
    values = values_of(language, _sayable(shop or ShopNames()))
    intents = [_intent(definition, language, values) for definition in DEFINITIONS]
    intents += [{"name": name, "samples": []} for name in BUILT_IN]
    model = {
        "interactionModel": {
            "languageModel": {
                "invocationName": invocation_name,
                "intents": intents,
                "types": [_type(kind, of) for kind, of in values.items()],
                "modelConfiguration": {"fallbackIntentSensitivity": {"level": "LOW"}},
            },
            "dialog": {
                "intents": [_dialog(each, values) for each in DEFINITIONS if each.asks],
                "delegationStrategy": "SKILL_RESPONSE",
            },
            "prompts": list(_prompts(language, values)),
        }
    }
    if len(orjson.dumps(model)) > MAX_BYTES:
        raise InvalidInputError("shop", "its names", "the model is over 1.5 MB; name fewer")
    return model


def _sayable(shop: ShopNames) -> ShopNames:
    """With product names as Alexa takes them: letters, digits, spaces and apostrophes."""
    spoken = (_UNSAYABLE.sub(" ", name) for name in shop.products)
    names = dict.fromkeys(" ".join(name.split())[:_MAX_VALUE] for name in spoken)
    return ShopNames(
        stores=shop.stores,
        products=[name for name in names if name][:_MAX_PRODUCTS],
        sizes=shop.sizes,
        colors=shop.colors,
    )


def _intent(
    definition: IntentDefinition, language: Language, values: Mapping[SlotKind, Values]
) -> _Json:
    return {
        "name": definition.name,
        "slots": [_slot(name, language) for name in definition.slots if takes(name, values)],
        "samples": list(sentences_of(definition, language, values)),
    }


def _slot(name: str, language: Language) -> _Json:
    """A slot that may be asked for takes its bare value as an answer."""
    kind = KINDS[name]
    told: _Json = {"name": name, "type": _AMAZONS.get(kind, kind.value)}
    return {**told, "samples": [f"{{{name}}}"]} if name in language.asked else told


def _type(kind: SlotKind, values: Values) -> _Json:
    return {
        "name": kind.value,
        "values": [
            {"name": {"value": value, "synonyms": [in_words(each) for each in synonyms]}}
            for value, synonyms in values.items()
        ],
    }


# --- dialog --------------------------------------------------------------------------------------


def _dialog(definition: IntentDefinition, values: Mapping[SlotKind, Values]) -> _Json:
    """Our answers say what is asked next (`SKILL_RESPONSE`); the prompts serve a console test."""
    return {
        "name": definition.name,
        "delegationStrategy": "SKILL_RESPONSE",
        "confirmationRequired": definition.confirms,
        "prompts": {"confirmation": _confirm_id(definition)} if definition.confirms else {},
        "slots": [
            _dialog_slot(definition, name) for name in definition.slots if takes(name, values)
        ],
    }


def _dialog_slot(definition: IntentDefinition, name: str) -> _Json:
    kind, asks = KINDS[name], name in definition.asks
    return {
        "name": name,
        "type": _AMAZONS.get(kind, kind.value),
        "confirmationRequired": False,
        "elicitationRequired": asks,
        "prompts": {"elicitation": _elicit_id(definition, name)} if asks else {},
    }


def _prompts(language: Language, values: Mapping[SlotKind, Values]) -> Iterator[_Json]:
    for definition in DEFINITIONS:
        if not definition.asks:
            continue
        for name in definition.asks:
            if takes(name, values):
                yield _prompt(_elicit_id(definition, name), language.asked[name])
        if definition.confirms:
            yield _prompt(_confirm_id(definition), language.confirmed)


def _prompt(name: str, words: str) -> _Json:
    return {"id": name, "variations": [{"type": "PlainText", "value": words}]}


def _elicit_id(definition: IntentDefinition, slot: str) -> str:
    return f"Elicit.{definition.name}.{slot}"


def _confirm_id(definition: IntentDefinition) -> str:
    return f"Confirm.{definition.name}"


# --- checks --------------------------------------------------------------------------------------


def flaws(model: _Json) -> list[str]:
    """What Amazon would refuse of a model: its documented rules, each broken one in a sentence."""
    language = model["interactionModel"]["languageModel"]
    types = {each["name"] for each in language["types"]}
    found = [flaw for kind in language["types"] for flaw in _type_flaws(kind)]
    taken: dict[str, str] = {}
    for intent in language["intents"]:
        found += _name_flaws(intent["name"].removeprefix("AMAZON."))
        found += [flaw for slot in intent.get("slots", ()) for flaw in _name_flaws(slot["name"])]
        slots = {each["name"]: each["type"] for each in intent.get("slots", ())}
        unknown = [kind for kind in slots.values() if kind not in types and "AMAZON." not in kind]
        found += [f"{intent['name']}: no type {kind}" for kind in unknown]
        for sample in intent["samples"]:
            found += [f"{intent['name']}: {sample!r} {why}" for why in _sample_flaws(sample, slots)]
            if taken.setdefault(sample, intent["name"]) != intent["name"]:
                found.append(f"{sample!r} is a sample of {taken[sample]} and of {intent['name']}")
    return found


def _name_flaws(name: str) -> Iterator[str]:
    if not _NAME.fullmatch(name):
        yield f"{name!r} is no name of letters and underscores"


def _type_flaws(kind: Mapping[str, Any]) -> Iterator[str]:
    yield from _name_flaws(kind["name"])
    if not kind["values"]:
        yield f"{kind['name']}: no values"
    names = [each["name"]["value"] for each in kind["values"]]
    twice = [name for name, count in Counter(map(str.casefold, names)).items() if count > 1]
    yield from (f"{kind['name']}: {name!r} stands there twice" for name in twice)
    said = [*names, *(word for each in kind["values"] for word in each["name"]["synonyms"])]
    long = (word for word in said if len(word) > _MAX_VALUE)
    yield from (f"{kind['name']}: {word!r} is over {_MAX_VALUE} characters" for word in long)


def _sample_flaws(sample: str, slots: Mapping[str, str]) -> Iterator[str]:
    used = SLOT.findall(sample)
    yield from (f"names no slot {name}" for name in used if name not in slots)
    searches = [name for name in used if slots.get(name) == _AMAZONS[SlotKind.PHRASE]]
    if searches and (len(used) > 1 or not SLOT.sub("", sample).strip()):
        yield "has a phrase slot that stands not alone behind a carrier phrase"
    bare = SLOT.sub("", sample)
    if any(not (char.isalpha() or char in " .'-") for char in bare):
        yield "has characters other than letters, periods, apostrophes, hyphens and spaces"
