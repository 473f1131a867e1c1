"""What agents that are generated for another platform have in common: phrases, ids, the archive.

The same definitions that the Alexa model is made from (`skill_intents`, `sentences`). Answers to a
question ("the second one", "make it ten") are no intents of an agent: it hands on the words it does
not know, and they are understood here, where the question is known.
"""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import orjson

from app.voice.channels.agent_values import (
    SLOT,
    ShopNames,
    Values,
    language_of_agent,
    sentences_of,
    takes,
    values_of,
)
from app.voice.channels.skill_intents import DEFINITIONS, KINDS, IntentDefinition, SlotKind
from app.voice.turn import Intent
from domain.errors import InvalidInputError

Package: TypeAlias = Mapping[str, Any]
"""The files of an agent by path, each as the JSON it holds."""
EXPORTED: Final = tuple(each for each in DEFINITIONS if each.means is not Intent.INFORM)
"""The intents an agent is given."""
_IDS: Final = uuid.UUID("6f0c2b1e-58d5-4f43-9f4a-0d4d1d0c7a11")
_WRITTEN: Final = (2020, 1, 1, 0, 0, 0)
"""Every file's time, so that the same agent is the same archive."""
_SAMPLES: Final[Mapping[str, str]] = {
    "en": "running shoes",
    "es": "zapatillas",
    "fr": "baskets",
    "de": "Laufschuhe",
}
"""What stands for free words in a phrase where the shop has no goods yet."""
_NUMBERS: Final[Mapping[str, str]] = {"orderNumber": "88213", "quantity": "2", "number": "3"}
_SYSTEM: Final[Mapping[str, str]] = {
    "query": "@sys.any",
    "quantity": "@sys.number",
    "number": "@sys.number",
    "orderNumber": "@sys.number-sequence",
}
"""Dialogflow's own kinds by slot; the others are entities of ours."""
MAX_PHRASE: Final = 768
MAX_PHRASES: Final = 2_000
"""Characters of a phrase, phrases of an intent in a language ("Quotas and limits", ES)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFacts:
    """What an agent is made of."""

    name: str
    """As people call it; the merchant's."""
    address: str
    """Where its requests go; the secret is entered on the other side by hand."""
    timezone: str
    languages: tuple[str, ...]
    """ISO 639-1, the first one is the agent's own."""
    shop: ShopNames = field(default_factory=ShopNames)

    def __post_init__(self) -> None:
        """Raises InvalidInputError for a language without sentences, or none."""
        if not self.languages:
            raise InvalidInputError("locale", "", "name one language at least")
        for each in self.languages:
            language_of_agent(each)

    def values(self, language: str) -> Mapping[SlotKind, Values]:
        """What our own kinds of slots take in a language."""
        return values_of(language_of_agent(language), self.shop)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a phrase; `slot` names what it is an example of."""

    text: str
    slot: str | None = None


def languages_of(locales: tuple[str, ...]) -> tuple[str, ...]:
    """The languages of locales, each once: "en-US" and "en-GB" are one language of an agent."""
    return tuple(dict.fromkeys(each.partition("-")[0].lower() for each in locales))


def slots_of(definition: IntentDefinition, facts: AgentFacts) -> tuple[str, ...]:
    """The slots of an intent that can be filled in some language."""
    every = [facts.values(language) for language in facts.languages]
    return tuple(name for name in definition.slots if any(takes(name, each) for each in every))


def phrases_of(
    definition: IntentDefinition, facts: AgentFacts, language: str
) -> tuple[tuple[Part, ...], ...]:
    """How an intent is said, each slot with an example; no phrase is given twice."""
    spoken, values = language_of_agent(language), facts.values(language)
    examples = _Examples(facts, language, values)
    made = (
        tuple(_parts(sample, examples, at))
        for at, sample in enumerate(sentences_of(definition, spoken, values))
    )
    return tuple({words_of(parts): parts for parts in made}.values())


def greetings_of(language: str) -> tuple[str, ...]:
    """How a conversation is begun in words."""
    return _GREETINGS[language]


def type_of(slot: str) -> str:
    """What Dialogflow takes a slot's values from."""
    return _SYSTEM.get(slot) or f"@{KINDS[slot].value}"


def words_of(parts: tuple[Part, ...]) -> str:
    """A phrase as it is said."""
    return "".join(part.text for part in parts)


def stable_id(*names: str) -> str:
    """The same id for the same thing in every export, so that two exports can be compared."""
    return str(uuid.uuid5(_IDS, "/".join(names)))


def archive(package: Package) -> bytes:
    """The package as the zip file that is restored on the other side; byte for byte the same."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for path in sorted(package):
            entry = zipfile.ZipInfo(path, _WRITTEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            into.writestr(entry, orjson.dumps(package[path], option=orjson.OPT_INDENT_2))
    return made.getvalue()


def opened(packed: bytes) -> Package:
    """The files of an archive. Raises InvalidInputError if it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as found:
            return {name: orjson.loads(found.read(name)) for name in found.namelist()}
    except (zipfile.BadZipFile, orjson.JSONDecodeError) as error:
        raise InvalidInputError("file", str(error), "use what an export wrote") from error


def differences(before: Package, now: Package) -> list[str]:
    """What of an earlier export is not what would be exported now: the paths, with why."""
    told = dict.fromkeys(now.keys() - before.keys(), "missing")
    told |= dict.fromkeys(before.keys() - now.keys(), "not exported any more")
    told |= {path: "changed" for path in before.keys() & now.keys() if before[path] != now[path]}
    return [f"{path}: {told[path]}" for path in sorted(told)]


def address_flaws(address: str) -> Iterator[str]:
    """Why Dialogflow would not call it: "must use https" (v2 `Fulfillment`, v3 `Webhook`)."""
    if not address.startswith("https://"):
        yield f"the address {address} is not https"


def phrase_flaws(said: Mapping[str, Mapping[str, list[str]]]) -> Iterator[str]:
    """What is said of two intents, by language: such a phrase teaches neither."""
    for language, by_intent in said.items():
        taken: dict[str, str] = {}
        for intent, phrases in by_intent.items():
            for phrase in phrases:
                first = taken.setdefault(phrase.casefold(), intent)
                if first != intent:
                    yield f"{language}: {phrase!r} is said of {first} and of {intent}"


@dataclass(frozen=True, slots=True)
class _Examples:
    """What stands for a slot in a phrase: another value in each, as far as there are some."""

    facts: AgentFacts
    language: str
    values: Mapping[SlotKind, Values]

    def of(self, slot: str, at: int) -> str:
        kind = KINDS[slot]
        if kind is SlotKind.NUMBER:
            return _NUMBERS[slot]
        if kind is SlotKind.PHRASE:
            goods = tuple(self.facts.shop.products) or (_SAMPLES[self.language],)
        else:
            goods = tuple(self.values[kind])
        return goods[at % len(goods)]


def _parts(sample: str, examples: _Examples, at: int) -> Iterator[Part]:
    behind = 0
    for match in SLOT.finditer(sample):
        if match.start() > behind:
            yield Part(sample[behind : match.start()])
        yield Part(examples.of(match.group(1), at), match.group(1))
        behind = match.end()
    if behind < len(sample):
        yield Part(sample[behind:])


_GREETINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "en": ("hello", "hi", "hi there", "good morning", "hey"),
    "es": ("hola", "buenos días", "buenas tardes", "buenas"),
    "fr": ("bonjour", "bonsoir", "salut", "allô"),
    "de": ("hallo", "guten tag", "guten morgen", "grüß gott"),
}
