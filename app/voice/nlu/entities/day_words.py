"""The words that days are told by, in four languages and without accents."""

from __future__ import annotations

from typing import Final

from app.voice.nlu.entities.tokens import Phrases, phrases
from app.voice.nlu.words import split_words

RELATIVE: Final[tuple[tuple[int, str, Phrases], ...]] = (
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
    (7, "es", phrases("de hoy en ocho|de hoy en ocho dias")),
    (14, "es", phrases("de hoy en quince|de hoy en quince dias")),
    (1, "de", phrases("morgen|morgen fruh")),
    (-1, "", phrases("yesterday|last night|ayer|anoche|gestern")),
    (-1, "fr", phrases("hier")),
)
RELATIVE_FIRST: Final = frozenset(first for _, _, words in RELATIVE for first in words)
NOT_TOMORROW: Final = frozenset({"la", "guten", "schonen", "por", "de"})
NEXT: Final = frozenset(
    split_words(
        "next proximo proxima prochain prochaine nachsten nachste nachster viene "
        "kommenden kommende coming"
    )
)
LAST: Final = frozenset(
    split_words("last past pasado pasada dernier derniere letzten letzte letzter letztes letztem")
)
THIS: Final = frozenset(split_words("this este esta ce cette diesen diese dieser dieses"))
HAVE: Final = frozenset(split_words("ive weve youve theyve have has hes shes its"))
"""Before "got" these make no past of it."""
WOULD: Final = frozenset({"würde", "würden"})
"""Without their accents these look back."""
WISHFUL: Final = frozenset(
    split_words("hoping wondering thinking planning looking going told just trying wanting")
)
"""Behind "was" these look forward: "I was hoping to get it by Friday"."""
IN: Final = phrases(
    "in the next|within the next|over the next|en los proximos|dentro de los proximos|"
    "dans les prochains|sous|innerhalb der nachsten|in spatestens|"
    "in|within|dentro de|en|de aqui a|de aca a|dans|d ici|in den nachsten|innerhalb von|binnen"
)
AGO_AFTER: Final = phrases("ago|atras|back")
AGO_BEFORE: Final = phrases("hace|il y a|vor")
FORTNIGHTS: Final = {
    "fortnight": 14, "fortnights": 14, "quincena": 15, "quinzaine": 15,
}  # fmt: skip
DUE: Final = frozenset(split_words("on by for until till before after since around"))
BEFORE_LAST: Final = phrases("before last")
AFTER_NEXT: Final = phrases("after next")
COUPLE: Final = phrases("a couple of|a couple|couple of|couple|un par de|par de")
GERMAN_SKIPS: Final = {
    "ubernachsten": 1, "ubernachster": 1, "ubernachste": 1, "vorletzten": -2, "vorletzter": -2,
}  # fmt: skip
"""Words for the day after the next and before the last, and weeks from the next one."""
WEEK_ON: Final = frozenset({"from", "on", "after", "this", "coming"})
FRENCH_WEEKS: Final = {"huit": 7, "quinze": 14}
"""How weeks are counted from a weekday on: "vendredi en huit" is a week after Friday."""
FROM_NOW: Final = phrases("from today|from now|a partir de hoy|ab heute")
LED_DAY: Final = phrases(
    "by the|on the|for the|before the|until the|para el|el dia|pour le|le|am|"
    "fur den|bis zum|zum|antes del|avant le|the|ab dem|vor dem|from the|till the|around the|"
    "since the|after the|despues del|a partir del|desde el|hasta el|apres le|jusqu au|"
    "a partir du|pour le|antes del dia|para el dia|hasta el dia|desde el dia|a partir del dia|"
    "despues del dia|a mas tardar el|a mas tardar el dia|d ici le|d ici au|des le|au plus tard le|"
    "spatestens am|bis spatestens zum|ab dem|no later than the|by no later than the"
)
CARDINAL_LED: Final = frozenset(
    split_words("para el avant apres pour jusqu antes hasta desde despues a d des au")
)
"""Behind these a day of the month is told by a plain number: "avant le vingt huit"."""
DATED: Final = frozenset({"the", "el", "dia", "le", "den", "dem", "der"})
"""Words between a weekday and its date."""
PLACES: Final = 9
"""Up to here "the ninth" may be a place in a list."""
OF: Final = frozenset({"of", "de", "the", "del"})
