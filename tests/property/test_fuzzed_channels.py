"""A slice of `make fuzz`, and that the judge of its answers finds what it is there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.fuzz import campaign, gateway, unescaped


def test_two_thousand_malformed_bodies_break_no_channel(
    tmp_path: Path, sqlite_template: Path
) -> None:
    with gateway(tmp_path, sqlite_template) as (app, chain):
        found = campaign(app, chain, bodies=2_000, seed=7)

    assert not found.faults, found.faults[:3]
    assert len(found.sent) == 13
    assert sum(found.statuses[f"{name} 200"] for name in found.sent) > 600


@pytest.mark.parametrize(
    ("raw", "kind", "fault"),
    [
        (b"<Response><Say>Mug <b>Tom</b></Say></Response>", "text/xml", "['b']"),
        (b"<Response><Say>Tom & Jerry</Say></Response>", "text/xml", "not well formed"),
        (b'{"ssml": "<speak>a <audio/></speak>"}', "application/json", "['audio']"),
        (b"<h1>Internal</h1>", "text/html", "of type text/html"),
    ],
)
def test_the_judge_finds_what_is_not_escaped(raw: bytes, kind: str, fault: str) -> None:
    assert fault in str(unescaped(raw, kind))
