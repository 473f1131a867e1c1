"""`/v1/sync/proofs`, `/v1/sync/spot-checks`, `/v1/sync/conflicts`, `/v1/inventory/explanation`:
why the figures can be believed, and who said otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from flask import current_app
from marshmallow import Schema, fields, validate

from app.api import problem_types as types
from app.api.access import Caller
from app.api.answers import money
from app.api.fields import Identifier, Instant, Quantity, Text, Whole
from app.api.operation import Resource
from app.api.services import EXTENSION, ApiServices, Scope, services
from app.ops.evidence import Explanation
from domain.ids import LocationId, MerchantId, ProductSku
from domain.owners import OwnedField
from storage.conflicts import Conflict, ConflictKind
from storage.proofs import ProofState, StoredProof
from storage.results import Listed
from storage.spot_checks import SpotCheck

resource = Resource("Evidence", "Why the figures can be believed, and who said otherwise.")


class ReadsEvidence(Protocol):
    """What these views reach: `app.ops.evidence.Evidence`."""

    def explain(
        self,
        merchant_id: MerchantId,
        sku: ProductSku,
        location_id: LocationId | None = None,
        *,
        limit: int = 50,
    ) -> Sequence[Explanation]:
        """The ledger of a variant. Raises UnknownSkuError, NotFoundError."""
        ...

    def proofs(
        self,
        merchant_id: MerchantId,
        *,
        connection_id: str | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Listed[StoredProof]:
        """Comparisons with the platforms' census."""
        ...

    def spot_checks(
        self, merchant_id: MerchantId, *, cursor: str | None = None, limit: int = 50
    ) -> Listed[SpotCheck]:
        """Random samples and what had drifted."""
        ...

    def conflicts(
        self,
        merchant_id: MerchantId,
        *,
        cursor: str | None = None,
        limit: int = 50,
        resolved_too: bool = False,
    ) -> Listed[Conflict]:
        """Fields that two tell differently."""
        ...

    def settle(self, merchant_id: MerchantId, conflict_id: str) -> Conflict:
        """Close a conflict. Raises NotFoundError."""
        ...


class EvidenceServices(ApiServices, Protocol):
    """What these views reach beyond the usual."""

    @property
    def evidence(self) -> ReadsEvidence:
        """Reads what is kept."""
        ...


class _PageQuery(Schema):
    """Which page of a list is wanted."""

    cursor = Text(
        most=1024,
        load_default=None,
        metadata={"description": "`next_cursor` of the page before, as it was given."},
    )
    limit = Whole(least=1, most=100, load_default=20, metadata={"description": "Entries."})


class SpotCheckQuery(_PageQuery):
    """Which spot checks are wanted."""


class ProofQuery(_PageQuery):
    """Which proofs are wanted."""

    connection_id = Identifier(load_default=None)


class ConflictQuery(_PageQuery):
    """Which conflicts are wanted."""

    settled_too = fields.Boolean(
        load_default=False, metadata={"description": "Those that ended as well."}
    )


class ExplanationQuery(Schema):
    """Which figure is to be explained."""

    sku = Text(most=200, required=True, metadata={"examples": ["AM90-BLK-10"]})
    location_id = Identifier(load_default=None, metadata={"description": "Only this store."})
    limit = Whole(
        least=1, most=200, load_default=50, metadata={"description": "Events of each ledger."}
    )


class ProofAnswer(Schema):
    """One comparison of an entity with a census of its platform."""

    proof_id = fields.String(attribute="id")
    connection_id = fields.String()
    entity = fields.String(attribute="entity.value", metadata={"examples": ["product"]})
    run_id = fields.String(
        allow_none=True, metadata={"description": "The full run it belongs to, if any."}
    )
    state = fields.String(
        attribute="state.value", validate=validate.OneOf([one.value for one in ProofState])
    )
    findings = fields.Dict(
        keys=fields.String(),
        metadata={
            "description": "Counts on both sides, how many were missing, outdated or extra, what "
            "was repaired or ended, and the ids that could not be."
        },
    )
    alarms = fields.List(fields.String(), metadata={"description": "What a person should look at."})
    started_at = Instant()
    finished_at = Instant()


