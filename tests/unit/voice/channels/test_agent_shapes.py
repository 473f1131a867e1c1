"""Exported agents hold what Google publishes of their files, and nothing else."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from app.voice.channels.agent_package import AgentFacts
from app.voice.channels.agent_values import ShopNames
from app.voice.channels.dialogflow_cx import FLOW, WEBHOOK, cx_agent, cx_flaws
from app.voice.channels.dialogflow_es import FALLBACK, es_agent, es_flaws
from app.voice.channels.skill_intents import WELCOME
from tests.unit.voice.channels.agent_shapes import CX, ES, misfits

BARE = AgentFacts(
    name="Northwind Outfitters",
    address="https://gateway.example/callbacks/dialogflow/demo",
    timezone="America/Los_Angeles",
    languages=("en", "es", "fr", "de"),
)
FULL = replace(
    BARE,
    shop=ShopNames(
        stores=["Capitol Hill", "Montréal / Vieux-Port"],
        products=["Nomad Boots!", 'Tent "Duo" (2-person)'],
        sizes=["42", "W 9.5"],
        colors=["Forest Green"],
    ),
)
FACTS = pytest.mark.parametrize("facts", [BARE, FULL], ids=["bare", "with its names"])


@FACTS
def test_a_cx_agent_is_a_json_package_as_it_is_published(facts: AgentFacts) -> None:
    assert misfits(cx_agent(facts), CX) == []


@FACTS
def test_an_es_agent_is_an_archive_as_the_console_exports_it(facts: AgentFacts) -> None:
    assert misfits(es_agent(facts), ES) == []


def test_the_timeout_of_a_webhook_is_one_that_dialogflow_takes() -> None:
    timeout = cx_agent(FULL)[f"webhooks/{WEBHOOK}.json"]["timeout"]["seconds"]

    assert 0 < timeout <= 30  # webhook.proto: "maximum allowed timeout is 30 seconds"


def test_every_value_of_an_entity_is_its_own_first_synonym() -> None:
    packages = (cx_agent(FULL), es_agent(FULL))
    lists = [
        told["entities"] if isinstance(told, dict) else told
        for package in packages
        for path, told in package.items()
        if "/entities/" in path or "_entries_" in path
    ]

    assert lists
    assert all(each["synonyms"][0] == each["value"] for told in lists for each in told)


def test_what_begins_and_what_is_not_understood_are_the_actions_that_every_es_agent_has() -> None:
    agent = es_agent(FULL)
    actions = [agent[f"intents/{name}.json"]["responses"][0] for name in (WELCOME, FALLBACK)]

    assert [each["action"] for each in actions] == ["input.welcome", "input.unknown"]


@pytest.mark.parametrize(
    ("make", "check"), [(es_agent, es_flaws), (cx_agent, cx_flaws)], ids=["es", "cx"]
)
def test_an_address_without_https_is_told_to_be_refused(make: Any, check: Any) -> None:
    plain = make(replace(FULL, address="http://gateway.example/callbacks/dialogflow/demo"))

    assert [each for each in check(plain) if "https" in each]


def test_the_check_itself_finds_what_is_not_published() -> None:
    spoiled: dict[str, Any] = dict(deepcopy(cx_agent(FULL)))
    flow = spoiled[f"flows/{FLOW}/{FLOW}.json"]
    flow["nluSettings"]["modelType"] = "STANDARD"
    flow["transition_routes"] = []
    del spoiled["agent.json"]["timeZone"]
    spoiled["intents/Other/Wrong.json"] = {}
    spoiled["entityTypes/SIZE/entities/fr.json"]["entities"][0]["languageCode"] = "en"

    found = " ".join(misfits(spoiled, CX))

    for words in ("'STANDARD' is not", "no field transition_routes", "lacks timeZone"):
        assert words in found
    assert "intents/Other/Wrong.json: no such file" in found
    assert "entities/fr.json: holds" in found
