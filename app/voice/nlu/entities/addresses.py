"""Postal addresses as they are spoken in English, Spanish, French and German.

Whatever was told of one: all of it in a breath, a piece that was asked for, or a correction ("no,
number 15"). What stands in which order follows the kind of street, not the language alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Final

from app.voice.nlu.entities import address_words as words
from app.voice.nlu.entities.places import Piece, pieces_of
from domain.postal import is_lettered, postal_code

_CODES: Final = frozenset(words.STATES.values())
_LONGEST: Final = 300
"""Characters; no address is longer, and what follows is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressPieces:
    """What was told of an address; None: nothing of that. `country` is where the shop is."""

    country: str
    street: str | None = field(default=None, repr=False)
    number: str | None = field(default=None, repr=False)
    unit: str | None = field(default=None, repr=False)
    city: str | None = field(default=None, repr=False)
    postal_code: str | None = field(default=None, repr=False)
    region: str | None = None
    spelled: bool = False
    """The street or city was spelled: it is a correction of what was heard before."""
    denied: bool = False
    """It began with a no."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of an address was told."""
        told = {each.name for each in fields(self)} - {"country", "spelled", "denied"}
        return all(getattr(self, name) is None for name in told)


class Asked:
    """What an address was asked for, by the names of its pieces."""

    STREET: Final = "street"
    NUMBER: Final = "number"
    CITY: Final = "city"
    POSTAL_CODE: Final = "postal_code"


def seems_address(text: str) -> bool:
    """Whether a sentence names a street with a number, in whatever way it goes on."""
    told = text[:_LONGEST]
    return words.DIGIT.search(told) is not None and words.SEEMS.search(told) is not None


def read_address(text: str, *, lang: str, country: str, asked: str | None = None) -> AddressPieces:
    """The pieces that a sentence tells; `asked` is the piece in question, if any was."""
    text = text[:_LONGEST]
    bare = words.LEADS.sub("", text)
    denied = words.DENIES.search(text) is not None
    found = _Reading(pieces_of(bare, lang), country, asked).read()
    return replace(found, denied=denied)


