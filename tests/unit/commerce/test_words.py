"""Words, sounds and synonyms as search compares them."""

from __future__ import annotations

import pytest

from app.commerce.hearing import Ear
from app.commerce.lexicon import lexicon, phrase_of
from app.commerce.phonetics import sounds
from app.commerce.words import fold, root, title_words_of, tokens_of, words_of


def test_words_are_folded() -> None:
    assert fold("Café ÅNGSTRÖM Straße") == "cafe angstrom strasse"
    assert words_of("The mugs of the Café") == ["mugs", "cafe"]
    assert tokens_of("L'été à 20 °C, neuf jours") == ["l", "ete", "a", "20", "c", "9", "jours"]


def test_a_number_in_a_title_is_a_word_of_it_in_letters_and_in_figures() -> None:
    assert title_words_of("The Two Person Tent") == ["two", "person", "tent", "2"]
    assert title_words_of("Café de la Casa") == ["cafe", "casa"]


@pytest.mark.parametrize(
    "forms",
    [
        "berry berries",
        "box boxes",
        "mug mugs",
        "knife knives",
        "glass glasses",
        "camiseta camisetas",
        "pantalón pantalones",
        "altavoz altavoces",
        "negro negra negros negras",
        "manteau manteaux",
        "léger légère légers",
        "Schuh Schuhe Schuhen",
        "Jacke Jacken",
        "Topf Töpfe",
        "wasserdicht wasserdichte wasserdichter wasserdichtes",
    ],
    ids=lambda forms: forms.split()[0],
)
def test_the_forms_of_a_word_have_one_root(forms: str) -> None:
    roots = {root(word) for word in fold(forms).split()}

    assert len(roots) == 1, roots


@pytest.mark.parametrize("short", ["bus", "tea", "12oz", "s", "90"])
def test_short_words_and_figures_stay_whole(short: str) -> None:
    assert root(short) == short


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("flower", "flour"),
        ("nite", "knight"),
        ("naiki", "nike"),
        ("addydas", "adidas"),
        ("votas", "botas"),
        ("ensina", "encina"),
        ("alcon", "halcon"),
        ("chanteraine", "chantereine"),
        ("leamo", "lehameau"),
        ("brukner", "bruckner"),
        ("waldkautz", "waldkauz"),
    ],
)
def test_words_that_sound_alike_share_a_key(said: str, meant: str) -> None:
    assert set(sounds(said)) & set(sounds(meant))


@pytest.mark.parametrize(("one", "other"), [("mug", "jug"), ("red", "bread"), ("vela", "silla")])
def test_words_that_do_not_sound_alike_share_none(one: str, other: str) -> None:
    assert not set(sounds(one)) & set(sounds(other))


def test_synonyms_reach_over_languages() -> None:
    alike = lexicon().alike

    assert phrase_of("Jacke") in alike[phrase_of("jackets")]
    assert phrase_of("wireless") in alike[phrase_of("sans fil")]
    assert phrase_of("jackets") not in alike[phrase_of("jacket")]


def heard(said: str, *catalog: str) -> dict[tuple[str, ...], float]:
    """What may be meant by it in a catalog of these words."""
    roots = {root(word) for word in catalog}
    guesses = Ear(catalog, roots.__contains__).guesses(tokens_of(said))
    return {guess.roots: guess.likeness for guess in guesses}


@pytest.mark.parametrize(
    ("said", "catalog", "meant"),
    [
        pytest.param("mugs", ["mug"], ("mug",), id="itself"),
        pytest.param("skillet", ["frying", "pan"], ("frying", "pan"), id="synonym"),
        pytest.param("strech", ["stretch"], ("stretch",), id="misspelled"),
        pytest.param("flower", ["flower", "flour"], ("flour",), id="homophone"),
        pytest.param("north peak", ["northpeak"], ("northpeak",), id="split"),
        pytest.param("have a ford", ["haverford"], ("haverford",), id="split-and-misheard"),
        pytest.param("Ingwertee", ["ingwer", "tee"], ("ingwer", "tee"), id="compound"),
        pytest.param("sin cereales", ["grain", "free"], ("grain", "free"), id="over-languages"),
        pytest.param("trowsers", ["pants"], ("pants",), id="misspelled-synonym"),
    ],
)
def test_what_was_heard_is_traced_to_the_catalog(
    said: str, catalog: list[str], meant: tuple[str, ...]
) -> None:
    found = heard(said, *catalog)

    assert tuple(map(root, meant)) in found
    assert all(0.5 < likeness <= 1.0 for likeness in found.values())


def test_the_word_itself_is_likelier_than_what_sounds_like_it() -> None:
    found = heard("flower", "flower", "flour")

    assert found[root("flower"),] > found[root("flour"),]


def test_nothing_is_made_of_what_the_catalog_has_no_word_for() -> None:
    assert heard("lawnmower", "mug", "coffee") == {}
