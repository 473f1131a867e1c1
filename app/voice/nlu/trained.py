"""The understanding that a conversation works with: rules and the trained parser together.

The rules know the answers to open questions and the merchant's words; the parser knows what people
say otherwise, and three more languages. Where both speak and the parser is sure, it wins: rules
take "can I get my money back" for a wish to buy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from functools import partial
from typing import Final

from app.commerce.words import NUMBERS
from app.voice.nlu.address_reading import without_elsewhere
from app.voice.nlu.anaphora import asks_how
from app.voice.nlu.as_meant import as_meant
from app.voice.nlu.brands import joined
from app.voice.nlu.colors_and_sizes_apart import each_by_itself
from app.voice.nlu.compared_prices import compared_in
from app.voice.nlu.cued_readings import cued
from app.voice.nlu.denied_choices import without_refused_value
from app.voice.nlu.entities.item import Item
from app.voice.nlu.entities.reader import read_entities
from app.voice.nlu.goods_phrase import asked_to_be_sent, widened
from app.voice.nlu.heard_at_question import as_answer, asked_after_way, is_taken
from app.voice.nlu.heard_of_goods import (
    as_always,
    as_said,
    broken,
    called_off,
    counted_order,
    in_titles,
    looked_at,
    named_by_size,
    names_goods,
    of_another,
    of_goods_alone,
    of_ordered,
    of_what_comes,
    ordered_so,
    own_goods_faulty,
    without_bound_as_goods,
    without_refused,
)
from app.voice.nlu.hesitation import (
    BOUGHT_BY_YES,
    act_of,
    begins_with_pause,
    names_nothing,
    tidied,
    without_knowing,
)
from app.voice.nlu.labels import Label
from app.voice.nlu.manners import (
    answer_at_start,
    beside_yes,
    gives_back,
    is_done,
    is_yes,
    orders_it,
    plainly,
    praises,
)
from app.voice.nlu.money_in_hand import what_it_buys
from app.voice.nlu.numbered_names import with_numbered_name, with_size_behind, with_tents
from app.voice.nlu.order_talk import (
    bought_before,
    called_off_in,
    calls_off_order,
    names_money,
    tells_of_pieces,
    tells_of_return,
    wants_money_back,
)
from app.voice.nlu.orders_asked_after import (
    asks_after_own,
)
from app.voice.nlu.parsed_understanding import goods_of, understood, with_details, without_choices
from app.voice.nlu.parsing import Parsed, SentenceParser
from app.voice.nlu.periods import day_of_month, with_every
from app.voice.nlu.rules import RuleUnderstander
from app.voice.nlu.said_besides import tells_cadence
from app.voice.nlu.self_repair import repaired, with_other_goods
from app.voice.nlu.several_sizes import with_letters, with_sizes_apart, without_persons
from app.voice.nlu.shop_values import named_at_all, of_values_alone, places_of, store_named
from app.voice.nlu.spans_of_time import without_time_counts
from app.voice.nlu.standing_wishes import wished_of_standing
from app.voice.nlu.sums_asked import asks_sum, of_sum, summed_in
from app.voice.nlu.taken_offers import count_alone, count_taken
from app.voice.nlu.told_of_oneself import (
    asks_for_the_first_time,
    so_many_taken,
    without_oneself,
    without_regularly,
)
from app.voice.nlu.two_readings import of_both
from app.voice.nlu.understanding import PROOFS, YES_OR_NO, Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import method_in, without_manner
from app.voice.nlu.wishes import (
    asks_choices,
    consent_in,
    without_options_asked,
    without_own_coming,
)
from app.voice.nlu.words import tokenize
from app.voice.nlu.yes_said import is_kind, says_yes
from app.voice.nlu.yes_withheld import withholds
from app.voice.turn import Intent
from domain.spoken_digits import digits_in

_DECIDED: Final = frozenset(
    {Intent.YES, Intent.NO, Intent.STOP, Intent.HELP, Intent.REPEAT, Intent.START_OVER, Intent.MORE,
     Intent.GREETING}
)  # fmt: skip
"""Of closed lists: no model knows better."""
_OF_TIME: Final = frozenset(
    {Expect.SUBSCRIPTION_CADENCE, Expect.SUBSCRIPTION_DATE, Expect.SUBSCRIPTION_WISH,
     Expect.CONFIRM_SUBSCRIPTION, Expect.CONFIRM_CHANGE}
)  # fmt: skip
"""Questions answered with days and cadences, of which the rules for English know nothing."""
_GOING_BACK: Final = {Label.RETURN_POLICY, Label.RETURN_ITEM}
"""Between these, goods that are named decide."""
_COMPARING: Final = frozenset({Expect.NOTHING, Expect.PRODUCT, Expect.PRODUCT_CHOICE, Expect.OFFER})
"""Questions at which two goods may be compared by their price."""
_AMONG_GOODS: Final = frozenset({Expect.PRODUCT, Expect.PRODUCT_CHOICE})
"""Questions for goods, which who speaks of what comes already did not want to be asked."""
_LOOKED_FOR: Final = frozenset({Intent.UNKNOWN, Intent.PLACE_ORDER, Intent.PRODUCT_SEARCH})
"""What a question for the price of so many is taken for."""
_COSTS: Final = BOUGHT_BY_YES | {Expect.CONFIRM_SUBSCRIPTION, Expect.CONFIRM_CHANGE}
_ABOUT_GOODS: Final = _AMONG_GOODS | {Expect.NOTHING}
_CERTAIN: Final = 0.9
"""From here on a reading is a yes to something that costs money, where no word for yes is said."""
_AGREED: Final = frozenset({Label.YES, Label.CHECKOUT, Label.THANKS})
"""What agrees to an order that was read back."""
_TO_BUY: Final = BOUGHT_BY_YES | {Expect.OFFER, Expect.OTHER_STORE}
"""Questions to which "order it" is a yes."""
_ONE: Final = "1"
"""No number by itself: "that's the one"."""
_SHORT: Final = 3
"""Words; a longer name may be a sentence about something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainedUnderstander:
    """Understands English, Spanish, French, German and mixed sentences; pure, under 5 ms."""

    today: Callable[[tzinfo], date]
    """The day it is somewhere: shoppers count from the day at the shop."""
    parser: SentenceParser = field(default_factory=SentenceParser)
    rules: RuleUnderstander = field(default_factory=RuleUnderstander)

    def understand(
        self,
        text: str,
        *,
        vocabulary: Vocabulary,
        expect: Expect,
        locale: str = "en-US",
        known: Intent | None = None,
    ) -> Understanding:
        """Intent and entities of the text; `either` where it is better to ask back."""
        read = partial(self._read, vocabulary=vocabulary, expect=expect, locale=locale, known=known)
        if known is not None:
            return read(text)
        if asks_for_the_first_time(text, expect):
            return Understanding(intent=Intent.HELP, text=tokenize(text).joined)
        if expect in _COMPARING and compared_in(text) is not None:
            return Understanding(intent=Intent.PRODUCT_SEARCH, text=tokenize(text).joined)
        lang = locale[:2].lower()
        text = with_letters(with_tents(text, vocabulary), lang)
        text = without_oneself(text, vocabulary, expect, lang)
        if expect in _ABOUT_GOODS:
            text = with_other_goods(text, partial(_is_name, vocabulary=vocabulary))
            text = without_refused_value(without_persons(text, vocabulary))
            text = each_by_itself(text, vocabulary, lang)
            text = with_sizes_apart(text, vocabulary, lang)
        option = partial(
            self._read, vocabulary=vocabulary, expect=Expect.OPTION, locale=locale, known=known
        )
        free = expect in _ABOUT_GOODS and not names_goods(text, vocabulary)
        bought = what_it_buys(text, lang) if free else None
        meant = bought or as_meant(text, expect, read, option=option)
        meant = _with_sum(meant, text, expect, read)
        if meant.intent is Intent.YES and expect in _COSTS and withholds(text):
            return meant.but(intent=Intent.UNKNOWN)
        if meant.intent is Intent.MANAGE_SUBSCRIPTION and meant.day is None:
            meant = self._with_day(meant, text, vocabulary, locale)
        meant = without_regularly(so_many_taken(meant, text, expect))
        if meant.product is not None and without_options_asked(text) != text:
            meant = meant.but(text=tokenize(text).joined)  # which option was asked about
        return without_time_counts(meant, text)

    def _with_day(
        self, found: Understanding, text: str, vocabulary: Vocabulary, locale: str
    ) -> Understanding:
        """With the day of a month that is named beside another span ("this month I have enough"),
        whose number counts nothing."""
        words = day_of_month(text)
        if words is None:
            return found
        today = self.today(vocabulary.zone)
        day = self.parser.parse(words, today=today, lang=locale).entities.date
        return found if day is None else found.but(day=day, quantity=None, number=None)

    def _read(
        self,
        text: str,
        *,
        vocabulary: Vocabulary,
        expect: Expect,
        locale: str,
        known: Intent | None,
    ) -> Understanding:
        """Intent and entities of the text as one."""
        act = act_of(text, expect) if known is None else None
        if act is not None:
            return Understanding(intent=act, text=tokenize(text).joined)
        if known is None and consent_in(text) is not None:
            return Understanding(intent=Intent.INFORM, text=tokenize(text).joined)
        if expect is Expect.OPTION and known is None and asks_choices(text):
            return Understanding(intent=Intent.REPEAT, text=tokenize(text).joined)
        text = without_knowing(with_every(without_options_asked(text))) if known is None else text
        own = without_own_coming(text) if known is None and expect is Expect.NOTHING else None
        said = joined(_tidied(repaired(text if own is None else own), expect), vocabulary)
        read = partial(
            self._understood, vocabulary=vocabulary, expect=expect, locale=locale, known=known
        )
        rest = without_elsewhere(said.text)
        found = read(rest)
        if rest != said.text:  # "a lamp, to another address" is a lamp
            full = tokenize(said.text).joined
            found = found.but(text=full) if found.product else read(said.text)
        if known is None and calls_off_order(text):
            clause = called_off_in(text)
            named = read(clause) if clause is not None and found.others else found
            found = called_off(named if named.product else found)
        if known is None:
            found = _settled(found, text, own, said.text, vocabulary, expect, locale)
        found = without_refused(found.but(hesitant=begins_with_pause(text)), repaired(text))
        found = said.put_back(found)
        if expect in _TO_BUY and known is None:
            found = of_values_alone(found, vocabulary)
        return named_at_all(found, vocabulary)

    def _understood(
        self,
        text: str,
        *,
        vocabulary: Vocabulary,
        expect: Expect,
        locale: str,
        known: Intent | None,
    ) -> Understanding:
        english = locale.lower().startswith("en")
        timed = expect in _OF_TIME and tells_cadence(text)  # "yes, every three weeks"
        if known is None and expect in YES_OR_NO and not timed:
            answered = self._answered(text, vocabulary, expect, locale)
            if answered is not None:
                return answered
        ruled = self.rules.understand(text, vocabulary=vocabulary, expect=expect)
        if english and known is not None:
            return widened(ruled, text, vocabulary, expect)
        answers = expect not in _OF_TIME and _answers(ruled, expect)
        answers = answers and not (ruled.method is not None and asks_how(text))
        if english and not timed and (ruled.intent in _DECIDED or answers):
            return ruled
        parsed = self.parser.parse(
            text,
            today=self.today(vocabulary.zone),
            lang=None if english else locale,
            expect=expect,
            vocabulary=vocabulary,
        )
        parsed = cued(parsed, text, expect)
        likely = parsed.readings[:1] if parsed.sure else parsed.readings
        told = [each.label for each in likely]
        rules = told[0] is Label.RETURN_POLICY and names_goods(text, vocabulary)
        if rules or Label.REFUND_STATUS in told or set(told[:2]) == _GOING_BACK:
            parsed = self._of_goods(parsed, text, vocabulary)
        if expect in BOUGHT_BY_YES and not says_yes(text):
            parsed = _agreed(parsed, names_goods=names_goods(text, vocabulary))
        parsed = without_choices(self._told(parsed, text, vocabulary, expect), ruled)
        if english and parsed.lang == "en":
            found = of_both(ruled, parsed, vocabulary, expect)
        else:
            found = understood(parsed, ruled, vocabulary, expect)
        found = widened(with_details(found, parsed, vocabulary), text, vocabulary, expect)
        found = named_by_size(of_goods_alone(found), text, vocabulary)
        found = with_numbered_name(without_bound_as_goods(found, vocabulary), text, vocabulary)
        found = with_size_behind(found, vocabulary)
        found = as_said(counted_order(found, text, expect), text, vocabulary, expect)
        return asked_after_way(found, parsed, text, expect)

    def _answered(
        self, text: str, vocabulary: Vocabulary, expect: Expect, locale: str
    ) -> Understanding | None:
        """A yes with a figure or a size after it, or in more words than one; None: neither."""
        if (
            is_taken(text, expect)
            or is_yes(text)
            or praises(text)
            or (expect in _TO_BUY and orders_it(text))
        ):
            place = store_named(text, vocabulary) if expect is Expect.OFFER else None
            return Understanding(intent=Intent.YES, text=tokenize(text).joined, place=place)
        many = count_taken(text) if expect is Expect.OFFER else None
        if many is not None:
            words = tokenize(text).joined
            return Understanding(intent=Intent.YES, text=words, quantity=many)
        if self._agrees(text, vocabulary, locale):
            return Understanding(intent=Intent.YES, text=tokenize(text).joined)
        led = answer_at_start(text)
        if led is None:
            return None
        place, method = store_named(led[1], vocabulary), method_in(led[1])
        if (place or method) and names_nothing(without_manner(led[1], places_of(vocabulary))):
            intent = Intent.YES if led[0] else Intent.NO  # "yes, for pickup downtown"
            words = tokenize(text).joined
            return Understanding(intent=intent, text=words, place=place, method=method)
        so_many = count_alone(led[1], locale[:2].lower()) if expect is Expect.OFFER else None
        if led[0] and so_many is not None:
            words = tokenize(text).joined
            return Understanding(intent=Intent.YES, text=words, quantity=so_many)
        lang = None if locale.lower().startswith("en") else locale
        parsed = self.parser.parse(
            led[1],
            today=self.today(vocabulary.zone),
            lang=lang,
            expect=Expect.CHANGE,
            vocabulary=vocabulary,
        )
        item = next(iter(goods_of(parsed)), Item())
        if item.product is not None or (item.quantity is None and not item.attributes):
            return None
        found = understood(parsed, Understanding(intent=Intent.UNKNOWN), vocabulary, expect)
        return found.but(intent=Intent.YES if led[0] else Intent.NO)

    def _of_goods(self, parsed: Parsed, text: str, vocabulary: Vocabulary) -> Parsed:
        """Who wants the money back for what is wrong gives it back, and who waits for goods asks
        after them; where neither is told, after the money."""
        label = Label.RETURN_ITEM if wants_money_back(text) else None
        doubtful = {each.label for each in parsed.readings[:2]} == _GOING_BACK
        if doubtful and gives_back(text) and names_goods(text, vocabulary):
            label = Label.RETURN_ITEM  # "the socks, can I bring them back?"
        if parsed.label is Label.RETURN_POLICY and tells_of_return(text):
            label = Label.RETURN_ITEM  # "I've got a lamp to bring back"
        named = names_goods(text, vocabulary) and bought_before(text)
        if parsed.label is Label.RETURN_POLICY and named and gives_back(text):
            label = Label.RETURN_ITEM  # "I bought one and was given another, can I bring it back?"
        if label is None and asks_after_own(text) and not names_money(text):
            label = Label.ORDER_STATUS
        if label is None:
            return parsed
        told = read_entities(
            parsed.text,
            label=label,
            today=self.today(vocabulary.zone),
            lang=parsed.lang,
            goods=vocabulary.goods,
        )
        if told.reason is None and not any(each.product for each in told.items):
            return parsed
        first = replace(parsed.readings[0], label=label)
        rest = parsed.readings[1:]
        return replace(parsed, readings=(first, *rest), entities=told, sure=True)

    def _agrees(self, text: str, vocabulary: Vocabulary, locale: str) -> bool:
        """Whether what stands beside a yes agrees as well ("yes, much better") and names nothing:
        neither goods nor a size, a store, a way or a number."""
        rest = beside_yes(text)
        if rest is not None and (is_done(rest) or is_kind(rest)):
            return True  # "yes, that's all", "sí, joven, muy amable"
        if rest is None or method_in(rest) or store_named(rest, vocabulary):
            return False
        words = plainly(rest).split()
        if any(word.isdecimal() or NUMBERS.get(word, _ONE) != _ONE for word in words):
            return False
        values = (vocabulary.phrase_at(words, at) for at in range(len(words)))
        if vocabulary.names_word(words) or any(each and not each.needs_cue for each in values):
            return False
        parsed = self.parser.parse(
            rest, today=self.today(vocabulary.zone), lang=locale, expect=Expect.CONFIRM
        )
        return parsed.sure and parsed.label is Label.YES

    def _told(self, parsed: Parsed, text: str, vocabulary: Vocabulary, expect: Expect) -> Parsed:
        """With the goods that are left without the words for stores, pickup and delivery."""
        rest = without_manner(text, places_of(vocabulary))
        if not rest or rest == text:
            return parsed if rest else replace(parsed, entities=replace(parsed.entities, items=()))
        if parsed.sure:
            told = read_entities(
                rest,
                label=parsed.label,
                today=self.today(vocabulary.zone),
                lang=parsed.lang,
                goods=vocabulary.goods,
            )
            return replace(parsed, entities=replace(parsed.entities, items=told.items))
        again = self.parser.parse(
            rest, today=self.today(vocabulary.zone), lang=parsed.lang, expect=expect
        )
        again = cued(again, text, expect)
        if again.sure:  # the way in which it is had was what made it hard to read
            parsed = replace(parsed, readings=again.readings, sure=True)
        return replace(parsed, entities=replace(parsed.entities, items=again.entities.items))


