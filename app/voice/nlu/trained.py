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
from itertools import pairwise
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.nlu.address_reading import without_elsewhere
from app.voice.nlu.anaphora import asks_how, names_only_manner
from app.voice.nlu.brands import joined
from app.voice.nlu.clause_reading import by_clauses
from app.voice.nlu.denied_choices import refuses
from app.voice.nlu.entities.item import Item
from app.voice.nlu.entities.reader import read_entities
from app.voice.nlu.goods_phrase import whole_name, widened
from app.voice.nlu.goods_words import BUYING
from app.voice.nlu.hesitation import (
    BOUGHT_BY_YES,
    act_of,
    agrees_in_doubt,
    agrees_to_more,
    begins_with_pause,
    names_nothing,
    tidied,
    without_knowing,
)
from app.voice.nlu.labels import Label
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import (
    answer_at_start,
    beside_yes,
    gives_back,
    is_done,
    is_yes,
    means_usual,
    orders_it,
    plainly,
    praises,
    says_yes,
    takes_it,
    without_yes,
)
from app.voice.nlu.order_talk import (
    asks_after_own,
    called_off_in,
    calls_off_order,
    got_another,
    names_money,
    names_only_orders,
    only_buys,
    redirects_own,
    tells_of_pieces,
    tells_of_return,
    wants_money_back,
    wants_new_one,
)
from app.voice.nlu.parsed_understanding import goods_of, understood, with_details, without_choices
from app.voice.nlu.parsing import Parsed, SentenceParser
from app.voice.nlu.periods import with_every
from app.voice.nlu.rules import RuleUnderstander
from app.voice.nlu.self_repair import repaired
from app.voice.nlu.shop_values import named_at_all, places_of, store_named, with_size_alone
from app.voice.nlu.standing_wishes import (
    asks_for_next,
    comes_otherwise,
    names_what_comes,
    wished_of_standing,
)
from app.voice.nlu.taken_offers import count_alone, count_enough, count_taken, count_told
from app.voice.nlu.taking_leave import MUSES
from app.voice.nlu.two_readings import WISHES_FOR_GOODS, of_both
from app.voice.nlu.understanding import PROOFS, YES_OR_NO, Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import method_in, way_answered, without_manner, without_sending
from app.voice.nlu.ways_asked_for import way_told
from app.voice.nlu.wishes import (
    asks_choices,
    changes_coming,
    consent_in,
    halts_own,
    piles_up,
    says_too_many,
    without_options_asked,
    without_own_coming,
)
from app.voice.nlu.words import norm_value, tokenize
from app.voice.turn import Intent
from domain.orders import FulfillmentMethod
from domain.returns import ReturnReason
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
_NOT_OF_WHAT_COMES: Final = frozenset(
    {
        Intent.RETURN_ITEM,
        Intent.REFUND_STATUS,
        Intent.HUMAN_AGENT,
        Intent.CHANGE_ADDRESS,
        Intent.ORDER_STATUS,
    }
)
"""Wishes that somebody may have of what comes again and again, and that change none of it."""
_TOLD_OF_STANDING: Final = WISHES_FOR_GOODS | {
    *(Intent.INFORM, Intent.UNKNOWN, Intent.NO, Intent.STOP, Intent.CANCEL_ORDER),
    *(Intent.MANAGE_SUBSCRIPTION, Intent.SUBSCRIBE, Intent.REORDER, Intent.STORE_INFO),
}
"""What a wish of what comes again and again may be heard as."""
_ASKS_NEXT: Final = WISHES_FOR_GOODS | {
    *(Intent.ORDER_STATUS, Intent.INFORM, Intent.UNKNOWN, Intent.STORE_INFO, Intent.DELIVERY_INFO),
}
"""What a question after the next of what comes may be heard as."""
_PILING_UP: Final = WISHES_FOR_GOODS | {
    *(Intent.INFORM, Intent.UNKNOWN, Intent.MANAGE_SUBSCRIPTION, Intent.RETURN_ITEM),
}
"""What may be heard where there is too much of something and fewer would do."""
_OF_GOODS: Final = WISHES_FOR_GOODS | {Intent.INFORM, Intent.UNKNOWN, Intent.RETURN_ITEM}
_OF_THE_WAY: Final = frozenset({Intent.CHANGE_ADDRESS, Intent.ORDER_STATUS})
_LOOKING: Final = frozenset({Intent.PRODUCT_SEARCH, Intent.INFORM, Intent.UNKNOWN})
_GOING_BACK: Final = {Label.RETURN_POLICY, Label.RETURN_ITEM}
"""Between these, goods that are named decide."""
_READ_BACK: Final = frozenset({Expect.CONFIRM, Expect.CHANGE})
_NO_OTHER_WISH: Final = frozenset(
    {Intent.UNKNOWN, Intent.INFORM, Intent.NO, Intent.DELIVERY_INFO, Intent.HUMAN_AGENT}
)
_GIVING_UP: Final = frozenset({Intent.STOP, Intent.CANCEL_ORDER, Intent.START_OVER})
_CERTAIN: Final = 0.9
"""From here on a reading is a yes to something that costs money, where no word for yes is said."""
_AGREED: Final = frozenset({Label.YES, Label.CHECKOUT, Label.THANKS})
"""What agrees to an order that was read back."""
_TO_BUY: Final = BOUGHT_BY_YES | {Expect.OFFER, Expect.OTHER_STORE}
"""Questions to which "order it" is a yes."""
_ONE: Final = "1"
"""No number by itself: "that's the one"."""
_SIZE: Final = "size"
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
        option = partial(
            self._read, vocabulary=vocabulary, expect=Expect.OPTION, locale=locale, known=known
        )
        return by_clauses(text, expect, read, option=option)

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
            found = _called_off(named if named.product else found)
        if known is None and expect is Expect.NOTHING:
            found = _of_what_comes(found, text, own, vocabulary)
            found = _ordered_so(_of_another(found, text), said.text)
            found = _broken(found) if tells_of_pieces(text) else found
        if known is None and expect is not Expect.NOTHING:
            found = _as_answer(found, said.text, vocabulary, expect, locale)
        found = _without_refused(found.but(hesitant=begins_with_pause(text)), text)
        return named_at_all(said.put_back(found), vocabulary)

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
        if known is None and expect in YES_OR_NO:
            answered = self._answered(text, vocabulary, expect, locale)
            if answered is not None:
                return answered
        ruled = self.rules.understand(text, vocabulary=vocabulary, expect=expect)
        if english and known is not None:
            return widened(ruled, text, vocabulary, expect)
        answers = expect not in _OF_TIME and _answers(ruled, expect)
        answers = answers and not (ruled.method is not None and asks_how(text))
        if english and (ruled.intent in _DECIDED or answers):
            return ruled
        parsed = self.parser.parse(
            text,
            today=self.today(vocabulary.zone),
            lang=None if english else locale,
            expect=expect,
            vocabulary=vocabulary,
        )
        likely = parsed.readings[:1] if parsed.sure else parsed.readings
        told = [each.label for each in likely]
        rules = told[0] is Label.RETURN_POLICY and _names_goods(text, vocabulary)
        if rules or Label.REFUND_STATUS in told or set(told[:2]) == _GOING_BACK:
            parsed = self._of_goods(parsed, text, vocabulary)
        if expect in BOUGHT_BY_YES and not says_yes(text):
            parsed = _agreed(parsed, names_goods=_names_goods(text, vocabulary))
        parsed = without_choices(self._told(parsed, text, vocabulary, expect), ruled)
        if english and parsed.lang == "en":
            found = of_both(ruled, parsed, vocabulary, expect)
        else:
            found = understood(parsed, ruled, vocabulary, expect)
        found = widened(with_details(found, parsed, vocabulary), text, vocabulary, expect)
        found = _named_by_size(_of_goods_alone(found), text, vocabulary)
        found = _as_said(found, text, vocabulary, expect)
        return _asked_after_way(found, parsed, text, expect)

    def _answered(
        self, text: str, vocabulary: Vocabulary, expect: Expect, locale: str
    ) -> Understanding | None:
        """A yes with a figure or a size after it, or in more words than one; None: neither."""
        if (
            _is_taken(text, expect)
            or is_yes(text)
            or praises(text)
            or (expect in _TO_BUY and orders_it(text))
        ):
            return Understanding(intent=Intent.YES, text=tokenize(text).joined)
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
        if doubtful and gives_back(text) and _names_goods(text, vocabulary):
            label = Label.RETURN_ITEM  # "the socks, can I bring them back?"
        if parsed.label is Label.RETURN_POLICY and tells_of_return(text):
            label = Label.RETURN_ITEM  # "I've got a lamp to bring back"
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
        if rest is not None and is_done(rest):
            return True  # "yes, that's all"
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
        if again.sure:  # the way in which it is had was what made it hard to read
            parsed = replace(parsed, readings=again.readings, sure=True)
        return replace(parsed, entities=replace(parsed.entities, items=again.entities.items))


