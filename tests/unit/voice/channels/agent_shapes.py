"""What Google publishes of the files of an agent, and a check that holds a file to it.

CX: the resources of Dialogflow's v3 API (`google/cloud/dialogflow/cx/v3/*.proto` of
github.com/googleapis/googleapis, commit f8291d2b, read 2026-11-22) in the JSON names of proto3;
`languageCode` of phrases, entities and messages, and a webhook's `timeout` in seconds, are of the
JSON package alone, as agents hold them that Dialogflow itself wrote to GitHub (such as
fvmach/fvm-fu2-upcp-dfcx-virtual-agent and Pankaj-Shinde-19/dialogflow-pizza_booking).

ES: its archive has no schema; fields and types are those of agents that the console exported (such
as DanielGauthier8/uri_course_catalog_frontend and Apress/building-chatbots-with-python), rules for
their values are those of `google/cloud/dialogflow/v2/{intent,entity_type,fulfillment}.proto`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias


@dataclass(frozen=True)
class Matching:
    """A text of this form, and no other."""

    pattern: str


@dataclass(frozen=True)
class Object:
    """A thing with these fields, of which some must be there, and no others."""

    fields: Mapping[str, Shape]
    required: frozenset[str] = frozenset()


Shape: TypeAlias = "type | Matching | Object | list[Shape]"
UUID: Final = Matching(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LANGUAGE: Final = Matching(r"[a-z]{2,3}(?:-[a-z0-9]+)?")
HTTPS: Final = Matching(r"https://\S+")
WORD: Final = Matching(r"[A-Za-z][\w-]*")
"""Of parameters and entities."""
NAME: Final = Matching(r"[\w .-]+")
"""A display name that is a file's name without escapes (`%2f`)."""
KIND: Final = Matching(r"@(?:sys\.[a-z-]+|[A-Za-z][\w-]*)")


def _object(required: str, /, **fields: Shape) -> Object:
    return Object(fields=fields, required=frozenset(required.split()))


_PARTS: Final = [_object("text", text=str, parameterId=WORD, auto=bool)]
_MESSAGE: Final = _object(
    "text languageCode", text=_object("text", text=[str]), languageCode=LANGUAGE
)
_FULFILLMENT: Final = _object("", messages=[_MESSAGE], webhook=NAME, tag=str)
CX: Final[Mapping[str, Shape]] = {
    r"agent\.json": _object(
        "defaultLanguageCode timeZone startFlow",
        displayName=str,
        defaultLanguageCode=LANGUAGE,
        supportedLanguageCodes=[LANGUAGE],
        timeZone=str,
        startFlow=NAME,
    ),
    r"webhooks/(?P<name>[^/]+)\.json": _object(
        "name displayName genericWebService",
        name=UUID,
        displayName=NAME,
        genericWebService=_object(
            "uri", uri=HTTPS, webhookType=Matching("STANDARD|FLEXIBLE"), requestHeaders=dict
        ),
        timeout=_object("seconds", seconds=int),
        disabled=bool,
    ),
    r"flows/(?P<name>[^/]+)/(?P=name)\.json": _object(
        "name displayName",
        name=UUID,
        displayName=NAME,
        description=str,
        transitionRoutes=[
            _object(
                "intent triggerFulfillment", name=UUID, intent=NAME, triggerFulfillment=_FULFILLMENT
            )
        ],
        eventHandlers=[
            _object(
                "event triggerFulfillment",
                name=UUID,
                event=Matching(r"sys\.no-(?:match|input)-default|webhook\.error(?:\.[a-z-]+)?"),
                triggerFulfillment=_FULFILLMENT,
            )
        ],
        nluSettings=_object(
            "modelType",
            modelType=Matching("MODEL_TYPE_(?:STANDARD|ADVANCED)"),
            classificationThreshold=float,
            modelTrainingMode=Matching("MODEL_TRAINING_MODE_(?:AUTOMATIC|MANUAL)"),
        ),
    ),
    r"intents/(?P<name>[^/]+)/(?P=name)\.json": _object(
        "name displayName",
        name=UUID,
        displayName=NAME,
        parameters=[_object("id entityType", id=WORD, entityType=KIND, isList=bool, redact=bool)],
        priority=int,
        isFallback=bool,
        numTrainingPhrases=int,
        description=str,
    ),
    r"intents/[^/]+/trainingPhrases/(?P<language>[^/]+)\.json": _object(
        "trainingPhrases",
        trainingPhrases=[
            _object(
                "parts repeatCount languageCode",
                id=str,
                parts=_PARTS,
                repeatCount=int,
                languageCode=LANGUAGE,
            )
        ],
    ),
    r"entityTypes/(?P<name>[^/]+)/(?P=name)\.json": _object(
        "name displayName kind",
        name=UUID,
        displayName=WORD,
        kind=Matching("KIND_(?:MAP|LIST|REGEXP)"),
        autoExpansionMode=Matching("AUTO_EXPANSION_MODE_DEFAULT"),
        enableFuzzyExtraction=bool,
        redact=bool,
    ),
    r"entityTypes/[^/]+/entities/(?P<language>[^/]+)\.json": _object(
        "entities",
        entities=[
            _object("value synonyms languageCode", value=str, synonyms=[str], languageCode=LANGUAGE)
        ],
    ),
}
"""The files of a JSON package by their paths."""

