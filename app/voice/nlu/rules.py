"""Understanding English by rules over words: light, honest, and replaceable.

Closed lists of answers come first, then one carrier phrase names the intent, then entities are
taken out of what is left: store, method, order number, size and other options, quantity. The
remaining words are the product.
"""

from __future__ import annotations

import re
from typing import Final

from app.voice.nlu.carriers import ACTS, CARRIERS, DELIVERY, PICKUP
from app.voice.nlu.choices import choices_in
from app.voice.nlu.scan import Scan
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Phrase, Vocabulary
from app.voice.nlu.words import (
    ANSWERS,
    EDGE_WORDS,
    FILLERS,
    ORDINALS,
    SIZE_NAMES,
    Tokens,
    number_at,
    size_at,
    split_words,
    spoken_code,
    tokenize,
)
from app.voice.turn import Intent
from domain.ids import LocationId
from domain.orders import FulfillmentMethod

_ORDER_NUMBER: Final = re.compile(
    r"(?:\border\b|\bnumber\b|#|\bconfirmation\b)[\s:]*(?:number|no\.?|is|#|\s)*"
    r"((?:[A-Za-z]{1,4}[-\s]?)?\d[\dA-Za-z-]{2,})",
    re.IGNORECASE,
)
_BARE_NUMBER: Final = re.compile(r"#?((?:[A-Za-z]{1,4}-)?\d{3,}[\dA-Za-z-]*)")
_QUANTITY: Final = re.compile(
    r"\b(?:make (?:it|that)|change (?:it |that |the )?(?:quantity )?to|quantity(?: of)?"
    r"|(?:bump|up|raise|increase|push) (?:it|that|them|the (?:order|quantity))(?: up)? to)$"
)
_OF_THEM: Final = frozenset({("of", "them"), ("of", "those"), ("of", "these"), ("of", "it")})
_UNIT_WORDS: Final = frozenset(
    split_words(
        "pair pairs pack packs bag bags box boxes bottle bottles cup cups can cans "
        "unit units piece pieces set sets copies"
    )
)
_MULTIPLES: Final[tuple[tuple[tuple[str, ...], int], ...]] = (
    (("half", "a", "dozen"), 6),
    (("a", "couple", "of"), 2),
    (("a", "couple"), 2),
    (("a", "dozen"), 12),
    (("a", "pair", "of"), 1),
    (("1", "pair", "of"), 1),
)
_NO_SIZES: Final = frozenset(
    split_words("do does did is are was will would can could have has you it they there i that the")
)
"""Words behind "size" that ask instead of naming one."""
_CHOOSING: Final = frozenset({Expect.OPTION, Expect.MODIFIER})
_ABOUT_ORDERS: Final = frozenset({Intent.ORDER_STATUS, Intent.CANCEL_ORDER})
_MAX_QUANTITY: Final = 999
_LONGEST_ACT: Final = 12
"""Words; a longer sentence is about more than "say that again"."""
_SHORTEST_NUMBER: Final = 3
_LONGEST: Final = 24
"""Words of an utterance that are searched for a spoken order number."""


class RuleUnderstander:
    """English only; each call is pure and takes well under a millisecond."""

    def understand(
        self,
        text: str,
        *,
        vocabulary: Vocabulary,
        expect: Expect,
        locale: str = "en-US",
        known: Intent | None = None,
    ) -> Understanding:
        """Intent and entities of the text; INFORM when only entities were found.

        Reads English, whatever the locale.
        """
        del locale, known
        tokens = tokenize(text)
        answer = _closed_answer(tokens)
        answer = answer or _act(tokens)
        if answer is not None:
            return Understanding(intent=answer, text=tokens.joined)
        led, tokens = _leading_answer(tokens)
        found = _read(tokens, text, vocabulary, expect)
        if led is None:
            return found
        keeps = (
            found.intent in {Intent.CHECK_AVAILABILITY, Intent.PLACE_ORDER} and led is Intent.YES
        )
        return found.but(intent=found.intent if keeps and found.product else led)


def _closed_answer(tokens: Tokens) -> Intent | None:
    whole = ANSWERS.get(tokens.joined)
    if whole is not None:
        return whole
    plain = " ".join(word for word in tokens.said if word not in FILLERS)
    return ANSWERS.get(plain)


def _act(tokens: Tokens) -> Intent | None:
    if len(tokens.said) > _LONGEST_ACT:
        return None
    found = (intent for intent, pattern in ACTS if pattern.search(tokens.joined))
    return next(found, None)


def _leading_answer(tokens: Tokens) -> tuple[Intent | None, Tokens]:
    """A yes or no at the start of a longer sentence, and the tokens after it."""
    if len(tokens.said) < 2:
        return None, tokens
    led = {"yes": Intent.YES, "yeah": Intent.YES, "no": Intent.NO, "nope": Intent.NO,
           "actually": Intent.NO}.get(tokens.said[0])  # fmt: skip
    return (led, tokenize(" ".join(tokens.said[1:]))) if led else (None, tokens)


