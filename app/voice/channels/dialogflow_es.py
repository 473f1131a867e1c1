"""An agent for Dialogflow ES, as its console imports and restores it.

Source: the zip format of "Export and import" (Dialogflow ES documentation, and agents published as
exports, both read 2026-11-21): `package.json`, `agent.json`, for each intent and entity a file, and
beside it one for each language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from app.voice.channels.agent_package import (
    EXPORTED,
    MAX_PHRASE,
    MAX_PHRASES,
    AgentFacts,
    Package,
    Part,
    address_flaws,
    greetings_of,
    phrase_flaws,
    phrases_of,
    slots_of,
    stable_id,
    type_of,
)
from app.voice.channels.agent_values import Values
from app.voice.channels.skill_intents import WELCOME, IntentDefinition, SlotKind
from app.voice.prompts.catalog import say
from app.voice.speech import shown

FALLBACK: Final = "Default Fallback Intent"
_Json = dict[str, Any]
_ACTIONS: Final = {WELCOME: "input.welcome", FALLBACK: "input.unknown"}
"""As every agent is created with; an action's name must not contain whitespace (v2, Intent)."""
_USERSAYS: Final = re.compile(r"intents/(.+)_usersays_(\w+)\.json")


def es_agent(facts: AgentFacts) -> Package:
    """The files of the agent. Raises InvalidInputError."""
    files: dict[str, Any] = {"package.json": {"version": "1.0.0"}, "agent.json": _agent(facts)}
    for definition in EXPORTED:
        files |= _intent(definition, facts)
    files |= _welcome(facts)
    files[f"intents/{FALLBACK}.json"] = _shape(FALLBACK, facts, fallback=True)
    for language in facts.languages:
        for kind, values in facts.values(language).items():
            files[f"entities/{kind.value}.json"] = _entity(kind)
            files[f"entities/{kind.value}_entries_{language}.json"] = _entries(values)
    return files


def _agent(facts: AgentFacts) -> _Json:
    return {
        "description": "",
        "language": facts.languages[0],
        "supportedLanguages": list(facts.languages[1:]),
        "displayName": _name(facts.name),
        "defaultTimezone": facts.timezone,
        "webhook": {
            "url": facts.address,
            "headers": {},
            "available": True,
            "useForDomains": False,
            "cloudFunctionsEnabled": False,
            "cloudFunctionsInitialized": False,
        },
        "isPrivate": True,
        "mlMinConfidence": 0.3,
        "customClassifierMode": "use.after",
        "enableOnePlatformApi": True,
        "onePlatformApiVersion": "v2",
        "disableInteractionLogs": True,
        "disableStackdriverLogs": True,
    }


def _name(told: str) -> str:
    """A display name as the console takes it: letters, digits, hyphens, no spaces."""
    return re.sub(r"[^0-9A-Za-z]+", "-", told).strip("-") or "voicetill"


def _intent(definition: IntentDefinition, facts: AgentFacts) -> _Json:
    name = definition.name
    files: _Json = {f"intents/{name}.json": _shape(name, facts, slots=slots_of(definition, facts))}
    for language in facts.languages:
        phrases = phrases_of(definition, facts, language)
        files[f"intents/{name}_usersays_{language}.json"] = [
            _phrase(name, parts, language) for parts in phrases
        ]
    return files


def _welcome(facts: AgentFacts) -> _Json:
    files: _Json = {f"intents/{WELCOME}.json": _shape(WELCOME, facts, events=("WELCOME",))}
    for language in facts.languages:
        files[f"intents/{WELCOME}_usersays_{language}.json"] = [
            _phrase(WELCOME, (Part(words),), language) for words in greetings_of(language)
        ]
    return files


def _shape(
    name: str,
    facts: AgentFacts,
    *,
    slots: tuple[str, ...] = (),
    events: tuple[str, ...] = (),
    fallback: bool = False,
) -> _Json:
    """An intent; its own words are heard only where the webhook did not answer."""
    return {
        "id": stable_id("intent", name),
        "name": name,
        "auto": True,
        "contexts": [],
        "responses": [
            {
                "resetContexts": False,
                "action": _ACTIONS.get(name, name),
                "affectedContexts": [],
                "parameters": [_parameter(name, slot) for slot in slots],
                "messages": [_apology(language) for language in facts.languages],
                "speech": [],
            }
        ],
        "priority": 500_000,
        "webhookUsed": True,
        "webhookForSlotFilling": False,
        "fallbackIntent": fallback,
        "events": [{"name": event} for event in events],
    }


