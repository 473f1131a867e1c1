"""Agents for Dialogflow are made from the definitions that requests are read by."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app.cli import cli
from app.voice.channels.agent_package import (
    EXPORTED,
    AgentFacts,
    Package,
    archive,
    differences,
    opened,
)
from app.voice.channels.agent_values import ShopNames
from app.voice.channels.dialogflow_cx import FLOW, cx_agent, cx_flaws
from app.voice.channels.dialogflow_es import es_agent, es_flaws
from app.voice.channels.naming import intent_named, kind_named, slots_in
from app.voice.channels.skill_intents import WELCOME
from app.voice.turn import TurnKind
from domain.errors import InvalidInputError
from tests.contracts_path import contracts_dir
from tests.unit.voice.channels.conftest import Lines

LANGUAGES = ("en", "es", "fr", "de")
SHOP = ShopNames(
    stores=["Capitol Hill"], products=["Nomad Boots!"], sizes=["42"], colors=["Forest Green"]
)
BARE = AgentFacts(
    name="Northwind Outfitters",
    address="https://gateway.example/callbacks/dialogflow/demo",
    timezone="America/Los_Angeles",
    languages=LANGUAGES,
)
FULL = replace(BARE, shop=SHOP)
Make = Callable[[AgentFacts], Package]
Check = Callable[[Package], list[str]]
EDITIONS = pytest.mark.parametrize(
    ("make", "check"), [(es_agent, es_flaws), (cx_agent, cx_flaws)], ids=["es", "cx"]
)


@EDITIONS
@pytest.mark.parametrize("facts", [BARE, FULL], ids=["bare", "with its names"])
def test_an_agent_has_no_flaw_in_any_language(make: Make, check: Check, facts: AgentFacts) -> None:
    assert check(make(facts)) == []
    for language in LANGUAGES:
        assert check(make(replace(facts, languages=(language,)))) == []


def test_every_intent_and_slot_of_an_agent_is_read_as_it_is_meant() -> None:
    for definition in EXPORTED:
        assert intent_named(definition.name) is definition.means
        for slot in definition.slots:
            assert list(slots_in({slot: "x"})), slot
    assert kind_named(WELCOME) is TurnKind.LAUNCH


@EDITIONS
def test_the_same_shop_gives_the_same_archive(make: Make, check: Check) -> None:
    packed = archive(make(FULL))

    assert packed == archive(make(FULL))
    assert differences(opened(packed), make(FULL)) == []


@EDITIONS
def test_a_new_product_makes_an_earlier_export_stale(make: Make, check: Check) -> None:
    later = make(replace(FULL, shop=replace(SHOP, products=["Nomad Boots!", "Camp Mug"])))

    stale = differences(make(FULL), later)

    assert any("PRODUCT" in each and "changed" in each for each in stale)
    assert all("agent.json" not in each for each in stale)


def test_what_es_would_refuse_is_found() -> None:
    spoiled = dict(deepcopy(es_agent(FULL)))
    name = "intents/OrderStatusIntent_usersays_en.json"
    spoiled[name][0]["data"].append({"text": "x", "alias": "nothing", "meta": "@NOTHING"})
    spoiled["intents/Orphan_usersays_en.json"] = []
    spoiled["intents/ThanksIntent_usersays_en.json"] += spoiled[
        "intents/HumanAgentIntent_usersays_en.json"
    ][:1]
    del spoiled["entities/STORE.json"]

    found = " ".join(es_flaws(spoiled))

    for word in ("nothing is no parameter", "no such intent", "is said of", "no entity STORE"):
        assert word in found


def test_what_cx_would_refuse_is_found() -> None:
    spoiled = dict(deepcopy(cx_agent(FULL)))
    flow = spoiled[f"flows/{FLOW}/{FLOW}.json"]
    flow["transitionRoutes"][1]["intent"] = "Nothing"
    flow["transitionRoutes"][2]["triggerFulfillment"] = {"webhook": "other"}
    del spoiled["intents/ThanksIntent/trainingPhrases/de.json"]
    del spoiled["entityTypes/STORE/STORE.json"]
    part = {"text": "x", "parameterId": "nothing"}
    spoiled["intents/ViewCartIntent/trainingPhrases/en.json"]["trainingPhrases"].append(
        {"parts": [part], "repeatCount": 1, "languageCode": "en"}
    )

    found = " ".join(cx_flaws(spoiled))

    for word in ("no intent Nothing", "no route leads to", "no webhook other", "without a tag"):
        assert word in found
    for word in ("no phrases in de", "no entity type @STORE", "no parameter nothing"):
        assert word in found


def test_a_request_of_the_exported_agent_has_the_shape_of_the_sample() -> None:
    sample = json.loads(
        contracts_dir("voice", "dialogflow-cx", "written-request-text.json").read_text()
    )
    flow = cx_agent(FULL)[f"flows/{FLOW}/{FLOW}.json"]
    tags = {each["triggerFulfillment"]["tag"] for each in flow["transitionRoutes"]}

    assert "OrderStatusIntent" in tags
    assert set(sample["fulfillmentInfo"]) == {"tag"}


def _cx_body(words: str, tag: str, session: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": words,
        "languageCode": "en",
        "fulfillmentInfo": {"tag": tag},
        "intentInfo": {
            "displayName": tag,
            "parameters": {name: {"resolvedValue": value} for name, value in own.items()},
        },
        "sessionInfo": {
            "session": "projects/p/locations/l/agents/a/sessions/kept",
            "parameters": session,
        },
    }


def test_what_a_session_kept_is_not_taken_for_what_is_said_now(lines: Lines) -> None:
    kept = {"query": "trail tent"}
    own = _cx_body("do you have the mug", "CheckAvailabilityIntent", kept, {"query": "camp mug"})
    asked = _cx_body("and", "CheckAvailabilityIntent", kept, {})

    told = [
        lines.post("dialogflow", each).get_json()["fulfillmentResponse"]["messages"][0]
        for each in (own, asked)
    ]

    assert "Mug" in told[0]["text"]["text"][0]
    assert not any("Tent" in each["text"]["text"][0] for each in told)


def test_a_language_without_sentences_is_refused_by_name() -> None:
    with pytest.raises(InvalidInputError, match="it"):
        replace(BARE, languages=("it",))


def test_the_command_writes_an_agent_and_tells_when_it_is_stale(
    sqlite_url: str, tmp_path: Path
) -> None:
    env = {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    runner, file = CliRunner(), str(tmp_path / "agent.zip")
    shop = ("merchants", "add", "north", "--name", "North", "--currency", "USD")
    runner.invoke(cli, [*shop, "--country", "US", "--timezone", "UTC"], env=env)
    export = ("dialogflow", "export", file, "--cx", "--merchant", "north")

    made = runner.invoke(cli, [*export, "--locale", "en-US", "--locale", "de-DE"], env=env)
    fresh = runner.invoke(cli, [*export, "--locale", "en", "--locale", "de", "--check"], env=env)
    stale = runner.invoke(cli, [*export, "--locale", "en", "--check"], env=env)

    assert (made.exit_code, fresh.exit_code, stale.exit_code) == (0, 0, 1), made.exception
    assert "agent.json: changed" in stale.stdout
    assert opened(Path(file).read_bytes())["agent.json"]["supportedLanguageCodes"] == ["de"]