class ProofPageAnswer(Schema):
    """Proofs, the newest first."""

    items = fields.List(fields.Nested(ProofAnswer))
    next_cursor = fields.String(allow_none=True)


class DriftAnswer(Schema):
    """One stored fact that was not what the platform said."""

    sku = fields.String()
    field = fields.String(validate=validate.OneOf(["stock", "price"]))
    place = fields.String(metadata={"description": "The platform's id of the store, if any."})
    ours = fields.Raw(allow_none=True, metadata={"description": "What was stored."})
    theirs = fields.Raw(allow_none=True, metadata={"description": "What is stored now."})


class SpotCheckAnswer(Schema):
    """One random sample compared with the platform; what had drifted was put right."""

    spot_check_id = fields.String(attribute="id")
    connection_id = fields.String()
    stock_asked = fields.Integer()
    stock_drifted = fields.Integer()
    price_asked = fields.Integer()
    price_drifted = fields.Integer()
    drifts = fields.List(fields.Nested(DriftAnswer))
    at = Instant()


class SpotCheckPageAnswer(Schema):
    """Spot checks, the newest first."""

    items = fields.List(fields.Nested(SpotCheckAnswer))
    next_cursor = fields.String(allow_none=True)


class ConflictAnswer(Schema):
    """A field that two tell differently: whose word counts, and what the other said."""

    conflict_id = fields.String(attribute="id")
    kind = fields.String(
        attribute="kind.value", validate=validate.OneOf([one.value for one in ConflictKind])
    )
    sku = fields.String(attribute="subject")
    field = fields.String(
        attribute="field.value", validate=validate.OneOf([one.value for one in OwnedField])
    )
    winner = fields.String(metadata={"description": "The connection whose word counts."})
    winner_value = fields.String()
    loser = fields.String(metadata={"description": "A connection, or who wrote through us."})
    loser_value = fields.String()
    times = fields.Integer()
    first_seen_at = Instant()
    last_seen_at = Instant()
    resolved_at = Instant(allow_none=True)


class ConflictPageAnswer(Schema):
    """Conflicts, the newest first."""

    items = fields.List(fields.Nested(ConflictAnswer))
    next_cursor = fields.String(allow_none=True)


class ClaimAnswer(Schema):
    """A live hold's share of the stock."""

    hold_id = fields.String()
    caller = fields.String()
    quantity = Quantity()
    expires_at = Instant()
    on_platform = fields.Boolean(
        metadata={"description": "Whether the till keeps the goods aside as well."}
    )


class StockEventAnswer(Schema):
    """One event that made the number."""

    at = Instant()
    source = fields.String(attribute="source.value", metadata={"examples": ["webhook"]})
    quantity = Quantity(
        allow_none=True,
        metadata={"description": "The count; of `order` the change. Null: unknown."},
    )
    revision = fields.Integer()
    delivery_id = fields.String(allow_none=True)


class StockWriteAnswer(Schema):
    """A count of ours that went to the till."""

    written_at = Instant()
    expected = Quantity()
    quantity = Quantity()
    state = fields.String(attribute="state.value", metadata={"examples": ["echoed"]})
    actual = Quantity(allow_none=True)
    actor = fields.String()


