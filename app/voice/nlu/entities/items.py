"""What is wanted: products with quantity, unit and attributes, item by item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from app.voice.nlu.concepts import Concepts
from app.voice.nlu.entities.codes import spoken_code
from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.measures import Measure, measure_at
from app.voice.nlu.entities.names import is_content, likelihood
from app.voice.nlu.entities.numbers import amount_at, small_value
from app.voice.nlu.entities.tokens import Sheet, phrases
from app.voice.nlu.entities.traits import trait_at
from app.voice.nlu.labels import Label
from app.voice.nlu.words import split_words

_AND: Final = frozenset({"and", "plus", "y", "e", "et", "und", "sowie", "n"})
_WITHOUT: Final = phrases(
    "without|with no|no|hold the|sin|sans|pas de|ohne|kein|keine|keinen|minus"
)
_WITH: Final = frozenset({"with", "con", "avec", "mit"})
_FOR: Final = frozenset({"for", "para", "pour", "fur", "zum", "zur"})
_NOT: Final = phrases(
    "not|and not|instead of|rather than|no|y no|en vez de|en lugar de|pas|et pas|"
    "au lieu de|nicht|und nicht|statt|anstatt"
)
_ARTICLES: Final = frozenset(split_words("a an un una une ein eine einen another otra otro"))
_ORDERING: Final = frozenset(
    {
        Label.PLACE_ORDER,
        Label.ADD_TO_CART,
        Label.REORDER,
        Label.SUBSCRIBE,
        Label.INFORM,
        Label.CHECKOUT,
    }
)
_MILK: Final = frozenset({"milk", "leche", "lait", "milch"})
_PEOPLE: Final = frozenset({"people", "persons", "personas", "personnes", "personen"})
_BUT: Final = frozenset({",", "but", "sino", "mais", "sondern"})
_DETERMINERS: Final = frozenset(
    split_words(
        "the a an my these those el la los las un una mi este esta le les l une du des "
        "mon ma ce cette der die das den dem ein eine einen mein meine diese diesen"
    )
)
_DIGITS: Final = 2
_BUYING: Final = frozenset({Label.PLACE_ORDER, Label.ADD_TO_CART})
_MOST: Final = 9999


@dataclass(slots=True)
class Item:
    """One thing wanted; None and empty: not said."""

    product: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    parts: dict[str, list[str]] = field(default_factory=dict)
    """What goes with it ("topping") and what is left out ("without")."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said of it."""
        return self.product is None and self.quantity is None and not self.attributes