def _names_goods(text: str, vocabulary: Vocabulary) -> bool:
    """Whether a word of a text stands in titles of goods."""
    words = [each for each in plainly(text).split() if each not in LITTLE_WORDS]
    return any(root(each) in vocabulary.goods_roots for each in words)


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


def _of_what_comes(
    found: Understanding, text: str, own: str | None, vocabulary: Vocabulary
) -> Understanding:
    """With the wish for what comes again and again, where it is spoken of as one's own; how many of
    it are too many is no number that is wanted."""
    doubtful = Label.MANAGE_SUBSCRIPTION in (found.either or ())
    if changes_coming(text, found.product, is_doubtful=doubtful):
        return found.but(intent=Intent.MANAGE_SUBSCRIPTION, either=None)
    enough = count_enough(text)
    is_much = (enough is not None and says_too_many(text)) or (
        piles_up(text) and (found.product is None or _names_goods(found.product, vocabulary))
    )
    is_much = is_much and found.intent in _PILING_UP
    is_own = own is not None and found.intent not in _NOT_OF_WHAT_COMES
    standing = wished_of_standing(text) or (found.every is not None and comes_otherwise(text))
    if asks_for_next(text) and _names_goods(text, vocabulary) and found.intent in _ASKS_NEXT:
        return found.but(intent=Intent.MANAGE_SUBSCRIPTION, either=None)
    named = found.product or names_what_comes(text) or _names_goods(text, vocabulary)
    of_standing = standing and bool(named) and found.intent in _TOLD_OF_STANDING
    if not (halts_own(text) or is_own or is_much or of_standing):
        if found.intent is not Intent.MANAGE_SUBSCRIPTION or found.quantity is not None:
            return found
        return found.but(quantity=enough)  # "one bag is plenty, cut it down"
    found = found.but(intent=Intent.MANAGE_SUBSCRIPTION, either=None)
    return found.but(quantity=enough) if enough is not None or says_too_many(text) else found


