"""An agent for Dialogflow CX, as its JSON package is restored.

Source: "JSON package export format" (Dialogflow CX documentation, read 2026-11-21) for folders and
names, the v3 resources Agent, Intent, EntityType, Flow and Webhook for their fields, agents that
are published as exports for how they name one another: by display name. One flow: every intent goes
to the webhook under its own name as the tag, and so do words that no intent knows, and silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from app.voice.channels.skill_intents import NO_INPUT, NO_MATCH, WELCOME, IntentDefinition, SlotKind
from app.voice.prompts.catalog import say
from app.voice.speech import shown

FLOW: Final = "Default Start Flow"
WEBHOOK: Final = "voicetill"
_FIRST_ID: Final = "00000000-0000-0000-0000-000000000000"
"""Of the flow and the greeting that every agent is created with."""
_TIMEOUT_S: Final = 10
_Json = dict[str, Any]


def cx_agent(facts: AgentFacts) -> Package:
    """The files of the agent. Raises InvalidInputError."""
    files: dict[str, Any] = {
        "agent.json": _agent(facts),
        f"flows/{FLOW}/{FLOW}.json": _flow(facts),
        f"webhooks/{WEBHOOK}.json": _webhook(facts),
        f"intents/{WELCOME}/{WELCOME}.json": _intent(WELCOME, ()),
    }
    for language in facts.languages:
        files[f"intents/{WELCOME}/trainingPhrases/{language}.json"] = _phrases(
            [(Part(words),) for words in greetings_of(language)], language
        )
        for kind, values in facts.values(language).items():
            files[f"entityTypes/{kind.value}/{kind.value}.json"] = _entity(kind)
            entries = _entries(values, language)
            files[f"entityTypes/{kind.value}/entities/{language}.json"] = entries
    for definition in EXPORTED:
        files |= _intent_files(definition, facts)
    return files


def _agent(facts: AgentFacts) -> _Json:
    return {
        "displayName": facts.name,
        "defaultLanguageCode": facts.languages[0],
        "supportedLanguageCodes": list(facts.languages[1:]),
        "timeZone": facts.timezone,
        "startFlow": FLOW,
    }


def _webhook(facts: AgentFacts) -> _Json:
    return {
        "name": stable_id("webhook"),
        "displayName": WEBHOOK,
        "genericWebService": {"uri": facts.address, "webhookType": "STANDARD"},
        "timeout": {"seconds": _TIMEOUT_S},
    }


def _flow(facts: AgentFacts) -> _Json:
    names = (WELCOME, *(each.name for each in EXPORTED))
    return {
        "name": _FIRST_ID,
        "displayName": FLOW,
        "transitionRoutes": [
            {
                "name": stable_id("route", name),
                "intent": name,
                "triggerFulfillment": {"webhook": WEBHOOK, "tag": name},
            }
            for name in names
        ],
        "eventHandlers": [
            _handler("sys.no-match-default", NO_MATCH),
            _handler("sys.no-input-default", NO_INPUT),
            {
                "name": stable_id("event", "webhook.error"),
                "event": "webhook.error",
                "triggerFulfillment": {"messages": [_apology(each) for each in facts.languages]},
            },
        ],
        "nluSettings": {"modelType": "MODEL_TYPE_STANDARD", "classificationThreshold": 0.3},
    }


def _handler(event: str, tag: str) -> _Json:
    return {
        "name": stable_id("event", event),
        "event": event,
        "triggerFulfillment": {"webhook": WEBHOOK, "tag": tag},
    }


def _apology(language: str) -> _Json:
    return {"text": {"text": [shown(say("trouble"), language)]}, "languageCode": language}


def _intent_files(definition: IntentDefinition, facts: AgentFacts) -> _Json:
    name = definition.name
    files: _Json = {f"intents/{name}/{name}.json": _intent(name, slots_of(definition, facts))}
    for language in facts.languages:
        phrases = list(phrases_of(definition, facts, language))
        files[f"intents/{name}/trainingPhrases/{language}.json"] = _phrases(phrases, language)
    return files


def _intent(name: str, slots: tuple[str, ...]) -> _Json:
    made: _Json = {
        "name": _FIRST_ID if name == WELCOME else stable_id("intent", name),
        "displayName": name,
        "priority": 500_000,
    }
    if slots:
        made["parameters"] = [{"id": slot, "entityType": type_of(slot)} for slot in slots]
    return made


def _phrases(phrases: list[tuple[Part, ...]], language: str) -> _Json:
    return {
        "trainingPhrases": [
            {
                "parts": [_piece(part) for part in parts],
                "repeatCount": 1,
                "languageCode": language,
            }
            for parts in phrases
        ]
    }


def _piece(part: Part) -> _Json:
    if part.slot is None:
        return {"text": part.text}
    return {"text": part.text, "parameterId": part.slot}


def _entity(kind: SlotKind) -> _Json:
    told = {"name": stable_id("entity", kind.value), "displayName": kind.value}
    return {**told, "kind": "KIND_MAP", "enableFuzzyExtraction": True}


def _entries(values: Values, language: str) -> _Json:
    return {
        "entities": [
            {
                "value": value,
                "synonyms": list(dict.fromkeys((value, *more))),
                "languageCode": language,
            }
            for value, more in values.items()
        ]
    }


# --- checks --------------------------------------------------------------------------------------


def cx_flaws(package: Package) -> list[str]:
    """What restoring would refuse, or would not understand: each in a sentence."""
    agent = package.get("agent.json", {})
    languages = {agent.get("defaultLanguageCode"), *agent.get("supportedLanguageCodes", ())}
    intents = _named(package, "intents")
    found = list(_flow_flaws(package, agent, set(intents)))
    for webhook in (told for path, told in package.items() if path.startswith("webhooks/")):
        found += address_flaws(webhook["genericWebService"]["uri"])
    said: dict[str, dict[str, list[str]]] = {}
    for name, intent in intents.items():
        types = {each["id"]: each["entityType"] for each in intent.get("parameters", ())}
        found += _entity_flaws(name, types, _named(package, "entityTypes"))
        for language in languages:
            told = package.get(f"intents/{name}/trainingPhrases/{language}.json")
            if told is None:
                found.append(f"{name}: no phrases in {language}")
                continue
            found += _phrase_flaws(f"{name} in {language}", told["trainingPhrases"], types)
            said.setdefault(language, {})[name] = [
                "".join(part["text"] for part in each["parts"]) for each in told["trainingPhrases"]
            ]
    return [*found, *phrase_flaws(said)]


def _named(package: Package, folder: str) -> dict[str, Any]:
    """The things of a folder by display name, which is that of their own folder and file."""
    paths = (path.split("/") for path in package if path.startswith(f"{folder}/"))
    return {
        parts[1]: package["/".join(parts)]
        for parts in paths
        if len(parts) == 3 and parts[2] == f"{parts[1]}.json"
    }


def _flow_flaws(package: Package, agent: _Json, intents: set[str]) -> Iterator[str]:
    flow = package.get(f"flows/{agent.get('startFlow')}/{agent.get('startFlow')}.json")
    if flow is None:
        yield f"no flow {agent.get('startFlow')}"
        return
    routed = {each["intent"] for each in flow["transitionRoutes"]}
    yield from (f"the flow names no intent {name}" for name in sorted(routed - intents))
    yield from (f"no route leads to {name}" for name in sorted(intents - routed))
    for each in (*flow["transitionRoutes"], *flow["eventHandlers"]):
        webhook = each["triggerFulfillment"].get("webhook")
        if webhook is not None and f"webhooks/{webhook}.json" not in package:
            yield f"no webhook {webhook}"
        if webhook is not None and not each["triggerFulfillment"].get("tag"):
            yield f"{each['name']}: a call to a webhook without a tag"


def _entity_flaws(
    name: str, types: Mapping[str, str], entities: Mapping[str, Any]
) -> Iterator[str]:
    for kind in types.values():
        if not kind.startswith("@sys.") and kind.removeprefix("@") not in entities:
            yield f"{name}: no entity type {kind}"


def _phrase_flaws(where: str, told: list[_Json], types: Mapping[str, str]) -> Iterator[str]:
    if len(told) > MAX_PHRASES:
        yield f"{where}: {len(told)} phrases are over {MAX_PHRASES}"
    for phrase in told:
        if sum(len(part["text"]) for part in phrase["parts"]) > MAX_PHRASE:
            yield f"{where}: a phrase is over {MAX_PHRASE} characters"
        named = (part["parameterId"] for part in phrase["parts"] if "parameterId" in part)
        yield from (f"{where}: no parameter {slot}" for slot in named if slot not in types)
