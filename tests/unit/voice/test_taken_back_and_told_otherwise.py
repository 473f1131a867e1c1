"""What is taken back, told otherwise or told besides, played to its end.

Each was missed when it was first said, some of them with something done that nobody asked for: a
subscription changed to what it was, goods bought that somebody wanted to give back.
"""

from __future__ import annotations

import pytest

from tests.conversations.runner import Script, played, scripts_in

_TAKEN_BACK = """
= es: miento | order SHOE-BK-3 @dt
unas zapatillas de trail negras para recoger en Centro
option> uso 41... miento, voy mejor con la 42
confirm> sí

= es: qué digo | order JACKET-BL-S @dt
una chaqueta impermeable azul para recoger en Centro
option> la M, qué digo, a ella le va la S
confirm> sí

= es: me equivoco | order MUG @nb
una taza de camping
method> paso por Centro... no, me equivoco, ese día me pilla mejor Norte
confirm> sí

= fr: je dis n'importe quoi | order SHOE-BK-3 @dt
des chaussures de trail noires à retirer à République
option> 41... je dis n'importe quoi, en baskets je chausse du 42
confirm> oui

= fr: je me trompe | order JACKET-BL-S @dt
une veste imperméable bleue à retirer à République
option> M, enfin non, je me trompe, elle met du S
confirm> oui

= en: I tell a lie | order SHOE-BK-3 @dt
black trail running shoes for pickup downtown
option> ten, I tell a lie, in trainers I'm an eleven
confirm> yes

= de: ich lüge | order SHOE-BK-3 @dt
schwarze Trailrunning Schuhe zum Abholen in Mitte
option> 41, nein gelogen, in Laufschuhen hab ich 42
confirm> ja
"""
_COUNTED = """
= es: somos seis | order MUG*6 SOCK*6 @dt
soy jefe scout y somos seis, entonces seis tazas de camping y seis pares de calcetines de lana
method> los recoge mi ayudante en Centro
confirm> siempre listos, sí

= es: somos cuatro | order BOTTLE*4 @ship
vamos cuatro al monte, así que cuatro botellas de acero
method> a casa
confirm> sí

= fr: on est cinq | order MUG*5 @dt
on est cinq au club, donc cinq tasses de camping
method> mon collègue passe les prendre à République
confirm> oui

= en: there's six of us | order MUG*6 @dt
there's six of us in the patrol so six camp mugs please
method> my assistant will pick them up downtown
confirm> yes

= de: wir sind zu viert | order BOTTLE*4 @dt
wir sind zu viert, also vier Trinkflaschen
method> die holt mein Bruder in Mitte
confirm> ja

= es: recoge mi hija | order MUG @dt
¿cuánto cuesta la taza de camping?
la recoge mi hija en Centro
confirm> sí

= fr: mon fils passe | order MUG @dt
c'est combien la tasse de camping ?
mon fils passe la chercher à République
confirm> oui

= fr: en tout | order SOCK*5 @dt
je vous prends trois paires de chaussettes en laine, à retirer à République
confirm> oh et puis mes neveux en veulent aussi, mettez cinq paires en tout
confirm> cinq, c'est ça

= es: en total | order SOCK*5 @dt
tres pares de calcetines de lana para recoger en Centro
confirm> ay, que mis sobrinos también quieren, que sean cinco en total
confirm> sí, cinco

= en: in total | order SOCK*5 @dt
three pairs of merino wool socks for pickup downtown
confirm> oh my nephews want some too, make it five pairs in total
confirm> yes, five

= de: insgesamt | order SOCK*5 @dt
drei Paar Wollsocken zum Abholen in Mitte
confirm> oh, meine Neffen wollen auch welche, also insgesamt fünf Paar
confirm> ja, fünf
"""
_HOW_OFTEN = """
= es: en lugar de cada mes | stands ESPRESSO active every 2 month
given subscription ESPRESSO
se me está acumulando el café de la suscripción, en lugar de cada mes que venga cada dos meses
confirm_change> cada dos meses, correcto

= fr: au lieu de tous les mois | stands ESPRESSO active every 2 month
given subscription ESPRESSO
au lieu de tous les mois, mon café je le veux tous les deux mois
confirm_change> tous les deux mois, voilà

= en: instead of every month | stands ESPRESSO active every 2 month
given subscription ESPRESSO
my coffee is piling up, instead of every month make it every two months
confirm_change> every two months, correct

= de: statt jeden Monat | stands ESPRESSO active every 2 month
given subscription ESPRESSO
mein Kaffee stapelt sich, statt jeden Monat bitte alle zwei Monate
confirm_change> alle zwei Monate, genau

= fr: toutes les trois | stands ESPRESSO active every 3 week
given subscription ESPRESSO
je veux mon café toutes les deux semaines
confirm_change> oui, toutes les trois semaines
confirm_change> oui

= es: cada tres semanas | stands ESPRESSO active every 3 week
given subscription ESPRESSO
quiero mi café cada dos semanas
confirm_change> cada tres semanas, sí
confirm_change> sí

= fr: toutes les trois, oui | stands ESPRESSO active every 3 week
given subscription ESPRESSO
je veux mon café toutes les deux semaines
confirm_change> oui mais toutes les trois semaines
confirm_change> oui

= en: every three | stands ESPRESSO active every 3 week
given subscription ESPRESSO
I'd like my coffee every two weeks
confirm_change> yes, every three weeks
confirm_change> yes

= de: alle drei | stands ESPRESSO active every 3 week
given subscription ESPRESSO
ich will meinen Kaffee alle zwei Wochen
confirm_change> ja, alle drei Wochen
confirm_change> ja

= es: eso, cada dos | stands ESPRESSO active every 2 week
given subscription ESPRESSO
quiero mi café cada dos semanas
confirm_change> eso, cada dos semanas

= fr: oui deux | stands ESPRESSO active every 2 week
given subscription ESPRESSO
je veux mon café toutes les deux semaines
confirm_change> c'est ça, toutes les deux semaines

= de: nein nicht so | stands ESPRESSO active every 1 month
given subscription ESPRESSO
ich will meinen Kaffee alle zwei Wochen
confirm_change> nein, nicht alle zwei Wochen
confirm_change> nein
"""
_GIVEN_BACK = """
= fr: offert une pareille | return 0 changed_mind
given completed BOTTLE
j'ai acheté une gourde et le lendemain on m'en a offert une pareille, je peux vous la rapporter ?
return_reason> je n'en ai plus besoin
confirm_return> oui

= es: me regalaron otra | return 0 changed_mind
given completed BOTTLE
compré una botella y al día siguiente me regalaron otra igual, ¿os la puedo devolver?
return_reason> ya no la necesito
confirm_return> sí

= es: llevé y mi mujer | return 0 changed_mind
given completed BOTTLE
me llevé una botella y resulta que mi mujer ya tenía una, ¿la puedo traer de vuelta?
return_reason> ya no la necesito
confirm_return> sí

= fr: ramener | return 0 changed_mind
given completed BOTTLE
j'ai pris une gourde chez vous et en fait mon mari en avait déjà une, je peux vous la ramener ?
return_reason> je n'en ai plus besoin
confirm_return> oui

= en: got given another | return 0 changed_mind
given completed BOTTLE
I bought a bottle and the next day somebody gave me the very same one, can I bring it back?
return_reason> I don't need it
confirm_return> yes

= de: geschenkt bekommen | return 0 changed_mind
given completed BOTTLE
ich hab eine Flasche gekauft und dann die gleiche geschenkt bekommen, kann ich die zurückbringen?
return_reason> ich brauche sie nicht mehr
confirm_return> ja
"""
_HURT = """
= es: se cortó | ticket damage
la botella que les compré tenía el borde afilado y mi niña se cortó la mano, esto es grave

= es: me quemé | ticket damage
el hornillo explotó y me quemé

= fr: s'est coupé | ticket damage
le bord de la gourde est coupant et mon fils s'est coupé

= fr: brûlé | ticket damage
votre réchaud a pris feu, je me suis brûlée la main

= de: geschnitten | ticket damage
die Flasche hat eine scharfe Kante und meine Tochter hat sich geschnitten

= en: cut herself | ticket damage
the bottle you sold me has a sharp edge and my little girl cut her hand
"""
_ANGRY = """
= es: hasta las narices | ticket anger
estoy hasta las narices de vosotros, tres llamadas llevo y nadie me resuelve nada, sois un desastre

= es: hasta el gorro | ticket anger
me tenéis hasta el gorro

= es: qué desastre | ticket anger
sois un desastre de tienda

= fr: j'en ai assez | ticket anger
j'en ai plein le dos, c'est la troisième fois que je rappelle

= fr: vous êtes nuls | ticket anger
franchement vous êtes nuls, personne ne me répond jamais
"""


def _each(text: str) -> pytest.MarkDecorator:
    told = list(scripts_in(text))
    return pytest.mark.parametrize("script", told, ids=[each.name for each in told])


@_each(_TAKEN_BACK)
def test_what_is_said_behind_a_correction_is_the_answer(script: Script) -> None:
    assert played(script).good


@_each(_COUNTED)
def test_so_many_are_ordered_and_had_as_it_is_told(script: Script) -> None:
    assert played(script).good


@_each(_HOW_OFTEN)
def test_how_often_is_what_was_told_last_and_not_denied(script: Script) -> None:
    assert played(script).good


@_each(_GIVEN_BACK)
def test_a_tale_of_what_was_bought_buys_nothing(script: Script) -> None:
    assert played(script).good


@_each(_HURT)
def test_who_was_hurt_is_put_through_whatever_else_is_told(script: Script) -> None:
    assert played(script).good


@_each(_ANGRY)
def test_who_is_fed_up_is_put_through(script: Script) -> None:
    assert played(script).good
