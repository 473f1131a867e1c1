"""Single days, told relative to a given day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from app.voice.nlu.entities.day_words import (
    AFTER_NEXT,
    AGO_AFTER,
    AGO_BEFORE,
    BEFORE_LAST,
    CARDINAL_LED,
    COUPLE,
    DATED,
    DUE,
    FORTNIGHTS,
    FRENCH_WEEKS,
    FROM_NOW,
    GERMAN_SKIPS,
    HAVE,
    IN,
    LAST,
    LED_DAY,
    NEXT,
    NOT_TOMORROW,
    OF,
    PLACES,
    RELATIVE,
    RELATIVE_FIRST,
    THIS,
    WEEK_ON,
    WISHFUL,
    WOULD,
)
from app.voice.nlu.entities.holidays import holiday_at
from app.voice.nlu.entities.intervals import UNITS
from app.voice.nlu.entities.item_words import BOUGHT
from app.voice.nlu.entities.lexicon import load_lexicon
from app.voice.nlu.entities.month_and_week_days import (
    MONTHS,
    WEEKDAYS,
    day_of_month_or_week_at,
    day_of_next_week,
    weekday_of,
)
from app.voice.nlu.entities.names import is_content
from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.ordinals import ordinal_at
from app.voice.nlu.entities.tokens import Sheet


@dataclass(slots=True)
class DayReader:
    """Reads days wherever they stand in a sentence."""

    sheet: Sheet
    today: date

    def day_at(self, at: int) -> tuple[date, int] | None:
        """The day that is told there, and how many tokens tell it."""
        ways: tuple[Callable[[int], tuple[date, int] | None], ...] = (
            self._holiday,
            self._edge,
            self._month_day,
            self._shifted,
            self._weekdays_ago,
            self._relative,
            self._weekday,
            self._counted,
            self._numbered,
        )
        for way in ways:
            found = way(at)
            if found:
                return found
        return None

    @property
    def looks_back(self) -> bool:
        """Whether the sentence is about something done."""
        plain = self.sheet.plain
        if any(self._was_bought(at) for at in range(len(plain))):
            return True
        was = plain.index("was") + 1 if "was" in plain and self.sheet.speaks("en") else len(plain)
        return was < len(plain) and plain[was] not in WISHFUL

    def _was_bought(self, at: int) -> bool:
        """Whether a verb of buying in the past stands there: not "würde", nor "I've got"."""
        word = self.word(at)
        if word not in BOUGHT or self.sheet.tokens[at].word in WOULD:
            return False
        return not (word == "got" and self.word(at - 1) in HAVE)

    def _relative(self, at: int) -> tuple[date, int] | None:
        if self.sheet.plain[at] not in RELATIVE_FIRST:
            return None
        best: tuple[date, int] | None = None
        for days, lang, words in RELATIVE:
            length = self.sheet.words_at(at, words) if self.sheet.speaks(lang) else 0
            if length and (best is None or length > best[1]):
                best = self.today + timedelta(days=days), length
        before = self.sheet.plain[at - 1] if at else ""
        if best and best[1] == 1 and self.sheet.plain[at] in {"manana", "morgen"}:
            return None if before in NOT_TOMORROW else best
        return best

    def _shifted(self, at: int) -> tuple[date, int] | None:
        """ "a week from friday", "heute in zwei wochen", "vendredi en huit"."""
        span = self._span(at)
        if span is not None and span[0] % 7 == 0:
            led = span[1] + (self.word(at + span[1]) in WEEK_ON)
            named = self._named_day(at + led)
            if named:
                return named[0] + timedelta(days=span[0]), led + named[1]
        named = self._named_day(at)
        if named is None:
            return None
        end = at + named[1]
        if self.sheet.words_at(end, AFTER_NEXT):
            day = self._on(named[0].weekday(), weeks=1) + timedelta(weeks=1)
            return day, named[1] + 2
        if self.sheet.words_at(end, BEFORE_LAST):
            day = self._on(named[0].weekday(), weeks=0) - timedelta(weeks=2)
            return day, named[1] + 2
        if self.word(end) == "week" and self.word(end + 1) in {"", "please", "then", "if", "or"}:
            return named[0] + timedelta(weeks=1), named[1] + 1
        if self.word(end) == "en" and self.word(end + 1) in FRENCH_WEEKS:
            days = FRENCH_WEEKS[self.word(end + 1)]
            return named[0] + timedelta(days=days), named[1] + 2
        span = self._span(end + 1) if self.word(end) in {"in", "dans"} else None
        return span and (named[0] + timedelta(days=span[0]), named[1] + 1 + span[1])

    def _named_day(self, at: int) -> tuple[date, int] | None:
        """ "today", "tomorrow", "friday"; None past the end."""
        if at >= len(self.sheet.plain):
            return None
        return self._relative(at) or self._weekday(at)

    def _weekday(self, at: int) -> tuple[date, int] | None:
        before = self.sheet.plain[at]
        if before in GERMAN_SKIPS:
            day = WEEKDAYS.get(self.word(at + 1))
            weeks = timedelta(weeks=GERMAN_SKIPS[before])
            return None if day is None else (self._on(day, weeks=0) + weeks, 2)
        led = before in NEXT or before in LAST or before in THIS
        day = WEEKDAYS.get(self.word(at + led))
        if day is None:
            return None
        after = self.word(at + led + 1)
        if after == "que" and self.word(at + led + 2) == "viene":
            return self._on(day, weeks=0), led + 3
        dated = self._dated_weekday(at + led + 1) if not led else None
        if dated:
            return dated[0], 1 + dated[1]
        told = before if led else after if after in NEXT | LAST else ""
        length = 1 + led + (bool(told) and not led)
        if told in LAST or (not told and self.looks_back):
            last = self._on(day, weeks=0) - timedelta(days=7)
            return last if last < self.today else last - timedelta(days=7), length
        return self._on(day, weeks=1 if told == "next" else 0), length

    def _dated_weekday(self, at: int) -> tuple[date, int] | None:
        """The date that a weekday is told with: "sunday the twenty second", "lunes 16"."""
        gap = int(self.word(at) in DATED)
        dated = self._month_day(at + gap) if at + gap < len(self.sheet.plain) else None
        if dated:
            return dated[0], gap + dated[1]
        day = ordinal_at(self.sheet, at + gap)
        if day is None and (gap or not self.sheet.speaks("en")):
            day = cardinal_at(self.sheet, at + gap)
        if day is None or not 1 <= day[0] <= 31 or self.word(at + gap + day[1]) in UNITS:
            return None
        found = self.of_this_month(day[0], gap + day[1])
        weekday = WEEKDAYS.get(self.word(at - 1))
        return found if found and found[0].weekday() == weekday else None

    def of_this_month(self, day: int, length: int) -> tuple[date, int] | None:
        """The next such day of a month, or the last one where the sentence looks back."""
        month = self.today.replace(day=1)
        if self.looks_back:
            if day > self.today.day:
                month = (month - timedelta(days=1)).replace(day=1)
        elif day < self.today.day:
            month = (month + timedelta(days=32)).replace(day=1)
        return self._safe(month.year, month.month, day, length)

    def _on(self, day: int, *, weeks: int) -> date:
        """The next such day after today, or the one in the week after this one."""
        if weeks:
            return day_of_next_week(self.today, day)
        return self.today + timedelta(days=(day - self.today.weekday() - 1) % 7 + 1)

    def _counted(self, at: int) -> tuple[date, int] | None:
        """ "in three days", "two weeks ago", "a week from today"."""
        into, before = self.sheet.words_at(at, IN), self.sheet.words_at(at, AGO_BEFORE)
        led = max(into, before)
        span = self._span(at + led)
        if span is None:
            return None
        days, length = span
        end = at + led + length
        if before:
            return self.today - timedelta(days=days), led + length
        ago = self.sheet.words_at(end, AGO_AFTER)
        if ago:
            return self.today - timedelta(days=days), led + length + ago
        now = self.sheet.words_at(end, FROM_NOW)
        if into or now:
            return self.today + timedelta(days=days), led + length + now
        return None

    def _weekdays_ago(self, at: int) -> tuple[date, int] | None:
        """ "two fridays ago", "vor zwei montagen", "two mondays from now"."""
        before = self.sheet.words_at(at, AGO_BEFORE)
        count = cardinal_at(self.sheet, at + before)
        if count is None or count[0] < 1:
            return None
        end = at + before + count[1]
        day = weekday_of(self.word(end))
        after = self.sheet.words_at(end + 1, AGO_AFTER)
        ahead = self.sheet.words_at(end + 1, FROM_NOW)
        if day is not None and ahead:
            weeks = timedelta(weeks=count[0] - 1)
            return self._on(day, weeks=0) + weeks, end + 1 + ahead - at
        if day is None or not (before or after):
            return None
        return self._on(day, weeks=0) - timedelta(weeks=count[0]), end + 1 + after - at

    def _span(self, at: int) -> tuple[int, int] | None:
        couple = self.sheet.words_at(at, COUPLE)
        count = (2, couple) if couple else cardinal_at(self.sheet, at)
        if count is None and self.word(at) in {
            "a",
            "an",
            "one",
            "un",
            "una",
            "une",
            "ein",
            "einem",
            "einer",
        }:
            count = 1, 1
        if count and self.word(at + count[1]) in FORTNIGHTS:
            return count[0] * FORTNIGHTS[self.word(at + count[1])], count[1] + 1
        unit = UNITS.get(self.word(at + count[1])) if count else None
        if count is None or unit not in {"day", "week", "month"}:
            return None
        return count[0] * {"day": 1, "week": 7, "month": 30}[unit], count[1] + 1

    def _edge(self, at: int) -> tuple[date, int] | None:
        return day_of_month_or_week_at(self.sheet, self.today, at)

    def _month_day(self, at: int) -> tuple[date, int] | None:
        """ "march twenty fifth", "the 25th of march", "quince de abril", "fünfzehnten april"."""
        month = MONTHS.get(self.word(at))
        if month:
            gap = int(self.word(at + 1) == "the")
            day = ordinal_at(self.sheet, at + 1 + gap) or cardinal_at(self.sheet, at + 1 + gap)
            return self._dated(month, day, at, 1 + gap)
        skipped = int(self.word(at) in {"the", "el", "le", "den", "dem"})
        day = ordinal_at(self.sheet, at + skipped) or cardinal_at(self.sheet, at + skipped)
        if day is None:
            return None
        gap = skipped + day[1]
        while self.word(at + gap) in OF:
            gap += 1
        month = MONTHS.get(self.word(at + gap))
        if month is None:
            return None
        return self._dated(month, (day[0], 0), at, gap + 1)

    def _dated(
        self, month: int, day: tuple[int, int] | None, at: int, length: int
    ) -> tuple[date, int] | None:
        if day is None or not 1 <= day[0] <= 31:
            return None
        length += day[1]
        gap = int(self.word(at + length) in {"de", "del", ","})
        year = self._year(at + length + gap)
        if year:
            return self._safe(year[0], month, day[0], length + gap + year[1])
        return self._nearest(month, day[0], length)

    def _year(self, at: int) -> tuple[int, int] | None:
        if at >= len(self.sheet.plain):
            return None
        found = cardinal_at(self.sheet, at)
        if found and found[0] == 20:
            rest = cardinal_at(self.sheet, at + found[1])
            if rest and 20 <= rest[0] <= 99:
                return 2000 + rest[0], found[1] + rest[1]
        return found if found and 2000 <= found[0] <= 2100 else None

    def _nearest(self, month: int, day: int, length: int) -> tuple[date, int] | None:
        """The next such day of the year, or the last one where the sentence looks back."""
        found = self._safe(self.today.year, month, day, length)
        if found is None:
            return None
        if found[0] < self.today and not self.looks_back:
            return self._safe(self.today.year + 1, month, day, length)
        if found[0] > self.today and self.looks_back:
            return self._safe(self.today.year - 1, month, day, length)
        return found

    def _numbered(self, at: int) -> tuple[date, int] | None:
        """A day of the month alone: "by the fifteenth"."""
        led = self.sheet.words_at(at, LED_DAY)
        day = ordinal_at(self.sheet, at + led) if led else None
        if day is None and led and self.sheet.plain[at] in CARDINAL_LED:
            day = cardinal_at(self.sheet, at + led)
        if day is None or not 1 <= day[0] <= 31:
            return None
        if self.sheet.plain[at] in {"le", "el"} and day[0] > 1 and ordinal_at(self.sheet, at + led):
            return None  # "le deuxième"
        if self.sheet.plain[at] == "the" and day[0] <= PLACES:
            return None  # "the third" is a place in a list
        end = at + led + day[1]
        if end < len(self.sheet.plain) and self._may_be_of_goods(at, led, day[0]):
            return None
        after = self.word(end + (self.word(end) in OF))
        if after in {"one", "option"} or after in MONTHS or after in WEEKDAYS:
            return None
        return self.of_this_month(day[0], led + day[1])

    def _may_be_of_goods(self, at: int, led: int, day: int) -> bool:
        """ "am zweiten regal", "para veinte invitados"; not "am zwanzigsten bin ich da"."""
        doubtful = self.word(at) in {"le", "am", "para", "el"} and self.word(at + led - 1) != "dia"
        return doubtful and not (self.word(at) == "am" and day > PLACES)

    def _holiday(self, at: int) -> tuple[date, int] | None:
        found = holiday_at(self.sheet, at)
        if found is None:
            return None
        rule, length = found
        if self._names_goods(at, length):
            return None  # "a christmas wreath"
        day = rule(self.today.year)
        if day < self.today and not self.looks_back:
            day = rule(self.today.year + 1)
        elif day > self.today and self.looks_back:
            day = rule(self.today.year - 1)
        return day, length

    def _names_goods(self, at: int, length: int) -> bool:
        """Whether goods are called after the feast that stands there."""
        end, words = at + length, load_lexicon()
        if not self.sheet.speaks("en") or end >= len(self.sheet.plain):
            return False
        follows = is_content(self.sheet, words, end) and not words.is_beside(self.sheet, end)
        return follows and self.word(at - 1) not in DUE

    def _safe(self, year: int, month: int, day: int, length: int) -> tuple[date, int] | None:
        try:
            return date(year, month, day), length
        except ValueError:
            return None  # the thirty-first of a shorter month

    def word(self, at: int) -> str:
        """The token there without accents; "" past the end."""
        return self.sheet.plain[at] if 0 <= at < len(self.sheet.plain) else ""
