"""How long goods are held is told in the measure people use, and never too long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.voice.speech import shown, time_words
from tests.conversations.talk import Talk
from tests.fakes import commerce

_WISH = "I want house blend coffee for pickup downtown"


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(minutes=10), "for 10 minutes."),
        (timedelta(minutes=119), "for 119 minutes."),
        (timedelta(hours=5, minutes=50), "for 5 hours."),
        (timedelta(hours=47, minutes=59), "for 47 hours."),
        (timedelta(days=2), "for 2 days."),
        (timedelta(days=3, hours=20), "for 3 days."),
    ],
)
def test_a_hold_is_told_in_minutes_hours_or_days(
    left: timedelta, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commerce, "HOLD_TTL", left)

    assert told in Talk("en").say(_WISH)


@pytest.mark.parametrize(
    ("locale", "told"),
    [("de-DE", "2 Tage"), ("es-ES", "2 días"), ("fr-FR", "2 jours"), ("en-US", "2 days")],
)
def test_every_language_tells_days(locale: str, told: str) -> None:
    assert shown(time_words(timedelta(days=2)), locale) == told
