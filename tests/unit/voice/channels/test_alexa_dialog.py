"""Alexa listens for what was asked, and what it heard is the answer and no new wish."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from app.voice.channels import alexa
from app.voice.nlu.understanding import Expect
from app.voice.reply import Permission, PermissionCard, Reply, Text
from app.voice.turn import Intent, Slot, TurnKind
from tests.contracts_path import contracts_dir
from tests.unit.voice.channels.test_alexa import SHOP, envelope

SLOTS = ("query", "product", "quantity", "size", "color", "method", "store")


def asked(
    name: str = "OrderProductIntent", *, state: str = "IN_PROGRESS", attributes: Any = None,
    confirmation: str = "NONE", screen: bool = False, status: Any = None, **filled: str,
) -> alexa.Envelope:  # fmt: skip
    """An intent of our model, with its dialog under way."""
    slots = {slot: {"name": slot, "confirmationStatus": "NONE"} for slot in SLOTS}
    for slot, value in filled.items():
        slots[slot] = {**slots.get(slot, {"name": slot}), "value": value}
    for slot, said in (status or {}).items():
        slots[slot]["confirmationStatus"] = said
    request = {
        "type": "IntentRequest",
        "dialogState": state,
        "intent": {"name": name, "confirmationStatus": confirmation, "slots": slots},
    }
    body = orjson.loads(envelope(request))
    body["session"]["attributes"] = attributes or {}
    if screen:
        interfaces = {"Alexa.Presentation.APL": {"runtime": {"maxVersion": "2024.1"}}}
        body["context"]["System"]["device"] = {"supportedInterfaces": interfaces}
    return alexa.parse(orjson.dumps(body), SHOP)


def answer(told: alexa.Envelope, reply: Reply) -> dict[str, Any]:
    body: dict[str, Any] = orjson.loads(alexa.render(told.turn, reply, told))
    return body


def question(expect: Expect, option: str | None = None, **more: Any) -> Reply:
    return Reply(say=(Text("Which?"),), expect=expect, option=option, **more)


@pytest.mark.parametrize(
    ("reply", "slot"),
    [
        (question(Expect.OPTION, "size"), "size"),
        (question(Expect.OPTION, "color"), "color"),
        (question(Expect.METHOD), "method"),
        (question(Expect.STORE), "store"),
        (question(Expect.QUANTITY), "quantity"),
        (question(Expect.PRODUCT), "query"),
    ],
)
def test_what_is_asked_for_is_what_alexa_listens_for(reply: Reply, slot: str) -> None:
    body = answer(asked(query="boots"), reply)

    (directive,) = body["response"]["directives"]
    assert (directive["type"], directive["slotToElicit"]) == ("Dialog.ElicitSlot", slot)
    assert directive["updatedIntent"]["name"] == "OrderProductIntent"
    assert all("value" not in each for each in directive["updatedIntent"]["slots"].values())
    assert body["sessionAttributes"] == {"asked": f"OrderProductIntent.{slot}"}


@pytest.mark.parametrize(
    "told",
    [
        asked(state=""),
        asked("AMAZON.YesIntent"),
        asked("OrderStatusIntent"),
    ],
    ids=["no dialog model", "built-in", "another intent's question"],
)
def test_what_alexa_cannot_be_told_is_left_to_it(told: alexa.Envelope) -> None:
    assert "directives" not in answer(told, question(Expect.METHOD))["response"]


def test_the_end_of_a_conversation_asks_for_nothing() -> None:
    assert "directives" not in answer(asked(), question(Expect.METHOD, end=True))["response"]


def test_before_anything_is_done_alexa_is_to_listen_for_a_yes() -> None:
    body = answer(asked(), question(Expect.CONFIRM))

    (directive,) = body["response"]["directives"]
    assert directive["type"] == "Dialog.ConfirmIntent"
    assert body["sessionAttributes"] == {"asked": "OrderProductIntent.confirm"}


@pytest.mark.parametrize(("status", "meant"), [("CONFIRMED", Intent.YES), ("DENIED", Intent.NO)])
def test_a_confirmation_that_was_asked_for_is_a_yes_or_a_no(status: str, meant: Intent) -> None:
    told = asked(attributes={"asked": "OrderProductIntent.confirm"}, confirmation=status)

    assert (told.turn.intent, told.turn.slots) == (meant, {})


def test_a_store_that_is_offered_is_a_slot_to_confirm() -> None:
    body = answer(asked(), question(Expect.OTHER_STORE, choices=("Ballard", "Bellevue")))

    (directive,) = body["response"]["directives"]
    assert (directive["type"], directive["slotToConfirm"]) == ("Dialog.ConfirmSlot", "store")
    assert directive["updatedIntent"]["slots"]["store"]["value"] == "Ballard"
    assert body["sessionAttributes"] == {"asked": "OrderProductIntent.confirm:store"}


@pytest.mark.parametrize(
    ("status", "meant", "slots"),
    [
        ("CONFIRMED", Intent.YES, {}),
        ("DENIED", Intent.NO, {}),
        ("NONE", Intent.INFORM, {Slot.PLACE: "Bellevue"}),
    ],
)
def test_a_slot_that_was_to_be_confirmed_is_a_yes_a_no_or_another_value(
    status: str, meant: Intent, slots: dict[Slot, str]
) -> None:
    told = asked(
        attributes={"asked": "OrderProductIntent.confirm:store"},
        status={"store": status},
        store="Bellevue",
    )

    assert (told.turn.intent, told.turn.slots) == (meant, slots)


@pytest.mark.parametrize("official", ["intent-recipe.json", "written-intent-resolutions.json"])
def test_an_official_intent_with_a_confirmed_slot_is_read_as_it_was_said(official: str) -> None:
    body = orjson.loads(contracts_dir("voice", "alexa", official).read_bytes())
    plain = alexa.parse(orjson.dumps(body), SHOP).turn
    for slot in body["request"]["intent"].get("slots", {}).values():
        slot["confirmationStatus"] = "CONFIRMED"

    told = alexa.parse(orjson.dumps(body), SHOP).turn

    assert (told.intent, told.slots) == (plain.intent, plain.slots)


def test_a_confirmation_nobody_asked_for_places_no_order_by_itself() -> None:
    told = asked(state="COMPLETED", confirmation="CONFIRMED", query="boots")

    assert told.turn.intent is Intent.PLACE_ORDER


def test_a_slot_that_was_asked_for_is_an_answer() -> None:
    told = asked(attributes={"asked": "OrderProductIntent.size"}, size="10")

    assert (told.turn.intent, told.turn.slots) == (Intent.INFORM, {Slot.SIZE: "10"})


def test_other_goods_named_instead_of_an_answer_are_a_new_wish() -> None:
    told = asked(attributes={"asked": "OrderProductIntent.size"}, query="a red kettle")

    assert told.turn.intent is Intent.PLACE_ORDER


def test_an_answer_to_an_earlier_question_is_not_taken_for_one_to_this() -> None:
    told = asked(
        "CheckAvailabilityIntent",
        state="STARTED",
        attributes={"asked": "OrderProductIntent.size"},
        query="boots",
    )

    assert told.turn.intent is Intent.CHECK_AVAILABILITY


def test_a_slot_the_shopper_denied_was_not_said() -> None:
    slots = {"query": {"name": "query", "value": "boats", "confirmationStatus": "DENIED"}}
    request = {"type": "IntentRequest", "intent": {"name": "OrderProductIntent", "slots": slots}}

    assert alexa.parse(envelope(request), SHOP).turn.slots == {}


@pytest.mark.parametrize("odd", [[], "x", 7, {"asked": 3}, {"asked": "no dot"}, None])
def test_odd_session_attributes_do_no_harm(odd: Any) -> None:
    assert asked(attributes=odd, query="boots").turn.intent is Intent.PLACE_ORDER


# --- screens and permissions -----------------------------------------------------------------


def test_choices_are_shown_on_screens_and_a_touch_chooses() -> None:
    reply = question(Expect.PRODUCT_CHOICE, choices=("Boots <A&B>", "Shoes"))

    (shown,) = answer(asked(screen=True), reply)["response"]["directives"]

    rows = shown["document"]["mainTemplate"]["items"][0]["items"]
    assert shown["type"] == "Alexa.Presentation.APL.RenderDocument"
    touched = {
        "type": "Alexa.Presentation.APL.UserEvent",
        "arguments": rows[1]["onPress"]["arguments"],
    }
    turn = alexa.parse(envelope(touched), SHOP).turn
    assert (turn.kind, turn.intent) == (TurnKind.SPEECH, Intent.INFORM)
    assert turn.slots == {Slot.ORDINAL: "2"}


def test_a_touched_element_of_the_older_displays_chooses_too() -> None:
    turn = alexa.parse(
        envelope({"type": "Display.ElementSelected", "token": "choose:1"}), SHOP
    ).turn

    assert turn.slots == {Slot.ORDINAL: "1"}


@pytest.mark.parametrize("told", [None, [], ["choose"], ["choose", {}], ["choose", "x"], ["x", 1]])
def test_a_touch_on_something_else_is_noted_only(told: Any) -> None:
    request = {"type": "Alexa.Presentation.APL.UserEvent", "arguments": told}

    assert alexa.parse(envelope(request), SHOP).turn.kind is TurnKind.EVENT


def test_consent_is_asked_for_by_amazons_own_names() -> None:
    card = PermissionCard((Permission.ADDRESS, Permission.EMAIL, Permission.PHONE))

    response = answer(asked(), Reply(say=(Text("See the app."),), card=card))["response"]

    assert response["card"] == {
        "type": "AskForPermissionsConsent",
        "permissions": [
            "read::alexa:device:all:address",
            "alexa::profile:email:read",
            "alexa::profile:mobile_number:read",
        ],
    }


def test_directives_that_would_burst_the_answer_are_left_out() -> None:
    told = asked()
    huge = {"type": "Dialog.UpdateDynamicEntities", "types": ["x" * 30_000]}

    body = alexa.render(told.turn, question(Expect.METHOD), told, directives=[orjson.dumps(huge)])

    assert len(body) <= alexa.MAX_RESPONSE_BYTES
    assert [each["type"] for each in orjson.loads(body)["response"]["directives"]] == [
        "Dialog.ElicitSlot"
    ]
