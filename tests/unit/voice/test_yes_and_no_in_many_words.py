"""Yes, no and neither, in many words: who said no has bought nothing, whoever hesitates neither."""

from __future__ import annotations

import pytest

from tests.conversations.talk import Talk

READ_BACK = {
    "en": "order a camp mug for pickup downtown",
    "es": "quiero una taza de camping para recoger en el centro",
    "fr": "je voudrais une tasse de camping à retirer à République",
    "de": "einen Campingbecher zum Abholen in Mitte bitte",
}
OFFERED = {
    "en": "do you have the camp mug",
    "es": "¿tienen la taza de camping?",
    "fr": "vous avez la tasse de camping ?",
    "de": "haben Sie den Campingbecher?",
}
YES = {
    "en": (
        "sure, charge it",
        "I'm good with that",
        "yes",
        "yep",
        "sure thing",
        "go ahead",
        "sounds good",
        "do it",
        "absolutely",
        "yes please go ahead",
        "that's right, yes",
        "ok do that",
        "perfect",
        "fine by me",
        "yeah why not",
        "please do",
        "let's do it",
        "book it",
        "that works",
        "yup all good",
        "confirm",
        "uh huh yes",
        "you got it",
        "correct",
        "make it so",
        "right, go on then",
        "ok great",
        "yes that's fine",
    ),
    "es": (
        "sí, cóbralo",
        "sí",
        "claro",
        "dale",
        "adelante",
        "perfecto",
        "de acuerdo",
        "vale",
        "sí por favor",
        "hazlo",
        "confirmo",
        "está bien",
        "todo bien, sí",
        "venga",
        "por supuesto",
        "eso es",
        "correcto",
        "sí, compra",
        "pues sí",
        "me parece bien",
        "órale",
        "ok, sí",
        "listo",
        "claro que sí",
        "bueno, hágale",
        "va",
    ),
    "fr": (
        "oui",
        "ouais",
        "d'accord",
        "allez-y",
        "parfait",
        "c'est bon",
        "oui s'il vous plaît",
        "je confirme",
        "ça marche",
        "très bien",
        "bien sûr",
        "c'est ça, oui",
        "on fait ça",
        "volontiers",
        "ok pour moi",
        "tout à fait",
        "oui c'est parfait",
        "ben oui",
        "entendu",
        "va pour ça",
        "impeccable",
        "oui validez",
        "banco",
        "ça me va",
    ),
    "de": (
        "passt schon",
        "ja",
        "klar",
        "passt",
        "ja bitte",
        "machen Sie das",
        "einverstanden",
        "in Ordnung",
        "genau, ja",
        "gerne",
        "bestellen",
        "perfekt",
        "alles klar, ja",
        "ja, machen wir",
        "jo",
        "sehr gut, ja",
        "natürlich",
        "okay, mach",
        "das stimmt so",
        "ja, so nehmen wir das",
        "freilich",
        "jawohl",
        "ja eh",
        "ok passt",
    ),
}
NO = {
    "en": (
        "no",
        "nope",
        "no thanks",
        "not now",
        "leave it",
        "forget it",
        "I changed my mind",
        "no don't",
        "cancel that",
        "not today",
        "I'd rather not",
        "stop",
        "hang on no",
        "actually no",
        "no way",
        "I don't think so",
        "maybe later",
        "let me think about it",
        "wait, no",
        "don't buy it",
        "hold off on that",
        "I'll pass",
        "too expensive, no",
    ),
    "es": (
        "no",
        "no gracias",
        "mejor no",
        "déjalo",
        "olvídalo",
        "he cambiado de idea",
        "ahora no",
        "hoy no",
        "no lo compres",
        "cancela",
        "para",
        "qué va",
        "para nada",
        "ni hablar",
        "quizá luego",
        "lo voy a pensar",
        "espera, no",
        "es muy caro, no",
        "no, ya no",
        "paso",
    ),
    "fr": (
        "non",
        "non merci",
        "finalement non",
        "laissez tomber",
        "oubliez",
        "j'ai changé d'avis",
        "pas maintenant",
        "pas aujourd'hui",
        "annulez",
        "arrêtez",
        "surtout pas",
        "peut-être plus tard",
        "je vais réfléchir",
        "attendez, non",
        "n'achetez pas",
        "c'est trop cher, non",
        "non, je passe mon tour",
        "bof non",
    ),
    "de": (
        "nein",
        "nein danke",
        "lieber nicht",
        "lassen Sie es",
        "vergiss es",
        "ich hab's mir anders überlegt",
        "jetzt nicht",
        "heute nicht",
        "abbrechen",
        "stopp",
        "auf keinen Fall",
        "vielleicht später",
        "ich überleg's mir noch",
        "Moment, nein",
        "nicht kaufen",
        "zu teuer, nein",
        "nee lass mal",
        "ach nö",
    ),
}
NEITHER = {
    "en": (
        "hmm",
        "I'm not sure",
        "let me see",
        "maybe",
        "what?",
        "how much again",
        "is that with tax",
        "wait",
        "one sec",
        "can you repeat that",
        "who is this",
        "I guess",
        "what did you say",
    ),
    "es": (
        "mmm",
        "no sé",
        "a ver",
        "quizá",
        "¿qué?",
        "¿cuánto era?",
        "¿con impuestos?",
        "espera",
        "un momento",
        "¿puedes repetir?",
        "supongo",
    ),
    "fr": (
        "euh",
        "je ne sais pas",
        "voyons",
        "peut-être",
        "quoi ?",
        "combien déjà ?",
        "taxes comprises ?",
        "attendez",
        "un instant",
        "vous pouvez répéter ?",
        "je suppose",
    ),
    "de": (
        "hm",
        "ich weiß nicht",
        "mal sehen",
        "vielleicht",
        "wie bitte?",
        "wie viel war das?",
        "mit Steuer?",
        "Moment",
        "kurz",
        "können Sie das wiederholen?",
        "vermutlich",
    ),
}
LANGUAGES = pytest.mark.parametrize("language", sorted(READ_BACK))


def bought(language: str, words: str) -> int:
    """How many lines are bought by these words at the read-back of one."""
    talk = Talk(language)
    talk.say(READ_BACK[language], words)
    return len(talk.bought)


def is_held(language: str, words: str) -> bool:
    """Whether these words take what is offered, so that it is read back."""
    talk = Talk(language)
    talk.say(OFFERED[language], words)
    return bool(talk.shop.shop.orders)


@LANGUAGES
def test_every_yes_to_what_was_read_back_buys(language: str) -> None:
    assert [each for each in YES[language] if bought(language, each) != 1] == []


@LANGUAGES
def test_no_word_of_refusal_or_doubt_buys(language: str) -> None:
    said = (*NO[language], *NEITHER[language])
    assert [each for each in said if bought(language, each)] == []


@LANGUAGES
def test_every_yes_to_an_offer_takes_it(language: str) -> None:
    assert [each for each in YES[language] if not is_held(language, each)] == []


@LANGUAGES
def test_no_refusal_of_an_offer_takes_it(language: str) -> None:
    assert [each for each in NO[language] if is_held(language, each)] == []
