"""A bot for Lex V2 is made from the definitions that its requests are read by."""

from __future__ import annotations

import io
import runpy
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.request import Request

import orjson
import pytest
from click.testing import CliRunner

from app.cli import cli
from app.voice.channels.agent_package import EXPORTED, archive, differences, opened
from app.voice.channels.agent_values import ShopNames
from app.voice.channels.lex_model import (
    FALLBACK,
    VOICES,
    WELCOME,
    BotFacts,
    lex_bot,
    lex_flaws,
    locale_id,
)
from app.voice.channels.naming import intent_named, kind_named
from app.voice.turn import TurnKind
from domain.errors import InvalidInputError
from tests.contracts_path import PROJECT_ROOT, contracts_dir
from tests.unit.voice.channels.conftest import PUBLIC, SECRET, Lines

SHOP = ShopNames(
    stores=["Capitol Hill"], products=["Nomad Boots!"], sizes=["42"], colors=["Forest Green"]
)
BARE = BotFacts(name="Northwind Outfitters", locales=tuple(VOICES))
FULL = replace(BARE, shop=SHOP)
FOLDER = "Northwind-Outfitters/BotLocales/en_US"


@pytest.mark.parametrize("facts", [BARE, FULL], ids=["bare", "with its names"])
def test_a_bot_has_no_flaw_in_any_locale(facts: BotFacts) -> None:
    assert lex_flaws(lex_bot(facts)) == []


def test_every_intent_of_a_bot_is_asked_for_here_and_read_as_it_is_meant() -> None:
    bot = lex_bot(FULL)

    for definition in EXPORTED:
        told = bot[f"{FOLDER}/Intents/{definition.name}/Intent.json"]
        assert told["dialogCodeHook"] == {"enabled": True}
        assert told["fulfillmentCodeHook"]["enabled"] is True
        assert intent_named(definition.name) is definition.means
    assert bot[f"{FOLDER}/Intents/{FALLBACK}/Intent.json"]["fulfillmentCodeHook"]["enabled"]
    assert intent_named(FALLBACK) is None
    assert kind_named(WELCOME) is TurnKind.LAUNCH


def test_files_have_the_fields_of_a_bot_that_lex_itself_exported() -> None:
    bot = lex_bot(FULL)
    intent = f"{FOLDER}/Intents/CheckAvailabilityIntent"

    assert bot["Manifest.json"]["metaData"]["resourceType"] == "BOT"
    assert set(bot[f"{FOLDER}/BotLocale.json"]) == {
        *("name", "identifier", "version", "description", "voiceSettings"),
        "nluConfidenceThreshold",
    }
    assert set(bot[f"{intent}/Intent.json"]) == {
        *("name", "identifier", "description", "parentIntentSignature", "sampleUtterances"),
        *("intentConfirmationSetting", "intentClosingSetting", "inputContexts", "outputContexts"),
        *("kendraConfiguration", "dialogCodeHook", "fulfillmentCodeHook", "slotPriorities"),
    }
    assert set(bot[f"{intent}/Slots/size/Slot.json"]) == {
        *("name", "identifier", "description", "slotTypeName", "obfuscationSetting"),
        *("valueElicitationSetting", "multipleValuesSetting"),
    }
    assert set(bot[f"{FOLDER}/SlotTypes/SIZE/SlotType.json"]) == {
        *("name", "identifier", "description", "slotTypeValues", "parentSlotTypeSignature"),
        "valueSelectionSetting",
    }


def test_the_same_shop_gives_the_same_archive_and_a_new_product_another() -> None:
    packed = archive(lex_bot(FULL))
    later = lex_bot(replace(FULL, shop=replace(SHOP, products=["Nomad Boots!", "Camp Mug"])))

    assert packed == archive(lex_bot(FULL))
    stale = differences(opened(packed), later)
    assert stale
    assert all("SlotTypes" in each or "Intents" in each for each in stale)


def test_what_lex_would_refuse_is_found() -> None:
    spoiled: dict[str, Any] = dict(deepcopy(lex_bot(FULL)))
    thanks = spoiled[f"{FOLDER}/Intents/ThanksIntent/Intent.json"]
    person = spoiled[f"{FOLDER}/Intents/HumanAgentIntent/Intent.json"]
    thanks["sampleUtterances"] += person["sampleUtterances"][:1]
    thanks["sampleUtterances"].append({"utterance": "thanks for {nothing}"})
    person["name"] = "a person"
    del spoiled[f"{FOLDER}/SlotTypes/STORE/SlotType.json"]
    sizes = spoiled[f"{FOLDER}/SlotTypes/SIZE/SlotType.json"]["slotTypeValues"]
    sizes.append(sizes[0])

    found = " ".join(lex_flaws(spoiled))

    for words in ("is said of", "not the intent's", "not a name", "no type STORE", "twice"):
        assert words in found


@pytest.mark.parametrize(("told", "known"), [("de", "de_DE"), ("en-GB", "en_GB")])
def test_a_locale_is_one_of_lex(told: str, known: str) -> None:
    assert locale_id(told) == known


@pytest.mark.parametrize("locales", [(), ("nl-NL",), ("en-XX",)])
def test_a_locale_without_sentences_or_voice_is_refused(locales: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInputError):
        BotFacts(name="x", locales=locales)


def test_the_command_writes_a_bot_and_says_when_it_is_stale(
    sqlite_url: str, tmp_path: Path
) -> None:
    env = {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}
    made = tmp_path / "bot.zip"
    north = ("--name", "North", "--currency", "usd", "--country", "US", "--timezone", "UTC")

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(cli, arguments, env=env)

    run("merchants", "add", "north", *north)
    written = run("lex", "model", str(made), "--merchant", "north", "--locale", "de-DE")
    same = run("lex", "model", str(made), "--merchant", "north", "--locale", "de-DE", "--check")
    other = run("lex", "model", str(made), "--merchant", "north", "--locale", "fr", "--check")

    assert written.exit_code == 0, written.output
    assert "North/BotLocales/de_DE/BotLocale.json" in opened(made.read_bytes())
    assert (same.exit_code, other.exit_code) == (0, 1)
    assert "refuse" not in written.output


def test_the_function_of_an_alias_hands_on_what_the_gateway_says(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICETILL_URL", f"{PUBLIC}/callbacks/lex/mer_1")
    monkeypatch.setenv("VOICETILL_SECRET", SECRET)
    handler = runpy.run_path(str(PROJECT_ROOT / "deploy/lex/forward.py"))["handler"]
    event = orjson.loads(contracts_dir("voice", "lex-v2", "book-car.json").read_bytes())

    def ask(request: Request, timeout: float) -> io.BytesIO:
        assert request.full_url.startswith(PUBLIC)
        body, headers = request.data, {name.title(): v for name, v in request.header_items()}
        assert isinstance(body, bytes)
        return io.BytesIO(lines.post("lex", body, **headers).get_data())

    answer = handler(event, None, ask=ask)

    assert answer["sessionState"]["dialogAction"]["type"] in {"ElicitIntent", "Close"}
    assert answer["messages"][0]["content"]
