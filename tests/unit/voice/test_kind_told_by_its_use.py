"""The one of several kinds that is called by what it is for, in however many words that is told."""

import pytest

from tests.conversations.talk import Talk


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("de", "ich möchte das Zelt für die Familie", "Familienzelt"),
        ("de", "ich möchte kaufen das große Zelt für Familie", "Familienzelt"),
        ("de", "ich nehme ein Zelt für unsere ganze Familie", "Familienzelt"),
        ("de", "einen Kaffee fürs Haus, bitte", "Hauskaffee"),
        ("en", "the big tent for the family, please", "Family Tent"),
        ("es", "quiero una carpa para toda la familia", "Carpa Familiar"),
        ("fr", "je prends une tente pour la famille", "Tente Familiale"),
    ],
)
def test_what_goods_are_for_tells_which_they_are(language: str, said: str, meant: str) -> None:
    talk = Talk(language)
    talk.say(said)
    item = talk.spoken_of()
    assert item is not None
    assert item.title == meant


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [
        ("de", "ich nehme das Zelt für zwei Personen", "Zelt für Zwei"),
        ("de", "ich nehme ein Zelt für meinen Bruder", "Zelt für Zwei"),
        ("de", "ich nehme eine Lampe für die Familie", "Stirnlampe"),
        ("es", "quiero una carpa para dos", "Carpa Dos Personas"),
    ],
)
def test_what_is_no_name_of_goods_tells_nothing_of_them(
    language: str, said: str, meant: str
) -> None:
    talk = Talk(language)
    talk.say(said)
    item = talk.spoken_of()
    assert item is not None
    assert item.title == meant
