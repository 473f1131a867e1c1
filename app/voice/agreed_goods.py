"""Goods that are named beside a yes: who agrees to an order, or to canceling one, and names what is
not in it, means something else."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from app.commerce.words import NUMBERS, root
from app.voice.dialogue.cart import find_line
from app.voice.dialogue.state import Item, State
from app.voice.nlu.entities.numbers import amount_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.hesitation import BOUGHT_BY_YES
from app.voice.nlu.little_words import LITTLE_WORDS
from app.voice.nlu.manners import is_opener, is_yes, keeps_only, plainly, praises
from app.voice.nlu.money_in_hand import MONEY
from app.voice.nlu.order_talk import without_kept
from app.voice.nlu.taken_offers import count_alone
from app.voice.nlu.understanding import Expect, Understanding
from app.voice.nlu.vocabulary import Vocabulary
from app.voice.nlu.ways import without_manner
from app.voice.nlu.yes_said import says_yes
from app.voice.read_back_in_words import Recounted, SaidBack, named_with_number, said_back
from app.voice.speech import shown
from app.voice.turn import Intent, Turn

_MARKS: Final = re.compile(r"[,.;:!?]+")
_NUMBER: Final = re.compile(r"\b\d{3,}\b")
_TWO: Final = 2
_OTHER_WORDS: Final = {"fr": "tres", "en": "once"}
"""Words that are a number only elsewhere: "très bien"."""
_ALL: Final = re.compile(
    r"(?:(?:yes|yeah|ok|si|vale|claro|oui|ja|genau|venga) )*"
    r"(?:las|los|les|the|die|alle|tou(?:te)?s les)?"
    rf" ?(?P<all>{'|'.join(NUMBERS)}|\d|both|ambas|ambos|beiden?)"
    r"(?: (?:yes|yeah|ok|si|vale|claro|oui|ja|genau|please|por favor|s il vous plait|bitte|gracias"
    r"|merci|danke|thanks))*"
)
_SAID_BACK: Final = BOUGHT_BY_YES | {Expect.OFFER, Expect.OTHER_STORE}
"""Questions that what was told may be said back to."""
_LANGS: Final = "en-es-fr-de"
_JUDGED: Final = re.compile(
    r"[,;.:!?…-]+ |(?:that|thats|it|its|is|s|fine|okay|ok|good|great|fair|all right|alright|c est"
    r"|ca|d accord|bon|tres bien|parfait|esta|es|me|vale|bien|perfecto|das|ist|geht|passt|gut|na)\b"
)
"""Behind a price that is said back: a pause, or what somebody thinks of it."""
_HOW_FAR: Final = re.compile(
    r"\b(?:(?P<near>(?<!not )(?<!pas )(?<!nicht )(?:(?:near|close to|next to|round the corner from)"
    r" (?:me|us|my|our)|(?:a cote|pres) de (?:chez|mon|ma)|cerca de (?:mi|casa)|al lado de (?:mi"
    r"|casa)|(?:um die ecke|in der nahe) von mir|gleich bei mir))|(?P<far>far|loin|lejos|weit))\b"
)
_TAKES: Final = re.compile(
    r"\b(?:take|order|collect|prends|viens|passe\w*|recojo|llevo|quiero|nehm\w*|hol\w*|komm\w*)\b"
)
_STEM: Final = 4
"""Letters from which on a word may be part of a longer one: "Becher", "Campingbecher"."""


def as_agreed(
    heard: Understanding,
    turn: Turn,
    state: State,
    vocabulary: Vocabulary,
) -> Understanding:
    """What was heard; a yes that names goods which were not read out agrees to nothing."""
    if state.expect is Expect.CONFIRM_CANCEL:
        return _of_another(heard, turn, state, vocabulary)
    if state.expect in BOUGHT_BY_YES and _agrees_to_all(turn, state):
        return Understanding(intent=Intent.YES, text=heard.text)
    if state.expect in BOUGHT_BY_YES and _says_back(heard, turn, state):
        return Understanding(intent=Intent.YES, text=heard.text)
    in_parts = state.held is not None and state.held.in_parts
    if heard.intent is not Intent.YES or state.expect not in BOUGHT_BY_YES or in_parts:
        return heard
    if not heard.says_something and _counts_otherwise(turn, state):
        return _recounted(heard, turn)
    text = without_manner(turn.text or "", ())  # "oui, à la maison" names no Café Maison
    told = [each for each in plainly(text).split() if each not in LITTLE_WORDS]
    named = {root(each) for each in told} & vocabulary.goods_roots
    titles = " ".join(plainly(each.title or "") for each in state.lines)
    others = {each for each in named if each not in titles}
    return heard.but(intent=Intent.UNKNOWN) if others else heard


def without_price(turn: Turn, state: State) -> Turn:
    """The turn without the price that was told, said back before the wish: "twenty-two, all right,
    I'll take one" wants one."""
    if state.expect is not Expect.OFFER or not turn.text or turn.pressed:
        return turn
    sheet = Sheet.of(turn.text, _LANGS)
    start = next((at for at, word in enumerate(sheet.plain) if not _opens(word)), 0)
    amount = amount_at(sheet, start)
    if amount is None or not _was_told(amount[0], state, turn.locale):
        return turn
    end = start + amount[1]
    end += end < len(sheet.plain) and sheet.plain[end] in MONEY
    if end + 1 >= len(sheet.plain) or not _JUDGED.match(" ".join(sheet.plain[end:])):
        return turn
    return replace(turn, text=turn.text[sheet.tokens[end].start :].lstrip(" ,;.:!?…-"))


