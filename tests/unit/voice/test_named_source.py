"""Goods that shall come from a store by its name come from there, or it is said why not."""

from __future__ import annotations

import pytest

from app.voice.dialogue.state import State
from app.voice.dialogue.stored_state import decode, encode
from domain.ids import LocationId, ProductSku
from tests.conversations.shop import STORES
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND

_HARBOR = LocationId("hb")
_TENT = ProductSku("TENT")
_ASKED = {
    "en": "do you have the two person tent at downtown",
    "es": "¿tienen la carpa dos personas en Centro?",
    "fr": "avez-vous la tente deux places à République",
    "de": "haben Sie das Zelt für Zwei in Mitte",
}
_FROM_HARBOR = {
    "en": "send one from Harbor to Downtown",
    "es": "manden una de Harbor a Centro",
    "fr": "envoyez-en une de Harbor à République",
    "de": "schicken Sie eins von Harbor nach Mitte",
}
_GOODS_TOO = {
    "en": "can you send a two person tent from Harbor to Downtown",
    "es": "quiero que manden una carpa dos personas de Harbor a Centro",
    "fr": "faites envoyer une tente deux places de Harbor à République",
    "de": "können Sie ein Zelt für Zwei von Harbor nach Mitte schicken",
}
_RATHER = {
    "en": "no, from Harbor please",
    "es": "no, desde Harbor por favor",
    "fr": "non, de Harbor s'il vous plaît",
    "de": "nein, bitte aus Harbor",
}
_HAS_NONE = {
    "en": "Harbor doesn't have enough of it.",
    "es": "Harbor no tiene suficiente.",
    "fr": "Harbor n'en a pas assez.",
    "de": "Harbor hat davon nicht genug.",
}
_YES = {"en": "yes please", "es": "sí", "fr": "oui", "de": "ja bitte"}


def _talk(language: str, *, harbor: int = 2, elsewhere: int = 3) -> Talk:
    """Three stores; the first has no tent, the one that is nearest to it has some."""
    talk = Talk(language)
    talk.shop.transfers.offered = True
    talk.shop.shop.add_store(NORTHWIND, _HARBOR, "Harbor")
    talk.shop.shop.counts[NORTHWIND, _TENT, LocationId("nb")] = elsewhere
    talk.shop.shop.counts[NORTHWIND, _TENT, _HARBOR] = harbor
    return talk


def _sent(talk: Talk) -> list[tuple[str, str, str]]:
    return [
        (str(each.sku), str(each.source_id), str(each.destination_id))
        for each in talk.shop.transfers.kept.values()
    ]


@pytest.mark.parametrize("language", sorted(STORES))
def test_the_store_that_was_named_sends_it_although_another_is_nearer(language: str) -> None:
    talk = _talk(language)

    offered = talk.say(_ASKED[language], _FROM_HARBOR[language])
    talk.say(_YES[language])

    assert "Harbor" in offered
    assert STORES[language][1] not in offered
    assert _sent(talk) == [("TENT", "hb", "dt")]


@pytest.mark.parametrize("language", sorted(STORES))
def test_goods_and_both_stores_may_be_said_at_once(language: str) -> None:
    talk = _talk(language)

    talk.say(_GOODS_TOO[language], _YES[language])

    assert _sent(talk) == [("TENT", "hb", "dt")]


@pytest.mark.parametrize("language", sorted(STORES))
def test_a_store_that_has_none_is_said_to_have_none_and_another_is_offered(language: str) -> None:
    talk = _talk(language, harbor=0)

    offered = talk.say(_ASKED[language], _FROM_HARBOR[language])
    before = _sent(talk)
    talk.say(_YES[language])

    assert offered.startswith(_HAS_NONE[language])
    assert STORES[language][1] in offered
    assert (before, _sent(talk)) == ([], [("TENT", "nb", "dt")])


def test_a_store_of_another_till_is_not_said_to_have_none() -> None:
    talk = _talk("en")
    talk.shop.transfers.apart.add(_HARBOR)

    offered = talk.say(_ASKED["en"], _FROM_HARBOR["en"])

    assert offered.startswith("Harbor can't send it there. Shall I have one sent from Ballard")


def test_where_no_other_can_send_it_either_both_are_said() -> None:
    talk = _talk("en", harbor=0)
    talk.shop.transfers.apart.add(LocationId("nb"))

    told = talk.say(_ASKED["en"], _FROM_HARBOR["en"])

    assert told.startswith("Harbor doesn't have enough of it. No store can send it there")
    assert not _sent(talk)


@pytest.mark.parametrize("language", sorted(STORES))
def test_at_the_offer_another_store_may_be_named_to_send_it(language: str) -> None:
    talk = _talk(language)
    wish = _FROM_HARBOR[language].replace("Harbor", STORES[language][1])

    first = talk.say(_ASKED[language], wish)
    second = talk.say(_RATHER[language])
    talk.say(_YES[language])

    assert STORES[language][1] in first
    assert "Harbor" in second
    assert _sent(talk) == [("TENT", "hb", "dt")]


def test_more_of_it_comes_from_the_store_that_was_named_too() -> None:
    talk = _talk("en")

    talk.say(_ASKED["en"], _FROM_HARBOR["en"])
    offered = talk.say("two")

    assert "sent from Harbor to Downtown" in offered


def test_more_than_the_store_has_comes_from_where_there_is_more() -> None:
    talk = _talk("en")

    talk.say(_ASKED["en"], _FROM_HARBOR["en"])
    offered = talk.say("three")

    assert offered.startswith("Harbor doesn't have enough of it.")
    assert "from Ballard to Downtown" in offered


def test_the_store_that_was_named_is_forgotten_with_the_goods() -> None:
    talk = _talk("en")
    talk.shop.shop.counts[NORTHWIND, ProductSku("LAMP"), LocationId("nb")] = 4
    talk.shop.shop.counts[NORTHWIND, ProductSku("LAMP"), LocationId("dt")] = 0

    talk.say(_ASKED["en"], _FROM_HARBOR["en"])
    offered = talk.say("do you have a head lamp at downtown", "send one to downtown")

    assert "sent from Ballard to Downtown" in offered
    assert "Harbor" not in offered


def test_it_is_remembered_between_turns() -> None:
    state = State(brought=True, brought_from=_HARBOR)

    assert decode(encode(state)).brought_from == _HARBOR
