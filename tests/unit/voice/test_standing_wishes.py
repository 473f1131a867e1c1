"""Wishes of what comes again and again, in which no subscription is spoken of."""

from __future__ import annotations

import pytest

from tests.conversations.runner import give
from tests.conversations.talk import Talk

PAUSED = [
    ("es", "me voy de viaje y no sé cuándo vuelvo, paradme lo del café de momento"),
    ("es", "frena los envíos de café hasta nuevo aviso"),
    ("es", "ponme en pausa lo del café"),
    ("es", "deja de mandarme café de momento"),
    ("fr", "je pars en vacances, arrêtez le café pour l'instant"),
    ("fr", "mettez-moi le café en pause"),
    ("fr", "envoyez plus de café en attendant, je suis pas là"),
    ("en", "stop my coffee for now"),
    ("de", "stoppt meinen Kaffee erst mal"),
]
ENDED = [
    ("es", "denme de baja del café"),
    ("es", "no quiero seguir con lo del café"),
    ("es", "tengo una suscripción de café con ustedes y ya no la quiero"),
    ("fr", "j'ai un abonnement café chez vous, j'en veux plus"),
    ("fr", "je veux plus recevoir de café"),
    ("fr", "je souhaite mettre fin à mon abonnement"),
    ("en", "I've got a coffee subscription with you and I don't want it any more"),
    ("de", "ich hab ein Kaffee-Abo bei euch, das will ich nicht mehr"),
]
SKIPPED = [
    ("es", "no me manden el café este mes"),
    ("es", "el próximo envío de café no lo quiero"),
    ("fr", "pas de livraison de café ce mois-ci"),
    ("fr", "passez mon tour ce mois-ci pour le café"),
    ("de", "diesen Monat bitte keinen Kaffee"),
]
COUNTED = [
    ("es", "quiero que me manden dos cafés en vez de uno"),
    ("es", "a partir de ahora dos paquetes de café"),
    ("fr", "je voudrais deux paquets de café au lieu d'un à chaque fois"),
    ("en", "make my coffee two bags each time"),
    ("de", "ab jetzt zwei Packungen Kaffee pro Lieferung"),
]
CADENCE = [
    ("es", "que el café me llegue cada seis semanas"),
    ("es", "el café que me mandáis cada mes, ¿puede ser mes sí, mes no?"),
    ("fr", "mon café, plutôt tous les deux mois"),
    ("fr", "je préférerais le café toutes les six semaines"),
    ("en", "can my coffee come every other month"),
]
ALL = [
    (kind, *each)
    for kind, said in (
        ("pause", PAUSED),
        ("cancel", ENDED),
        ("skip", SKIPPED),
        ("quantity", COUNTED),
        ("cadence", CADENCE),
    )
    for each in said
]
NEW = [
    ("es", "una linterna frontal para mi hijo, de momento", "LAMP"),
    ("es", "quiero una linterna para lo de la excursión", "LAMP"),
    ("fr", "une lampe frontale pour le moment", "LAMP"),
    ("en", "just a head lamp for now", "LAMP"),
    ("de", "ich nehm halt erst mal die Stirnlampe", "LAMP"),
]


@pytest.mark.parametrize(("kind", "language", "said"), ALL)
def test_what_comes_is_managed_though_called_by_its_goods(
    kind: str, language: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "subscription HOUSE")

    talk.say(said)

    managed = talk._state().managed
    assert managed is not None
    assert managed.kind == kind


@pytest.mark.parametrize(("language", "said", "sku"), NEW)
def test_who_wants_something_for_now_manages_nothing(language: str, said: str, sku: str) -> None:
    talk = Talk(language)
    give(talk.shop, "subscription HOUSE")

    talk.say(said)

    state = talk._state()
    assert state.managed is None
    assert state.item is not None
    assert state.item.sku == sku
