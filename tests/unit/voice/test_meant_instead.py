"""Goods said to be meant instead of those in the order, counts of what is pointed at, and tales of
what was bought and is not right."""

from __future__ import annotations

import pytest

from tests.conversations.runner import give
from tests.conversations.talk import Talk

ONE_LINE = {
    "en": "two water bottles, pickup downtown",
    "es": "dos botellas de acero, las recojo en Centro",
    "fr": "deux gourdes en acier à retirer à République",
    "de": "zwei Trinkflaschen, zum Abholen in Mitte",
}
TWO_LINES = {
    "en": "a head lamp and two water bottles, pickup downtown",
    "es": "una linterna frontal y dos botellas de acero, las recojo en Centro",
    "fr": "une lampe frontale et deux gourdes en acier, à retirer à République",
    "de": "eine Stirnlampe und zwei Trinkflaschen, zum Abholen in Mitte",
}
MEANT = [
    ("es", "uy perdón, dije botellas, eran dos tazas de camping"),
    ("es", "no son botellas, son tazas de camping"),
    ("es", "botellas no, tazas de camping"),
    ("es", "perdona, tazas de camping, no botellas"),
    ("es", "en vez de botellas ponme tazas de camping"),
    ("es", "no quería botellas sino tazas de camping"),
    ("fr", "ah pardon, j'ai dit gourdes, c'est deux tasses de camping que je voulais"),
    ("fr", "pas des gourdes, des tasses de camping"),
    ("fr", "plutôt des tasses de camping que des gourdes"),
    ("fr", "à la place des gourdes mettez des tasses de camping"),
    ("en", "sorry, I said bottles, I meant camp mugs"),
    ("en", "not bottles, camp mugs"),
    ("en", "camp mugs instead of the bottles"),
    ("de", "Entschuldigung, ich hab Flaschen gesagt, ich meinte Campingbecher"),
    ("de", "keine Flaschen, Campingbecher"),
    ("de", "statt der Flaschen lieber Campingbecher"),
]


@pytest.mark.parametrize(("language", "said"), MEANT)
def test_what_is_meant_instead_takes_the_place_of_the_only_line(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(ONE_LINE[language], said)

    assert [(line.sku, line.quantity) for line in talk.shop_lines()] == [("MUG", 2)]


@pytest.mark.parametrize(("language", "said"), MEANT)
def test_what_is_meant_instead_leaves_the_other_line(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(TWO_LINES[language], said)

    lines = sorted((str(line.sku), line.quantity) for line in talk.shop_lines())
    assert lines == [("LAMP", 1), ("MUG", 2)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "y también una taza de camping"),
        ("fr", "et aussi une tasse de camping"),
        ("en", "and a camp mug too"),
        ("de", "und noch einen Campingbecher"),
    ],
)
def test_what_comes_on_top_takes_nothing_away(language: str, said: str) -> None:
    talk = Talk(language)

    talk.say(ONE_LINE[language], said)

    lines = sorted((str(line.sku), line.quantity) for line in talk.shop_lines())
    assert lines == [("BOTTLE", 2), ("MUG", 1)]


@pytest.mark.parametrize(
    ("language", "asked", "cheapest", "said"),
    [
        ("es", "¿qué cafés tienen?", "¿y cuál sale más barato?",
         "pues ponme dos paquetes de ese, que los recojo yo"),
        ("es", "¿qué cafés tienen?", "¿y cuál sale más barato?", "de ese quiero dos bolsas"),
        ("fr", "vous avez quoi comme café ?", "et lequel est le moins cher ?",
         "mettez-moi deux paquets de celui-là"),
        ("en", "what coffee do you have?", "and which is the cheapest?",
         "two bags of that please"),
        ("de", "was für Kaffee habt ihr?", "und welcher ist am billigsten?",
         "davon zwei Packungen"),
    ],
)  # fmt: skip
def test_so_many_packs_of_what_was_offered_name_nothing_else(
    language: str, asked: str, cheapest: str, said: str
) -> None:
    talk = Talk(language)

    talk.say(asked, cheapest, said)

    item = talk._state().item
    assert item is not None
    assert item.quantity == 2
    assert item.product_id is not None


@pytest.mark.parametrize(
    ("language", "bought", "said"),
    [
        ("es", "JACKET-RD-M", "compré una chaqueta impermeable roja y la verdad no me convence"),
        ("es", "SOCK", "los calcetines que compré pican muchísimo"),
        ("es", "LAMP", "compré la linterna y alumbra poquísimo"),
        ("fr", "JACKET-RD-M",
         "j'ai acheté une veste imperméable rouge et franchement elle me plaît plus"),
        ("fr", "SOCK", "les chaussettes que j'ai achetées grattent"),
        ("fr", "MUG", "j'ai acheté une tasse mais elle ne me sert à rien"),
        ("en", "LAMP", "I bought a head lamp and it's hardly bright"),
        ("de", "SOCK", "ich hab Wollsocken gekauft und die kratzen"),
    ],
)  # fmt: skip
def test_who_tells_that_what_they_bought_is_not_right_may_give_it_back(
    language: str, bought: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, f"completed {bought}")

    talk.say(said)

    assert talk._state().returning is not None


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "j'ai acheté une lampe et il m'en faut encore une"),
        ("en", "I bought a head lamp and I want another one"),
        ("de", "ich hab eine Stirnlampe gekauft und brauche noch eine"),
    ],
)
def test_who_wants_one_more_of_what_they_bought_gives_nothing_back(
    language: str, said: str
) -> None:
    talk = Talk(language)
    give(talk.shop, "completed LAMP")

    talk.say(said)

    assert talk._state().returning is None
