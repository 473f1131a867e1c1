"""A bot for Amazon Lex V2, as its console imports it.

Source: "JSON format for importing and exporting bots in Lex V2", "Quotas" (Lex V2 developer guide)
and a bot published as an export, all read 2026-11-21. Where the guide and the export differ in the
name of a field, what Lex itself wrote is followed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.voice.channels.agent_package import EXPORTED, Package, greetings_of, phrase_flaws
from app.voice.channels.agent_values import (
    SLOT,
    ShopNames,
    Values,
    language_of_agent,
    sentences_of,
    takes,
    values_of,
)
from app.voice.channels.skill_intents import KINDS, SlotKind
from app.voice.prompts.catalog import say
from app.voice.speech import shown
from domain.errors import InvalidInputError

FALLBACK: Final = "FallbackIntent"
WELCOME: Final = "WelcomeIntent"
VOICES: Final[Mapping[str, tuple[str, str]]] = {
    "en_US": ("English (US)", "Danielle"),
    "en_GB": ("English (GB)", "Amy"),
    "en_AU": ("English (AU)", "Olivia"),
    "en_IN": ("English (IN)", "Kajal"),
    "es_US": ("Spanish (US)", "Lupe"),
    "es_ES": ("Spanish (ES)", "Lucia"),
    "fr_FR": ("French (FR)", "Lea"),
    "fr_CA": ("French (CA)", "Gabrielle"),
    "de_DE": ("German (DE)", "Vicki"),
    "de_AT": ("German (AT)", "Hannah"),
}
"""Locales of Lex that there are sentences for, by its own ids: name, and a neural voice."""
_LARGE: Final = frozenset({"en_US", "en_GB", "en_AU"})
_VENDORS: Final[Mapping[str, str]] = {
    "quantity": "AMAZON.Number",
    "number": "AMAZON.Number",
    "orderNumber": "AMAZON.AlphaNumeric",
}
_PHRASES: Final = "PHRASE"
"""Stands for free words: whatever is like a product's name is taken as it was said."""
_NAME: Final = re.compile(r"(?:[0-9a-zA-Z][_-]?){1,100}")
_MOST_UTTERANCES: Final = 1_500
_LONGEST_UTTERANCE: Final = 500
_MOST_VALUES: Final = 10_000
_LONGEST_VALUE: Final = 140
_THRESHOLD: Final = 0.4
_IDLE_S: Final = 300
_Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFacts:
    """What a bot is made of."""

    name: str
    """As people call it; the merchant's."""
    locales: tuple[str, ...]
    """Such as en-US; the first one is built first."""
    shop: ShopNames = field(default_factory=ShopNames)

    def __post_init__(self) -> None:
        """Raises InvalidInputError for a locale that Lex or we do not speak, or none."""
        if not self.locales:
            raise InvalidInputError("locale", "", "name one locale at least")
        for each in self.locales:
            locale_id(each)


def locale_id(locale: str) -> str:
    """A locale by Lex's own id; a language alone is its first. Raises InvalidInputError."""
    told = locale.replace("-", "_")
    known = told if told in VOICES else None
    if "_" not in told:
        known = next((each for each in VOICES if each.startswith(f"{told.lower()}_")), None)
    if known is None:
        spoken = ", ".join(each.replace("_", "-") for each in VOICES)
        raise InvalidInputError("locale", locale, f"one of {spoken}")
    return known


def lex_bot(facts: BotFacts) -> Package:
    """The files of the bot. Raises InvalidInputError."""
    name = _plain(facts.name)
    files: _Json = {
        "Manifest.json": {
            "metaData": {"schemaVersion": "1", "fileFormat": "LexJson", "resourceType": "BOT"}
        },
        f"{name}/Bot.json": {
            "name": name,
            "version": "DRAFT",
            "description": None,
            "identifier": _identifier("bot", name),
            "idleSessionTTLInSeconds": _IDLE_S,
            "dataPrivacy": {"childDirected": False},
        },
    }
    for locale in dict.fromkeys(map(locale_id, facts.locales)):
        files |= _locale(f"{name}/BotLocales/{locale}", locale, facts.shop)
    return files


