"""Which lines of an order in parts stay, by what is said of them in four languages."""

from __future__ import annotations

import pytest

from app.voice.nlu.part_choice import agrees_to_all, lines_chosen
from app.voice.nlu.part_lexicon import asks
from app.voice.nlu.part_words import OfferedLine

ALL = frozenset({0, 1, 2})
STORES = {
    "en": ("Ballard", "Downtown"),
    "es": ("Norte", "Centro"),
    "fr": ("Bastille", "République"),
    "de": ("Altona", "Mitte"),
}
NAMES = {
    "en": ("Two Person Tent", "Head Lamp", "Camp Mug"),
    "es": ("Carpa Dos Personas", "Linterna Frontal", "Taza de Camping"),
    "fr": ("Tente Deux Places", "Lampe Frontale", "Tasse de Camping"),
    "de": ("Zelt für Zwei", "Stirnlampe", "Campingbecher"),
}


def kept(
    language: str, text: str, *, now: frozenset[int] = ALL, by_name_alone: bool = True
) -> list[int] | None:
    """What stays of two tents at the first store, and a lamp and a mug at the second."""
    tents, lamp, mug = NAMES[language]
    lines = [
        OfferedLine(part=0, names=tents, quantity=2),
        OfferedLine(part=1, names=lamp, quantity=1),
        OfferedLine(part=1, names=mug, quantity=1),
    ]
    chosen = lines_chosen(text, STORES[language], lines, kept=now, by_name_alone=by_name_alone)
    return None if chosen is None else sorted(chosen)


