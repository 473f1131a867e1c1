"""What is wanted: products with quantity, unit and attributes, item by item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from app.voice.nlu.concepts import Concepts
from app.voice.nlu.entities.codes import spoken_code
from app.voice.nlu.entities.colors import color_at
from app.voice.nlu.entities.denials import denied_at
from app.voice.nlu.entities.item import Item, name_milk
from app.voice.nlu.entities.item_words import (
    AND,
    ARTICLES,
    BUYING,
    DETERMINERS,
    DIGITS,
    FOR,
    IN,
    INDEFINITE,
    KINDS,
    MOST,
    ORDERING,
    OWNED,
    POINTED,
    POINTING,
    SURE,
    THAN,
    WITH,
    WITHOUT,
)
from app.voice.nlu.entities.joints import belongs, is_all_beside, is_bought, part_goes_on
from app.voice.nlu.entities.lexicon import Lexicon
from app.voice.nlu.entities.measures import (
    WEIGHTS,
    Measure,
    capacity_at,
    is_money,
    measure_at,
)
from app.voice.nlu.entities.names import is_content, leads_to_goods, likelihood, owns, without_verb
from app.voice.nlu.entities.number_names import (
    begins_goods,
    is_exchanged,
    is_portion,
    named_by_number,
    share_at,
)
from app.voice.nlu.entities.numbers import amount_at, small_value
from app.voice.nlu.entities.size_letters import is_one_lettered, letter_at
from app.voice.nlu.entities.tokens import Sheet
from app.voice.nlu.entities.traits import GOODS_TOO, Trait, size_behind, trait_at
from app.voice.nlu.labels import Label


@dataclass(slots=True)
class ItemReader:
    """Walks over the tokens that nothing else spoke for and gathers items."""

    sheet: Sheet
    words: Lexicon
    concepts: Concepts
    label: Label
    lenient: bool = False
    """Also words that are mostly no goods, where an article leads up to them: "un bureau"."""
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
            self._inside,
            self._percent,
            self._size_behind,
            self._measure,
            self._trait,
            self._number,
        )

    # --- what ends or begins an item ---------------------------------------------------------

    def _not(self, at: int) -> int:
        """Skip a number that is denied, or was before: "two not three", "from two to four"."""
        counted = self._item.quantity is not None and not (self._named or self._run)
        return denied_at(self.sheet, at, counted=counted)

    def _joint(self, at: int) -> int:
        word = self.sheet.plain[at]
        if word not in AND and word not in {",", ";"}:
            return 0
        if self._part and part_goes_on(self.sheet, self.words, at, named=self._named):
            return 1
        if self._run and belongs(self.sheet, self.words, at):
            self._run = self._run[0], at + 2
            return 2
        self._close()
        self._item.joined = word in AND
        self._item.listed = word in AND and amount_at(self.sheet, at + 1) is not None
        return 1

    def _side(self, at: int) -> int:
        """ "with ...", "without ...", "for ..." after a name."""
        word = self.sheet.plain[at]
        without = self.sheet.words_at(at, WITHOUT)
        if without and (self._named or self._run) and at + without < len(self.sheet.plain):
            self._end_run()
            self._part = "without"
            return without
        if word in WITH | FOR and (self._named or self._run):
            if self._run and belongs(self.sheet, self.words, at):
                self._run = self._run[0], at + 2
                return 2
            self._end_run()
            if self._best <= 0:
                return 0  # "looking everywhere for a tent": no goods were named yet
            self._part = "topping" if word in WITH else ""
            people = capacity_at(self.sheet, at + 1) if word in FOR else None
            if people:
                self._item.attributes["capacity"] = people[0]
            return 1 + (people[1] if people else 0)
        if word in WITH and self.label is Label.RETURN_ITEM and self.found and self._item.is_empty:
            self._part = ""  # "the desk came with a broken leg"
            return 1
        if word in FOR and self.found and self._item.is_empty and at:
            self._part = "" if self.sheet.plain[at - 1] in POINTED else None
            return int(self._part == "")  # "two mugs, those for the garden"
        return 0

    # --- numbers and units -------------------------------------------------------------------

    def _measure(self, at: int) -> int:
        in_name = self._run is not None and self._run[1] == at and self.sheet.plain[at].isdecimal()
        if in_name or is_money(self.sheet, at):
            return 0  # "iphone 15 case"
        found = measure_at(self.sheet, self.words, at)
        if found is None or not 0 < found.value <= MOST:
            return 0
        lone = found.length == 1 and not found.unit
        if lone and (self._part or (self._part == "" and found.value == 1)):
            return 0
        if self._run is not None and self._weighs(self._run, at, at + found.length):
            self._run = self._run[0], at + found.length
            return found.length
        if found.size and (self._named or self._run) and self.sheet.plain[at - 1] in IN:
            self._end_run()  # "the dog food in the fifteen pound bag"
            self._item.attributes.setdefault("size", found.size)
            return found.length
        if self._named or self._run:
            self._close_before_count(at)
        self._part = None
        self._counted(found)
        self._led = at + found.length
        return found.length

    def _weighs(self, run: tuple[int, int], at: int, end: int) -> bool:
        """Whether a weight that ends what is said of goods belongs to their name: "prologue whole
        bean twelve ounce"."""
        follows = end < len(self.sheet.plain) and self._may_name(end)
        return run[1] == at and self.sheet.plain[end - 1] in WEIGHTS and not follows

    def _close_before_count(self, at: int) -> None:
        """A bare word before a counted thing is a verb that no list holds: "snatch two mugs"."""
        bare = self._item.quantity is None and not self._item.attributes and not self._article
        next_to_it = self._run is not None and self._run[1] == at
        led = self._run is not None and leads_to_goods(self.sheet, self._run[0])
        if bare and next_to_it and not led and self.label in ORDERING and not self.found:
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

    def _inside(self, at: int) -> int:
        """ "pizza quatre fromages": the number is part of the name."""
        if self._run is None or self._run[1] != at or amount_at(self.sheet, at) is None:
            return 0
        length = named_by_number(self.sheet, at)
        if length:
            self._run = self._run[0], at + length
        return length

    def _percent(self, at: int) -> int:
        """ "two percent milk": the share is part of the name."""
        length = share_at(self.sheet, at)
        if not length or not self._may_name(at + length):
            return 0
        self._end_run()
        self._run = at, at + length
        return length

    def _code(self, at: int) -> int:
        """Digits in a row count nothing: "four four one two"."""
        code = spoken_code(self.sheet, at)
        if code is None or code[1] - at <= DIGITS:
            return 0
        digits = (small_value(self.sheet, each) for each in range(at, code[1]))
        single = all(digit is not None and digit < 10 for digit in digits)
        return code[1] - at if single else 0

    def _number(self, at: int) -> int:
        """A number that nothing follows to be counted: of the item named before, or a bare one."""
        number = amount_at(self.sheet, at)
        if number is None or not 0 < number[0] <= MOST or self._part == "":
            return 0
        if self._counts_nothing(at, number[0]):
            return number[1]
        if is_money(self.sheet, at):
            self._end_run()
            return number[1] + 1
        end = at + number[1]
        if self._run and self.sheet.plain[at].isdecimal() and self._run[1] == at:
            self._run = self._run[0], end  # "iphone 15"
            return number[1]
        self._end_run()
        follows = end < len(self.sheet.plain) and self._may_name(end)
        another = self._item.quantity is not None and letter_at(self.sheet, end) is not None
        if self._named and (follows or another):
            self._close()
        if self._item.quantity is None:
            self._item.quantity = number[0]
        return number[1]

    def _counts_nothing(self, at: int, number: Decimal) -> bool:
        """ "the one I mean", "avec un pied cassé", "boots in 38 gegen 39"."""
        if self.sheet.plain[at] == "one" and self.sheet.plain[at - 1 : at] in POINTING:
            return True
        exchanged = self.label is Label.RETURN_ITEM and is_exchanged(self.sheet, at)
        return exchanged or (bool(self._part) and number == 1)

    # --- attributes --------------------------------------------------------------------------

    def _trait(self, at: int) -> int:
        found = trait_at(self.sheet, self.words, at)
        if found is None or self._is_name(found, at):
            return 0
        if found.length == 0:
            self._item.attributes.setdefault(found.option, found.value)
            return 0
        if self._part is None or self._named:
            self._end_run()
            self._item.attributes.setdefault(found.option, found.value)
        self._led = at + found.length
        return found.length

    def _size_behind(self, at: int) -> int:
        found = size_behind(self.sheet, at) if self._named or self._run else None
        if found is None:
            return 0
        self._end_run()
        self._item.attributes.setdefault(found.option, found.value)
        return found.length

    def _is_name(self, found: Trait, at: int) -> bool:
        """Whether a quality is what is wanted: "a large decaf"."""
        end = at + found.length
        bare = not (self._named or self._run) and found.option in {"feature", "material"}
        ends = end >= len(self.sheet.plain) or self.sheet.plain[end] in AND
        return bare and (ends or not self._may_name(end))

    # --- names -------------------------------------------------------------------------------

    def _word(self, at: int) -> int:
        if self._links(at):
            return 1
        if self._part and self._part_end == at and self.words.is_link(self.sheet, at):
            self._part_end = at + 1  # "leche de soya"
            return 1
        if not self._may_name(at):
            self._drop_verb(at)
            self._begin_next(at)
            self._article |= self.sheet.plain[at] in ARTICLES and not self._named
            self._end_run()
            if self.sheet.plain[at] in DETERMINERS:
                self._led = at + 1
            return 1
        if self._part is not None:
            self._add_part(at)
        elif self._run and self._run[1] == at:
            self._run = self._run[0], at + 1
        else:
            self._run = at, at + 1
        return 1

    def _begin_next(self, at: int) -> None:
        """Close the item where the next thing of a list begins: "two forks a knife", "une L"."""
        if self._is_next(at):
            self._close()
            self._item.joined = True
        elif is_one_lettered(self.sheet, at) and (self._named or self._run):
            self._close()
            self._item.quantity = Decimal(1)

    def _is_next(self, at: int) -> bool:
        """Whether an article begins the next thing of a list: "two forks a knife"."""
        counted = self._item.quantity is not None or self._article
        if self.label not in BUYING or self._part is not None or not (self._named or self._run):
            return False
        if is_portion(self.sheet, self._led - 1) and is_portion(self.sheet, at):
            return self._may_name(at + 1) if at + 1 < len(self.sheet.plain) else False
        return counted and begins_goods(self.sheet, self.words, at)

    def _names_beside(self, start: int, end: int) -> bool:
        return not self._item.attributes and is_all_beside(self.sheet, self.words, start, end)

    def _drop_verb(self, at: int) -> None:
        """One word right before "the" is a verb that no list holds: "lower the lamp"."""
        if self._run != (at - 1, at) or self.sheet.plain[at] not in DETERMINERS:
            return
        led = self._article or self._item.quantity is not None or self._item.attributes
        last = at + 1 >= len(self.sheet.plain)
        if self.sheet.speaks("de") and not last and not self._may_name(at + 1):
            return  # "kerzen, die nicht so teuer sind"
        before = self.sheet.plain[at - 2 : at - 1]
        if not led and not (before and before[0] in DETERMINERS):
            self._run = None

    def _links(self, at: int) -> bool:
        """Take a joining word into the name, where the name goes on after it."""
        if self._run is None or self._run[1] != at or not self.words.is_link(self.sheet, at):
            return False
        if self._run == (at - 1, at) and self.sheet.plain[at - 1] in KINDS:
            return False  # "the same brand of cereal"
        after = at + 1
        while after < len(self.sheet.plain) and self.words.is_link(self.sheet, after):
            after += 1
        if after >= len(self.sheet.plain) or not self._may_name(after) or self.sheet.used[after]:
            return False
        colored = color_at(self.sheet, self.words, after) is not None
        colored = colored and self.sheet.plain[after] not in GOODS_TOO  # "jus d'orange"
        if colored or amount_at(self.sheet, after):
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
        if self._part == "without" and self.sheet.plain[at] == "extra":
            self._part = "topping"  # "no onions extra bacon"
        parts = self._item.parts.setdefault(self._part, [])
        word = self.sheet.tokens[at].word
        if parts and self._part_end == at:
            parts[-1] = f"{parts[-1]} {word}"
        else:
            parts.append(word)
        self._part_end = at + 1

    def _end_run(self) -> None:
        """The name being read is complete; the likeliest of an item's names stays."""
        if self._run is None:
            return
        start, end = self._run
        self._run = None
        counted = self._item.quantity is not None and self._led == start
        compared = self.sheet.plain[end : end + 1] in THAN and end - start == 1
        if compared and not counted:
            return  # "nothing pricier than"
        sure = counted and self._item.unit is not None
        offered = self.lenient and self.sheet.plain[start - 1 : start] in INDEFINITE
        named = sure or offered or (counted and end - start > 1)
        bought = is_bought(self.sheet, end)
        if not (named or bought) and self._names_beside(start, end):
            return  # "my daughter needs a tutu", "next time"
        owner = self.words.is_beside(self.sheet, start) and not bought
        owner = owner and self.sheet.plain[start - 1 : start] not in INDEFINITE
        if owner and self.sheet.plain[end : end + 1] in OWNED:
            return  # "my son outgrew his boots"
        if owns(self.sheet, start, end):
            return  # "my cat needs a new toy"
        end = without_verb(self.sheet, start, end)
        likely = likelihood(self.sheet, self.concepts, start, end, led=self._led == start)
        if self._item.product is None or likely > self._best:
            self._item.product = self.sheet.said(start, end)
            self._best = SURE if sure else likely
        self._named = True

    def _close(self) -> None:
        """The item is complete."""
        self._end_run()
        item = self._item
        item.counted = item.quantity is not None
        item.joined &= self._article or item.quantity == 1
        name_milk(item)
        if item.product and item.quantity is None and self._is_one():
            item.quantity = Decimal(1)
        if not item.is_empty:
            self.found.append(item)
        self._item, self._named, self._article, self._part = Item(), False, False, None
        self._best = 0

    def _is_one(self) -> bool:
        """Whether goods named without a number are one piece."""
        return self.label in BUYING or (self._article and self.label in ORDERING)
