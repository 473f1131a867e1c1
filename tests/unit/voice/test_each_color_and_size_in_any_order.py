"""Several of the same goods that differ in color and size, told in whatever order."""

import pytest

from tests.conversations.talk import Talk

_BLUE_S_RED_M = [("JACKET-BL-S", 1), ("JACKET-RD-M", 1)]
_BOTH_M = [("JACKET-BL-M", 1), ("JACKET-RD-M", 1)]
_SHOES = [("SHOE-BK-2", 1), ("SHOE-WH-3", 1)]
_SENT = {"en": "delivery", "es": "envío a domicilio", "fr": "livraison", "de": "Lieferung"}
_YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}


def _bought(language: str, said: str) -> list[tuple[str, int]]:
    talk = Talk(language)
    talk.say(said, _SENT[language], _YES[language])
    return talk.bought


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "two rain jackets, blue in small and red in medium"),
        ("en", "two rain jackets, one in small, blue, and one in medium, red"),
        ("es", "dos chaquetas, la azul en S y la roja en M"),
        ("es", "quiero dos chaquetas, una en S azul y otra en M roja"),
        ("fr", "deux vestes, bleue en S et rouge en M"),
        ("fr", "je voudrais deux vestes, une en S bleue et une en M rouge"),
        ("de", "zwei Regenjacken, blau in S und rot in M"),
        ("de", "zwei Regenjacken, eine S in blau, eine M in rot"),
        ("de", "eine Regenjacke in S blau und eine in M rot"),
    ],
)
def test_each_has_the_size_that_is_told_with_its_color(language: str, said: str) -> None:
    assert _bought(language, said) == _BLUE_S_RED_M


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "two rain jackets, one small in blue for Anna and one medium in red for school"),
        ("es", "dos chaquetas, una azul en S para hija y una roja en M para mí"),
        ("fr", "deux vestes, une bleue en S pour Anna et une rouge en M pour moi"),
        ("de", "zwei Regenjacken eine blau in S für Tochter und eine rot in M für mich"),
        ("de", "zwei Regenjacken, blau in S für die Kleine, rot in M für Papa"),
    ],
)
def test_whom_each_is_for_is_told_in_whatever_word(language: str, said: str) -> None:
    assert _bought(language, said) == _BLUE_S_RED_M


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "two rain jackets in medium, one blue and one red"),
        ("es", "dos chaquetas, azul y roja, en M"),
        ("fr", "deux vestes, une bleue et une rouge, en M"),
        ("de", "zwei Regenjacken, blau und rot, in M"),
    ],
)
def test_one_size_told_once_is_that_of_both(language: str, said: str) -> None:
    assert _bought(language, said) == _BOTH_M


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", "dos zapatillas de trail, una negra en 41 y una blanca en 42"),
        ("fr", "deux chaussures de trail, noires en 41 et blanches en 42"),
        ("de", "zwei Trailrunning Schuhe, schwarz in 41 und weiß in 42"),
    ],
)
def test_sizes_in_figures_stay_with_their_colors(language: str, said: str) -> None:
    assert _bought(language, said) == _SHOES


@pytest.mark.parametrize(
    ("language", "said", "sizes"),
    [
        ("en", "two blue rain jackets in small and medium", ["S", "M"]),
        ("de", "zwei blaue Regenjacken in S und L", ["S", "L"]),
    ],
)
def test_so_many_sizes_as_goods_are_one_of_each(language: str, said: str, sizes: list[str]) -> None:
    assert _bought(language, said) == sorted((f"JACKET-BL-{size}", 1) for size in sizes)


@pytest.mark.parametrize(
    ("language", "said", "bought"),
    [
        ("en", "two blue rain jackets in medium", [("JACKET-BL-M", 2)]),
        ("en", "nine camp mugs and ten head lamps", []),
        ("de", "zwei blaue Regenjacken in M", [("JACKET-BL-M", 2)]),
        ("de", "zwei Stirnlampen und zwei Campingbecher", [("LAMP", 2), ("MUG", 2)]),
        ("es", "una chaqueta azul en M para recoger en Norte", [("JACKET-BL-M", 1)]),
    ],
)
def test_other_counts_stay_what_they_are(
    language: str, said: str, bought: list[tuple[str, int]]
) -> None:
    assert _bought(language, said) == bought
