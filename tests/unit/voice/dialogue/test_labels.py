"""Shoppers who give goods back by parcel hear how their label gets to them, in four languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from app.voice.dialogue.giving_back import on_started
from app.voice.dialogue.questions import ReturnStarted
from app.voice.dialogue.state import State
from app.voice.reply import Reply
from app.voice.speech import shown
from domain.orders import Tracking
from domain.parcels import ParcelState
from domain.return_labels import LabelNews
from domain.returns import ReturnPolicy, ReturnState
from tests.conversations.runner import Player, give, scripts
from tests.conversations.shop import LOCALES, open_shop
from tests.fakes.voice import NORTHWIND

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


ON_ITS_WAY = {
    "en": "Your parcel is on its way back with USPS, arriving tomorrow. ",
    "de": "Ihr Paket ist mit USPS auf dem Rückweg und kommt morgen an. ",
    "es": "Tu paquete va de vuelta con USPS y llega mañana. ",
    "fr": "Votre colis est en route vers le magasin avec USPS et arrive demain. ",
}
ARRIVED = {
    "en": ("Your parcel arrived at the store yesterday. ", "as soon as the store has checked"),
    "de": ("Ihr Paket ist gestern in der Filiale angekommen. ", "sobald die Filiale die Ware gepr"),
    "es": ("Tu paquete llegó a la tienda ayer. ", "en cuanto la tienda revise el artículo"),
    "fr": ("Votre colis est arrivé au magasin hier. ", "dès que le magasin aura vérifié"),
}


def _asked_after(language: str, parcel: Tracking) -> str:
    """What a shopper hears who asks for the refund of what is in that parcel."""
    player, _ = _given_back(language, LabelNews.SENT)
    player.shop.parcel_back = parcel
    return shown(player.say(SENT[language][0]).say, LOCALES[language])


def _days(language: str) -> tuple[date, date]:
    """Yesterday and tomorrow, by the shop's calendar."""
    shop = open_shop(language)
    today = shop.voice.words.of(NORTHWIND).day_of(shop.clock.now()).date()
    return today - timedelta(days=1), today + timedelta(days=1)


@pytest.mark.parametrize("language", ON_ITS_WAY)
def test_who_asks_for_the_refund_hears_that_the_parcel_is_on_its_way(language: str) -> None:
    yesterday, tomorrow = _days(language)
    parcel = Tracking(
        carrier="USPS",
        number="9400",
        state=ParcelState.MOVING,
        shipped_on=yesterday,
        expected_on=tomorrow,
    )

    told = _asked_after(language, parcel)

    assert told.startswith(ON_ITS_WAY[language])
    assert SENT[language][1] not in told


@pytest.mark.parametrize("language", ARRIVED)
def test_who_asks_for_the_refund_hears_that_the_parcel_is_there(language: str) -> None:
    yesterday, _ = _days(language)
    parcel = Tracking(
        carrier="USPS", number="9400", state=ParcelState.DELIVERED, delivered_on=yesterday
    )

    told = _asked_after(language, parcel)

    came, money = ARRIVED[language]
    assert told.startswith(came)
    assert money in told


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ParcelState.OUT_FOR_DELIVERY, "USPS is bringing your parcel to the store today. "),
        (ParcelState.MOVING, "Your parcel is on its way back with USPS. "),
        (ParcelState.FAILED, "USPS reports a problem with your parcel; the store can help. "),
    ],
)
def test_what_a_carrier_says_of_a_parcel_that_comes_back_is_told(
    state: ParcelState, words: str
) -> None:
    assert _asked_after("en", Tracking(carrier="USPS", state=state)).startswith(words)


@pytest.mark.parametrize("state", [None, ParcelState.UNKNOWN, ParcelState.ANNOUNCED])
def test_a_parcel_that_the_carrier_does_not_have_leaves_the_label_to_be_told(
    state: ParcelState | None,
) -> None:
    told = _asked_after("en", Tracking(carrier="USPS", state=state))

    assert "I've sent you the label" in told
    assert "parcel is" not in told


CREDIT = {
    "en": ("your card", "of store credit"),
    "de": ("Karte", "Guthaben"),
    "es": ("tarjeta", "crédito en la tienda"),
    "fr": ("carte", "un avoir de"),
}


@pytest.mark.parametrize("state", [ReturnState.DONE, ReturnState.WORKING])
@pytest.mark.parametrize("language", CREDIT)
def test_who_was_given_store_credit_hears_of_no_card(language: str, state: ReturnState) -> None:
    player, _ = _given_back(language, None)
    given, card = player.shop.given_back, CREDIT[language][0]
    given[-1] = replace(given[-1], state=state)
    assert card in shown(player.say(SENT[language][0]).say, LOCALES[language])

    given[-1] = replace(given[-1], detail={**given[-1].detail, "refund_to": "store_credit"})

    told = shown(player.say(SENT[language][0]).say, LOCALES[language])
    assert CREDIT[language][1] in told
    assert card not in told


PAID = {"paid": True, "plan": [{"minor": 10**7, "goes": "tender"}]}


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({**PAID, "left": ["book the goods back"]}, "has been sent back to your card"),
        ({**PAID, "left": ["give it back"], "left_of": {"pay_1": 100}}, "staff at the store"),
        ({"paid": True, "plan": [], "left": ["no payment of it is known"]}, "staff at the store"),
    ],
    ids=["goods only", "a refused refund", "an unknown payment"],
)
def test_what_staff_must_book_of_the_goods_is_none_of_the_shoppers_business(
    detail: dict[str, Any], words: str
) -> None:
    player, _ = _given_back("en", None)
    given = player.shop.given_back
    given[-1] = replace(
        given[-1], state=ReturnState.NEEDS_STAFF, detail={**given[-1].detail, **detail}
    )

    assert words in shown(player.say(SENT["en"][0]).say, LOCALES["en"])


@pytest.mark.parametrize("language", CREDIT)
@pytest.mark.parametrize(
    "detail",
    [{"refund_to": "store_credit"}, {"plan": [{"minor": 10**7, "goes": "credit"}]}],
    ids=["wished", "paid with credit"],
)
def test_who_returns_for_store_credit_at_once_hears_of_no_card(
    language: str, detail: dict[str, Any]
) -> None:
    player, _ = _given_back(language, None)
    stored = replace(player.shop.given_back[-1], state=ReturnState.DONE)
    at_once = replace(stored, detail={**stored.detail, **detail})
    outcomes = [ReturnStarted(outcome=each) for each in (stored, at_once)]

    replies = [on_started(State(), each).next for each in outcomes]

    money, credit = (
        shown(each.say, LOCALES[language]) for each in replies if isinstance(each, Reply)
    )
    card, words = CREDIT[language]
    assert (card in money, card in credit, words in credit) == (True, False, True)