def _locale(folder: str, locale: str, shop: ShopNames) -> _Json:
    title, voice = VOICES[locale]
    language = language_of_agent(locale.replace("_", "-"))
    values = values_of(language, shop)
    files: _Json = {
        f"{folder}/BotLocale.json": {
            "name": title,
            "identifier": locale,
            "version": None,
            "description": None,
            "voiceSettings": {"voiceId": voice, "engine": "neural"},
            "nluConfidenceThreshold": _THRESHOLD,
        },
        f"{folder}/Intents/{FALLBACK}/Intent.json": {
            **_intent(FALLBACK, locale, (), ()),
            "identifier": "FALLBCKINT",
            "parentIntentSignature": "AMAZON.FallbackIntent",
            "sampleUtterances": None,
            "dialogCodeHook": None,
        },
        f"{folder}/Intents/{WELCOME}/Intent.json": _intent(
            WELCOME, locale, greetings_of(locale[:2]), ()
        ),
    }
    for definition in EXPORTED:
        slots = tuple(slot for slot in definition.slots if takes(slot, values))
        said = sentences_of(definition, language, values)
        path = f"{folder}/Intents/{definition.name}"
        files[f"{path}/Intent.json"] = _intent(definition.name, locale, said, slots)
        for slot in slots:
            files[f"{path}/Slots/{slot}/Slot.json"] = _slot(definition.name, slot)
    kinds: dict[str, Values] = {kind.value: told for kind, told in values.items()}
    goods: Values = dict.fromkeys(shop.products, ()) or {_goods(locale): ()}
    for kind, told in (*kinds.items(), (_PHRASES, goods)):
        files[f"{folder}/SlotTypes/{kind}/SlotType.json"] = _slot_type(kind, told)
    return files


def _goods(locale: str) -> str:
    """What stands for goods while a shop has none."""
    return {"en": "running shoes", "es": "zapatillas", "fr": "baskets", "de": "Laufschuhe"}[
        locale[:2]
    ]


def _intent(name: str, locale: str, said: tuple[str, ...], slots: tuple[str, ...]) -> _Json:
    """An intent whose every turn is asked for here; Lex itself speaks only if we do not answer."""
    return {
        "name": name,
        "identifier": _identifier("intent", name),
        "description": None,
        "parentIntentSignature": None,
        "sampleUtterances": [{"utterance": each} for each in dict.fromkeys(said)],
        "intentConfirmationSetting": None,
        "intentClosingSetting": None,
        "inputContexts": None,
        "outputContexts": None,
        "kendraConfiguration": None,
        "dialogCodeHook": {"enabled": True},
        "fulfillmentCodeHook": {
            "fulfillmentUpdatesSpecification": None,
            "postFulfillmentStatusSpecification": {
                "successResponse": None,
                "failureResponse": _apology(locale),
                "timeoutResponse": _apology(locale),
            },
            "enabled": True,
        },
        "slotPriorities": [
            {"priority": at, "slotName": slot} for at, slot in enumerate(slots, start=1)
        ],
    }


def _apology(locale: str) -> _Json:
    words = shown(say("trouble"), locale.replace("_", "-"))
    message = {
        "ssmlMessage": None,
        "plainTextMessage": {"value": words},
        "customPayload": None,
        "imageResponseCard": None,
    }
    return {"messageGroupsList": [{"message": message, "variations": None}], "allowInterrupt": True}


def _slot(intent: str, slot: str) -> _Json:
    """A slot that Lex never asks for: which question comes next is decided here."""
    return {
        "name": slot,
        "identifier": _identifier("slot", intent, slot),
        "description": None,
        "slotTypeName": _VENDORS.get(slot) or _type_of(slot),
        "obfuscationSetting": None,
        "valueElicitationSetting": {
            "slotConstraint": "Optional",
            "defaultValueSpecification": None,
            "waitAndContinueSpecification": None,
            "promptSpecification": None,
            "sampleUtterances": None,
        },
        "multipleValuesSetting": None,
    }


def _type_of(slot: str) -> str:
    kind = KINDS[slot]
    return _PHRASES if kind is SlotKind.PHRASE else kind.value


def _slot_type(name: str, values: Values) -> _Json:
    """A kind of slot; free words are kept as said, the others as the value they stand for."""
    strategy = "ORIGINAL_VALUE" if name == _PHRASES else "TOP_RESOLUTION"
    return {
        "name": name,
        "identifier": _identifier("type", name),
        "description": None,
        "slotTypeValues": [
            {
                "synonyms": [{"value": each[:_LONGEST_VALUE]} for each in _others(value, more)]
                or None,
                "sampleValue": {"value": value[:_LONGEST_VALUE]},
            }
            for value, more in values.items()
        ],
        "parentSlotTypeSignature": None,
        "valueSelectionSetting": {"resolutionStrategy": strategy, "regexFilter": None},
    }


