"""An address told by voice: piece by piece, corrected, spelled, read back, for this order alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.voice.channels.terminal import Terminal
from app.voice.nlu.entities.addresses import Asked, read_address, seems_address
from app.voice.nlu.trained import TrainedUnderstander
from app.voice.nlu.understanding import ADDRESSING, Expect
from app.voice.readings import Readings
from app.voice.speech import shown
from app.voice.ssml import ssml
from domain.catalog import Address
from domain.handover import HandoverReason
from tests.fakes.voice import JORDAN, NORTHWIND, MemoryHandoffs, Notes, TalkingShop, talking_shop

HOMES = {
    "US": Address(line1="1 Pine Street", city="Seattle", country="US"),
    "DE": Address(line1="Hauptstraße 1", city="Berlin", country="DE"),
    "ES": Address(line1="Calle Mayor 1", city="Madrid", country="ES"),
    "FR": Address(line1="1 rue de la Paix", city="Paris", country="FR"),
}


def a_shop(country: str = "US", *, address: Address | None = None) -> TalkingShop:
    """A shop in that country whose shopper has that address on file."""
    shop = talking_shop(linked=replace(JORDAN, address=address))
    stores = shop.shop.stores[NORTHWIND]
    stores.update({key: replace(each, address=HOMES[country]) for key, each in stores.items()})
    readings = Readings(TrainedUnderstander(today=lambda _zone: shop.clock.now().date()))
    shop.voice = replace(shop.voice, readings=readings)
    return shop


def say(terminal: Terminal, *words: str) -> list[str]:
    return [terminal.say(each).text for each in words]


def sent_to(shop: TalkingShop) -> Address | None:
    """Where the last order goes."""
    return list(shop.shop.orders.values())[-1].command.shopper.address


@pytest.mark.parametrize(
    ("country", "locale", "order", "told", "line1", "city", "code"),
    [
        (
            "US", "en-US", ("buy the camp mug", "delivery"),
            ("twelve oak street", "springfield six two seven oh four", "yes"),
            "12 Oak Street", "Springfield", "62704",
        ),
        (
            "DE", "de-DE", ("ich möchte das camp mug kaufen", "liefern"),
            ("Berliner Straße fünfzehn b", "Köln fünf null sechs sechs sieben", "ja"),
            "Berliner Straße 15B", "Köln", "50667",
        ),
        (
            "ES", "es-ES", ("quiero comprar el camp mug", "a domicilio"),
            ("calle de Alcalá número veintitrés", "Madrid veintiocho cero trece", "sí"),
            "Calle de Alcalá 23", "Madrid", "28013",
        ),
        (
            "FR", "fr-FR", ("je voudrais acheter le camp mug", "livraison"),
            ("douze rue de la Paix", "Paris soixante-quinze mille deux", "oui"),
            "12 Rue de la Paix", "Paris", "75002",
        ),
    ],
    ids=["en", "de", "es", "fr"],
)  # fmt: skip
def test_an_address_is_told_in_two_answers_read_back_and_used(  # one parameter for each piece
    country: str,
    locale: str,
    order: tuple[str, ...],
    told: tuple[str, ...],
    line1: str,
    city: str,
    code: str,
) -> None:
    shop = a_shop(country)
    terminal = shop.terminal(locale=locale)
    say(terminal, *order)

    texts = say(terminal, *told)

    assert line1 in texts[0]  # said back before the next question
    assert line1 in texts[1]
    assert city in texts[1]
    assert line1 in texts[2]  # the order's own read-back names it
    address = sent_to(shop)
    assert address is not None
    assert (address.line1, address.city, address.postal_code) == (line1, city, code)


def at_city(shop: TalkingShop) -> Terminal:
    terminal = shop.terminal()
    say(terminal, "buy the camp mug", "delivery", "12 Oak Street")
    return terminal


@pytest.mark.parametrize(
    ("said", "line1"),
    [
        (("no, number 15", "Springfield 62704", "yes"), "15 Oak Street"),
        (("no, Elm Street", "Springfield 62704", "yes"), "12 Elm Street"),
        (("no, it's spelled O C K", "Springfield 62704", "yes"), "12 Ock Street"),
        (("Springfield 62704", "no, number 15 B", "yes"), "15B Oak Street"),
        (("Springfield 62704", "no", "the number", "sixteen", "yes"), "16 Oak Street"),
        (("Springfield 62704", "no", "the street", "Elm Road", "yes"), "12 Elm Road"),
        (("Springfield 62704", "no, the city is Decatur", "yes"), "12 Oak Street"),
    ],
    ids=lambda told: str(told[0]) if isinstance(told, tuple) else "",
)
def test_what_was_heard_wrongly_is_corrected_at_any_time(said: tuple[str, ...], line1: str) -> None:
    shop = a_shop()
    terminal = at_city(shop)

    say(terminal, *said)

    address = sent_to(shop)
    assert address is not None
    assert address.line1 == line1
    assert address.city == ("Decatur" if "Decatur" in said[1] else "Springfield")
    assert (address.region, address.country) == ("IL", "US")


def test_a_postal_code_of_another_state_is_asked_for_again() -> None:
    shop = a_shop()
    terminal = at_city(shop)

    texts = say(terminal, "Springfield Massachusetts 62704", "01103", "yes")

    assert texts[0].startswith("That postal code and the state don't go together.")
    address = sent_to(shop)
    assert address is not None
    assert (address.postal_code, address.region) == ("01103", "MA")


def test_another_address_than_the_one_on_file_may_be_told_at_the_read_back() -> None:
    shop = a_shop(address=HOMES["US"])
    terminal = shop.terminal()
    texts = say(terminal, "buy the camp mug", "delivery", "send it to another address")
    assert "on file" in texts[1]
    assert texts[2].startswith("Which street")

    texts = say(terminal, "12 Oak Street, Springfield, Illinois 62704", "yes")

    assert "It goes to 12 Oak Street, Springfield" in texts[0]
    assert "for delivery to 12 Oak Street" in texts[1]


def test_an_address_told_unasked_is_taken() -> None:
    shop = a_shop(address=HOMES["US"])
    terminal = shop.terminal()

    texts = say(terminal, "buy the camp mug", "deliver it to 12 Oak Street Springfield 62704")

    assert texts[1].startswith("It goes to 12 Oak Street, Springfield")


def test_after_two_misses_a_person_takes_over_and_the_ticket_tells_no_address() -> None:
    shop = a_shop()
    handoffs = MemoryHandoffs()
    shop.voice = replace(shop.voice, handoffs=handoffs)
    terminal = at_city(shop)

    texts = say(terminal, "well I would not know", "why do you want that")

    assert "spell it" in texts[0]
    assert "ticket" in texts[1]
    (asked,) = handoffs.opened
    assert asked.reason is HandoverReason.REPEATED_FAILURE
    assert "Oak" not in asked.said


@pytest.mark.parametrize("words", ["I'll pick it up", "pickup"])
def test_pickup_is_one_word_away(words: str) -> None:
    terminal = at_city(a_shop())

    (text,) = say(terminal, words)

    assert "Downtown" in text


def test_a_digression_comes_back_to_the_open_piece() -> None:
    terminal = at_city(a_shop())

    texts = say(terminal, "how can I pay", "repeat", "help", "Springfield 62704")

    assert all("city" in each for each in texts[:3])
    assert texts[3].startswith("It goes to 12 Oak Street, Springfield")


def test_starting_over_forgets_the_address() -> None:
    terminal = at_city(a_shop(address=HOMES["US"]))

    texts = say(terminal, "start over", "buy the camp mug", "delivery")

    assert "Oak" not in texts[2]


def test_what_is_stored_of_a_conversation_shows_no_address() -> None:
    shop = a_shop()
    terminal = at_city(shop)

    say(terminal, "Springfield 62704")

    stored = b"".join(each.state for each, _ in shop.sessions.kept.values())
    assert b"sealed:" in stored
    assert b"Oak Street" not in stored  # three letters stand in one of 170 sealed texts
    assert "Oak Street" in say(terminal, "repeat")[0]


def test_notes_of_turns_say_that_an_address_was_told_and_said() -> None:
    shop, log = a_shop(), Notes()
    shop.voice = replace(shop.voice, turns=log)
    terminal = at_city(shop)
    say(terminal, "Springfield 62704", "yes")

    about = [each for each in log.notes if "Oak" in shown(each.reply.say, "en-US")]
    told = [each for each in log.notes if each.turn.text in {"12 Oak Street", "Springfield 62704"}]

    assert about
    assert all(each.says_address for each in about)
    assert len(told) == 2
    assert all(each.told_address for each in told)


def test_no_reading_of_an_address_is_kept_for_the_next_who_says_it() -> None:
    shop = a_shop()
    terminal = at_city(shop)
    say(terminal, "Springfield 62704")

    kept = [str(key) for key in shop.voice.readings._kept]

    assert kept
    assert not any("Oak" in each or "62704" in each for each in kept)


@pytest.mark.parametrize("expect", sorted(ADDRESSING))
def test_every_question_for_an_address_is_one_whose_answer_goes_nowhere(expect: Expect) -> None:
    assert "address" in expect.value


@pytest.mark.parametrize(
    ("text", "lang", "country", "asked", "pieces"),
    [
        ("350 Fifth Avenue New York New York 10118", "en", "US", None,
         ("Fifth Avenue", "350", "New York", "10118", "NY")),
        ("ship it to twelve oak street, apartment 4B, springfield, IL six two seven oh four", "en",
         "US", None, ("Oak Street", "12", "Springfield", "62704", "IL")),
        ("10 Downing Street London SW1A 1AA", "en", "GB", None,
         ("Downing Street", "10", "London", "SW1A 1AA", None)),
        ("s w one a one a a", "en", "GB", Asked.POSTAL_CODE, (None, None, None, "SW1A 1AA", None)),
        ("twelve thirty four main street", "en", "US", Asked.STREET,
         ("Main Street", "1234", None, None, None)),
        ("M as in Mary E Y E R street", "en", "US", Asked.STREET,
         ("Meyer Street", None, None, None, None)),
        ("Hauptstraße 12 in 10115 Berlin", "de", "DE", None,
         ("Hauptstraße", "12", "Berlin", "10115", None)),
        ("hauptstraße zwölf eins null eins eins fünf berlin", "de", "DE", None,
         ("Hauptstraße", "12", "Berlin", "10115", None)),
        ("Straße des 17. Juni 135", "de", "DE", Asked.STREET,
         ("Straße des 17 Juni", "135", None, None, None)),
        ("Unter den Linden siebenundsiebzig", "de", "DE", Asked.STREET,
         ("Unter den Linden", "77", None, None, None)),
        ("calle Mayor 12, 28013 Madrid", "es", "ES", None,
         ("Calle Mayor", "12", "Madrid", "28013", None)),
        ("no, el número 15", "es", "ES", Asked.CITY, (None, "15", None, None, None)),
        ("5 bis avenue des Champs-Élysées, Paris", "fr", "FR", None,
         ("Avenue des Champs-Élysées", "5 Bis", "Paris", None, None)),
        ("rue du quatre septembre dix", "fr", "FR", Asked.STREET,
         ("Rue du Quatre Septembre", "10", None, None, None)),
        ("K one A zero B one", "en", "CA", Asked.POSTAL_CODE, (None, None, None, "K1A 0B1", None)),
        ("12 rue Sherbrooke, Montréal H2X 1Y4", "fr", "CA", None,
         ("Rue Sherbrooke", "12", "Montréal", "H2X 1Y4", None)),
        ("avenida de la Paz 5 bajo", "es", "ES", Asked.STREET,
         ("Avenida de la Paz", "5", None, None, None)),
        ("P O box 12", "en", "US", Asked.STREET, ("PO Box 12", "", None, None, None)),
        ("Postfach 12, 10115 Berlin", "de", "DE", None,
         ("Postfach 12", "", "Berlin", "10115", None)),
        ("it is on oak street", "en", "US", Asked.STREET, ("Oak Street", None, None, None, None)),
        ("I don't know", "en", "US", Asked.STREET, (None,) * 5),
        ("the street", "en", "US", Asked.STREET, (None,) * 5),
        ("la calle", "es", "ES", Asked.STREET, (None,) * 5),
    ],
)  # fmt: skip
def test_addresses_are_read_as_people_say_them(
    text: str, lang: str, country: str, asked: str | None, pieces: tuple[str | None, ...]
) -> None:
    told = read_address(text, lang=lang, country=country, asked=asked)

    found = (told.street, told.number, told.city, told.postal_code, told.region)
    assert found == pieces


def test_a_voice_with_markup_says_an_address_and_remembers_none() -> None:
    notes = Notes()
    shop = a_shop()
    shop.voice = replace(shop.voice, turns=notes)
    say(at_city(shop), "Springfield 62704")
    speech = notes.notes[-1].reply.say

    spoken = ssml(speech, locale="en-US", limit=1_000)

    assert "12 Oak Street" in spoken
    with pytest.raises(TypeError):
        hash(speech)


@pytest.mark.parametrize("text", ["1" * 60_000, "1 street " * 7_000, "no " * 20_000, "a" * 60_000])
def test_a_text_without_end_costs_no_more_than_an_address(text: str) -> None:
    assert isinstance(seems_address(text), bool)
    assert read_address(text, lang="en", country="US").country == "US"
