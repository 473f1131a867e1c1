"""Joining a platform by keys a person types in, and the settings of one connection.

Where keys do not end by themselves (`StaticKeys`), all of them rest together as one access token;
a platform's dialect takes them apart with `unpack_keys`. Platforms that log in with their keys
(client credentials) have a `KeyFlow` of their own.
"""

# ruff: noqa: ARG002 (keys that do not end need no calls)

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

import orjson

from adapters.oauth import LineOpener
from domain.calls import Call, Clock
from domain.errors import InvalidInputError, NotAuthorizedError
from domain.ports.tokens import KeyFlow, OAuthApp, TokenSet


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyField:
    """One thing a person copies from the platform's back office."""

    name: str
    """Snake case; the word in the API and in `voicetill connect --set NAME=VALUE`."""
    label: str
    """What the platform's back office calls it."""
    help: str
    """Where to find it, in one sentence."""
    secret: bool = True
    """Never shown again, nor echoed while it is typed."""
    pattern: str | None = None
    """A regular expression that a whole value must match."""
    required: bool = True


KeyFlowOpener: TypeAlias = Callable[[OAuthApp | None, LineOpener, Clock], KeyFlow]
"""`OAuthApp` is our registration with the platform where it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAccess:
    """How a platform is joined by typed keys."""

    fields: tuple[KeyField, ...]
    open: KeyFlowOpener


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionOption:
    """A setting of one connection that the platform's answers cannot tell."""

    name: str
    help: str
    """What it does and where its value is found, in one or two sentences."""
    default: str = ""
    pattern: str = ""
    """A regular expression that a whole non-empty value must match."""
    choices: tuple[str, ...] = ()
    required: bool = False


def checked_keys(fields: Sequence[KeyField], given: Mapping[str, str]) -> dict[str, str]:
    """The typed keys, stripped. Raises InvalidInputError naming the first that cannot be."""
    known = {each.name: each for each in fields}
    for name in given:
        if name not in known:
            raise InvalidInputError(name, "…", f"give one of: {', '.join(known)}")
    found = {}
    for each in fields:
        value = given.get(each.name, "").strip()
        if not value:
            if each.required:
                raise InvalidInputError(each.name, value, f"give the {each.label}: {each.help}")
            continue
        if each.pattern is not None and not re.fullmatch(each.pattern, value):
            shown = "…" if each.secret else value
            raise InvalidInputError(
                each.name, shown, f"this is no {each.label}; copy it whole: {each.help}"
            )
        found[each.name] = value
    return found


def checked_options(
    options: Sequence[ConnectionOption], given: Mapping[str, str]
) -> dict[str, str]:
    """A connection's settings, defaults filled in. Raises InvalidInputError naming the fault."""
    known = {each.name: each for each in options}
    for name, value in given.items():
        if name not in known:
            names = ", ".join(sorted(known)) or "none; this platform has no settings"
            raise InvalidInputError(name, value, f"the settings are: {names}")
    return {each.name: _checked_option(each, given.get(each.name, "").strip()) for each in options}


def _checked_option(option: ConnectionOption, value: str) -> str:
    value = value or option.default
    if not value:
        if option.required:
            raise InvalidInputError(option.name, value, f"give a value: {option.help}")
        return ""
    if option.choices and value not in option.choices:
        raise InvalidInputError(option.name, value, f"choose {' or '.join(option.choices)}")
    if option.pattern and not re.fullmatch(option.pattern, value):
        raise InvalidInputError(option.name, value, option.help)
    return value


def pack_keys(keys: Mapping[str, str]) -> str:
    """Several keys as one secret."""
    return orjson.dumps(dict(keys), option=orjson.OPT_SORT_KEYS).decode()


@lru_cache(maxsize=256)
def _unpacked(secret: str) -> dict[str, str]:
    raw: dict[str, str] = orjson.loads(secret)
    return raw


def unpack_keys(secret: str) -> Mapping[str, str]:
    """The keys in a secret that `pack_keys` made."""
    return _unpacked(secret)


@dataclass(frozen=True, slots=True)
class StaticKeys:
    """`KeyFlow` of keys that do not end by themselves."""

    platform: str
    account_field: str
    """The typed field that names the merchant's account."""
    clock: Clock = field(repr=False)

    def grant(self, fields: Mapping[str, str], *, call: Call) -> TokenSet:
        """All keys as one token; whether they are right is shown by the connection's first call."""
        return TokenSet(
            access=pack_keys(fields),
            issued_at=self.clock.now(),
            account_id=fields[self.account_field],
        )

    def refresh(self, tokens: TokenSet, *, call: Call) -> TokenSet:
        """Nothing renews such keys: a refused one was withdrawn. Raises NotAuthorizedError."""
        raise NotAuthorizedError(
            "the keys are refused; make new ones in the platform's back office",
            platform=self.platform,
            operation="keys.refresh",
        )

    def revoke(self, tokens: TokenSet, *, call: Call) -> None:
        """Only the merchant can withdraw such keys, in the platform's back office."""
