"""`make fuzz`: a hundred thousand malformed bodies to every voice channel, past its proof.

Each starts as a body that the channel sends, is broken at random places, and is signed anew, so
that it is read. Demanded of every answer: no 5xx, nothing that only the last handler caught, and
words that are escaped: the reply is well formed and has no markup but the channel's own. Prints
one JSON document; exits with 1 if there was a fault. The same seed sends the same
bodies, tickets and signatures apart.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
import structlog
from flask import Flask
from werkzeug.test import Client

from app.bootstrap import build_services
from app.callbacks import alexa, voice
from app.ops.metrics import UNEXPECTED_ERRORS
from app.web import WebOptions, create_app
from config.settings import Settings
from sandbox.alexa.signing import SigningChain
from storage import merchants, migrate
from storage.engine import open_database
from storage.merchants import Channel
from tests.campaigns.mouths import MERCHANT, SECRET, SKILL, Mouth, mouths
from tests.fakes.clock import FakeClock
from tests.fakes.voice import MemorySeenIds, MemorySessions
from tests.integration.storage.shop import a_count, a_product, a_variant, open_shop

TITLE = "Mug <b>Tom & \"Jerry\"</b> ]]> 'x'"
_TAGS = frozenset(
    (
        *("speak", "break", "say-as", "sub", "p", "s", "prosody", "emphasis", "lang"),
        *("Response", "Say", "Gather", "Redirect", "Hangup", "Dial", "Pay", "Prompt", "Parameter"),
        *("vxml", "form", "field", "prompt", "grammar", "filled", "submit", "block", "exit"),
        *("noinput", "nomatch", "catch", "var", "assign", "rule", "item", "transfer"),
    )
)
_WORDS = (
    *("do you have the mug", "<b>bold</b> & co", "two of them", "yes", "no", "\x00\x1b[31m", ""),
    *("]]></speak><audio src='x'/>", "order number 12", "\ud83d\ude00" * 40, "{{7*7}} ${x}"),
    *("4111 1111 1111 1111", "%s%n%x", "' OR 1=1 --", "a" * 5_000, "‮abc", "cancel", "null"),
)
_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e308, 2**63, -(2**70), [], {}, [[]], [None], {"": None}),
    *({"value": {"value": []}}, [{}] * 50, {"name": {"name": "x"}}, "9" * 400, "[]", "NaN"),
)
_BYTES = (b"\x00", b"\xff\xfe", b"{", b"}", b"[" * 200, b'"', b"\\ud800", b"NaN", b"\xef\xbb\xbf")


@dataclass
class Findings:
    """What was sent, what came back, and what should not have."""

    sent: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def gateway(folder: Path, template: Path | None = None) -> Iterator[tuple[Flask, SigningChain]]:
    """A shop whose one product is named in markup, with every channel open."""
    file = folder / "voicetill.db"
    url = f"sqlite:///{file}"
    if template is None:
        migrate.upgrade(url)
    else:
        file.write_bytes(template.read_bytes())
    clock = FakeClock()
    _open_shop(url)
    chain = SigningChain.load_or_make(folder / "alexa")
    environ = {
        "VOICETILL_DATABASE_URL": url,
        "VOICETILL_VAR_DIR": str(folder),
        "VOICETILL_PUBLIC_URL": "https://shop.example",
        "VOICETILL_ALEXA_TRUST_ROOTS": str(folder / "alexa" / "root.pem"),
        "VOICETILL_ALEXA_CHAIN_FILE": str(folder / "alexa" / "chain.pem"),
    }
    built = build_services(Settings.from_env(environ), clock=clock)
    seen = MemorySeenIds()
    sessions = MemorySessions(clock=clock, seen=seen)
    spoken = replace(built.voice, sessions=sessions, seen=seen, turns=None)
    services = replace(built, voice=spoken)
    for kind in services.channel_desk.known:
        services.channel_desk.add(
            MERCHANT, kind, external_id=None, secret=SECRET, options={}, actor="fuzz"
        )
    more = (alexa.blueprint, voice.blueprint)
    app = create_app(services, WebOptions(public_url="https://shop.example"), more=more)
    try:
        yield app, chain
    finally:
        services.close()


def _open_shop(url: str) -> None:
    database = open_database(url)
    shop = open_shop(database, merchant_id=MERCHANT)
    shop.sell(replace(a_product("p1", a_variant("v1", "MUG-1")), title=TITLE))
    shop.count(a_count("v1", "P1", 5))
    with database.write() as tx:
        skill = Channel(
            id="chn_skill",
            merchant_id=MERCHANT,
            kind="alexa",
            external_id=SKILL,
            created_at=FakeClock().now(),
        )
        merchants.add_channel(tx, skill)
    database.close()


def campaign(app: Flask, chain: SigningChain, *, bodies: int, seed: int) -> Findings:
    """Send so many bodies, the channels in turn."""
    chance = random.Random(seed)
    client = app.test_client()
    spoken = tuple(mouths(chain))
    found = Findings()
    caught = _caught()
    for number in range(bodies):
        mouth = spoken[number % len(spoken)]
        body = broken(mouth, chance, number)
        fault = _fault(client, mouth, body, chance, found)
        now = _caught()
        if now != caught:
            fault, caught = "the last handler caught something", now
        if fault:
            found.faults.append({"channel": mouth.name, "fault": fault, "body": repr(body)[:4000]})
    return found


def broken(mouth: Mouth, chance: random.Random, number: int) -> Any:
    """A body of the channel with something wrong: an object, a form, or bare bytes."""
    body = mouth.sample(f"s{number % 50}", chance.choice(_WORDS))
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        body = _bent(body, chance)
    if mouth.is_form or chance.random() > 0.12:
        return body
    raw = bytearray(json.dumps(body).encode())
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(raw) + 1)
        raw[at : at + chance.choice((0, 1, 9))] = chance.choice(_BYTES)
    return bytes(raw[: chance.choice((len(raw), len(raw), chance.randrange(len(raw) + 1)))])


def _bent(body: Any, chance: random.Random) -> Any:
    """The same with one node replaced, renamed, dropped, or put where it does not belong."""
    if not isinstance(body, (dict, list)) or not body or chance.random() < 0.03:
        return chance.choice((*_VALUES, *_WORDS))
    keys = list(body) if isinstance(body, dict) else list(range(len(body)))
    key = chance.choice(keys)
    bent = dict(body) if isinstance(body, dict) else list(body)
    kind = chance.random()
    if kind < 0.7:
        bent[key] = _bent(body[key], chance)
    elif kind < 0.85:
        del bent[key]
    elif isinstance(bent, dict):
        bent[chance.choice((*_WORDS[:7], str(key).upper()))] = bent.pop(key)
    else:
        bent.append(bent)
        bent[-1] = chance.choice(_VALUES)
    return bent


def _fault(
    client: Client, mouth: Mouth, body: Any, chance: random.Random, found: Findings
) -> str | None:
    request = mouth.request(body, chance)
    answer = client.open(**request)
    found.sent[mouth.name] += 1
    found.statuses[f"{mouth.name} {answer.status_code}"] += 1
    if answer.status_code >= 500:
        return f"status {answer.status_code}"
    if answer.status_code not in {200, 204, 400, 404, 413}:
        return f"unexpected status {answer.status_code}"
    return unescaped(answer.get_data(), answer.mimetype)


def unescaped(raw: bytes, kind: str) -> str | None:
    """What is wrong with the words of an answer; None: nothing."""
    try:
        if kind.endswith("xml"):
            return _foreign(raw.decode())
        if kind == "text/event-stream":
            for line in raw.decode().split("\n\n"):
                if line and line != "data: [DONE]":
                    orjson.loads(line.removeprefix("data: "))
            return None
        if kind.endswith("json"):
            faults = [_foreign(text) for text in _texts(orjson.loads(raw)) if "<speak" in text]
            return next((each for each in faults if each), None)
    except (ValueError, ET.ParseError) as error:
        return f"not well formed: {error}"
    return f"of type {kind}" if raw else None


def _foreign(text: str) -> str | None:
    """The first element that no renderer of ours makes. Raises ParseError."""
    tags = {node.tag.rpartition("}")[2] for node in ET.fromstring(text).iter()}
    strange = tags - _TAGS
    return f"has markup of its own: {sorted(strange)}" if strange else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


def _caught() -> float:
    """How often a last handler had to apologize."""
    samples = (each for metric in UNEXPECTED_ERRORS.collect() for each in metric.samples)
    return sum(each.value for each in samples if each.name.endswith("_total"))


def main() -> int:
    """The campaign from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bodies", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20261121)
    options = parser.parse_args()
    structlog.configure(processors=[_silent])
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, gateway(Path(folder)) as (app, chain):
        found = campaign(app, chain, bodies=options.bodies, seed=options.seed)
    told = {
        "bodies": sum(found.sent.values()),
        "seed": options.seed,
        "seconds": round(time.monotonic() - began, 1),
        "statuses": dict(sorted(found.statuses.items())),
        "faults": found.faults[:50],
        "fault_count": len(found.faults),
    }
    sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")
    return 1 if found.faults else 0


def _silent(*_: object) -> Any:
    raise structlog.DropEvent


if __name__ == "__main__":
    sys.exit(main())
