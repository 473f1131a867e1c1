"""Other goods of the same kind come for those in hand, though both share a word of their name."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

_FAMILY = [("FAMTENT", 1)]
_BOTTLES = [("BOTTLE", 2)]
_RATHER = [
    ("es", "ponme la carpa de dos personas, la recojo en Norte",
     "mejor la carpa familiar", _FAMILY),
    ("es", "ponme la carpa de dos personas, la recojo en Norte",
     "espera, que también viene mi suegra, mejor la carpa familiar", _FAMILY),
    ("es", "dos tazas de camping para recoger en Centro",
     "ay, que a mi hija no le gustan las tazas, casi prefiero las botellas", _BOTTLES),
    ("fr", "mettez-moi la tente deux places, je la prends à Bastille",
     "attendez, ma belle-mère vient aussi, plutôt la tente familiale", _FAMILY),
    ("fr", "deux tasses de camping, je passe les chercher à République",
     "tout compte fait je préfère les gourdes", _BOTTLES),
    ("de", "das Zelt für zwei, ich hol es in Altona",
     "warte, meine Schwiegermutter kommt auch mit, lieber das Familienzelt", _FAMILY),
    ("en", "a camp mug, I'll pick it up in Ballard",
     "hang on, my mum's coming too, I'd rather have the family tent", _FAMILY),
]  # fmt: skip


@pytest.mark.parametrize(("language", "order", "rather", "bought"), _RATHER)
def test_what_is_rather_wanted_comes_for_what_is_in_hand(
    language: str, order: str, rather: str, bought: list[tuple[str, int]]
) -> None:
    talk = Talk(language)
    talk.say(order, rather)

    lines = [(str(each.sku), each.quantity) for each in talk.shop_lines()]

    assert lines == bought


@pytest.mark.parametrize(
    ("language", "order", "more"),
    [
        ("es", "una botella para recoger en Centro", "y mejor añade también una taza de camping"),
        ("fr", "une gourde à retirer à République", "ajoutez plutôt une tasse de camping aussi"),
    ],
)
def test_what_is_added_takes_nothing_away(language: str, order: str, more: str) -> None:
    talk = Talk(language)
    talk.say(order, more)

    assert {str(each.sku) for each in talk.shop_lines()} == {"BOTTLE", "MUG"}
