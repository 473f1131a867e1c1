"""Alexa's dialog management: what Alexa says of it, and the directives that steer it.

Our dialogue asks its own questions. Telling Alexa which slot is asked for makes it listen for that
slot, so that "hiking boots" or "nine and a half" alone is understood. The slots are emptied in the
directive, so whatever comes filled next was said in answer.

Source: Alexa documentation "Dialog Interface Reference" (fact sheet §1.2, read 2026-11-20): only
for intents of the dialog model, which is where requests carry a `dialogState`; the intent in the
directive is the one of the request; not in answer to a launch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.voice.channels.port import Json, inner, text_of
from app.voice.channels.skill_intents import BY_NAME, IntentDefinition
from app.voice.nlu.understanding import Expect
from app.voice.reply import Reply
from app.voice.turn import Intent, Slot

ATTRIBUTE: Final = "asked"
"""The session attribute that tells what was asked for: intent and slot."""
_BUILT_IN: Final = "AMAZON."
_CONFIRM: Final = "confirm"
_CONFIRM_SLOT: Final = "confirm:"
"""Before the name of the slot whose value is to be confirmed."""
_OFFERED: Final = {Expect.OTHER_STORE: "store"}
"""Questions whose yes or no is about one slot, filled with what was offered."""
_CONFIRMING: Final = frozenset(
    {
        Expect.OFFER,
        Expect.CONFIRM,
        Expect.CONFIRM_CANCEL,
        Expect.CONFIRM_RETURN,
        Expect.CONFIRM_EXCHANGE,
    }
)
_GOODS: Final = frozenset({Slot.QUERY, Slot.PRODUCT})
_SAID: Final = frozenset({"CONFIRMED", "DENIED"})
_UNDER_WAY: Final = frozenset({"STARTED", "IN_PROGRESS"})
_GOING_ON: Final = frozenset({"IN_PROGRESS", "COMPLETED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """What a request says of the dialog that Alexa manages."""

    intent: str = ""
    state: str = ""
    """STARTED, IN_PROGRESS, COMPLETED; empty where the intent is not in a dialog model."""
    confirmation: str = "NONE"
    slots: tuple[str, ...] = ()
    """Names of all slots of the intent."""
    asked: str = ""
    """The slot that our last answer asked for, `confirm`, or `confirm:` and the slot that was to be
    confirmed; empty if it asked for none."""
    slot_confirmation: str = "NONE"
    """What became of that slot."""
    _ours: IntentDefinition | None = field(default=None, repr=False)

    @property
    def is_merchants(self) -> bool:
        """Whether a model of the merchant's own is still asking its own questions; a built-in
        intent asks none, whatever state comes with it."""
        is_built_in = self.intent.startswith(_BUILT_IN)
        return self._ours is None and not is_built_in and self.state in _UNDER_WAY

    def meaning(
        self, intent: Intent, slots: Mapping[Slot, str]
    ) -> tuple[Intent, Mapping[Slot, str]]:
        """What the shopper meant: an answer to what was asked is no new wish."""
        if self.confirmation == "DENIED":
            return Intent.NO, {}
        if self.asked == _CONFIRM and self.confirmation == "CONFIRMED":
            return Intent.YES, {}
        if self.slot_confirmation != "NONE":
            return (Intent.YES if self.slot_confirmation == "CONFIRMED" else Intent.NO), {}
        if not self.asked or not slots:
            return intent, slots
        named = _GOODS & slots.keys()
        return (Intent.INFORM if not named or self.asked == "query" else intent), slots

    def directives(self, reply: Reply) -> list[dict[str, Any]]:
        """What Alexa is to listen for next; empty where that is not for us to say."""
        asked = self.next(reply)
        if not asked:
            return []
        slots: dict[str, dict[str, str]] = {
            name: {"name": name, "confirmationStatus": "NONE"} for name in self.slots
        }
        intent = {"name": self.intent, "confirmationStatus": "NONE", "slots": slots}
        if asked == _CONFIRM:
            return [{"type": "Dialog.ConfirmIntent", "updatedIntent": intent}]
        if asked.startswith(_CONFIRM_SLOT):
            slot = asked.removeprefix(_CONFIRM_SLOT)
            slots[slot]["value"] = reply.choices[0]
            told = {"type": "Dialog.ConfirmSlot", "slotToConfirm": slot}
            return [{**told, "updatedIntent": intent}]
        return [{"type": "Dialog.ElicitSlot", "slotToElicit": asked, "updatedIntent": intent}]

    def next(self, reply: Reply) -> str:
        """What the reply asks for, as `asked` has it; empty: nothing."""
        if self._ours is None or not self.state or reply.end:
            return ""
        offered = _OFFERED.get(reply.expect)
        if offered is not None:
            told = reply.choices and offered in self.slots and offered in self._ours.asks
            return f"{_CONFIRM_SLOT}{offered}" if told else ""
        if reply.expect in _CONFIRMING:
            return _CONFIRM if self._ours.confirms else ""
        is_option = reply.expect is Expect.OPTION
        slot = reply.option if is_option else self._ours.questions.get(reply.expect)
        return slot if slot and slot in self.slots and slot in self._ours.asks else ""


def dialog_of(payload: Json) -> Dialog:
    """What a request's envelope says of the dialog."""
    request = inner(payload, "request")
    intent = inner(request, "intent")
    name = text_of(intent, "name")
    state = text_of(request, "dialogState")
    told, _, slot = text_of(inner(payload, "session", "attributes"), ATTRIBUTE).partition(".")
    asked = slot if told == name and state in _GOING_ON else ""
    return Dialog(
        intent=name,
        state=state,
        confirmation=text_of(intent, "confirmationStatus") or "NONE",
        slots=tuple(inner(intent, "slots")),
        asked=asked,
        slot_confirmation=_slot_confirmation(asked, intent),
        _ours=BY_NAME.get(name),
    )


def _slot_confirmation(asked: str, intent: Json) -> str:
    """What the shopper said to the value of a slot; NONE where none was asked about."""
    if not asked.startswith(_CONFIRM_SLOT):
        return "NONE"
    slot = inner(intent, "slots", asked.removeprefix(_CONFIRM_SLOT))
    said = text_of(slot, "confirmationStatus")
    return said if said in _SAID else "NONE"


def delegated() -> dict[str, Any]:
    """The answer that lets Alexa go on with the merchant's own dialog."""
    return {"directives": [{"type": "Dialog.Delegate"}]}