FIRST, SECOND = [0], [1, 2]


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "no to the part at Ballard", SECOND),
        ("en", "only the first one", FIRST),
        ("en", "just the one at downtown", SECOND),
        ("en", "not the second one", FIRST),
        ("en", "only the first part", FIRST),
        ("en", "just part two please", SECOND),
        ("en", "I'll only take the last one", SECOND),
        ("en", "the first one only, please", FIRST),
        ("en", "skip the ballard part", SECOND),
        ("en", "cancel the one in Ballard", SECOND),
        ("en", "I don't want the second part", FIRST),
        ("en", "everything except the part at downtown", FIRST),
        ("en", "both but not the one at Ballard", SECOND),
        ("en", "yes but without the second part", FIRST),
        ("en", "yes to the first, no to the second", FIRST),
        ("en", "the first yes, the second no", FIRST),
        ("en", "no, the first one", FIRST),
        ("en", "no I want the first one", FIRST),
        ("en", "the second one instead", SECOND),
        ("en", "keep the downtown order and drop the other one", SECOND),
        ("en", "only the first, no wait, the second", SECOND),
        ("en", "not the first, I mean the second", FIRST),
        ("en", "only the part with the mug", SECOND),
        ("en", "let's do the Ballard one and forget the rest", FIRST),
        ("en", "go ahead with the first one", FIRST),
        ("en", "Ballard is too far", SECOND),
        ("en", "I can't get to Ballard", SECOND),
        ("es", "la primera y el resto no", FIRST),
        ("es", "Norte me queda demasiado lejos", SECOND),
        ("fr", "la deuxième, non merci", FIRST),
        ("fr", "Bastille est trop loin", SECOND),
        ("de", "Altona ist mir zu weit, nur Mitte", SECOND),
        ("de", "den Rest nicht, nur den in Mitte", SECOND),
        ("es", "solo la primera", FIRST),
        ("es", "sólo la de Norte", FIRST),
        ("es", "sí, pero solo la primera parte", FIRST),
        ("es", "no a la parte de Norte", SECOND),
        ("es", "la segunda no", FIRST),
        ("es", "no quiero la segunda", FIRST),
        ("es", "no quiero más que la primera", FIRST),
        ("es", "nada más la de Centro", SECOND),
        ("es", "quita la parte de Centro", FIRST),
        ("es", "todo menos la segunda parte", FIRST),
        ("es", "la primera sí, la segunda no", FIRST),
        ("es", "no, mejor la segunda", SECOND),
        ("es", "solo la primera, no, espera, la segunda", SECOND),
        ("es", "deja fuera la última", FIRST),
        ("fr", "seulement la première", FIRST),
        ("fr", "juste celle de République", SECOND),
        ("fr", "pas la deuxième", FIRST),
        ("fr", "non à la partie de Bastille", SECOND),
        ("fr", "oui mais pas la deuxième partie", FIRST),
        ("fr", "oui, mais sans la première", SECOND),
        ("fr", "je ne veux que la première", FIRST),
        ("fr", "je ne veux pas la deuxième", FIRST),
        ("fr", "rien que la dernière partie", SECOND),
        ("fr", "tout sauf la partie de Bastille", SECOND),
        ("fr", "enlevez la seconde commande", FIRST),
        ("fr", "la première oui, la deuxième non", FIRST),
        ("fr", "non, plutôt la deuxième", SECOND),
        ("fr", "la première seulement, non attendez, la deuxième", SECOND),
        ("de", "nur den ersten Teil", FIRST),
        ("de", "nur die in Mitte", SECOND),
        ("de", "nein zum Teil in Altona", SECOND),
        ("de", "ja aber nicht den zweiten Teil", FIRST),
        ("de", "nicht die zweite", FIRST),
        ("de", "nur die zweite nicht", FIRST),
        ("de", "lassen Sie den zweiten Teil weg", FIRST),
        ("de", "alles außer dem Teil aus Altona", SECOND),
        ("de", "den ersten ja, den zweiten nein", FIRST),
        ("de", "ich will nur das letzte", SECOND),
        ("de", "nein, lieber die zweite", SECOND),
        ("de", "nur den ersten, nein warte, den zweiten", SECOND),
        ("de", "Teil eins bitte nicht", SECOND),
    ],
)
def test_a_part_is_kept_or_left_out_by_its_store_or_its_place(
    language: str, text: str, left: list[int]
) -> None:
    assert kept(language, text) == left


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "leave out the tents", [1, 2]),
        ("en", "leave the tents out", [1, 2]),
        ("en", "no tents", [1, 2]),
        ("en", "no, only the mug", [2]),
        ("en", "only the mug and the tents", [0, 2]),
        ("en", "without the lamp and the mug", [0]),
        ("en", "not the tents, only the mug", [2]),
        ("en", "the mug but not the tents", [2, 1]),
        ("en", "only the mug at downtown", [2]),
        ("en", "just the two tents", [0]),
        ("en", "I don't need both tents", [1, 2]),
        ("en", "the lamp is enough", [1]),
        ("es", "con la taza me basta", [2]),
        ("fr", "la lampe me suffit", [1]),
        ("de", "der Becher reicht mir", [2]),
        ("es", "sin las carpas", [1, 2]),
        ("es", "solo la taza", [2]),
        ("es", "no, solamente la linterna", [1]),
        ("es", "las carpas no", [1, 2]),
        ("es", "quítame las carpas", [1, 2]),
        ("es", "la taza sí pero las carpas no", [1, 2]),
        ("es", "solo la taza de camping", [2]),
        ("fr", "sans les tentes", [1, 2]),
        ("fr", "non, seulement la tasse", [2]),
        ("fr", "je ne prends que la lampe", [1]),
        ("fr", "laissez tomber les tentes", [1, 2]),
        ("fr", "pas les tentes, juste la tasse de camping", [2]),
        ("de", "ohne die Zelte", [1, 2]),
        ("de", "nein, nur den Becher", [2]),
        ("de", "die Zelte nicht, nur die Lampe", [1]),
        ("de", "lass die Zelte weg", [1, 2]),
        ("de", "nimm die Zelte raus", [1, 2]),
        ("de", "die Zelte brauche ich doch nicht", [1, 2]),
        ("de", "nicht die Zelte sondern nur den Becher", [2]),
    ],
)
def test_goods_are_kept_or_left_out_by_their_names(
    language: str, text: str, left: list[int]
) -> None:
    assert kept(language, text) == sorted(left)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "no wait, both"),
        ("en", "both after all"),
        ("en", "the other one too"),
        ("en", "and the tents as well"),
        ("en", "put the tents back"),
        ("en", "actually, everything"),
        ("es", "no, espera, las dos"),
        ("es", "las carpas también"),
        ("es", "mejor todo"),
        ("fr", "non attendez, les deux"),
        ("fr", "les tentes aussi"),
        ("fr", "finalement tout"),
        ("de", "nein warte, beide"),
        ("de", "die Zelte doch auch"),
        ("de", "doch alles"),
    ],
)
def test_what_was_left_out_comes_back(language: str, text: str) -> None:
    assert kept(language, text, now=frozenset({1, 2})) == [0, 1, 2]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "the other one"), ("es", "la otra"), ("de", "nur den anderen")]
)
def test_the_other_one_is_that_which_was_left_out(language: str, text: str) -> None:
    assert kept(language, text, now=frozenset({1, 2})) == [0]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "yes"),
        ("en", "all good"),
        ("de", "alles klar"),
        ("en", "make it two mugs"),
        ("en", "only one tent"),
        ("en", "also a mug"),
        ("en", "not the third one"),
        ("en", "Ballard"),
        ("en", "without sugar"),
        ("en", "only the socks"),
        ("en", "hold on a second"),
        ("en", "cancel my last order"),
        ("en", "order two mugs and a stove for pickup downtown"),
        ("es", "que sean tres tazas"),
        ("fr", "mettez-en deux"),
        ("de", "nur ein Zelt"),
        ("de", "noch ein Becher"),
    ],
)
def test_what_is_no_choice_of_parts_is_left_to_others(language: str, text: str) -> None:
    assert kept(language, text) is None