def _read(tokens: Tokens, text: str, vocabulary: Vocabulary, expect: Expect) -> Understanding:
    scan = Scan(tokens, [word in FILLERS for word in tokens.said])
    number = _only_number(tokens)
    intent = _intent(scan)
    order_number = _order_number(scan, text, intent, expect)
    method = None if intent in _ABOUT_ORDERS else _method(scan)
    place = _place(scan, vocabulary)
    quantity = _quantity(scan)
    choices, left_out = choices_in(scan, vocabulary) if vocabulary.choices else ((), ())
    _options(scan, vocabulary, expect)
    if quantity is None:
        quantity = _leading_quantity(scan, says_how=bool(method or place))
    item_ref = _ordinal(scan)
    product, phrase, full = (None,) * 3 if number is not None else _product(scan, expect)
    if intent is None:
        entities = (order_number, method, place, quantity, product, item_ref, number)
        told = bool(scan.attributes or choices or left_out)
        told = told or any(entity is not None for entity in entities)
        intent = Intent.INFORM if told else Intent.UNKNOWN
    return Understanding(
        intent=intent,
        product=product,
        phrase=phrase,
        full_phrase=full,
        quantity=quantity,
        attributes=scan.attributes,
        choices=choices,
        left_out=left_out,
        method=method,
        place=place,
        order_number=order_number,
        item_ref=item_ref,
        number=number,
        text=tokens.joined,
    )


def _intent(scan: Scan) -> Intent | None:
    for intent, pattern in CARRIERS:
        match = pattern.search(scan.tokens.joined)
        if match:
            scan.use_span(*match.span())
            return intent
    return None


def _only_number(tokens: Tokens) -> int | None:
    words = [word for word in tokens.said if word not in EDGE_WORDS and word not in FILLERS]
    words = words or list(tokens.said)
    if words and words[0] in {"number", "option", "#"}:
        words = words[1:]
    number = number_at(words, 0)
    return number[0] if number and number[1] == len(words) else None


def _order_number(scan: Scan, text: str, intent: Intent | None, expect: Expect) -> str | None:
    if intent not in _ABOUT_ORDERS and expect is not Expect.ORDER_NUMBER:
        return None
    match = _ORDER_NUMBER.search(text) or _BARE_NUMBER.search(text)
    if match:
        scan.use(0, len(scan.used))
        return match.group(1).replace(" ", "").upper()
    spoken = _spoken_number(scan.tokens.said[:_LONGEST])
    if spoken is not None:
        scan.use(0, len(scan.used))
    return spoken


def _spoken_number(said: tuple[str, ...]) -> str | None:
    """The first run of words that spells at least three digits."""
    for start in range(len(said)):
        for end in range(len(said), start, -1):
            code = spoken_code(said[start:end])
            if len(code) >= _SHORTEST_NUMBER:
                return code
    return None


def _method(scan: Scan) -> FulfillmentMethod | None:
    for method, pattern in (
        (FulfillmentMethod.PICKUP, PICKUP),
        (FulfillmentMethod.SHIPPING, DELIVERY),
    ):
        match = pattern.search(scan.tokens.joined)
        if match:
            scan.use_span(*match.span())
            return method
    return None


def _place(scan: Scan, vocabulary: Vocabulary) -> LocationId | None:
    words = scan.tokens.norm
    for at in range(len(words)):
        if scan.used[at]:
            continue
        name = vocabulary.store_at(words, at)
        if name is None:
            continue
        end = at + len(name.words)
        while end < len(words) and words[end] in {"store", "shop", "location", "branch"}:
            end += 1
        scan.use(at, end)
        return name.location_id
    return None


def _quantity(scan: Scan) -> int | None:
    """A quantity named as such: "make it two", "two of them", "quantity three"."""
    said = scan.tokens.said
    for at in scan.free():
        number = number_at(said, at)
        if number is None or not 0 < number[0] <= _MAX_QUANTITY:
            continue
        after = at + number[1]
        led = _QUANTITY.search(scan.tokens.joined[: max(scan.tokens.starts[at] - 1, 0)])
        if led:
            scan.use_span(led.start(), scan.tokens.starts[at])
        if led or tuple(said[after : after + 2]) in _OF_THEM:
            scan.use(at, after if led else after + 2)
            return number[0]
    return None


def _leading_quantity(scan: Scan, *, says_how: bool) -> int | None:
    """A number or multiple right before the product, or beside how it shall come."""
    free = scan.free()
    while free and scan.tokens.said[free[0]] in {"the", "some", "just", "for"}:
        free = free[1:]
    if not free:
        return None
    at = free[0]
    for words, value in _MULTIPLES:
        if scan.tokens.norm[at : at + len(words)] == words:
            scan.use(at, at + len(words))
            return value
    number = number_at(scan.tokens.said, at)
    if number is None or not 0 < number[0] <= _MAX_QUANTITY:
        return None
    after = at + number[1]
    is_count = says_how and at == 0 and number[0] > 1  # "the downtown one" is no count
    if free[-1] < after and not scan.attributes and not is_count:
        return None  # nothing follows: a bare number is an answer, not a quantity
    return _counted(scan, at, after, number[0])


