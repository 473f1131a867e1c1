"""`voicetill mapping check`: what a payload's fields become, are dropped for, or are unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.mapping_tools.tables import context_of, records_in, tables_of
from domain.cards import redact_card_numbers
from domain.errors import ConfigurationError
from mapping.explain import Outcome, Trace, explain

FAULTS = frozenset({Outcome.UNKNOWN, Outcome.UNMAPPABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One record of the payload, explained."""

    kind: str
    at: str
    traces: Sequence[Trace]

    @property
    def faults(self) -> int:
        """How many fields are unknown or cannot be mapped."""
        return sum(trace.outcome in FAULTS for trace in self.traces)


def check(
    payload: Any, platform: str, *, kind: str | None = None, currency: str = "USD"
) -> list[Checked]:
    """Every record of a vendor's payload, field by field.

    Raises ConfigurationError for an unknown platform or kind, or where no table fits anything.
    """
    tables = tables_of(platform)
    found = records_in(payload, tables, kind)
    if not found:
        kinds = ", ".join(tables)
        raise ConfigurationError(
            f"nothing in this payload looks like a record of {platform}; "
            f"say what it is with --kind: {kinds}"
        )
    context = context_of(platform, payload, currency)
    return [
        Checked(kind=one.kind, at=one.at, traces=explain(tables[one.kind], one.raw, context))
        for one in found
    ]


def as_json(checked: Iterable[Checked]) -> list[dict[str, Any]]:
    """The answer for programs."""
    return [
        {
            "kind": one.kind,
            "at": one.at,
            **{
                outcome.value: [_trace(trace) for trace in one.traces if trace.outcome is outcome]
                for outcome in Outcome
            },
        }
        for one in checked
    ]


def lines(checked: Iterable[Checked]) -> Iterator[str]:
    """The answer for people."""
    for one in checked:
        yield f"{one.kind} at {one.at or 'the top'}"
        width = min(max((len(trace.path) for trace in one.traces), default=0), 44)
        for trace in one.traces:
            yield f"  {_SIGNS[trace.outcome]} {trace.path:<{width}}  {_about(trace)}"
        yield ""


_SIGNS = {
    Outcome.MAPPED: "→",
    Outcome.DROPPED: "·",
    Outcome.UNKNOWN: "?",
    Outcome.UNMAPPABLE: "✗",
    Outcome.UNCLEAR: "~",
}
LEGEND = "→ mapped   · dropped on purpose   ? unknown   ✗ cannot be mapped   ~ depends on the run"


def _about(trace: Trace) -> str:
    if trace.outcome is Outcome.MAPPED:
        return redact_card_numbers(f"{trace.attribute} = {trace.result}")
    if trace.outcome is Outcome.DROPPED:
        return trace.reason
    named = f"{trace.attribute}: " if trace.attribute else ""
    return redact_card_numbers(f"{named}{trace.value} – {trace.reason}")


def _trace(trace: Trace) -> dict[str, str]:
    told = {
        "path": trace.path,
        "attribute": trace.attribute or "",
        "value": redact_card_numbers(trace.value),
        "result": redact_card_numbers(trace.result),
        "reason": trace.reason,
    }
    return {name: text for name, text in told.items() if text}