def _is_name(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word stands in titles and counts nothing: "deux" of "Tente Deux Places"."""
    return word not in NUMBERS and in_titles(word, vocabulary)


def _settled(
    found: Understanding,
    text: str,
    own: str | None,
    said: str,
    vocabulary: Vocabulary,
    expect: Expect,
    locale: str,
) -> Understanding:
    """What was heard, as it is meant at this question."""
    if expect is not Expect.NOTHING:
        if expect in _AMONG_GOODS and wished_of_standing(text):
            found = of_what_comes(found, text, None, vocabulary)
        return as_answer(found, said, vocabulary, expect, locale)
    found = as_always(of_what_comes(found, text, own, vocabulary), text, vocabulary)
    found = ordered_so(of_another(found, text), said)
    found = own_goods_faulty(of_ordered(found, text, vocabulary), text, vocabulary)
    found = asked_to_be_sent(looked_at(found, said, vocabulary), said, vocabulary)
    return broken(found) if tells_of_pieces(text) else found


def _agreed(parsed: Parsed, *, names_goods: bool) -> Parsed:
    """With a yes to what costs money, though no word for yes is said, only where it is certain:
    who praises what was read back, or has it ordered, agrees to it as well."""
    first = parsed.readings[0]
    if first.label not in {Label.YES, Label.CHECKOUT}:
        return parsed
    score = sum(each.score for each in parsed.readings if each.label in _AGREED)
    score = first.score if names_goods else score
    is_certain = score >= _CERTAIN
    if first.label is not Label.YES and (names_goods or not is_certain):
        return parsed
    rest = tuple(each for each in parsed.readings if each.label is not Label.YES)
    agreed = replace(first, label=Label.YES, score=min(score, 1.0))
    return replace(parsed, readings=(agreed, *rest), sure=is_certain)


def _answers(ruled: Understanding, expect: Expect) -> bool:
    """Whether the rules found the answer to the open question: the slot is tried first."""
    if expect is Expect.NOTHING or ruled.intent is not Intent.INFORM:
        return False
    figures = (ruled.quantity, ruled.number, ruled.item_ref, ruled.method, ruled.place)
    told = any(each is not None for each in figures) or ruled.choices or ruled.left_out
    named = bool(ruled.product) and len((ruled.product or "").split()) > _SHORT
    return bool(told or ruled.attributes) and not named


def _tidied(text: str, expect: Expect) -> str:
    """The text without what only opens it; "oh one two three" opens with a figure where figures
    are asked for."""
    rest = tidied(text)
    opens = expect in PROOFS and digits_in(text) == f"0{digits_in(rest)}"
    return text if opens else rest


def _with_sum(
    meant: Understanding, text: str, expect: Expect, read: Callable[[str], Understanding]
) -> Understanding:
    """As the question for what goods come to, where that is asked."""
    if expect in _COMPARING and summed_in(text):
        return of_sum(text, read)
    asked = expect is Expect.NOTHING and meant.intent in _LOOKED_FOR and asks_sum(text)
    if not asked or not meant.product:
        return meant
    return meant.but(intent=Intent.PRICE_CHECK, either=None)