def _of_another(found: Understanding, text: str) -> Understanding:
    """What came instead of what was ordered goes back; what is on its way may go elsewhere; what
    broke and was not bought here is bought anew."""
    if found.intent is Intent.RETURN_ITEM and found.product and wants_new_one(text):
        return found.but(intent=Intent.PLACE_ORDER, reason=None, either=None, quantity=None)
    if found.intent in _OF_GOODS | _OF_THE_WAY and redirects_own(text):
        return Understanding(intent=Intent.CHANGE_ADDRESS, text=found.text)
    if found.intent not in _OF_GOODS or found.product is None or not got_another(text):
        return found
    return found.but(
        intent=Intent.RETURN_ITEM,
        either=None,
        quantity=None,
        others=(),
        attributes={},
        reason=ReturnReason.WRONG_ITEM.value,
    )


def _without_refused(found: Understanding, text: str) -> Understanding:
    """Without values that are named only to be refused: "a jacket, but not the red one"."""
    kept = {name: each for name, each in found.attributes.items() if not refuses(text, each)}
    return found if len(kept) == len(found.attributes) else found.but(attributes=kept)


def _broken(found: Understanding) -> Understanding:
    """What came in a thousand pieces goes back, and is one thing."""
    if found.intent not in _OF_GOODS | {Intent.ORDER_STATUS} or found.product is None:
        return found
    found = found.but(intent=Intent.RETURN_ITEM, either=None, quantity=None, others=())
    return found.but(reason=found.reason or ReturnReason.DAMAGED.value)