class ExplanationAnswer(Schema):
    """How one variant's figure in one store came about."""

    sku = fields.String()
    location_id = fields.String()
    location_name = fields.String()
    connection_id = fields.String()
    tracked = fields.Boolean()
    oversell = fields.Boolean()
    counted = Quantity(
        allow_none=True, metadata={"description": "The till's count; null: unknown, never zero."}
    )
    held = Quantity()
    safety = Quantity()
    available = Quantity(allow_none=True)
    arithmetic = fields.String(metadata={"examples": ["12 counted - 2 held - 1 kept back = 9"]})
    revision = fields.Integer()
    as_of = Instant(allow_none=True)
    source = fields.String(allow_none=True)
    age_s = fields.Integer(allow_none=True)
    price = money(allow_none=True)
    price_as_of = Instant()
    price_source = fields.String()
    price_age_s = fields.Integer()
    holds = fields.List(fields.Nested(ClaimAnswer))
    events = fields.List(fields.Nested(StockEventAnswer))
    writes = fields.List(fields.Nested(StockWriteAnswer))


class ExplanationListAnswer(Schema):
    """The figure of a variant, store by store."""

    items = fields.List(fields.Nested(ExplanationAnswer))


@resource.operation(
    "GET", "/sync/proofs", scope=Scope.SYNC_READ, query=ProofQuery, answer=ProofPageAnswer
)
def list_proofs(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """What comparing the projection with the platforms' census found, the newest first."""
    connection_id = wanted["connection_id"]
    scope = f"{caller.merchant_id} proofs {connection_id}"
    listed = _evidence().proofs(
        caller.merchant_id,
        connection_id=connection_id,
        cursor=_opened(wanted, scope),
        limit=wanted["limit"],
    )
    return _page(listed, scope)


@resource.operation(
    "GET",
    "/sync/spot-checks",
    scope=Scope.SYNC_READ,
    query=SpotCheckQuery,
    answer=SpotCheckPageAnswer,
)
def list_spot_checks(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Random samples of stock and price compared with the platforms, the newest first."""
    scope = f"{caller.merchant_id} spot-checks"
    listed = _evidence().spot_checks(
        caller.merchant_id, cursor=_opened(wanted, scope), limit=wanted["limit"]
    )
    return _page(listed, scope)


@resource.operation(
    "GET", "/sync/conflicts", scope=Scope.SYNC_READ, query=ConflictQuery, answer=ConflictPageAnswer
)
def list_conflicts(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Fields that two connections tell differently, and counts of ours that were overtaken."""
    settled_too = wanted["settled_too"]
    scope = f"{caller.merchant_id} conflicts {settled_too}"
    listed = _evidence().conflicts(
        caller.merchant_id,
        cursor=_opened(wanted, scope),
        limit=wanted["limit"],
        resolved_too=settled_too,
    )
    return _page(listed, scope)


@resource.operation(
    "POST",
    "/sync/conflicts/<conflict_id>/settle",
    scope=Scope.SYNC_WRITE,
    answer=ConflictAnswer,
    problems=(types.NOT_FOUND,),
)
def settle_conflict(caller: Caller, conflict_id: str) -> Conflict:
    """Close a conflict that a person has looked at; it opens again if it is met again."""
    return _evidence().settle(caller.merchant_id, conflict_id)


@resource.operation(
    "GET",
    "/inventory/explanation",
    scope=Scope.STOCK_READ,
    query=ExplanationQuery,
    answer=ExplanationListAnswer,
    problems=(types.NOT_FOUND, types.UNKNOWN_SKU),
)
def explain_inventory(caller: Caller, wanted: dict[str, Any]) -> dict[str, Any]:
    """Every event that made a figure, with source and revision, the holds, and the arithmetic."""
    place = wanted["location_id"]
    found = _evidence().explain(
        caller.merchant_id,
        ProductSku(wanted["sku"]),
        None if place is None else LocationId(place),
        limit=wanted["limit"],
    )
    return {"items": found}


def _evidence() -> ReadsEvidence:
    return cast(EvidenceServices, current_app.extensions[EXTENSION]).evidence


def _opened(wanted: dict[str, Any], scope: str) -> str | None:
    return services().rest.cursors.open(wanted["cursor"], scope=scope)


def _page(listed: Listed[Any], scope: str) -> dict[str, Any]:
    cursor = services().rest.cursors.seal(listed.cursor, scope=scope)
    return {"items": listed.rows, "next_cursor": cursor}
