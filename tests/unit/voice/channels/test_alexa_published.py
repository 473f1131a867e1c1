"""What is generated for a skill has the fields and words that Amazon publishes, and no others."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from app.voice.channels.agent_values import ShopNames
from app.voice.channels.alexa_manifest import SkillFacts, account_linking, manifest
from app.voice.channels.alexa_model import LOCALES, flaws, interaction_model
from app.voice.channels.lex_model import BotFacts, lex_bot, lex_flaws
from tests.unit.voice.channels.smapi import faults

SHOP = ShopNames(
    stores=["Capitol Hill"], products=["Nomad Boots!"], sizes=["42"], colors=["Forest Green"]
)
FACTS = SkillFacts(
    shop="Northwind",
    endpoint="https://shop.example/callbacks/alexa/northwind",
    invocation_name="north wind",
    locales=LOCALES,
    privacy_url="https://shop.example/privacy",
    terms_url="https://shop.example/terms",
)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_model_has_the_fields_of_amazons_own(locale: str) -> None:
    assert list(faults(interaction_model(locale, shop=SHOP), "InteractionModelData")) == []


def test_a_manifest_has_the_fields_and_words_of_amazons_own() -> None:
    assert list(faults(manifest(FACTS), "SkillManifestEnvelope")) == []


def test_an_account_linking_has_the_fields_and_words_of_amazons_own() -> None:
    told = account_linking("https://shop.example/link/n", client_id="c", scopes=["orders"])

    assert list(faults(told, "AccountLinkingRequest")) == []


def test_skills_are_asked_unnamed_in_the_united_states_alone() -> None:
    for locales, asked in ((("en-US", "de-DE"), True), (("de-DE",), False)):
        facts = SkillFacts(
            shop="Northwind", endpoint=FACTS.endpoint, invocation_name="n w", locales=locales
        )
        interfaces = manifest(facts)["manifest"]["apis"]["custom"]["interfaces"]
        assert ({"type": "CAN_FULFILL_INTENT_REQUEST"} in interfaces) is asked


def spoiled(document: Any, *place: str | int, value: Any) -> Any:
    copy = deepcopy(document)
    holder = copy
    for each in place[:-1]:
        holder = holder[each]
    holder[place[-1]] = value
    return copy


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("manifest", "permissions", 0, "name"), "read::alexa:device:all:address"),
        (("manifest", "publishingInformation", "distributionMode"), "SECRET"),
        (("manifest", "publishingInformation", "isAvailableWorldwide"), "no"),
        (("manifest", "events", "subscriptions", 0, "eventName"), "SKILL_LOVED"),
        (("manifest", "apis", "custom", "interfaces", 0, "type"), "TELEPATHY"),
        (("manifest", "apis", "custom", "endpoint", "url"), "https://shop.example"),
        (("manifest", "privacyAndCompliance", "locales"), []),
    ],
)
def test_a_manifest_that_amazon_would_not_read_is_found(place: Any, value: Any) -> None:
    assert list(faults(spoiled(manifest(FACTS), *place, value=value), "SkillManifestEnvelope"))


LANGUAGE = ("interactionModel", "languageModel")


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ((*LANGUAGE, "intents", 0, "utterances"), []),
        ((*LANGUAGE, "invocationName"), 5),
        (("interactionModel", "dialog", "delegationStrategy"), "NEVER"),
        (("interactionModel", "prompts", 0, "variations", 0, "type"), "Song"),
    ],
)
def test_a_model_that_amazon_would_not_read_is_found(place: Any, value: Any) -> None:
    model = spoiled(interaction_model(shop=SHOP), *place, value=value)

    assert list(faults(model, "InteractionModelData"))


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        (("intents", 0, "name"), "Order2Go", "letters and underscores"),
        (("intents", 0, "slots", 0, "name"), "size 1", "letters and underscores"),
        (("types", 0, "name"), "_STORE", "letters and underscores"),
        (("types", 0, "values"), [], "no values"),
        (("types", 0, "values", 0, "name", "value"), "x" * 141, "over 140"),
        (("types", 0, "values", 0, "name", "synonyms"), ["y" * 141], "over 140"),
    ],
)
def test_names_and_lengths_that_amazon_would_refuse_are_found(
    place: Any, value: Any, told: str
) -> None:
    model = spoiled(interaction_model(shop=SHOP), *LANGUAGE, *place, value=value)

    assert any(told in each for each in flaws(model))


def test_a_value_that_stands_twice_in_a_type_is_found() -> None:
    model = interaction_model(shop=SHOP)
    values = model["interactionModel"]["languageModel"]["types"][0]["values"]
    values.append({"name": {"value": values[0]["name"]["value"].upper(), "synonyms": []}})

    assert [each for each in flaws(model) if "stands there twice" in each]


TWO_TILLS = ShopNames(
    stores=["Downtown", "DOWNTOWN", "Store " + "x" * 150],
    products=["Nike Air-Max", "Nike air max", "Nike Air Max!"],
    sizes=["XL", "xl", "10", "10.5"],
    colors=["Black", "black", "Noir"],
)


@pytest.mark.parametrize("locale", LOCALES)
def test_what_two_tills_write_in_two_ways_is_one_value_of_a_model(locale: str) -> None:
    assert flaws(interaction_model(locale, shop=TWO_TILLS)) == []


def test_what_two_tills_write_in_two_ways_is_one_value_of_a_bot() -> None:
    locales = ("en-US", "de-DE", "es-ES", "fr-FR")

    assert lex_flaws(lex_bot(BotFacts(name="Northwind", locales=locales, shop=TWO_TILLS))) == []
