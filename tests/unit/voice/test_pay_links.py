"""A page to pay on is offered where no card pays, and told as sent only where it is stored."""

from __future__ import annotations

import pytest

from app.commerce.model import (
    CardDeclined,
    CardUnread,
    HoldExpired,
    NoCard,
    PayElsewhere,
    PlaceOutcome,
    StillWorking,
)
from domain.errors import IllegalTransitionError
from domain.ids import OrderId
from domain.payments import DeclineReason
from storage.shopper_notices import ShopperChannelKind
from tests.conversations.talk import Talk

ORDER = OrderId("ord_1")
UNREAD = CardUnread(order_id=ORDER)
YES = {"en": "yes", "es": "sí", "fr": "oui", "de": "ja"}
ASKED = {
    "en": (
        "I want a Camp Mug for pickup at Downtown",
        ("yes", "sure, text it to me", "the link please", "send me the link", "yes send it"),
        ("no", "no thanks", "no, I don't want a link"),
        ("try again", "no, try it again", "could you try the card once more"),
    ),
    "es": (
        "quiero una Taza de Camping para recoger en Centro",
        ("sí", "sí, envíame el enlace", "mándamelo por mensaje", "el enlace, por favor"),
        ("no", "no, gracias"),
        ("prueba otra vez", "no, inténtalo de nuevo"),
    ),
    "fr": (
        "je voudrais une Tasse de Camping à retirer à Bastille",
        ("oui", "oui, envoyez le lien", "le lien, s'il vous plaît", "envoyez-moi un SMS"),
        ("non", "non merci"),
        ("réessayez", "non, essayez encore une fois"),
    ),
    "de": (
        "ich möchte einen Campingbecher zum Abholen in Altona",
        ("ja", "ja, schicken Sie mir den Link", "gern, per SMS", "den Link bitte"),
        ("nein", "nein danke", "nein, keinen Link"),
        ("noch einmal versuchen", "nein, versuchen Sie es noch mal"),
    ),
}
SAID = {
    "en": ("Shall I text a link for paying", "is on its way to the phone number on file"),
    "es": ("¿Te envío un enlace para pagar por mensaje", "va de camino al número"),
    "fr": ("Dois-je envoyer un lien de paiement par SMS", "part vers le numéro enregistré"),
    "de": ("per SMS einen Link zum Bezahlen", "ist unterwegs an die gespeicherte Nummer"),
}
ANSWERS = [(language, said) for language, asked in ASKED.items() for said in asked[1]]
REFUSALS = [(language, said) for language, asked in ASKED.items() for said in asked[2]]
REPEATS = [(language, said) for language, asked in ASKED.items() for said in asked[3]]


def at_the_offer(
    language: str = "en",
    outcome: PlaceOutcome = UNREAD,
    *,
    by: ShopperChannelKind | None = ShopperChannelKind.SMS,
) -> tuple[Talk, str]:
    """Who agreed to an order that no card paid, and what was answered."""
    talk = Talk(language)
    talk.shop.pay_links.by = by
    talk.shop.shop.next_place.append(outcome)
    return talk, talk.say(ASKED[language][0], YES[language])


def placed(talk: Talk) -> list[OrderId]:
    return [each.order_id for each in talk.shop.shop.placed]


def holds(talk: Talk) -> list[bool]:
    """Of each hold, whether it stands."""
    return [talk.shop.shop.is_live(each.view) for each in talk.shop.shop.holds.values()]


@pytest.mark.parametrize("language", ASKED)
@pytest.mark.parametrize(
    "outcome",
    [
        UNREAD,
        NoCard(order_id=ORDER),
        CardDeclined(order_id=ORDER, reason=DeclineReason.EXPIRED),
        PayElsewhere(order_id=ORDER, url="https://shop.example/pay/1"),
    ],
    ids=lambda outcome: type(outcome).__name__,
)
def test_where_no_card_pays_a_page_is_offered(language: str, outcome: PlaceOutcome) -> None:
    talk, offered = at_the_offer(language, outcome)

    assert SAID[language][0] in offered
    assert talk.shop.pay_links.sent == []


def test_where_only_mail_reaches_the_shopper_it_is_offered_by_mail() -> None:
    talk, offered = at_the_offer(by=ShopperChannelKind.EMAIL)

    assert "to the e-mail address on file?" in offered
    assert "An e-mail with the link is on its way" in talk.say("yes")


def test_where_no_page_can_be_sent_none_is_offered() -> None:
    _, told = at_the_offer(by=None)

    assert "link" not in told
    assert told.endswith("Shall I try again? Or say cancel.")


@pytest.mark.parametrize(("language", "answer"), ANSWERS)
def test_a_yes_sends_it_and_tells_how_long_it_is_held(language: str, answer: str) -> None:
    talk, _ = at_the_offer(language)

    told = talk.say(answer)

    assert talk.shop.pay_links.sent == [ORDER]
    assert SAID[language][1] in told
    assert "30 Min" in told or "30 min" in told


@pytest.mark.parametrize(("language", "answer"), REFUSALS)
def test_a_no_sends_nothing_and_leaves_the_order_held(language: str, answer: str) -> None:
    talk, _ = at_the_offer(language)

    talk.say(answer)

    assert (talk.shop.pay_links.sent, placed(talk)) == ([], [ORDER])
    assert holds(talk) == [True]


@pytest.mark.parametrize(("language", "answer"), REPEATS)
def test_the_card_may_be_tried_again_instead(language: str, answer: str) -> None:
    talk, _ = at_the_offer(language)

    talk.say(answer)

    assert (talk.shop.pay_links.sent, placed(talk)) == ([], [ORDER, ORDER])


def test_who_wants_it_after_all_is_sent_it() -> None:
    talk, _ = at_the_offer()

    told = talk.say("no", "okay, send me the link then")

    assert talk.shop.pay_links.sent == [ORDER]
    assert "on its way" in told


def test_a_link_is_never_told_as_sent_without_a_stored_message() -> None:
    talk, _ = at_the_offer()
    talk.shop.pay_links.stored = False

    told = talk.say("yes")

    assert "on its way" not in told
    assert told.startswith("I can't send a link for this order. Nothing was charged.")


@pytest.mark.parametrize(
    ("instead", "words"),
    [
        (HoldExpired(order_id=ORDER), "Shall I take it again?"),
        (StillWorking(order_id=ORDER), "I'll finish this in the background"),
        (IllegalTransitionError("order", "being paid", "sent a page"), "I can't send a link"),
    ],
    ids=["hold-expired", "still-working", "being-paid"],
)
def test_what_stands_in_the_way_of_a_page_is_told_in_its_own_words(
    instead: PlaceOutcome | Exception, words: str
) -> None:
    talk, _ = at_the_offer()
    talk.shop.pay_links.next_sent.append(instead)

    told = talk.say("yes")

    assert words in told
    assert "on its way" not in told


def test_what_waits_to_be_paid_is_let_go_by_no_new_start() -> None:
    talk, _ = at_the_offer()

    talk.say("yes", "start over")

    assert holds(talk) == [True]


def test_canceling_at_the_offer_gives_back_what_is_held() -> None:
    talk, _ = at_the_offer()

    talk.say("cancel")

    assert talk.shop.pay_links.sent == []
    assert holds(talk) == [False]


def test_a_change_at_the_offer_is_priced_anew() -> None:
    talk, _ = at_the_offer()

    told = talk.say("make it two")

    assert talk.shop.pay_links.sent == []
    assert "2 Camp Mug" in told