def _counted(scan: Scan, at: int, after: int, value: int) -> int:
    """Account for a number with its unit ("three bags of", "two dozen"); the units it comes to."""
    said = scan.tokens.said
    if said[after : after + 1] == ("dozen",):
        value, after = value * 12, after + 1
    if after < len(said) and said[after] in _UNIT_WORDS:
        after += 2 if said[after + 1 : after + 2] == ("of",) else 1
    scan.use(at, after)
    return value


def _options(scan: Scan, vocabulary: Vocabulary, expect: Expect) -> None:
    """Take option values out: after the word "size" any size, elsewhere the merchant's own."""
    _cued_size(scan, vocabulary)
    words = scan.tokens.norm
    for at in range(len(words)):
        if scan.used[at]:
            continue
        phrase = _half_size(scan, vocabulary, at) or vocabulary.phrase_at(words, at)
        if phrase is None or phrase.option in scan.attributes:
            continue
        if phrase.needs_cue and not _cued(scan, phrase, at, expect):
            continue
        scan.attributes[phrase.option] = phrase.value
        if not phrase.needs_cue:
            scan.name_like.update(range(at, at + len(phrase.words)))
        scan.use(at, at + len(phrase.words))


def _half_size(scan: Scan, vocabulary: Vocabulary, at: int) -> Phrase | None:
    """Nine and a half is no nine, also where only whole sizes are sold."""
    heard = size_at(scan.tokens.said, at) if "size" in vocabulary.values else None
    if heard is None or not heard[0].endswith(".5"):
        return None
    return Phrase(
        words=tuple(scan.tokens.norm[at : at + heard[1]]),
        option="size",
        value=vocabulary.canonical("size", heard[0]),
        needs_cue=True,
    )


def _cued_size(scan: Scan, vocabulary: Vocabulary) -> None:
    said = scan.tokens.said
    for at, word in enumerate(said[:-1]):
        if word not in {"size", "sized", "sizes"} or scan.used[at]:
            continue
        heard = size_at(said, at + 1)
        for words in sorted(SIZE_NAMES, key=len, reverse=True):
            if heard is None and said[at + 1 : at + 1 + len(words)] == words:
                heard = SIZE_NAMES[words], len(words)
        if heard is None and (word == "sizes" or said[at + 1] in _NO_SIZES):
            continue  # "what sizes do you have", "which size is it"
        value, length = heard or (said[at + 1], 1)
        scan.attributes["size"] = vocabulary.canonical("size", value)
        scan.use(at, at + 1 + length)
        return


def _cued(scan: Scan, phrase: Phrase, at: int, expect: Expect) -> bool:
    """Whether a plain number or letter may be taken for a size here: "in a 10", "a 10"."""
    if phrase.option != "size":
        return False
    before = scan.tokens.said[max(at - 2, 0) : at]
    if before[-1:] == ("in",) or before == ("in", "a"):
        return True
    return expect is Expect.OPTION and all(
        word in EDGE_WORDS or word in FILLERS for word in scan.tokens.said[:at]
    )


def _ordinal(scan: Scan) -> int | None:
    said = scan.tokens.said
    for at in scan.free():
        ref = ORDINALS.get(said[at])
        alone = all(said[i] in EDGE_WORDS for i in scan.free() if i != at)
        if ref is not None and (alone or said[at + 1 : at + 2] == ("one",)):
            scan.use(at, at + 1)
            return ref
    return None


def _product(scan: Scan, expect: Expect) -> tuple[str | None, str | None, str | None]:
    """The product phrase without its attribute words, with them, and with its choices too."""
    said = scan.tokens.said
    bare = _trimmed([said[at] for at in scan.free()])
    likely = scan.name_like or scan.choice_like
    if not bare and not (likely and expect not in _CHOOSING):
        return None, None, None
    phrase = _kept(scan, scan.name_like)
    full = _kept(scan, scan.name_like | scan.choice_like) if scan.choice_like else None
    return (bare or None), (phrase or full or None), full


def _kept(scan: Scan, named: set[int]) -> str:
    said = scan.tokens.said
    return _trimmed([said[at] for at, used in enumerate(scan.used) if not used or at in named])


def _trimmed(words: list[str]) -> str:
    start, end = 0, len(words)
    while start < end and words[start] in EDGE_WORDS:
        start += 1
    while end > start and (words[end - 1] in EDGE_WORDS or words[end - 1] == "#"):
        end -= 1
    return " ".join(words[start:end])
