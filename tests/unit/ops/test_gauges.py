"""Figures of connections as metrics: who leads shows them, who led before shows none."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from prometheus_client import REGISTRY

from app.ops.gauges import SyncGauges
from app.ops.standing import ConnectionStanding
from domain.ids import ConnectionId, MerchantId
from storage.alerts import Alert
from storage.health import CallFigures
from storage.merchants import PosConnection
from storage.sync_figures import SyncFigures

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
CONNECTION = PosConnection(
    id=ConnectionId("con_gauges"),
    merchant_id=MerchantId("mer_gauges"),
    platform="square",
    account_id="L1",
    account_name="Shop",
    base_url="https://connect.example",
    created_at=AT,
)
ROW = ConnectionStanding(
    connection=CONNECTION, at=AT, health=None, calls=CallFigures(), figures=SyncFigures(pending=7)
)
ALERT = Alert(
    connection_id=CONNECTION.id,
    merchant_id=CONNECTION.merchant_id,
    kind="backlog-of-gauges",
    severity="warning",
    message="",
    due_at=None,
    raised_at=AT,
    resolved_at=None,
)


def _shown() -> tuple[float | None, float | None]:
    """The backlog of the connection and the standing alerts of the kind."""
    names = {"platform": "square", "connection": "con_gauges"}
    kinds = {"kind": "backlog-of-gauges", "severity": "warning"}
    return (
        REGISTRY.get_sample_value("voicetill_inbox_backlog", names),
        REGISTRY.get_sample_value("voicetill_alerts_standing", kinds),
    )


def test_who_lost_the_lead_shows_its_figures_no_more() -> None:
    gauges = SyncGauges()
    gauges.show([ROW], [ALERT])
    assert _shown() == (7, 1)

    gauges.lay_down()

    backlog, standing = _shown()
    assert backlog is not None
    assert math.isnan(backlog)
    assert standing == 0


def test_laying_down_again_leaves_alone_what_the_next_leader_shows() -> None:
    former, leader = SyncGauges(), SyncGauges()
    former.show([ROW], [ALERT])
    former.lay_down()
    leader.show([ROW], [ALERT])

    former.lay_down()

    assert _shown() == (7, 1)