def _called_off(found: Understanding) -> Understanding:
    """The wish to cancel an order, with goods where any are named."""
    found = found.but(intent=Intent.CANCEL_ORDER, either=None)
    if not names_only_orders(found.product or ""):
        return found
    return found.but(product=None, phrase=None, full_phrase=None, quantity=None)


def _is_taken(text: str, expect: Expect) -> bool:
    """Whether what was offered is taken, or with a yes what was read back: "ja, die nehm ich"."""
    led = answer_at_start(text)
    agreed = led is not None and led[0] and takes_it(led[1])
    return agreed or (expect is Expect.OFFER and takes_it(text))


def _told_alone(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect, locale: str
) -> Understanding:
    """With a size, or how many are enough; "M", of what fits, and "I meant one" where an order is
    read back."""
    lone = expect in _READ_BACK and " " not in text.strip()
    found = with_size_alone(found, f"in {text}" if lone else text, vocabulary)
    enough = count_enough(text)
    counts = expect in _READ_BACK or expect is Expect.OFFER
    if counts and enough is None and not found.says_something:
        is_vague = found.intent in _LOOKING | {Intent.YES} or found.either is not None
        enough = count_told(text, locale[:2].lower()) if is_vague else None
    if enough is None or found.quantity is not None:
        return found
    return found.but(quantity=enough)


def _as_answer(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect, locale: str
) -> Understanding:
    """With what is told in few words to who asked: a size, how many are enough, how it is had."""
    found = _told_alone(found, text, vocabulary, expect, locale)
    if expect is Expect.METHOD:
        found = _with_way(found, text, vocabulary)
    if expect in _READ_BACK and way_told(text) is FulfillmentMethod.SHIPPING:
        found = _brought(found)
    found = _with_manner(found, text)
    if found.product and found.attributes and names_only_manner(found.product):
        found = found.but(intent=Intent.INFORM, product=None, phrase=None)  # "I'll take it in blue"
    if found.intent is not Intent.YES:
        return found
    taken = _is_taken(text, expect)
    if taken or is_yes(text) or orders_it(text) or is_done(beside_yes(text) or ""):
        return found  # all of it agrees
    is_plain = not found.says_something
    if agrees_in_doubt(text, expect) or (
        is_plain and (agrees_to_more(text) or asks_how(without_yes(text)))
    ):
        return found.but(intent=Intent.UNKNOWN)  # "sure, how much is it?"
    return found