_ES_WEBHOOK: Final = _object(
    "url available useForDomains cloudFunctionsEnabled cloudFunctionsInitialized",
    url=HTTPS,
    username=str,
    headers=dict,
    available=bool,
    useForDomains=bool,
    cloudFunctionsEnabled=bool,
    cloudFunctionsInitialized=bool,
)
_ES_PARAMETER: Final = _object(
    "id name dataType value required isList",
    id=UUID,
    name=WORD,
    dataType=KIND,
    value=Matching(r"\$[A-Za-z][\w-]*"),
    defaultValue=str,
    required=bool,
    isList=bool,
    prompts=list,
    promptMessages=list,
)
_ES_RESPONSE: Final = _object(
    "resetContexts affectedContexts parameters messages speech",
    resetContexts=bool,
    action=Matching(r"\S+"),  # "The action name must not contain whitespaces" (intent.proto)
    affectedContexts=list,
    parameters=[_ES_PARAMETER],
    messages=[
        _object("type lang speech", type=Matching("0"), lang=LANGUAGE, condition=str, speech=[str])
    ],
    defaultResponsePlatforms=dict,
    speech=list,
)
ES: Final[Mapping[str, Shape]] = {
    r"package\.json": _object("version", version=Matching(r"1\.0\.0")),
    r"agent\.json": _object(
        "language supportedLanguages defaultTimezone webhook isPrivate",
        description=str,
        language=LANGUAGE,
        supportedLanguages=[LANGUAGE],
        displayName=Matching(r"[0-9A-Za-z-]+"),
        defaultTimezone=str,
        webhook=_ES_WEBHOOK,
        isPrivate=bool,
        mlMinConfidence=float,
        customClassifierMode=Matching(r"use\.(?:after|instead)"),
        enableOnePlatformApi=bool,
        onePlatformApiVersion=Matching("v2|v2beta1"),
        disableInteractionLogs=bool,
        disableStackdriverLogs=bool,
    ),
    r"intents/(?P<name>[^/]+?)(?<!_usersays_[a-z]{2})\.json": _object(
        "id name auto contexts responses priority webhookUsed fallbackIntent events",
        id=UUID,
        name=NAME,
        auto=bool,
        contexts=[str],
        responses=[_ES_RESPONSE],
        priority=int,
        webhookUsed=bool,
        webhookForSlotFilling=bool,
        fallbackIntent=bool,
        events=[_object("name", name=Matching(r"[A-Z_]{1,150}"))],
    ),
    r"intents/[^/]+_usersays_(?P<language>[a-z]{2})\.json": [
        _object(
            "id data isTemplate count",
            id=UUID,
            data=[_object("text userDefined", text=str, alias=WORD, meta=KIND, userDefined=bool)],
            isTemplate=bool,
            count=int,
            lang=LANGUAGE,
            updated=int,
        )
    ],
    r"entities/(?P<name>[^/]+?)(?<!_entries_[a-z]{2})\.json": _object(
        "id name isOverridable isEnum automatedExpansion",
        id=UUID,
        name=WORD,
        isOverridable=bool,
        isEnum=bool,
        isRegexp=bool,
        automatedExpansion=bool,
        allowFuzzyExtraction=bool,
    ),
    r"entities/[^/]+_entries_(?P<language>[a-z]{2})\.json": [
        _object("value synonyms", value=str, synonyms=[str])
    ],
}
"""The files of an ES archive by their paths."""


def misfits(package: Mapping[str, Any], published: Mapping[str, Shape]) -> list[str]:
    """What of a package is not as it is published, each with its path."""
    return [each for path in package for each in _file_misfits(path, package[path], published)]


def _file_misfits(path: str, told: Any, published: Mapping[str, Shape]) -> Iterator[str]:
    for pattern, shape in published.items():
        found = re.fullmatch(pattern, path)
        if found is None:
            continue
        yield from _misfits(path, told, shape)
        named = found.groupdict()
        if "name" in named and named["name"] not in {told.get("displayName"), told.get("name")}:
            yield f"{path}: is not called so"
        yield from _language_misfits(path, told, named.get("language"))
        return
    yield f"{path}: no such file in a package"


def _language_misfits(path: str, told: Any, language: str | None) -> Iterator[str]:
    if language is None:
        return
    said = told if isinstance(told, list) else next(iter(told.values()))
    own = {each.get("languageCode", each.get("lang", language)) for each in said}
    yield from (f"{path}: holds {each}" for each in sorted(own - {language}))


def _misfits(where: str, told: Any, shape: Shape) -> Iterator[str]:
    if isinstance(shape, Object):
        if not isinstance(told, dict):
            yield f"{where}: {told!r} is no object"
            return
        yield from (f"{where}: no field {name}" for name in sorted(told.keys() - shape.fields))
        yield from (f"{where}: lacks {name}" for name in sorted(shape.required - told.keys()))
        for name in told.keys() & shape.fields.keys():
            yield from _misfits(f"{where}.{name}", told[name], shape.fields[name])
    elif isinstance(shape, list):
        if not isinstance(told, list):
            yield f"{where}: {told!r} is no list"
            return
        for at, each in enumerate(told):
            yield from _misfits(f"{where}[{at}]", each, shape[0])
    elif isinstance(shape, Matching):
        if not isinstance(told, str) or re.fullmatch(shape.pattern, told) is None:
            yield f"{where}: {told!r} is not {shape.pattern}"
    elif type(told) is not shape:
        yield f"{where}: {told!r} is no {shape.__name__}"