def _others(value: str, more: tuple[str, ...]) -> list[str]:
    return [each for each in dict.fromkeys(more) if each != value]


def _plain(told: str) -> str:
    """A name as Lex takes it: letters, digits, hyphens."""
    return re.sub(r"[^0-9A-Za-z]+", "-", told).strip("-")[:100] or "voicetill"


def _identifier(*names: str) -> str:
    """Ten letters and digits, the same for the same thing in every export."""
    return hashlib.sha256("/".join(names).encode()).hexdigest()[:10].upper()


# --- checks --------------------------------------------------------------------------------------


def lex_flaws(package: Package) -> list[str]:
    """What the import or the build would refuse: each in a sentence."""
    found = [] if "Manifest.json" in package else ["no Manifest.json"]
    locales = [path for path in package if path.endswith("/BotLocale.json")]
    if not locales:
        found.append("no locale")
    for path in locales:
        found += _locale_flaws(package, path.removesuffix("/BotLocale.json"))
    return found


def _locale_flaws(package: Package, folder: str) -> Iterator[str]:
    locale = folder.rpartition("/")[2]
    types = {
        told["name"]: told
        for path, told in package.items()
        if path.startswith(f"{folder}/SlotTypes/")
    }
    intents = {
        told["name"]: told
        for path, told in package.items()
        if path.startswith(f"{folder}/Intents/") and path.endswith("/Intent.json")
    }
    for name, told in intents.items():
        yield from _intent_flaws(package, f"{folder}/Intents/{name}", told, types.keys())
    for name, told in types.items():
        yield from _type_flaws(f"{locale}: {name}", told)
    said = {
        name: [each["utterance"] for each in told["sampleUtterances"] or ()]
        for name, told in intents.items()
    }
    yield from phrase_flaws({locale: said})
    most = 2_000_000 if locale in _LARGE else 200_000
    if sum(len(each) for every in said.values() for each in every) > most:
        yield f"{locale}: the utterances are over {most} characters"


def _intent_flaws(
    package: Package, path: str, told: _Json, types: Collection[str]
) -> Iterator[str]:
    name = told["name"]
    said = [each["utterance"] for each in told["sampleUtterances"] or ()]
    own = {each["slotName"] for each in told["slotPriorities"]}
    if not _NAME.fullmatch(name):
        yield f"{name}: not a name that Lex takes"
    if not said and told["parentIntentSignature"] is None:
        yield f"{name}: nothing says it"
    if len(said) > _MOST_UTTERANCES:
        yield f"{name}: {len(said)} utterances are over {_MOST_UTTERANCES}"
    for each in said:
        yield from _utterance_flaws(f"{name}: {each!r}", each, own)
    for slot in own:
        kind = package.get(f"{path}/Slots/{slot}/Slot.json", {}).get("slotTypeName", "")
        if not kind.startswith("AMAZON.") and kind not in types:
            yield f"{name}: no type {kind or 'at all'} for {slot}"


def _utterance_flaws(name: str, said: str, own: Collection[str]) -> Iterator[str]:
    slots = SLOT.findall(said)
    if len(said) > _LONGEST_UTTERANCE:
        yield f"{name} is over {_LONGEST_UTTERANCE} characters"
    if not set(slots) <= set(own):
        yield f"{name} has a slot that is not the intent's"
    if not SLOT.sub("", said).strip() and len(slots) != 1:
        yield f"{name} is nothing but slots"


def _type_flaws(name: str, told: _Json) -> Iterator[str]:
    values = [each["sampleValue"]["value"] for each in told["slotTypeValues"]]
    synonyms = [
        each["value"] for value in told["slotTypeValues"] for each in value["synonyms"] or ()
    ]
    twice = [value for value, count in Counter(map(str.casefold, values)).items() if count > 1]
    yield from (f"{name}: {value!r} stands there twice" for value in twice)
    if not values:
        yield f"{name}: no values"
    if len(values) + len(synonyms) > _MOST_VALUES:
        yield f"{name}: values and synonyms are over {_MOST_VALUES}"
