"""Orders called off, asked after, given back and exchanged in words that name none of it."""

from __future__ import annotations

import pytest

from tests.conversations.runner import give
from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "he pedido una linterna por error"),
        ("es", "olvidad mi pedido de la linterna"),
        ("es", "me arrepiento de haber pedido la linterna"),
        ("es", "al final no necesito la linterna que encargué"),
        ("es", "no me mandéis la linterna"),
        ("fr", "j'ai commandé une lampe par erreur"),
        ("fr", "je regrette d'avoir commandé la lampe"),
        ("fr", "je me suis trompé en commandant, annulez"),
        ("fr", "finalement m'envoyez pas la lampe"),
        ("en", "I ordered a head lamp by mistake"),
        ("de", "ich hab aus Versehen eine Stirnlampe bestellt"),
    ],
)
def test_who_regrets_an_order_is_asked_whether_it_shall_be_canceled(
    language: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "confirmed LAMP")

    talk.say(said)

    assert talk._state().expect.value == "confirm_cancel"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "llamaba por un pedido que hice"),
        ("es", "estoy pendiente de un pedido"),
        ("es", "¿tenéis ya lo que pedí?"),
        ("es", "pedí una linterna y quería saber cómo va"),
        ("fr", "j'appelle pour une commande que j'ai passée"),
        ("fr", "j'ai commandé une lampe et je voudrais savoir où ça en est"),
        ("fr", "j'ai toujours rien reçu"),
        ("en", "I'm calling about my order"),
        ("de", "ich rufe wegen meiner Bestellung an"),
    ],
)
def test_who_speaks_of_their_order_hears_where_it_is(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "ready LAMP")

    assert "0001" in talk.say(said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "las zapatillas me van pequeñas, ¿tenéis un 42?"),
        ("es", "¿puedo llevarme un 42 en vez del 40?"),
        ("es", "me equivoqué de talla, quería las zapatillas en 42"),
        ("es", "cambio de talla en las zapatillas: del 40 al 42"),
        ("es", "las zapatillas 40 no me entran, quiero el 42"),
        ("fr", "les chaussures sont trop petites, vous avez du 42 ?"),
        ("fr", "je me suis trompé de pointure, je voulais les chaussures en 42"),
        ("fr", "je peux avoir du 42 à la place du 40 ?"),
        ("fr", "les chaussures en 40 me serrent, donnez-moi du 42"),
        ("de", "die Schuhe sind zu klein, ich brauche eine 42"),
    ],
)
def test_goods_that_do_not_fit_are_exchanged_for_the_size_that_would(
    language: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "completed SHOE-BK-1")

    assert "42" in talk.say(said)
    assert talk._state().expect.value == "confirm_exchange"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "necesito unas zapatillas de trail, un 42"),
        ("fr", "il me faut des chaussures de trail en 42"),
        ("de", "ich brauche Trailrunning Schuhe in 42"),
    ],
)
def test_who_needs_shoes_in_a_size_exchanges_nothing(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed SHOE-BK-1")

    talk.say(said)

    assert talk._state().exchanging is None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "tengo que devolveros una linterna"),
        ("es", "¿me devolvéis el dinero de la linterna?"),
        ("fr", "c'est pour un retour, une lampe"),
        ("fr", "j'ai acheté une lampe et j'en veux pas"),
    ],
)
def test_goods_named_with_a_return_go_back(language: str, said: str) -> None:
    talk = Talk(language)
    give(talk.shop, "completed LAMP")

    talk.say(said)

    assert talk._state().returning is not None