@dataclass(slots=True)
class ItemReader:
    """Walks over the tokens that nothing else spoke for and gathers items."""

    sheet: Sheet
    words: Lexicon
    concepts: Concepts
    label: Label
    found: list[Item] = field(default_factory=list)
    _item: Item = field(default_factory=Item)
    _run: tuple[int, int] | None = None
    """The tokens of the name being read."""
    _named: bool = False
    """The item has its name."""
    _article: bool = False
    _part_end: int = -1
    _best: int = 0
    """How likely the name of the item is goods."""
    _led: int = -1
    """Where a name would begin that an article, a number or an attribute leads up to."""
    _part: str | None = None
    """The attribute that words go to: topping, without; empty: nowhere."""

    def read(self) -> list[Item]:
        """The items, in the order they were said."""
        at = 0
        while at < len(self.sheet.plain):
            at += self._step(at)
        self._close()
        return self.found

    def _step(self, at: int) -> int:
        """Read what stands there; the number of tokens it takes."""
        if self.sheet.used[at]:
            self._end_run()
            self._part = None
            return 1
        for way in self._ways():
            length = way(at)
            if length:
                return length
        return self._word(at)

    def _ways(self) -> tuple[Callable[[int], int], ...]:
        """What a token may be, the likeliest misread first."""
        return (
            self._not,
            self._joint,
            self._side,
            self._code,
            self._measure,
            self._trait,
            self._number,
        )

    # --- what ends or begins an item ---------------------------------------------------------

    def _not(self, at: int) -> int:
        """Skip a number that is denied: "two not three"."""
        led = self.sheet.words_at(at, _NOT)
        number = amount_at(self.sheet, at + led) if led else None
        if number is None:
            return 0
        rest = self.sheet.plain[at + led + number[1] :]
        return led + number[1] if not rest or rest[0] in _BUT else 0

    def _joint(self, at: int) -> int:
        word = self.sheet.plain[at]
        if word not in _AND and word not in {",", ";"}:
            return 0
        if self._part and self._part_goes_on(at):
            return 1
        if self._run and self._belongs(at):
            self._run = self._run[0], at + 2
            return 2
        self._close()
        return 1

    def _part_goes_on(self, at: int) -> bool:
        """Whether "with ham and cheese" goes on: no number, no article, no verb follows."""
        if at + 1 >= len(self.sheet.plain):
            return False
        following = self.sheet.plain[at + 1]
        if self.sheet.words_at(at + 1, _WITHOUT):
            return True
        return (
            following not in _ARTICLES
            and amount_at(self.sheet, at + 1) is None
            and not self.words.is_stop(self.sheet, at + 1)
        )

    def _belongs(self, at: int) -> bool:
        """Whether the words around a joining word are one name ("macaroni and cheese")."""
        if at + 1 >= len(self.sheet.plain):
            return False
        return (self.sheet.plain[at - 1], self.sheet.plain[at + 1]) in self.words.joined

    def _side(self, at: int) -> int:
        """ "with ...", "without ...", "for ..." after a name."""
        word = self.sheet.plain[at]
        without = self.sheet.words_at(at, _WITHOUT)
        if without and (self._named or self._run) and at + without < len(self.sheet.plain):
            self._end_run()
            self._part = "without"
            return without
        if word in _WITH | _FOR and (self._named or self._run):
            if self._run and self._belongs(at):
                self._run = self._run[0], at + 2
                return 2
            self._end_run()
            if self._best <= 0:
                return 0  # "looking everywhere for a tent": no goods were named yet
            self._part = "topping" if word in _WITH else ""
            return 1 + (self._capacity(at + 1) if word in _FOR else 0)
        return 0

    def _capacity(self, at: int) -> int:
        """ "for four people"."""
        number = amount_at(self.sheet, at)
        end = at + (number[1] if number else 0)
        if (
            number is None
            or self.sheet.plain[end : end + 1] == ()
            or self.sheet.plain[end] not in _PEOPLE
        ):
            return 0
        self._item.attributes["capacity"] = f"{number[0]:f} people"
        return end + 1 - at

    # --- numbers and units -------------------------------------------------------------------

    def _measure(self, at: int) -> int:
        if self._run and self._run[1] == at and self.sheet.plain[at].isdigit():
            return 0  # "iphone 15 case"
        found = measure_at(self.sheet, self.words, at)
        if found is None or not 0 < found.value <= _MOST:
            return 0
        if self._part and found.length == 1 and not found.unit:
            return 0
        if self._named or self._run:
            self._close_before_count()
        self._part = None
        self._counted(found)
        self._led = at + found.length
        return found.length

    def _close_before_count(self) -> None:
        """A bare word before a counted thing is a verb that no list holds: "snatch two mugs"."""
        bare = self._item.quantity is None and not self._item.attributes and not self._article
        if bare and self.label in _ORDERING and not self.found:
            self._item, self._named, self._run = Item(), False, None
        else:
            self._close()

    def _counted(self, found: Measure) -> None:
        self._item.quantity = found.value
        self._item.unit = found.unit
        self._best = 0
        if found.size:
            self._item.attributes["size"] = found.size
            self._item.quantity = found.value if found.many else None
            self._article = True

    def _code(self, at: int) -> int:
        """Digits in a row count nothing: "four four one two"."""
        code = spoken_code(self.sheet, at)
        if code is None or code[1] - at <= _DIGITS:
            return 0
        digits = (small_value(self.sheet, each) for each in range(at, code[1]))
        single = all(digit is not None and digit < 10 for digit in digits)
        return code[1] - at if single else 0

    def _number(self, at: int) -> int:
        """A number that nothing follows to be counted: of the item named before, or a bare one."""
        number = amount_at(self.sheet, at)
        if number is None or not 0 < number[0] <= _MOST or self._part == "":
            return 0
        end = at + number[1]
        if self._run and self.sheet.plain[at].isdigit() and self._run[1] == at:
            self._run = self._run[0], end  # "iphone 15"
            return number[1]
        self._end_run()
        follows = end < len(self.sheet.plain) and self._may_name(end)
        if self._named and follows:
            self._close()
        if self._item.quantity is None:
            self._item.quantity = number[0]
        return number[1]

    # --- attributes --------------------------------------------------------------------------

    def _trait(self, at: int) -> int:
        found = trait_at(self.sheet, self.words, at)
        if found is None:
            return 0
        if found.length == 0:
            self._item.attributes.setdefault(found.option, found.value)
            return 0
        if self._part is None or self._named:
            self._end_run()
            self._item.attributes.setdefault(found.option, found.value)
        self._led = at + found.length
        return found.length

    # --- names -------------------------------------------------------------------------------

    def _word(self, at: int) -> int:
        if self._links(at):
            return 1
        if self._part and self._part_end == at and self.words.is_link(self.sheet, at):
            self._part_end = at + 1  # "leche de soya"
            return 1
        if not self._may_name(at):
            self._drop_verb(at)
            if self.sheet.plain[at] in _DETERMINERS:
                self._led = at + 1
            self._article |= self.sheet.plain[at] in _ARTICLES and not self._named
            self._end_run()
            return 1
        if self._part is not None:
            self._add_part(at)
        elif self._run and self._run[1] == at:
            self._run = self._run[0], at + 1
        else:
            self._run = at, at + 1
        return 1

    def _drop_verb(self, at: int) -> None:
        """One word right before "the" is a verb that no list holds: "lower the lamp"."""
        if self._run != (at - 1, at) or self.sheet.plain[at] not in _DETERMINERS:
            return
        led = self._article or self._item.quantity is not None or self._item.attributes
        before = self.sheet.plain[at - 2 : at - 1]
        if not led and not (before and before[0] in _DETERMINERS):
            self._run = None

    def _links(self, at: int) -> bool:
        """Take a joining word into the name, where the name goes on after it."""
        if self._run is None or self._run[1] != at or not self.words.is_link(self.sheet, at):
            return False
        after = at + 1
        while after < len(self.sheet.plain) and self.words.is_link(self.sheet, after):
            after += 1
        if after >= len(self.sheet.plain) or not self._may_name(after) or self.sheet.used[after]:
            return False
        if self.words.find(self.words.colors, self.sheet, after) or amount_at(self.sheet, after):
            return False
        self._run = self._run[0], at + 1
        return True

    def _may_name(self, at: int) -> bool:
        inside = self._run is not None and self._run[1] == at
        return is_content(self.sheet, self.words, at, inside=inside)

    def _add_part(self, at: int) -> None:
        """A word of what goes with or without; words in a row are one part ("extra cheese")."""
        if not self._part:
            return
        parts = self._item.parts.setdefault(self._part, [])
        word = self.sheet.tokens[at].word
        if parts and self._part_end == at:
            parts[-1] = f"{parts[-1]} {word}"
        else:
            parts.append(word)
        self._part_end = at + 1

    def _end_run(self) -> None:
        """The name being read is complete; the likeliest of an item's names stays."""
        if self._run:
            likely = likelihood(
                self.sheet, self.concepts, *self._run, led=self._led == self._run[0]
            )
            if self._item.product is None or likely > self._best:
                self._item.product, self._best = self.sheet.said(*self._run), likely
            self._named, self._run = True, None

    def _close(self) -> None:
        """The item is complete."""
        self._end_run()
        item = self._item
        _name_milk(item)
        if item.product and item.quantity is None and self._is_one():
            item.quantity = Decimal(1)
        if not item.is_empty:
            self.found.append(item)
        self._item, self._named, self._article, self._part = Item(), False, False, None
        self._best = 0

    def _is_one(self) -> bool:
        """Whether goods named without a number are one piece."""
        return self.label in _BUYING or (self._article and self.label in _ORDERING)


def _name_milk(item: Item) -> None:
    """Milk that goes with it is an attribute of its own: "con leche de soya"."""
    toppings = item.parts.get("topping", [])
    for part in [part for part in toppings if _MILK & set(part.split())]:
        kind = [word for word in part.split() if word not in _MILK]
        if kind:
            item.attributes["milk"] = " ".join(kind)
            toppings.remove(part)
    if "topping" in item.parts and not toppings:
        del item.parts["topping"]