@dataclass(slots=True)
class _Reading:
    """One sentence while it is read: its pieces, and which of them are spoken for."""

    pieces: list[Piece]
    country: str
    asked: str | None
    used: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.used = [False] * len(self.pieces)

    def read(self) -> AddressPieces:
        unit = self._unit()
        street, number = self._box() or self._street() or (None, self._cued_number())
        code = self._postal_code()
        if street is None and number is None:
            street, number = self._plain_street() if self._asks_street(code) else (None, None)
        if number is None and self.asked == Asked.NUMBER:
            number = self._any_figure()
        city, region = self._city() if self._may_name_city(street, code) else (None, None)
        spelled = any(piece.is_spelled for piece in self.pieces)
        return AddressPieces(
            country=self.country, street=street, number=number, unit=unit, city=city,
            postal_code=code, region=region, spelled=spelled,
        )  # fmt: skip

    # --- pieces ------------------------------------------------------------------------------

    def _unit(self) -> str | None:
        """ "apartment 4B", "piso 3", "3. Stock"."""
        for at, piece in enumerate(self.pieces):
            if piece.plain not in words.UNIT:
                continue
            for near in (at + 1, at - 1):
                if 0 <= near < len(self.pieces) and self._names_unit(near):
                    first, last = min(at, near), max(at, near)
                    return self._take(first, last + 1)
        return None

    def _names_unit(self, at: int) -> bool:
        piece = self.pieces[at]
        return piece.is_figure or len(piece.plain) == 1 or piece.plain[:1].isdecimal()

    def _box(self) -> tuple[str, str] | None:
        """ "P O box 12", "Postfach 12": it stands for the street, and has no other number."""
        for at in range(len(self.pieces) - 1):
            if self.pieces[at].plain in words.BOX and self._is_number(at + 1):
                led = [each.plain for each in self.pieces[max(0, at - 2) : at]]
                start = at - 2 if led == ["p", "o"] else at
                self._take(start, at + 2)
                name = "PO Box" if start < at else _written(self.pieces[at])
                return f"{name} {self.pieces[at + 1].text}", ""
        return None

    def _street(self) -> tuple[str, str | None] | None:
        """A street told by its kind, and its number if that stands beside it."""
        for finds in (self._named_after, self._named_before, self._german):
            found = finds()
            if found is not None:
                return found
        return None

    def _named_before(self) -> tuple[str, str | None] | None:
        """ "12 Oak Street", "350 Fifth Avenue North"."""
        at = self._kind(words.BEFORE)
        if at is None:
            return None
        start = at
        while start > 0 and not self._stops(start - 1):
            start -= 1
        if not self._is_name(start, at):
            return None
        end = at + 1
        if end < len(self.pieces) and self.pieces[end].plain in words.DIRECTIONS:
            end += 1
        number = self._number_before(start)
        return self._take(start, end), number or self._number_behind(end)

    def _named_after(self) -> tuple[str, str | None] | None:
        """ "calle Mayor 12", "12 rue de la Paix"."""
        at = self._kind(words.AFTER)
        if at is None or (self.pieces[at].plain in words.BEFORE and not self._goes_on_french(at)):
            return None
        end = at + 1
        while end < len(self.pieces) and not self._stops(end) and not self._leads_to_city(end):
            end += 1
        if end == at + 1:
            return None
        number = self._number_before(at)
        return self._take(at, end), number or self._number_behind(end)

    def _german(self) -> tuple[str, str | None] | None:
        """ "Hauptstraße 12", "Unter den Linden 77", "Straße des 17. Juni 135"."""
        for at, piece in enumerate(self.pieces):
            leads = piece.plain in words.GERMAN_LEADS and self.country in {"DE", "AT", "CH"}
            if self.used[at] or not (words.WHOLE.fullmatch(piece.plain) or (leads and at == 0)):
                continue
            start, end = at, at + 1
            while start > 0 and not self._stops(start - 1) and not leads:
                start -= 1
            while leads and end < len(self.pieces) and not self._stops(end):
                end += 1
            if [each.plain for each in self.pieces[end : end + 1]] == ["des"]:
                end += 3  # "des 17. Juni": a day, not the house
            if leads and end == at + 1:
                continue
            return self._take(start, min(end, len(self.pieces))), self._number_behind(end)
        return None

    def _plain_street(self) -> tuple[str | None, str | None]:
        """A name with a number and no kind: "Broadway 12", "12 Broadway"; up to a comma."""
        at = next((each for each, used in enumerate(self.used) if not used), None)
        if at is None:
            return None, None
        number = None
        if self.pieces[at].is_figure:
            number, at = self._take(at, at + 1), at + 1
        end = at
        while end < len(self.pieces) and not self._stops(end):
            end += 1
        if not self._is_name(at, end):
            return None, number
        return self._take(at, end), number or self._number_behind(end)

    def _is_name(self, start: int, end: int) -> bool:
        """Whether these words can be a name, and are no sentence and no mere kind of street."""
        named = [piece.plain for piece in self.pieces[start:end]]
        kinds = words.BEFORE | words.AFTER | words.SMALL | words.CITY
        return not set(named) & words.TALK and any(name not in kinds for name in named)

    def _cued_number(self) -> str | None:
        """ "number 15", "Hausnummer 15 b"."""
        for at, piece in enumerate(self.pieces[:-1]):
            if piece.plain in words.NUMBER and self._is_number(at + 1):
                self._take(at, at + 1)
                return self._take(at + 1, at + 2)
        return None

    def _any_figure(self) -> str | None:
        at = next((at for at in range(len(self.pieces)) if self._is_number(at)), None)
        return None if at is None else self._take(at, at + 1)

    def _postal_code(self) -> str | None:
        """The last figure that can be one, or the letters and digits at the end."""
        for at in range(len(self.pieces) - 1, -1, -1):
            if self.used[at]:
                continue
            for first in (at,) if not is_lettered(self.country) else range(max(0, at - 6), at + 1):
                code = self._code_of(first, at + 1)
                if code is not None:
                    return code
        return None

    def _code_of(self, first: int, end: int) -> str | None:
        if any(self.used[first:end]) or any(each.is_break for each in self.pieces[first:end]):
            return None
        text = "".join(piece.text for piece in self.pieces[first:end])
        if not any(map(str.isdecimal, text)):
            return None
        code = postal_code(text, self.country)
        if code is None and first > 0 and self.pieces[first - 1].is_figure:
            code = postal_code(self.pieces[first - 1].plain + text, self.country)
            first -= code is not None and not self.used[first - 1]
        if code is not None:
            self._take(first, end)
            if first > 0 and self.pieces[first - 1].plain in words.CODE:
                self.used[first - 1] = True
        return code

    def _city(self) -> tuple[str | None, str | None]:
        """What is left: the longest run of words, and a state at its end."""
        runs: list[list[int]] = [[]]
        for at, piece in enumerate(self.pieces):
            is_name = not (self.used[at] or piece.is_break or piece.is_figure)
            if not is_name or piece.plain in words.CODE:
                runs.append([])
            elif runs[-1] or not self._links(at):
                runs[-1].append(at)
        names = [run for each in runs if (run := self._trimmed(each))]
        if not names:
            return None, None
        region = self._region(names)
        first = names[0] if names else []
        return (self._take(first[0], first[-1] + 1) if first else None), region

    def _links(self, at: int) -> bool:
        """Whether a word only leads up to the city: "in", "la ciudad de"."""
        following = self.pieces[at + 1].plain if at + 1 < len(self.pieces) else ""
        return self.pieces[at].plain in words.LINKS or following in words.CITY

    def _trimmed(self, run: list[int]) -> list[int]:
        """Without the words behind a name; empty where no name is left."""
        while run and self.pieces[run[-1]].plain in words.LINKS:
            run = run[:-1]
        return run if run and self._is_name(run[0], run[-1] + 1) else []

    def _region(self, names: list[list[int]]) -> str | None:
        """A state behind the city; taken off the names."""
        if self.country != "US":
            return None
        last = names[-1]
        for length in (3, 2, 1):
            name = " ".join(self.pieces[at].plain for at in last[-length:])
            code = words.STATES.get(name) or (name.upper() if name.upper() in _CODES else None)
            if code is None or (len(names) == 1 and len(last) <= length):
                continue
            del last[-length:]
            if not last:
                names.pop()
            return code
        return None

    # --- what stands where -------------------------------------------------------------------

    def _kind(self, kinds: frozenset[str]) -> int | None:
        for at, piece in enumerate(self.pieces):
            if piece.plain in kinds and not self.used[at]:
                return at
        return None

    def _goes_on_french(self, at: int) -> bool:
        """Whether "avenue", "court" … begins the name: "avenue des Champs", not "Fifth Avenue"."""
        before = self.pieces[at - 1] if at > 0 else None
        named = before is not None and not (
            before.is_figure or before.is_break or before.plain in words.ALSO
        )
        return not named and at + 1 < len(self.pieces) and not self._stops(at + 1)

    def _stops(self, at: int) -> bool:
        piece = self.pieces[at]
        of_code = is_lettered(self.country) and words.OF_CODE.fullmatch(piece.plain) is not None
        return (
            self.used[at]
            or piece.is_break
            or piece.is_figure
            or of_code
            or piece.plain in words.NUMBER
        )

    def _leads_to_city(self, at: int) -> bool:
        return self.pieces[at].text in {"à", "in", "en"}

    def _is_number(self, at: int) -> bool:
        return self.pieces[at].is_figure and not self.used[at]

    def _number_before(self, at: int) -> str | None:
        """The figure before a street; "bis" and "ter" belong to it."""
        at -= 1
        if at >= 0 and self.pieces[at].is_break:
            at -= 1
        if at > 0 and self.pieces[at].plain in words.ALSO and self._is_number(at - 1):
            return self._take(at - 1, at + 1)
        return self._take(at, at + 1) if at >= 0 and self._is_number(at) else None

    def _number_behind(self, at: int) -> str | None:
        while at < len(self.pieces) and (
            self.pieces[at].is_break or self.pieces[at].plain in words.NUMBER
        ):
            self.used[at] = self.used[at] or not self.pieces[at].is_break
            at += 1
        if at >= len(self.pieces) or not self._is_number(at):
            return None
        return self._split(at) or self._take(at, at + 1)

    def _split(self, at: int) -> str | None:
        """A number and a code told in one go: "zwölf eins null eins eins fünf"."""
        piece = self.pieces[at]
        for length in (5, 4):
            head, tail = piece.plain[:-length], piece.plain[-length:]
            if not piece.is_digits or not head or postal_code(tail, self.country) is None:
                continue
            rest = Piece(tail, tail, is_figure=True)
            self.pieces[at : at + 1] = [Piece(head, head, is_figure=True), rest]
            self.used.insert(at, False)
            return self._take(at, at + 1)
        return None

    def _asks_street(self, code: str | None) -> bool:
        return self.asked == Asked.STREET or (self.asked is None and code is not None)

    def _may_name_city(self, street: str | None, code: str | None) -> bool:
        if self.asked in {Asked.CITY, Asked.POSTAL_CODE}:
            return street is None
        return street is not None or code is not None

    def _take(self, start: int, end: int) -> str:
        """The words [start, end) as one would write them; they are spoken for."""
        taken = self.pieces[start:end]
        for at in range(start, end):
            self.used[at] = True
        return " ".join(_written(piece) for piece in taken).replace("- ", "-")


def _written(piece: Piece) -> str:
    """A word with a capital, unless it was written with its own or is a small one."""
    if piece.is_figure or any(map(str.isupper, piece.text)) or piece.plain in words.SMALL:
        return piece.text
    return piece.text[:1].upper() + piece.text[1:]