def _apology(language: str) -> _Json:
    words = shown(say("trouble"), language)
    return {"type": "0", "lang": language, "condition": "", "speech": [words]}


def _parameter(intent: str, slot: str) -> _Json:
    return {
        "id": stable_id("parameter", intent, slot),
        "name": slot,
        "dataType": type_of(slot),
        "value": f"${slot}",
        "defaultValue": "",
        "required": False,
        "isList": False,
    }


def _phrase(intent: str, parts: tuple[Part, ...], language: str) -> _Json:
    words = "".join(part.text for part in parts)
    return {
        "id": stable_id("phrase", intent, language, words),
        "data": [_piece(part) for part in parts],
        "isTemplate": False,
        "count": 0,
        "lang": language,
        "updated": 0,
    }


def _piece(part: Part) -> _Json:
    if part.slot is None:
        return {"text": part.text, "userDefined": False}
    told = {"text": part.text, "alias": part.slot, "meta": type_of(part.slot)}
    return {**told, "userDefined": True}


def _entity(kind: SlotKind) -> _Json:
    return {
        "id": stable_id("entity", kind.value),
        "name": kind.value,
        "isOverridable": True,
        "isEnum": False,
        "isRegexp": False,
        "automatedExpansion": False,
        "allowFuzzyExtraction": True,
    }


def _entries(values: Values) -> list[_Json]:
    return [
        {"value": value, "synonyms": list(dict.fromkeys((value, *more)))}
        for value, more in values.items()
    ]


# --- checks --------------------------------------------------------------------------------------


def es_flaws(package: Package) -> list[str]:
    """What the import would refuse, or would not understand: each in a sentence."""
    agent = package.get("agent.json", {})
    languages = {agent.get("language"), *agent.get("supportedLanguages", ())}
    entities = {
        path.removeprefix("entities/").removesuffix(".json")
        for path in package
        if path.startswith("entities/") and "_entries_" not in path
    }
    found = [] if package.get("package.json", {}).get("version") else ["no package.json"]
    found += address_flaws(agent.get("webhook", {}).get("url", ""))
    said: dict[str, dict[str, list[str]]] = {}
    for path, told in package.items():
        match = _USERSAYS.fullmatch(path)
        if match is not None:
            intent, language = match.groups()
            found += _phrase_flaws(package, told, intent, language, languages)
            texts = ["".join(part["text"] for part in each["data"]) for each in told]
            said.setdefault(language, {})[intent] = texts
        elif path.startswith("intents/"):
            found += _type_flaws(told, entities)
        elif "_entries_" in path:
            found += [f"{path}: {each} has no synonyms" for each in told if not each["synonyms"]]
    return [*found, *phrase_flaws(said)]


def _phrase_flaws(
    package: Package, told: Any, intent: str, language: str, languages: set[Any]
) -> Iterator[str]:
    name = f"{intent} in {language}"
    owner = package.get(f"intents/{intent}.json")
    if owner is None:
        yield f"{name}: there is no such intent"
        return
    if language not in languages:
        yield f"{name}: not a language of the agent"
    if len(told) > MAX_PHRASES:
        yield f"{name}: {len(told)} phrases are over {MAX_PHRASES}"
    types = {each["name"]: each["dataType"] for each in owner["responses"][0]["parameters"]}
    for phrase in told:
        if sum(len(part["text"]) for part in phrase["data"]) > MAX_PHRASE:
            yield f"{name}: a phrase is over {MAX_PHRASE} characters"
        for part in phrase["data"]:
            if types.get(part.get("alias")) != part.get("meta"):
                yield f"{name}: {part['alias']} is no parameter of that type"


def _type_flaws(intent: _Json, entities: set[str]) -> Iterator[str]:
    for each in intent["responses"][0]["parameters"]:
        kind = each["dataType"].removeprefix("@")
        if not kind.startswith("sys.") and kind not in entities:
            yield f"{intent['name']}: no entity {kind}"
