"""Single days, told relative to a given day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app.voice.nlu.entities.intervals import UNITS
from app.voice.nlu.entities.numbers import cardinal_at
from app.voice.nlu.entities.ordinals import ordinal_at
from app.voice.nlu.entities.tokens import Phrases, Sheet, phrases
from app.voice.nlu.words import split_words

_RELATIVE: Final[tuple[tuple[int, str, Phrases], ...]] = (
    (
        2,
        "",
        phrases("day after tomorrow|the day after tomorrow|pasado manana|apres demain|ubermorgen"),
    ),
    (
        -2,
        "",
        phrases("day before yesterday|the day before yesterday|anteayer|avant hier|vorgestern"),
    ),
    (
        0,
        "",
        phrases(
            "today|tonight|this morning|this afternoon|this evening|hoy|esta noche|"
            "esta manana|esta tarde|aujourd hui|ce soir|ce matin|cet apres midi|heute|"
            "heute abend"
        ),
    ),
    (
        1,
        "",
        phrases(
            "tomorrow|tomorrow morning|tomorrow night|demain|demain matin|manana por la manana"
        ),
    ),
    (1, "es", phrases("manana")),
    (1, "de", phrases("morgen|morgen fruh")),
    (-1, "", phrases("yesterday|last night|ayer|anoche|gestern")),
    (-1, "fr", phrases("hier")),
)
_RELATIVE_FIRST: Final = frozenset(first for _, _, words in _RELATIVE for first in words)
_NOT_TOMORROW: Final = frozenset({"la", "guten", "schonen", "por", "de"})
_WEEKDAYS: Final = {
    word: day
    for words in (
        "monday tuesday wednesday thursday friday saturday sunday",
        "mondays tuesdays wednesdays thursdays fridays saturdays sundays",
        "lunes martes miercoles jueves viernes sabado domingo",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
        "montag dienstag mittwoch donnerstag freitag samstag sonntag",
        "montags dienstags mittwochs donnerstags freitags samstags sonntags",
    )
    for day, word in enumerate(words.split())
} | {"sonnabend": 5, "sabados": 5, "domingos": 6}
_MONTHS: Final = {
    word: month
    for words in (
        "january february march april may june july august september october november december",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "januar februar marz april mai juni juli august september oktober november dezember",
    )
    for month, word in enumerate(words.split(), start=1)
} | {
    "setiembre": 9,
    "jan": 1,
    "feb": 2,
    "apr": 4,
    "aug": 8,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_HOLIDAYS: Final = (
    (12, 25, phrases("christmas day|christmas|navidad|noel|weihnachten|el dia de navidad")),
    (12, 24, phrases("christmas eve|nochebuena|heiligabend|la veille de noel")),
    (12, 31, phrases("new years eve|new year s eve|nochevieja|silvester|fin de ano")),
    (1, 1, phrases("new years day|new years|ano nuevo|nouvel an|neujahr|jour de l an")),
    (10, 31, phrases("halloween")),
    (2, 14, phrases("valentines day|valentines|san valentin|saint valentin|valentinstag")),
    (7, 4, phrases("fourth of july|independence day|july fourth")),
)
_HOLIDAY_FIRST: Final = frozenset(first for _, _, words in _HOLIDAYS for first in words)
NEXT: Final = frozenset(
    split_words(
        "next proximo proxima prochain prochaine nachsten nachste nachster viene "
        "kommenden kommende coming"
    )
)
LAST: Final = frozenset(
    split_words("last past pasado pasada dernier derniere letzten letzte letzter letztes")
)
THIS: Final = frozenset(split_words("this este esta ce cette diesen diese dieser dieses"))
_BOUGHT: Final = frozenset(
    split_words(
        "ordered bought purchased placed got received was did pedi compre encargue "
        "compraste recibi commande commandee commandes achete achetee recu bestellt "
        "gekauft bestellte bekommen"
    )
)
_IN: Final = phrases("in|within|dentro de|en|dans|in den nachsten")
_AGO_AFTER: Final = phrases("ago|atras|back")
_AGO_BEFORE: Final = phrases("hace|il y a|vor")
_FRENCH_WEEKS: Final = {"huit": 7, "quinze": 14}
"""How weeks are counted from a weekday on: "vendredi en huit" is a week after Friday."""
_FROM_NOW: Final = phrases("from today|from now|a partir de hoy|ab heute")
_LED_DAY: Final = phrases(
    "by the|on the|for the|before the|until the|para el|el dia|pour le|le|am|"
    "fur den|bis zum|zum|antes del|avant le"
)
_OF: Final = frozenset({"of", "de", "the", "del"})


@dataclass(slots=True)
class DayReader:
    """Reads days wherever they stand in a sentence."""

    sheet: Sheet
    today: date

    def day_at(self, at: int) -> tuple[date, int] | None:
        """The day that is told there, and how many tokens tell it."""
        ways: tuple[Callable[[int], tuple[date, int] | None], ...] = (
            self._holiday,
            self._month_day,
            self._shifted,
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
        return any(word in _BOUGHT for word in self.sheet.plain)

    def _relative(self, at: int) -> tuple[date, int] | None:
        if self.sheet.plain[at] not in _RELATIVE_FIRST:
            return None
        best: tuple[date, int] | None = None
        for days, lang, words in _RELATIVE:
            length = self.sheet.words_at(at, words) if self.sheet.speaks(lang) else 0
            if length and (best is None or length > best[1]):
                best = self.today + timedelta(days=days), length
        before = self.sheet.plain[at - 1] if at else ""
        if best and best[1] == 1 and self.sheet.plain[at] in {"manana", "morgen"}:
            return None if before in _NOT_TOMORROW else best
        return best

    def _shifted(self, at: int) -> tuple[date, int] | None:
        """ "a week from friday", "heute in zwei wochen", "vendredi en huit"."""
        span = self._span(at)
        if span is not None and self.word(at + span[1]) == "from":
            named = self._named_day(at + span[1] + 1)
            return named and (named[0] + timedelta(days=span[0]), span[1] + 1 + named[1])
        named = self._named_day(at)
        if named is None:
            return None
        end = at + named[1]
        if self.word(end) == "en" and self.word(end + 1) in _FRENCH_WEEKS:
            days = _FRENCH_WEEKS[self.word(end + 1)]
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
        led = before in NEXT or before in LAST or before in THIS
        day = _WEEKDAYS.get(self.word(at + led))
        if day is None:
            return None
        after = self.word(at + led + 1)
        if after == "que" and self.word(at + led + 2) == "viene":
            return self._on(day, weeks=0), led + 3
        told = before if led else after if after in NEXT | LAST else ""
        length = 1 + led + (bool(told) and not led)
        if told in LAST or (not told and self.looks_back):
            return self._on(day, weeks=0) - timedelta(days=7), length
        return self._on(day, weeks=1 if told == "next" else 0), length

    def _on(self, day: int, *, weeks: int) -> date:
        """The next such day after today, or the one in the week after this one."""
        if weeks:
            monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=1)
            return monday + timedelta(days=day)
        return self.today + timedelta(days=(day - self.today.weekday() - 1) % 7 + 1)

    def _counted(self, at: int) -> tuple[date, int] | None:
        """ "in three days", "two weeks ago", "a week from today"."""
        into, before = self.sheet.words_at(at, _IN), self.sheet.words_at(at, _AGO_BEFORE)
        led = max(into, before)
        span = self._span(at + led)
        if span is None:
            return None
        days, length = span
        end = at + led + length
        if before:
            return self.today - timedelta(days=days), led + length
        ago = self.sheet.words_at(end, _AGO_AFTER)
        if ago:
            return self.today - timedelta(days=days), led + length + ago
        now = self.sheet.words_at(end, _FROM_NOW)
        if into or now:
            return self.today + timedelta(days=days), led + length + now
        return None

    def _span(self, at: int) -> tuple[int, int] | None:
        count = cardinal_at(self.sheet, at)
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
        unit = UNITS.get(self.word(at + count[1])) if count else None
        if count is None or unit not in {"day", "week", "month"}:
            return None
        return count[0] * {"day": 1, "week": 7, "month": 30}[unit], count[1] + 1

    def _month_day(self, at: int) -> tuple[date, int] | None:
        """ "march twenty fifth", "the 25th of march", "quince de abril", "fünfzehnten april"."""
        month = _MONTHS.get(self.word(at))
        if month:
            gap = int(self.word(at + 1) == "the")
            day = ordinal_at(self.sheet, at + 1 + gap) or cardinal_at(self.sheet, at + 1 + gap)
            return self._dated(month, day, at, 1 + gap)
        skipped = int(self.word(at) in {"the", "el", "le", "den", "dem"})
        day = ordinal_at(self.sheet, at + skipped) or cardinal_at(self.sheet, at + skipped)
        if day is None:
            return None
        gap = skipped + day[1]
        while self.word(at + gap) in _OF:
            gap += 1
        month = _MONTHS.get(self.word(at + gap))
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
        led = self.sheet.words_at(at, _LED_DAY)
        day = ordinal_at(self.sheet, at + led) if led else None
        if day is None and led and self.sheet.plain[at] in {"para", "el"}:
            day = cardinal_at(self.sheet, at + led)
        if day is None or not 1 <= day[0] <= 31:
            return None
        end = at + led + day[1]
        if end < len(self.sheet.plain) and self.sheet.plain[at] in {"le", "am", "para", "el"}:
            return None
        after = self.word(end + (self.word(end) in _OF))
        if after in {"one", "option"} or after in _MONTHS:
            return None
        month = self.today.replace(day=1)
        if day[0] < self.today.day:
            month = (month + timedelta(days=32)).replace(day=1)
        return self._safe(month.year, month.month, day[0], led + day[1])

    def _holiday(self, at: int) -> tuple[date, int] | None:
        if self.sheet.plain[at] in _HOLIDAY_FIRST:
            length, month, day = max(
                (self.sheet.words_at(at, words), month, day) for month, day, words in _HOLIDAYS
            )
            if length:
                return self._nearest(month, day, length)
        if self.word(at) == "thanksgiving":
            first = date(self.today.year, 11, 1)
            thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
            return self._safe(thursday.year, 11, thursday.day, 1)
        return None

    def _safe(self, year: int, month: int, day: int, length: int) -> tuple[date, int] | None:
        try:
            return date(year, month, day), length
        except ValueError:
            return None  # the thirty-first of a shorter month

    def word(self, at: int) -> str:
        """The token there without accents; "" past the end."""
        return self.sheet.plain[at] if 0 <= at < len(self.sheet.plain) else ""
