"""What a shopper says of their data is kept and carried out, and forgetting waits for a yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from app.shoppers.desk import DEFAULTS, Purpose, caller_subject
from app.voice.conversation import Conversation
from app.voice.nlu.manners import plainly
from app.voice.nlu.wishes import consent_in, wants_to_be_forgotten
from app.voice.speech import shown
from app.voice.turn import Turn
from domain.ids import CustomerId, MerchantId
from tests.conversations.talk import Talk
from tests.fakes.voice import JORDAN, NORTHWIND, TOKEN, TalkingShop, talking_shop


@dataclass
class Desk:
    """Words as they were kept, and who was erased."""

    words: dict[tuple[str, Purpose], bool] = field(default_factory=dict)
    erased: list[CustomerId] = field(default_factory=list)
    sessions: list[str | None] = field(default_factory=list)
    """In which conversation each word was said."""

    def agree(
        self,
        merchant_id: MerchantId,
        subject: str,
        purpose: Purpose,
        *,
        channel: str,
        given: bool,
        session: str | None = None,
    ) -> None:
        self.words[subject, purpose] = given
        self.sessions.append(session)

    def agrees(self, merchant_id: MerchantId, subject: str, purpose: Purpose) -> bool:
        return self.words.get((subject, purpose), DEFAULTS[purpose])

    def erase(
        self, merchant_id: MerchantId, customer_id: CustomerId, *, actor: str
    ) -> Mapping[str, int]:
        self.erased.append(customer_id)
        return {}


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def shop(desk: Desk) -> TalkingShop:
    made = talking_shop()
    made.voice = replace(made.voice, privacy=desk)
    return made


def say(shop: TalkingShop, words: str, *, token: str | None = TOKEN) -> str:
    turn = Turn(
        channel="phone",
        merchant_id=NORTHWIND,
        session_id="s1",
        user_id="+12065550123",
        request_id=words,
        text=words,
        access_token=token,
    )
    return shown(Conversation(shop=shop).answer(turn).say, "en-US")


def test_a_refusal_is_kept_for_the_shopper(shop: TalkingShop, desk: Desk) -> None:
    said = say(shop, "please don't keep what I say")

    assert desk.words == {(JORDAN.customer_id, Purpose.REMEMBER): False}
    assert said.startswith("Okay, I keep nothing")


def test_a_caller_without_an_account_refuses_for_the_number(shop: TalkingShop, desk: Desk) -> None:
    say(shop, "stop sending me ads", token=None)

    subject = caller_subject(NORTHWIND, "phone", "+12065550123")
    assert desk.words == {(subject, Purpose.MARKETING): False}
    assert desk.sessions == ["s1"]


def test_who_the_channel_does_not_name_refuses_for_that_conversation_alone(
    shop: TalkingShop, desk: Desk
) -> None:
    for session in ("s1", "s2"):
        turn = Turn(
            channel="dialogflow",
            merchant_id=NORTHWIND,
            session_id=session,
            user_id="",
            request_id=session,
            text="don't keep what I say",
        )
        Conversation(shop=shop).answer(turn)

    subjects = {subject for subject, _ in desk.words}
    assert subjects == {caller_subject(NORTHWIND, "dialogflow", each) for each in ("s1", "s2")}


def test_everything_is_erased_after_a_yes_and_nothing_after_a_no(
    shop: TalkingShop, desk: Desk
) -> None:
    say(shop, "forget me")
    say(shop, "no")
    assert desk.erased == []

    say(shop, "delete all my data")
    said = say(shop, "yes")

    assert desk.erased == [JORDAN.customer_id]
    assert said.startswith("It's done")


def test_a_stranger_erases_nobody(shop: TalkingShop, desk: Desk) -> None:
    say(shop, "forget me", token=None)
    say(shop, "yes", token=None)

    assert desk.erased == []


@pytest.mark.parametrize(
    "text",
    [
        *("forget me", "borra todos mis datos", "supprimez mes données", "lösch meine Daten"),
        *("delete everything you know about me", "borra todo lo que sabes de mí"),
        *("effacez tout ce que vous savez sur moi", "löschen Sie alles, was Sie über mich wissen"),
    ],
)
def test_the_wish_to_be_forgotten_is_heard_in_four_languages(text: str) -> None:
    assert wants_to_be_forgotten(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no quiero publicidad", ("marketing", False)),
        ("je ne veux pas de publicité", ("marketing", False)),
        ("keine Werbung bitte", ("marketing", False)),
        ("no guardes lo que digo", ("remember", False)),
        ("ne gardez pas ce que je dis", ("remember", False)),
        ("nicht speichern bitte", ("remember", False)),
        ("send me the newsletter", ("marketing", True)),
        ("do you have promotions", None),
        ("no thanks", None),
        ("forget it", None),
    ],
)
def test_consent_is_heard_and_nothing_else_for_it(text: str, told: tuple[str, bool] | None) -> None:
    assert consent_in(text) == told
    assert not wants_to_be_forgotten(text)


def test_nothing_of_what_was_said_is_kept_in_memory_for_the_next_turn() -> None:
    Talk("en").say("do you have a head lamp for my sister Wilhelmina")

    assert plainly.cache_info().currsize == 0
