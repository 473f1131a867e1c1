"""What a speaker takes back within a sentence is not what is wanted; what stays is not touched."""

from __future__ import annotations

import pytest

from app.voice.nlu.self_repair import repaired
from tests.conversations.talk import Talk

CORRECTED = [
    ("a lamp for Ballard, no wait, for Downtown", "a lamp for Downtown"),
    ("get me the red jacket, I mean the blue jacket", "get me the blue jacket"),
    ("a jacket in M, no sorry, L", "a jacket in L"),
    ("shoes in a nine uh no an eleven oh no wait a ten", "shoes in a ten"),
    ("quiero la taza, digo, la botella", "quiero la botella"),
    ("unas zapatillas del 40, no perdón, 41", "unas zapatillas del 41"),
    ("ponme una carpa, ay no, mejor una linterna", "ponme una linterna"),
    ("je voudrais la tasse, euh non, la gourde", "je voudrais la gourde"),
    ("une veste en M, enfin, en L", "une veste en L"),
    ("ich nehme den Becher, ach nein, doch lieber die Lampe", "ich nehme die Lampe"),
    ("Schuhe in 40, nee warte, in 42", "Schuhe in 42"),
    ("une veste rouge, non pardon, bleue, taille L", "une veste bleue, taille L"),
    ("a red jacket, no wait, blue", "a blue jacket"),
    ("una chaqueta roja, digo, azul", "una chaqueta azul"),
    ("die Jacke in Rot, Quatsch, blau", "die Jacke in blau"),
    ("ein Zelt nach Altona, nein, nach Mitte", "ein Zelt nach Mitte"),
    ("eight light bulbs no make it ten", "ten light bulbs"),
    ("Quiero ocho bombillas no mejor diez", "Quiero diez bombillas"),
    ("mettez-moi quatre melons, non pardon, cinq melons", "mettez-moi cinq melons"),
    ("ich nehme fünf Schrauben nein mach fünfzig", "ich nehme fünfzig Schrauben"),
    ("nine mugs wait no eleven", "eleven mugs"),
    ("two, no three, of the bottles", "three of the bottles"),
    ("i need two no four mugs", "i need four mugs"),
    ("a mug, no two mugs", "two mugs"),
    ("two mugs, no, three", "three mugs"),
    ("je voudrais deux, non trois, gourdes", "je voudrais trois gourdes"),
    ("zwei nein drei Becher bitte", "drei Becher bitte"),
    ("quiero dos, no, tres botellas", "quiero tres botellas"),
    ("ten markers no twelve markers", "twelve markers"),
    ("mets deux pizzas ah non trois", "mets trois pizzas"),
    ("quatre coussins euh non cinq plutôt", "cinq coussins plutôt"),
    ("vier Kissen ähm nein fünf bitte", "fünf Kissen bitte"),
    ("I asked for six eggs, I meant a dozen", "I asked for a dozen eggs"),
    ("two kilos of apples sorry three kilos please", "three kilos of apples please"),
    ("drei Äpfel und zwei Birnen nein doch lieber vier Birnen", "drei Äpfel und vier Birnen"),
    ("una camiseta no mejor dos", "dos camiseta"),
    ("under twenty dollars no make it thirty dollars", "under thirty dollars"),
    ("I said two candles, I meant five", "I said five candles"),
    ("ich hab zwei Kerzen gesagt ich meinte fünf", "ich hab fünf Kerzen gesagt"),
    ("order seven seven six no wait seven seven eight", "order seven seven eight"),
    ("cancel order 55120 no 55210", "cancel order 55210"),
    ("order a b one two three no a b one two four", "order a b one two four"),
]
KEPT = [
    "no wait",
    "no, wait, make it two",
    "do you have no show socks",
    "two mugs, no sugar",
    "nine no ten",
    "quiero dos no tres tazas",
    "two, not three, mugs",
    "i'd like two, no one told me there were lamps",
    "a red jacket, no wait, blue socks",
    "a mug, sorry, I can't hear you",
    "yes, no wait, make that three",
    "un café, no tengo prisa",
    "non, plutôt la rouge",
    "je voudrais une tasse enfin si vous en avez",
    "nein, lieber die Lampe",
    "ich hätte gern einen Becher, nein danke",
    "two tickets for nine dollars make it three bags",
    "quiero dos velas son diez euros",
    "i ordered two candles but i wanted five",
    "nine not six",
    "put two lamps in my cart and make it quick",
    "call me at five five five no rush",
    "",
]


@pytest.mark.parametrize(("said", "meant"), CORRECTED)
def test_what_is_taken_back_is_left_out(said: str, meant: str) -> None:
    assert repaired(said) == meant


@pytest.mark.parametrize("said", KEPT)
def test_where_nothing_is_surely_taken_back_the_words_stay(said: str) -> None:
    assert repaired(said) == said


@pytest.mark.parametrize(
    ("language", "said", "sku"),
    [
        ("en", "order the head lamp, no hang on, the camp mug for pickup downtown", "MUG"),
        ("es", "quiero pedir la linterna, digo, la taza para recoger en Centro", "MUG"),
        (
            "fr",
            "je voudrais commander la lampe, euh non, la gourde à retirer à République",
            "BOTTLE",
        ),
        ("de", "ich möchte die Stirnlampe, ach nein, den Campingbecher in Mitte abholen", "MUG"),
    ],
)
def test_what_is_meant_is_what_is_ordered(language: str, said: str, sku: str) -> None:
    talk = Talk(language)
    yes = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}[language]

    answered = talk.say(said)
    while not talk.placed and "?" in answered:
        answered = talk.say(yes)

    assert talk.bought == [(sku, 1)]