def _with_way(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With pickup or delivery, which was asked for."""
    if found.place is None:
        found = found.but(method=found.method or way_answered(text))
    if found.method is None:
        return _on_the_way(found, text, vocabulary)
    if found.intent is Intent.HUMAN_AGENT:
        return found.but(intent=Intent.INFORM)  # "que me lo traiga alguien"
    return found


def _on_the_way(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With the way that was asked for, in words that name none: what else is named is no goods,
    unless some are called so."""
    method = way_told(text)
    leaves = found.intent in _GIVING_UP and method is not FulfillmentMethod.SHIPPING
    if method is None or leaves or (found.product and _names_goods(text, vocabulary)):
        return found
    return found.but(
        intent=Intent.INFORM, method=method, product=None, phrase=None, full_phrase=None,
        others=(), either=None,
    )  # fmt: skip


def _brought(found: Understanding) -> Understanding:
    """Who cannot come, or has it brought after all, changes the order that was read back."""
    if found.intent not in _NO_OTHER_WISH or found.product is not None:
        return found
    method = FulfillmentMethod.SHIPPING
    return found.but(intent=Intent.INFORM, method=method, either=None)


def _ordered_so(found: Understanding, text: str) -> Understanding:
    """Goods that are told with the way they are had are ordered: "send a mug round to mine"."""
    if found.product is None or found.intent not in _LOOKING or found.least or found.most:
        return found
    method = found.method or (None if asks_how(text) else method_in(text))
    if method is None:
        return found
    named = without_sending(found.product)
    return found.but(intent=Intent.PLACE_ORDER, method=method, product=named, phrase=named)


def _with_manner(found: Understanding, text: str) -> Understanding:
    """With pickup or delivery as any language says it, and without goods that only say that."""
    method = found.method or method_in(text)
    if method is None or found.product is None or not names_only_manner(found.product):
        return found.but(method=method)
    return found.but(method=method, product=None, phrase=None, full_phrase=None)


def _of_goods_alone(found: Understanding) -> Understanding:
    """Without goods that are none: "to place an order" says that something shall be bought."""
    if found.intent not in BUYING or found.product is None or not only_buys(found.product):
        return found
    return found.but(product=None, phrase=None, full_phrase=None, quantity=None)


def _as_said(
    found: Understanding, text: str, vocabulary: Vocabulary, expect: Expect
) -> Understanding:
    """No more than was said: who names goods, thinks about them or wants the usual orders none."""
    words = plainly(text).split()
    if found.product is None:
        return found
    if found.intent is Intent.SUBSCRIBE:
        return found.but(product=whole_name(found.product, text, vocabulary))
    if found.intent is Intent.REORDER and means_usual(text):
        known = vocabulary.names_word(plainly(found.product).split())
        return found if known else found.but(product=None, phrase=None)
    if expect is not Expect.NOTHING:
        return found
    if vocabulary.is_goods(words):
        bare = Intent.PRODUCT_SEARCH if len(words) == 1 else Intent.INFORM
        return found.but(intent=bare, either=None)  # what shall be with it nobody said
    if found.intent in BUYING and len(words) == 1:
        return found.but(intent=Intent.INFORM, either=None)
    if found.intent in BUYING and MUSES.search(" ".join(words)):
        return found.but(intent=Intent.PRODUCT_SEARCH, either=None)
    return found


def _named_by_size(found: Understanding, text: str, vocabulary: Vocabulary) -> Understanding:
    """With a size as a part of the name where goods are called so and come in none: "la carpa
    familiar"."""
    size = found.attributes.get(_SIZE)
    words, name = plainly(text).split(), plainly(found.product or "").split()
    if not size or not name or norm_value(size) in vocabulary.values.get(_SIZE, {}):
        return found
    said = next((one for one, two in pairwise(words) if two == name[0] and _is_size(one, size)), "")
    behind = next(
        (two for one, two in pairwise(words) if one == name[-1] and _is_size(two, size)), ""
    )
    if root(said or behind) not in vocabulary.goods_roots:
        return found
    left = {each: told for each, told in found.attributes.items() if each != _SIZE}
    full = " ".join([*filter(None, [said]), found.product or "", *filter(None, [behind])])
    return found.but(product=full, phrase=full, attributes=left)


def _is_size(word: str, size: str) -> bool:
    """Whether a word is that size, in any gender."""
    return root(word) == root(plainly(size))


def _asked_after_way(
    found: Understanding, parsed: Parsed, text: str, expect: Expect
) -> Understanding:
    """A question about a way is no answer to the open one: "how long to ship?" has nothing"
    " sent."""
    if expect is Expect.NOTHING or found.method is None or not asks_how(text):
        return found
    likely = parsed.readings if found.intent is Intent.UNKNOWN else parsed.readings[:1]
    if all(each.label is not Label.DELIVERY_INFO for each in likely):
        return found
    return found.but(intent=Intent.DELIVERY_INFO, method=None, either=None)


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
