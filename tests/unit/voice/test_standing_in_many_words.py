"""What comes again and again is managed by the name of its goods, in many words."""

from __future__ import annotations

import pytest

from tests.conversations.runner import give
from tests.conversations.talk import Talk

SAID = {
    ("pause", "en"): ("pause my coffee", "hold the coffee until I say so", "put my coffee on hold"),
    ("pause", "fr"): ("mettez mon café en pause", "arrêtez le café un moment"),
    ("pause", "de"): ("setz den Kaffee aus bis auf weiteres", "Kaffee erstmal anhalten"),
    ("pause", "es"): ("pon el café en pausa", "no me mandes café por ahora"),
    ("skip", "en"): ("skip the next coffee", "I don't need coffee this month"),
    ("skip", "fr"): ("pas de café ce mois-ci", "passez la prochaine livraison"),
    ("skip", "de"): ("lass den nächsten Kaffee aus", "diesen Monat keinen Kaffee"),
    ("skip", "es"): ("este mes no quiero café", "la próxima no la mandes"),
    ("cancel", "en"): ("I don't want the coffee anymore, end it", "end my coffee plan"),
    ("cancel", "fr"): ("je ne veux plus recevoir de café", "résiliez mon abonnement café"),
    ("cancel", "de"): ("kündige mein Kaffeeabo", "Abo beenden"),
    ("cancel", "es"): ("ya no quiero recibir más café", "da de baja el café"),
    ("cadence", "en"): ("send the coffee every two weeks instead", "make it every two months"),
    ("cadence", "fr"): ("envoyez le café toutes les deux semaines",),
    ("cadence", "de"): ("schick den Kaffee alle zwei Wochen",),
    ("cadence", "es"): ("cambia el café a cada seis semanas",),
}


def managed(language: str, words: str) -> str | None:
    """What is heard as the wish of the one subscription there is."""
    talk = Talk(language)
    give(talk.shop, "subscription HOUSE")
    talk.say(words)
    wish = talk._state().managed
    return wish.kind if wish is not None else None


@pytest.mark.parametrize(("kind", "language"), sorted(SAID))
def test_a_subscription_is_managed_by_its_goods(kind: str, language: str) -> None:
    said = SAID[kind, language]

    assert [each for each in said if managed(language, each) != kind] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "when does the coffee come next"),
        ("es", "¿cuándo llega mi próximo café?"),
        ("fr", "c'est quand le prochain café ?"),
        ("de", "wann kommt mein nächster Kaffee"),
    ],
)
def test_when_it_comes_next_is_told(language: str, words: str) -> None:
    talk = Talk(language)
    give(talk.shop, "subscription HOUSE")

    day = {"en": "tomorrow", "es": "mañana", "fr": "demain", "de": "morgen"}
    assert day[language] in talk.say(words)


def test_who_has_none_begins_one_in_the_same_words() -> None:
    talk = Talk("es")
    talk.say("mándame el café expreso cada dos semanas")

    assert talk._state().subscribing is not None


def test_what_comes_is_paused_where_goods_were_asked_for() -> None:
    """At "which coffee?" it was ordered."""
    talk = Talk("en")
    give(talk.shop, "subscription ESPRESSO")
    talk.say("do you have coffee")
    talk.say("can you pause the espresso for now, I'll ring when we're low")

    wish = talk._state().managed
    assert wish is not None
    assert wish.kind == "pause"
