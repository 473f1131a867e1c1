"""Goods sent to a store because somebody said so, at the moments one says it, in four languages."""

from __future__ import annotations

import pytest

from domain.ids import LocationId, ProductSku
from tests.conversations.shop import STORES
from tests.conversations.talk import Talk
from tests.fakes.voice import NORTHWIND

_ASKED = {
    "en": "do you have the two person tent at downtown",
    "es": "¿tienen la carpa dos personas en Centro?",
    "fr": "avez-vous la tente deux places à République",
    "de": "haben Sie das Zelt für Zwei in Mitte",
}
_ORDERED = {
    "en": "order the two person tent for pickup downtown",
    "es": "quiero pedir la carpa dos personas para recoger en Centro",
    "fr": "je voudrais commander la tente deux places à retirer à République",
    "de": "ich möchte das Zelt für Zwei zur Abholung in Mitte bestellen",
}
_MUG = {
    "en": "order a camp mug for pickup downtown",
    "es": "quiero pedir una taza de camping para recoger en Centro",
    "fr": "je voudrais commander une tasse de camping à retirer à République",
    "de": "ich möchte einen Campingbecher zur Abholung in Mitte bestellen",
}
_YES = {"en": "yes please", "es": "sí", "fr": "oui", "de": "ja bitte"}
_SEND_IT = [
    ("en", "can you send one to downtown"),
    ("en", "could you have it sent to the downtown store"),
    ("en", "yes, but have one sent over to downtown"),
    ("en", "no, transfer it from Ballard to downtown"),
    ("es", "¿pueden mandar una a Centro?"),
    ("es", "envíenla a la tienda Centro"),
    ("es", "trasládenla de Norte a Centro, por favor"),
    ("fr", "pouvez-vous en envoyer une à République"),
    ("fr", "faites-la envoyer au magasin République"),
    ("fr", "vous pouvez la transférer à République ?"),
    ("de", "können Sie eins nach Mitte schicken"),
    ("de", "lassen Sie es in die Filiale Mitte schicken"),
    ("de", "schicken Sie bitte eins von Altona nach Mitte"),
]
_SENT_TO_OTHER = {
    "en": "can you have it sent to the Ballard store",
    "es": "¿me la pueden mandar a la tienda Norte?",
    "fr": "pouvez-vous la faire envoyer au magasin Bastille",
    "de": "können Sie ihn in die Filiale Altona schicken",
}
_ALL_AT_ONCE = {
    "en": "can you have a family tent sent to the Ballard store",
    "es": "quiero que manden una carpa familiar a la tienda Norte",
    "fr": "faites envoyer une tente familiale au magasin Bastille",
    "de": "ich möchte ein Familienzelt in die Filiale Altona geschickt bekommen",
}


def _talk(language: str, *, offered: bool = True) -> Talk:
    talk = Talk(language)
    talk.shop.transfers.offered = offered
    return talk


def _sent(talk: Talk) -> list[tuple[str, int, str, str]]:
    return [
        (str(each.sku), each.quantity, str(each.source_id), str(each.destination_id))
        for each in talk.shop.transfers.kept.values()
    ]


@pytest.mark.parametrize(("language", "wish"), _SEND_IT)
def test_after_an_answer_about_stock_it_is_offered_and_sent_on_a_yes(
    language: str, wish: str
) -> None:
    talk = _talk(language)
    main, other = STORES[language]
    offered = talk.say(_ASKED[language], wish)

    assert other in offered
    assert main in offered
    assert not _sent(talk)
    done = talk.say(_YES[language])

    assert main in done
    assert _sent(talk) == [("TENT", 1, "nb", "dt")]
    assert not talk.placed


@pytest.mark.parametrize("language", sorted(STORES))
def test_in_an_order_it_takes_the_place_of_fetching_it_elsewhere(language: str) -> None:
    wish = next(words for its, words in _SEND_IT if its == language)
    talk = _talk(language)

    talk.say(_ORDERED[language], wish, _YES[language])

    assert _sent(talk) == [("TENT", 1, "nb", "dt")]
    assert not talk.placed