def as_many_as_told(heard: Understanding, turn: Turn, state: State) -> Understanding:
    """What was heard; goods that alone shall stay, of several not all looked for yet, stay as many
    as they were named: "just the mugs then", of two."""
    if heard.quantity is not None or heard.product is None or not keeps_only(turn.text or ""):
        return heard
    said = {root(word) for word in plainly(heard.product).split()} - LITTLE_WORDS
    several = (*state.wanted, *state.lines) if state.wanted and len(state.lines) == 1 else ()
    alike = (each for each in several if said & _words_of(each))
    told = next(alike, None)
    return heard if told is None else heard.but(quantity=told.quantity)


def not_yet_taken(heard: Understanding, turn: Turn, state: State) -> Understanding:
    """What was heard; who tells at an offer no more than how far a store is has not taken it:
    "Bastille c'est à côté de chez moi", "Downtown's a bit far"."""
    text = turn.text or ""
    told = state.expect is Expect.OFFER and heard.intent in {Intent.YES, Intent.INFORM}
    how_far = _HOW_FAR.search(plainly(text)) if told and heard.place is not None else None
    if how_far is None or says_yes(text) or _TAKES.search(plainly(text)):
        return heard
    is_far = how_far.lastgroup == "far"
    place = None if is_far else heard.place
    return heard.but(intent=Intent.UNKNOWN if is_far else Intent.INFORM, place=place)


def _words_of(item: Item) -> set[str]:
    return set(map(root, plainly(f"{item.title or ''} {item.query}").split()))


def _opens(word: str) -> bool:
    return is_opener(word) or not word.isalnum()


def _was_told(amount: Decimal, state: State, locale: str) -> bool:
    """Whether that is a price of what was said last."""
    said = f"{amount:.2f}".replace(".", "[.,]")
    return re.search(rf"(?<![\d.,]){said}(?!\d)", shown(state.said, locale)) is not None


def in_its_words(heard: Understanding, turn: Turn, state: State) -> Understanding | None:
    """The yes, the other count or neither of who says back what was read out; None: something else
    is said."""
    if turn.intent is not None or turn.pressed or state.expect not in _SAID_BACK:
        return None
    is_bought = state.expect in BOUGHT_BY_YES
    if is_bought and state.held is not None and state.held.in_parts:
        return None
    match (said_back if is_bought else named_with_number)(turn.text or "", state.lines):
        case None:
            return None
        case Recounted(count=count):
            return Understanding(intent=Intent.INFORM, quantity=count, text=heard.text)
        case SaidBack.AGREED:  # at an offer it leads to the read-back, and buys nothing
            return Understanding(intent=Intent.YES, text=heard.text)
        case SaidBack.UNCLEAR:
            return Understanding(intent=Intent.UNKNOWN, text=heard.text)


