"""`/v1/dead-letters`: what no retry will mend, tried anew or discarded."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.api import problem_types as types
from app.api.access import Caller
from app.api.fields import Identifier, Instant, Text, Whole
from app.api.operation import Resource
from app.api.paging import OffsetPage
from app.api.services import EXTENSION, ApiServices, Scope
from app.ops.views import group_view, handled_view, letter_view
from domain.errors import NotFoundError
from domain.ids import MerchantId
from storage.dead_letters import Impact, LetterFilter, Source
from sync.letters import DeadLetterDesk

resource = Resource("Dead letters", "What no retry will mend: tried anew, or discarded.")
_SOURCES = [each.value for each in Source]
_IMPACTS = [each.name.lower() for each in Impact]
_MOST_NAMED = 500
_LONGEST_CONTENT = 256 * 1024


class HasLetters(Protocol):
    """What these views reach of the parts that look after connections."""

    @property
    def letters(self) -> DeadLetterDesk:
        """Handles dead letters."""
        ...


class LetterServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def care(self) -> HasLetters:
        """The parts that look after connections."""
        ...


class _Narrowing(Schema):
    """Which letters are meant; what is left out does not narrow."""

    source = fields.String(load_default=None, validate=validate.OneOf(_SOURCES))
    impact = fields.String(load_default=None, validate=validate.OneOf(_IMPACTS))
    connection_id = Identifier(load_default=None)
    topic = Text(most=200, load_default=None)
    code = Text(
        most=200,
        load_default=None,
        metadata={"description": "What it died of, in a word.", "examples": ["RejectedError"]},
    )


class LettersQuery(_Narrowing):
    """One page of letters."""

    cursor = fields.String(load_default=None, validate=validate.Length(max=1024))
    limit = Whole(least=1, most=100, load_default=50)


class LetterGroupsQuery(_Narrowing):
    """Letters to be counted."""


class ReplaySchema(_Narrowing):
    """Letters to be tried anew: named, narrowed, or all."""

    letter_ids = fields.List(
        Identifier(), load_default=None, validate=validate.Length(min=1, max=_MOST_NAMED)
    )
    all = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Needed where nothing is named and nothing narrowed."},
    )
    dry_run = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    accept = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Take records whatever an intake policy doubts about them."},
    )

    @validates_schema
    def must_mean_something(self, data: dict[str, Any], **_options: Any) -> None:
        """All is said in so many words."""
        names = ("letter_ids", "source", "impact", "connection_id", "topic", "code")
        if not data["all"] and all(data[name] is None for name in names):
            raise ValidationError("Name letters, narrow them, or set all.", "letter_ids")


class DiscardSchema(ReplaySchema):
    """Letters to be closed for good."""

    class Meta:
        """Accepting is for what is tried anew."""

        exclude = ("accept",)

    reason = Text(most=300, required=True, metadata={"description": "Kept with the letters."})


class LetterAnswer(Schema):
    """One letter."""

    letter_id = fields.String(metadata={"examples": ["in_4711"]})
    source = fields.String(validate=validate.OneOf(_SOURCES))
    impact = fields.String(validate=validate.OneOf(_IMPACTS))
    connection_id = fields.String(allow_none=True)
    topic = fields.String(metadata={"description": "A delivery's topic, an effect's kind …"})
    subject = fields.String(metadata={"description": "A delivery's id, a record's id …"})
    code = fields.String()
    reason = fields.String()
    attempts = fields.Integer()
    first_seen_at = Instant()
    last_seen_at = Instant()


class LetterDetailAnswer(LetterAnswer):
    """One letter with what it held."""

    content = fields.String(metadata={"description": "Raw, as text; at most 256 KiB of it."})


class LettersAnswer(Schema):
    """One page of letters, those first that hurt most."""

    items = fields.List(fields.Nested(LetterAnswer))
    next_cursor = fields.String(allow_none=True)


class LetterGroupAnswer(Schema):
    """Letters that died of the same."""

    source = fields.String(validate=validate.OneOf(_SOURCES))
    impact = fields.String(validate=validate.OneOf(_IMPACTS))
    topic = fields.String()
    code = fields.String()
    letters = fields.Integer()
    first_seen_at = Instant()
    last_seen_at = Instant()


class LetterGroupsAnswer(Schema):
    """All letters by what they died of."""

    groups = fields.List(fields.Nested(LetterGroupAnswer))


class HandledAnswer(Schema):
    """What was done, or in a dry run would be."""

    dry_run = fields.Boolean()
    letters = fields.Integer()
    done = fields.Integer(
        metadata={"description": "Less than letters where others handled some meanwhile."}
    )
    last_due_at = Instant(
        allow_none=True, metadata={"description": "Many are tried fifty a second."}
    )
    groups = fields.List(fields.Nested(LetterGroupAnswer))


@resource.operation(
    "GET", "/dead-letters", scope=Scope.SYNC_READ, query=LettersQuery, answer=LettersAnswer
)
def list_dead_letters(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Letters, those first that hurt most: orders and payments, stock, catalog."""
    narrowed = _filter(caller.merchant_id, wanted)
    scope = f"{caller.merchant_id} dead-letters {narrowed}"
    page = OffsetPage.open(scope, wanted["cursor"], wanted["limit"])
    found = _desk().list(narrowed, offset=page.offset, limit=page.limit)
    return {
        "items": [letter_view(each) for each in found.rows],
        "next_cursor": page.seal(found.cursor),
    }