@pytest.mark.parametrize("language", sorted(STORES))
def test_what_the_store_has_itself_is_for_pickup_there_and_not_sent(language: str) -> None:
    talk = _talk(language)
    other = STORES[language][1]

    read_back = talk.say(_MUG[language], _SENT_TO_OTHER[language])
    talk.say(_YES[language])

    assert other in read_back
    assert not _sent(talk)
    assert talk.bought == [("MUG", 1)]
    (order,) = [each for each in talk.shop.shop.orders.values() if each.receipt is not None]
    assert order.prepared.location_id == "nb"


@pytest.mark.parametrize("language", sorted(STORES))
def test_goods_and_store_may_be_said_at_once(language: str) -> None:
    talk = _talk(language)
    talk.shop.shop.counts[NORTHWIND, ProductSku("FAMTENT"), LocationId("nb")] = 0
    main, other = STORES[language]

    offered = talk.say(_ALL_AT_ONCE[language])
    talk.say(_YES[language])

    assert main in offered
    assert other in offered
    assert _sent(talk) == [("FAMTENT", 1, "dt", "nb")]


def test_more_of_it_than_one_is_sent() -> None:
    talk = _talk("en")

    talk.say(_ASKED["en"], "send two to downtown", "yes")

    assert _sent(talk) == [("TENT", 2, "nb", "dt")]


def test_how_many_may_be_said_at_the_offer() -> None:
    talk = _talk("en")

    offered = talk.say(_ASKED["en"], "send one to downtown", "make it two")
    talk.say("yes")

    assert "them sent from Ballard" in offered
    assert _sent(talk) == [("TENT", 2, "nb", "dt")]


def test_at_the_offer_another_store_may_be_said() -> None:
    talk = _talk("en")

    there = talk.say(_ASKED["en"], "send one to downtown", "no, have it sent to Ballard")

    assert "3 at Ballard" in there
    assert not _sent(talk)


def test_at_the_offer_delivery_may_be_said_instead() -> None:
    talk = _talk("en")

    read_back = talk.say(_ASKED["en"], "send one to downtown", "deliver it to my home instead")

    assert "for delivery" in read_back
    assert not _sent(talk)


@pytest.mark.parametrize(
    ("language", "wish"),
    [
        ("en", "could you send it over to my store"),
        ("es", "¿pueden traerla a mi tienda?"),
        ("fr", "faites-la venir à mon magasin"),
        ("de", "bitte in meinen Laden bringen lassen"),
    ],
)
def test_my_store_is_the_one_that_was_asked_about(language: str, wish: str) -> None:
    talk = _talk(language)

    talk.say(_ASKED[language], wish, _YES[language])

    assert _sent(talk) == [("TENT", 1, "nb", "dt")]


def test_where_no_store_is_known_it_is_asked_for() -> None:
    talk = _talk("en")

    asked = talk.say("can you have a two person tent sent to my store")
    offered = talk.say("downtown")
    talk.say("yes")

    assert "Which store" in asked
    assert "from Ballard to Downtown" in offered
    assert _sent(talk) == [("TENT", 1, "nb", "dt")]


@pytest.mark.parametrize("language", sorted(STORES))
def test_where_nothing_is_sent_that_is_said_and_what_there_is_instead(language: str) -> None:
    wish = next(words for its, words in _SEND_IT if its == language)
    talk = _talk(language, offered=False)
    other = STORES[language][1]

    plain = talk.say(_ASKED[language])
    told = talk.say(wish)

    assert told != plain
    assert plain in told
    assert other in told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "do you ship to Ballard"),
        ("en", "how long does it take to send it to downtown"),
        ("en", "send the receipt to downtown"),
        ("en", "I'll get one from Ballard"),
        ("es", "¿cuándo lo envían a Centro?"),
        ("es", "me llevo una de Norte"),
        ("fr", "livrez-la chez moi"),
        ("de", "liefern Sie es nach Hause"),
        ("en", "was my tent sent to downtown"),
        ("en", "I want to return the mug, can I bring it to downtown"),
    ],
)
def test_what_is_no_wish_to_have_it_sent_to_a_store_offers_nothing(
    language: str, words: str
) -> None:
    talk = _talk(language)
    sending = {"en": "sent from", "es": "envíen de", "fr": "envoyer de", "de": "schicken lassen"}

    answered = talk.say(_ASKED[language], words)

    assert sending[language] not in answered
    assert not _sent(talk)