def _agrees_to_all(turn: Turn, state: State) -> bool:
    """Whether a yes is said with all of what was read back, and nothing else: "las dos, sí"."""
    plain = plainly(turn.text or "")
    found = _ALL.fullmatch(plain)
    if found is None or not says_yes(turn.text or ""):
        return False
    said = found["all"]
    count = int(said) if said.isdecimal() else int(NUMBERS.get(said, _TWO))
    return count in {len(state.lines), sum(each.quantity for each in state.lines)}


def _says_back(heard: Understanding, turn: Turn, state: State) -> bool:
    """Whether nothing but what was read back is said, with a word for yes: "the ten, yes", "blau,
    genau"."""
    clauses = [each for each in _MARKS.split(turn.text or "") if each.strip()]
    agrees = any(is_yes(f"yes {each}") or praises(each) for each in clauses)
    if not agrees or len(clauses) < _TWO or not heard.says_something or len(state.lines) != 1:
        return False
    line = state.lines[0]
    values = {plainly(each) for each in line.options.values()}
    figures = {str(each) for each in (heard.number, heard.quantity) if each is not None}
    told = {plainly(each) for each in heard.attributes.values()}
    if not (told <= values and figures <= {str(line.quantity), *values}):
        return False
    same_place = heard.place in {None, state.place} and heard.method in {None, state.method}
    named = heard.product is None or find_line(state.lines, heard) is not None
    return same_place and named and not (heard.others or heard.choices or heard.left_out)


def _recounted(heard: Understanding, turn: Turn) -> Understanding:
    """So many are wanted, where a clause says no more than a number: "vier, ja"; else nothing that
    is understood."""
    lang = turn.locale[:2].lower()
    told = (count_alone(each.strip(), lang) for each in _MARKS.split(turn.text or ""))
    count = next((each for each in told if each is not None), None)
    if count is None:
        return heard.but(intent=Intent.UNKNOWN)
    return heard.but(intent=Intent.INFORM, quantity=count)


def _counts_otherwise(turn: Turn, state: State) -> bool:
    """Whether a number is told that was not read back: "nehmen Sie lieber vier", "vier, ja"."""
    words = plainly(turn.text or "").split()
    other = _OTHER_WORDS.get(turn.locale[:2].lower())
    figures = {NUMBERS.get(each, each) for each in words if each != other} - {"1"}
    read_out = plainly(shown(state.asked, turn.locale)).split()
    return any(each.isdecimal() and each not in read_out for each in figures)


def _of_another(
    heard: Understanding, turn: Turn, state: State, vocabulary: Vocabulary
) -> Understanding:
    """The order with the goods that are named, where those of another were read out: "the mug, yes
    please" cancels no socks."""
    told = heard.order_number or next(iter(_NUMBER.findall(turn.text or "")), None)
    if told is not None and told not in shown(state.asked, turn.locale):
        return heard.but(
            intent=Intent.CANCEL_ORDER, order_number=told, number=None, quantity=None, either=None
        )
    if heard.intent not in {Intent.YES, Intent.UNKNOWN} or heard.order_number:
        return heard
    text = turn.text or ""
    said = plainly(without_kept(text) or text).split()
    words = [each for each in said if each not in LITTLE_WORDS and each not in NUMBERS]
    named = [each for each in words if _is_goods(root(each), vocabulary)]
    read_out = plainly(shown(state.asked, turn.locale))
    others = [each for each in named if root(each) not in read_out]
    if not others or len(others) < len(named):
        return heard
    name = " ".join(others)
    return heard.but(intent=Intent.CANCEL_ORDER, product=name, phrase=name, either=None)


def _is_goods(name: str, vocabulary: Vocabulary) -> bool:
    """Whether a word stands in titles, be it as the end of a compound."""
    compound = len(name) >= _STEM and name.isalpha()
    return name in vocabulary.goods_roots or (
        compound and any(each.endswith(name) for each in vocabulary.goods_roots)
    )