@resource.operation(
    "GET",
    "/dead-letters/groups",
    scope=Scope.SYNC_READ,
    query=LetterGroupsQuery,
    answer=LetterGroupsAnswer,
)
def list_dead_letter_groups(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """The letters counted by what they died of."""
    groups = _desk().groups(_filter(caller.merchant_id, wanted))
    return {"groups": [group_view(each) for each in groups]}


@resource.operation(
    "GET",
    "/dead-letters/<letter_id>",
    scope=Scope.SYNC_READ,
    answer=LetterDetailAnswer,
    problems=(types.NOT_FOUND,),
)
def read_dead_letter(caller: Caller, letter_id: str) -> dict[str, Any]:
    """One letter with its raw content."""
    letter, raw = _desk().show(letter_id, merchant_id=caller.merchant_id)
    text = raw[:_LONGEST_CONTENT].decode("utf-8", "backslashreplace")
    return {**letter_view(letter), "content": text}


@resource.operation(
    "POST",
    "/dead-letters/replay",
    scope=Scope.SYNC_WRITE,
    body=ReplaySchema,
    answer=HandledAnswer,
    problems=(types.NOT_FOUND,),
)
def replay_dead_letters(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Try letters anew, the worst first."""
    done = _desk().replay(
        _chosen(caller.merchant_id, wanted),
        actor=f"api:{caller.key_id}",
        accept=wanted["accept"],
        dry_run=wanted["dry_run"],
    )
    return handled_view(done, dry_run=wanted["dry_run"])


@resource.operation(
    "POST",
    "/dead-letters/discard",
    scope=Scope.SYNC_WRITE,
    body=DiscardSchema,
    answer=HandledAnswer,
    problems=(types.NOT_FOUND,),
)
def discard_dead_letters(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Close letters for good, with a reason."""
    done = _desk().discard(
        _chosen(caller.merchant_id, wanted),
        reason=wanted["reason"],
        actor=f"api:{caller.key_id}",
        dry_run=wanted["dry_run"],
    )
    return handled_view(done, dry_run=wanted["dry_run"])


def _filter(
    merchant_id: MerchantId, wanted: dict[str, Any], ids: list[str] | None = None
) -> LetterFilter:
    source, impact = wanted["source"], wanted["impact"]
    return LetterFilter(
        merchant_id=merchant_id,
        ids=ids,
        source=None if source is None else Source(source),
        connection_id=wanted["connection_id"],
        code=wanted["code"],
        topic=wanted["topic"],
        impact=None if impact is None else Impact[impact.upper()],
    )


def _chosen(merchant_id: MerchantId, wanted: dict[str, Any]) -> LetterFilter:
    """The letters meant. Raises NotFoundError if one that is named is none of the merchant's."""
    ids = wanted["letter_ids"]
    if ids is not None:
        known = {
            each.id
            for each in _desk()
            .list(LetterFilter(merchant_id=merchant_id, ids=ids), limit=len(ids))
            .rows
        }
        missing = [each for each in ids if each not in known]
        if missing:
            raise NotFoundError("dead letter", missing[0])
    return _filter(merchant_id, wanted, ids)


def _desk() -> DeadLetterDesk:
    return cast(LetterServices, current_app.extensions[EXTENSION]).care.letters
