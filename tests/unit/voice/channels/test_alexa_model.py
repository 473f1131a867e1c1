"""The interaction model follows Amazon's rules and the intents that requests are read by."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.voice.channels.alexa_intents import INTENTS, SLOTS
from app.voice.channels.alexa_model import LOCALES, interaction_model
from domain.errors import InvalidInputError
from tests.contracts_path import contracts_dir

SAMPLE = re.compile(r"[a-z.' ]*(?:\{\w+\}[a-z.' ]*)*")
PLACE = re.compile(r"\{(\w+)\}")
REQUIRED_BUILT_INS = {
    "AMAZON.HelpIntent",
    "AMAZON.StopIntent",
    "AMAZON.CancelIntent",
    "AMAZON.FallbackIntent",
    "AMAZON.NavigateHomeIntent",
    "AMAZON.YesIntent",
    "AMAZON.NoIntent",
    "AMAZON.RepeatIntent",
    "AMAZON.StartOverIntent",
}


def language_model(**more: Any) -> dict[str, Any]:
    model: dict[str, Any] = interaction_model(**more)["interactionModel"]["languageModel"]
    return model


@pytest.mark.parametrize("locale", LOCALES)
def test_there_is_a_model_for_every_locale_offered(locale: str) -> None:
    model = interaction_model(locale)

    assert len(json.dumps(model)) < 1_500_000


def test_every_intent_of_the_model_is_one_that_requests_are_read_by() -> None:
    names = [intent["name"] for intent in language_model()["intents"]]

    assert set(names) <= set(INTENTS)
    assert len(names) == len(set(names))
    assert set(names) >= REQUIRED_BUILT_INS


def test_every_slot_of_the_model_is_one_that_requests_are_read_by() -> None:
    for intent in language_model(stores=["Downtown"])["intents"]:
        for slot in intent.get("slots", ()):
            assert slot["name"].lower() in SLOTS


def test_samples_obey_amazons_rules() -> None:
    model = language_model(stores=["Downtown"])
    own_types = {kind["name"] for kind in model["types"]}
    seen: set[str] = set()
    for intent in model["intents"]:
        slots = {slot["name"]: slot["type"] for slot in intent.get("slots", ())}
        assert set(slots.values()) <= own_types | {t for t in slots.values() if "AMAZON." in t}
        for sample in intent["samples"]:
            used = PLACE.findall(sample)
            assert SAMPLE.fullmatch(sample), sample
            assert sample not in seen, f"two intents share {sample!r}"
            assert set(used) <= set(slots), sample
            searches = [name for name in used if slots[name] == "AMAZON.SearchQuery"]
            # a phrase slot stands alone and needs a carrier phrase
            assert not searches or (len(used) == 1 and PLACE.sub("", sample).strip()), sample
            seen.add(sample)


def test_own_slot_types_have_values_and_no_figures_among_their_synonyms() -> None:
    for kind in language_model(stores=["Capitol Hill"])["types"]:
        assert kind["values"]
        for value in kind["values"]:
            assert not any(
                char.isdigit() for synonym in value["name"]["synonyms"] for char in synonym
            )


def test_the_shape_is_that_of_amazons_published_models() -> None:
    folder = contracts_dir("voice", "alexa", "models")
    published = json.loads((folder / "dynamic-entities-en-US.json").read_text())
    theirs = published["interactionModel"]["languageModel"]
    ours = language_model()

    assert set(theirs) <= set(ours)
    assert {key for intent in ours["intents"] for key in intent} <= {"name", "slots", "samples"}
    assert {key for kind in theirs["types"] for key in kind} >= {
        key for kind in ours["types"] for key in kind
    }


@pytest.mark.parametrize("name", ["shop", "Voice Till", "shop 7 go", ""])
def test_an_invocation_name_amazon_would_refuse_is_refused_with_the_remedy(name: str) -> None:
    with pytest.raises(InvalidInputError, match="two or more"):
        interaction_model(invocation_name=name)


def test_a_locale_without_sentences_is_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match="en-US"):
        interaction_model("xx-XX")
