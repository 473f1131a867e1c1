"""The interaction model follows Amazon's rules and the intents that requests are read by."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.voice.channels.agent_values import ShopNames
from app.voice.channels.alexa_intents import INTENTS, SLOTS
from app.voice.channels.alexa_model import LOCALES, flaws, interaction_model
from domain.errors import InvalidInputError
from tests.contracts_path import contracts_dir

SHOP = ShopNames(
    stores=["Capitol Hill"], products=["Nomad Boots!"], sizes=["42"], colors=["Forest Green"]
)
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
    for intent in language_model(shop=SHOP)["intents"]:
        for slot in intent.get("slots", ()):
            assert slot["name"].lower() in SLOTS


@pytest.mark.parametrize("shop", [None, SHOP], ids=["bare", "with its names"])
@pytest.mark.parametrize("locale", LOCALES)
def test_every_model_obeys_amazons_rules(locale: str, shop: ShopNames | None) -> None:
    assert flaws(interaction_model(locale, shop=shop)) == []


def test_what_amazon_would_refuse_is_found() -> None:
    model = interaction_model(shop=SHOP)
    intents = model["interactionModel"]["languageModel"]["intents"]
    intents[0]["samples"] += ["{query}", "find {query} in {color}", "top 10", "what {nothing}"]
    intents[1]["samples"] += ["order it"]

    found = flaws(model)

    assert len(found) == 5
    assert any("is a sample of" in each for each in found)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_question_of_the_dialog_has_its_prompt(locale: str) -> None:
    model = interaction_model(locale, shop=SHOP)["interactionModel"]
    asked = {each["id"] for each in model["prompts"]}
    named = {
        prompt
        for intent in model["dialog"]["intents"]
        for part in (intent, *intent["slots"])
        for prompt in part["prompts"].values()
    }

    assert named == asked
    assert {each["name"] for each in model["dialog"]["intents"]} <= {
        each["name"] for each in model["languageModel"]["intents"]
    }


def test_the_shops_own_names_are_values_of_its_types() -> None:
    types = {kind["name"]: kind["values"] for kind in language_model(shop=SHOP)["types"]}

    assert [each["name"]["value"] for each in types["STORE"]] == ["Capitol Hill"]
    assert [each["name"]["value"] for each in types["PRODUCT"]] == ["Nomad Boots"]
    assert "Forest Green" in {each["name"]["value"] for each in types["COLOR"]}


def test_a_shop_too_large_for_a_model_is_told_so() -> None:
    with pytest.raises(InvalidInputError, match="over 1"):
        interaction_model(shop=ShopNames(colors=[f"shade {at} {'x' * 90}" for at in range(15_000)]))


def test_own_slot_types_have_values_and_no_figures_among_their_synonyms() -> None:
    for kind in language_model(shop=SHOP)["types"]:
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
    assert {"intents", "delegationStrategy"} == set(published["interactionModel"]["dialog"])
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
