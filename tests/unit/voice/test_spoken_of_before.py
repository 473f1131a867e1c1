"""What points at something spoken of before: another order by its number, the store whose hours
were told, a price for what was read out."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk, shopper_with


@pytest.mark.parametrize(
    ("language", "asked", "other"),
    [
        ("es", "¿cómo va mi pedido?", "la 0001"),
        ("es", "¿cómo va mi pedido?", "no, ese no, el número 0001"),
        ("fr", "suivi de commande", "numéro 0001"),
        ("fr", "elle en est où ma commande ?", "et la 0001 ?"),
        ("de", "wo bleibt meine Bestellung", "und die 0001?"),
        ("en", "where's my order", "no, number 0001"),
    ],
)
def test_another_order_is_asked_after_by_its_number_alone(
    language: str, asked: str, other: str
) -> None:
    talk = shopper_with(language, "confirmed BOTTLE", "ready JACKET-BL-S")

    told = talk.say(asked, other)

    assert "0001" in told


@pytest.mark.parametrize(
    ("language", "asked", "wish"),
    [
        ("fr", "vous êtes ouverts le dimanche à Bastille ?",
         "super, gardez-moi une tasse de camping là-bas"),
        ("es", "¿abrís el domingo en Norte?", "genial, ponme una taza de camping allí"),
        ("es", "¿a qué hora cierra Norte?", "pues resérvame ahí mismo una taza de camping"),
        ("en", "are you open tomorrow in Ballard?", "great, order me a camp mug there"),
        ("de", "habt ihr morgen in Altona auf?", "super, ich bestelle dort einen Campingbecher"),
    ],
)  # fmt: skip
def test_goods_are_had_at_the_store_just_spoken_of(language: str, asked: str, wish: str) -> None:
    talk = Talk(language)

    read_back = talk.say(asked, wish)

    assert ("Bastille" in read_back or "Norte" in read_back or "Ballard" in read_back
            or "Altona" in read_back)  # fmt: skip
    assert [str(each.sku) for each in talk.shop_lines()] == ["MUG"]


@pytest.mark.parametrize(
    ("language", "asked"),
    [
        ("fr", "Bastille ferme à quelle heure ?"),
        ("es", "¿Norte cierra a qué hora?"),
        ("de", "Altona macht wann zu?"),
    ],
)
def test_hours_are_asked_with_the_question_at_the_end(language: str, asked: str) -> None:
    assert Talk(language).say(asked).count("7") or Talk(language).say(asked).count("19")


@pytest.mark.parametrize(
    ("language", "asked", "bound", "title"),
    [
        ("es", "quería una carpa pero voy justo de dinero",
         "¿algo por menos de trescientos dólares tenéis?", "Carpa Dos Personas"),
        ("es", "una carpa, por favor", "que no pase de trescientos", "Carpa Dos Personas"),
        ("fr", "je voudrais une tente mais j'ai un petit budget",
         "à moins de trois cents dollars, vous avez quelque chose ?", "Tente Deux Places"),
        ("en", "I'd like a tent but I'm on a small budget",
         "anything for under three hundred dollars?", "Two Person Tent"),
    ],
)  # fmt: skip
def test_a_price_told_at_a_list_takes_what_costs_less(
    language: str, asked: str, bound: str, title: str
) -> None:
    assert title in Talk(language).say(asked, bound)


@pytest.mark.parametrize(
    ("language", "order", "count"),
    [
        ("fr", "deux tentes deux places à retirer à Bastille", 2),
        ("fr", "mettez-moi la tente deux places, je la prends à Bastille", 1),
        ("es", "quiero dos carpas dos personas para recoger en Norte", 2),
        ("es", "ponme la carpa de dos personas, la recojo en Norte", 1),
        ("de", "zwei Zelte für Zwei, Abholung Altona", 2),
    ],
)
def test_the_number_of_a_name_counts_nothing(language: str, order: str, count: int) -> None:
    talk = Talk(language)
    talk.say(order)

    assert [(str(each.sku), each.quantity) for each in talk.shop_lines()] == [("TENT", count)]


@pytest.mark.parametrize(
    ("language", "complaint"),
    [
        ("es", "quiero poner una reclamación"),
        ("es", "el dependiente me trató fatal"),
        ("fr", "votre vendeur m'a très mal parlé samedi"),
        ("fr", "je souhaite déposer une réclamation"),
    ],
)
def test_who_complains_is_put_through_with_the_reason(language: str, complaint: str) -> None:
    talk = Talk(language)
    talk.say(complaint)

    assert [each.reason.value for each in talk.shop.handoffs.opened] == ["anger"]