@pytest.mark.parametrize(
    "text",
    [
        "how much is only the first one?",
        "is the second one waterproof",
        "what's in the second part?",
        "repeat only the first part",
        "I'm not sure about the tents",
        "¿cuánto cuesta solo la primera?",
        "c'est combien, sans les tentes ?",
        "was kostet nur der erste Teil",
        "ich weiß nicht, die Zelte",
    ],
)
def test_a_question_or_a_doubt_leaves_nothing_out(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["sure, only the first", "yes I know, just the second one"])
def test_who_is_sure_is_in_no_doubt(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text", ["neither", "none of them", "ninguna", "aucune", "keins von beiden"]
)
def test_neither_leaves_nothing(text: str) -> None:
    assert kept("en", text) == []


def test_goods_that_are_only_named_are_no_choice_where_something_shall_be_otherwise() -> None:
    assert kept("en", "the mug", by_name_alone=False) is None
    assert kept("en", "only the mug", by_name_alone=False) == [2]


@pytest.mark.parametrize(
    ("language", "text", "agrees"),
    [
        ("en", "both", True),
        ("en", "yes, both please", True),
        ("en", "I'll take both", True),
        ("es", "las dos, por favor", True),
        ("fr", "oui, les deux", True),
        ("de", "ja, beide bitte", True),
        ("en", "no wait, both", False),
        ("en", "both but not the tents", False),
        ("en", "both in black", False),
        ("en", "not both", False),
        ("en", "yes", False),
        ("en", "I'm all good", False),
        ("es", "todo bien", False),
        ("de", "alles klar", False),
    ],
)
def test_both_agrees_where_nothing_else_is_said(language: str, text: str, agrees: bool) -> None:
    lines = [OfferedLine(part=at, names=name, quantity=1) for at, name in enumerate(NAMES["en"])]

    assert agrees_to_all(text, STORES[language], lines) is agrees
