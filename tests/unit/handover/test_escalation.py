"""Which words bring a person in, and which do not."""

from __future__ import annotations

import pytest

from app.handover.escalation import escalation, reason_in
from domain.handover import ARROWS, URGENCY, HandoverReason, TicketState

DAMAGE, DISPUTE = HandoverReason.DAMAGE, HandoverReason.DISPUTE
ANGER, POLICY = HandoverReason.ANGER, HandoverReason.POLICY_EXCEPTION
ASKED = HandoverReason.REQUESTED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The vase arrived broken", DAMAGE),
        ("the milk made us sick", DAMAGE),
        ("El paquete llegó roto", DAMAGE),
        ("Le colis est arrivé cassé", DAMAGE),
        ("Das Glas ist zerbrochen", DAMAGE),
        ("You charged me twice!", DISPUTE),
        ("me cobraron dos veces", DISPUTE),
        ("j'ai été débité deux fois", DISPUTE),
        ("Ihr habt doppelt abgebucht", DISPUTE),
        ("this is ridiculous", ANGER),
        ("esto es una vergüenza", ANGER),
        ("c'est inadmissible", ANGER),
        ("So eine Frechheit", ANGER),
        ("could you make an exception for me", POLICY),
        ("¿pueden hacer una excepción?", POLICY),
        ("vous pourriez faire une exception", POLICY),
        ("Können Sie eine Ausnahme machen?", POLICY),
        ("let me speak to a real person", ASKED),
        ("quiero hablar con una persona", ASKED),
        ("je veux parler à un conseiller", ASKED),
        ("Ich möchte mit einem Menschen sprechen", ASKED),
        ("It arrived damaged and you charged me twice, this is ridiculous", DAMAGE),
    ],
)
def test_what_wants_a_person_is_heard_in_four_languages(text: str, reason: HandoverReason) -> None:
    assert reason_in(text) is reason


@pytest.mark.parametrize(
    "text",
    [
        "I've had it with all of you",
        "they keep fobbing me off",
        "nobody ever called me back",
        "es la peor atención que me han dado",
        "qué maleducado el del mostrador",
        "solo me están dando largas",
        "c'est vraiment le pire magasin de la ville",
        "vous vous moquez de moi ou quoi",
        "la caissière a été très désagréable",
        "vous êtes vraiment incompétents",
        "jetzt reicht's mir aber",
        "ich werde hier nur noch vertröstet",
        "das ist der mieseste Kundendienst, den ich kenne",
        "ihr könnt mich alle mal",
        "ich hab's echt satt",
    ],
)
def test_anger_is_heard_in_everyday_words(text: str) -> None:
    assert reason_in(text) is ANGER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I've had enough coffee, thanks",
        "ya está bien así, gracias",
        "una chaqueta con un borde azul",
        "j'en ai assez comme ça, merci",
        "ces chaussettes sont désagréables à porter",
        "mir reicht eine Tasse",
        "mir reicht's, das ist alles",
        "können Sie mich mal zurückrufen",
        "die Milch war sauer",
        "do you have the camp mug in blue",
        "order two running shoes size ten",
        "where is my order four two one",
        "tienen zapatos rojos talla cuarenta",
        "vous avez du café moulu",
        "haben Sie Kaffee auf Lager",
        "I want to return the shoes, they are too small",
        "what is your return policy",
        "eine neue Person im Haushalt braucht eine Tasse",
        "no, make it ten",
    ],
)
def test_everyday_wishes_bring_nobody_in(text: str) -> None:
    assert reason_in(text) is None


def test_a_second_miss_in_a_row_and_the_intent_itself_bring_a_person() -> None:
    assert escalation("mumble", misses=1) is None
    assert escalation("mumble", misses=2) is HandoverReason.REPEATED_FAILURE
    assert escalation("zero", wants_person=True) is ASKED


def test_every_reason_has_an_urgency_and_every_state_a_way_on() -> None:
    assert set(URGENCY) == set(HandoverReason)
    assert set(ARROWS) == set(TicketState)
