"""What people in odd moods say: who tells what they have to spend, who has said so already, who
gives up for another time, who may want to see goods in one way or another."""

from __future__ import annotations

import pytest

from tests.conversations.runner import Script, played, scripts_in
from tests.conversations.talk import Talk

_PLAYED = """
= es: pues claro | order BOTTLE @ship
una botella de acero, que me la traigan a casa
confirm> pues claro, ¿no se lo acabo de decir?

= es: que sí | order BOTTLE @dt
una botella de acero para recoger en Centro
confirm> que sí, ya te lo he dicho

= fr: je viens de le dire | order BOTTLE @ship
une gourde en acier livrée à la maison
confirm> ben oui, c'est ce que je viens de dire

= en: as I said | order BOTTLE @dt
a steel water bottle for pickup downtown
confirm> yes, as I just said

= es: no me cabe | return 0 wrong_size
given completed JACKET-BL-S
la chaqueta que os compré no me cabe ni metiendo barriga, la quiero devolver
confirm_return> sí

= fr: je ne rentre pas dedans | return 0 wrong_size
given completed JACKET-BL-S
la veste que je vous ai prise, je ne rentre pas dedans, je veux la rendre
confirm_return> oui

= es: quitadme la suscripción | stands ESPRESSO canceled
given subscription ESPRESSO
ya no tomo café, me lo ha prohibido el médico, quitadme la suscripción
confirm_change> sí, por desgracia

= fr: supprimez l'abonnement | stands ESPRESSO canceled
given subscription ESPRESSO
supprimez mon abonnement café, s'il vous plaît
confirm_change> oui

= es: dos desde el mes que viene | stands HOUSE active count 2
given subscription HOUSE
ahora somos dos en casa tomando café, que a partir del mes que viene vengan dos paquetes
confirm_change> eso

= fr: une autre fois | left
mettez-moi trois gourdes en acier à retirer à République
confirm> oula, je viens de voir mon compte, ce sera pour une autre fois

= es: en otra ocasión | left
ponme tres botellas de acero para recoger en Centro
confirm> uf, acabo de mirar la cuenta, será en otra ocasión
"""
_SCRIPTS = list(scripts_in(_PLAYED))


@pytest.mark.parametrize("script", _SCRIPTS, ids=[each.name for each in _SCRIPTS])
def test_it_comes_to_its_end(script: Script) -> None:
    assert played(script).good


@pytest.mark.parametrize(
    ("language", "said", "title", "dear"),
    [
        ("es", "hola, tengo veinte dólares de mi paga, ¿qué me puedo comprar?",
         "Taza de Camping", "Carpa"),
        ("es", "solo llevo quince dólares, ¿qué hay?", "Taza de Camping", "Carpa"),
        ("es", "¿qué me llevo con veinte dólares?", "Taza de Camping", "Carpa"),
        ("fr", "j'ai vingt dollars d'argent de poche, je peux acheter quoi ?",
         "Tasse de Camping", "Tente"),
        ("fr", "je n'ai que quinze dollars sur moi, vous avez quoi ?", "Tasse de Camping", "Tente"),
        ("en", "I've got twenty dollars pocket money, what can I get?", "Camp Mug", "Tent"),
        ("de", "ich hab zwanzig Dollar Taschengeld, was kann ich dafür kaufen?",
         "Campingbecher", "Zelt"),
    ],
)  # fmt: skip
def test_who_tells_what_they_have_hears_what_it_buys(
    language: str, said: str, title: str, dear: str
) -> None:
    told = Talk(language).say(said)

    assert title in told
    assert dear not in told


@pytest.mark.parametrize(
    "said", ["you charged me twenty dollars, what can I get back?", "twenty dollars, what's there"]
)
def test_money_that_was_charged_is_none_to_spend(said: str) -> None:
    heard = Talk("en").say(said)

    assert ("Camp Mug" in heard) is ("charged" not in said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "c'est lequel votre café le moins cher ?"),
        ("es", "¿cuál es el café más barato que tenéis?"),
    ],
)
def test_where_every_reading_only_looks_nothing_is_asked_back(language: str, said: str) -> None:
    assert "14,00" in Talk(language).say(said)
