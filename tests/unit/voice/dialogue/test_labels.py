"""Shoppers who give goods back by parcel hear how their label gets to them, in four languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.voice.speech import shown
from domain.return_labels import LabelNews
from domain.returns import ReturnPolicy
from tests.conversations.runner import Player, give, scripts
from tests.conversations.shop import LOCALES, open_shop

COMING = {
    "en": "I'm sending you the label for the parcel. Print the label",
    "de": "Ich schicke Ihnen das Etikett für das Paket. Drucken Sie das Etikett aus",
    "es": "Te envío la etiqueta para el paquete. Imprime la etiqueta",
    "fr": "Je vous envoie l'étiquette pour le colis. Imprimez l'étiquette",
}
SENT = {
    "en": ("where is my refund", "I've sent you the label"),
    "de": ("wo bleibt meine Erstattung?", "Ich habe Ihnen das Etikett für das Paket geschickt"),
    "es": ("¿dónde está mi reembolso?", "Te he enviado la etiqueta"),
    "fr": ("où est mon remboursement ?", "Je vous ai envoyé l'étiquette"),
}


def _given_back(language: str, news: LabelNews | None) -> tuple[Player, str]:
    """A shopper who has just given something back, and the last they heard."""
    shop = open_shop(language)
    shop.label_news = news
    shop.policy = replace(shop.policy, instructions=ReturnPolicy().label_instructions)
    script = next(
        s for s in scripts() if s.language == language and s.goal.startswith("return 0 wrong_size")
    )
    player = Player(script, shop)
    for given in script.given:
        give(shop, given)
    player.play()
    return player, shown(player.replies[-1].say, LOCALES[language])


@pytest.mark.parametrize("language", COMING)
def test_who_starts_a_return_hears_that_the_label_is_sent(language: str) -> None:
    _, told = _given_back(language, LabelNews.COMING)

    assert COMING[language] in told


@pytest.mark.parametrize("language", SENT)
def test_who_asks_for_the_refund_hears_that_the_label_was_sent(language: str) -> None:
    player, _ = _given_back(language, LabelNews.SENT)
    words, told = SENT[language]

    assert told in shown(player.say(words).say, LOCALES[language])


def test_where_no_label_is_bought_none_is_spoken_of() -> None:
    _, told = _given_back("en", None)

    assert "label for the parcel" not in told
