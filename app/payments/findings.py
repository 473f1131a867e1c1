"""What the findings of a closing balance lead to: each counted once, an alert, a person's word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from domain.balance import Finding, FindingKind
from domain.counting import counted
from domain.money import Money
from storage import alerts
from storage.alert_rules import Severity
from storage.merchants import PosConnection

ALERT: Final = "orphan-payments"


def raise_alert(
    tx: Connection, connection: PosConnection, left: Sequence[Finding], now: datetime
) -> None:
    """Urgent where money and orders differ; a till that cannot be asked is to be seen to."""
    unproved = sum(each.kind is FindingKind.NOT_PROVED for each in left)
    differ = len(left) - unproved
    said = []
    if differ:
        do_not = ("payment does not match its order", "payments do not match their orders")
        said.append(counted(differ, *do_not))
    if unproved:
        said.append(f"{counted(unproved, 'order is', 'orders are')} at a till that cannot be asked")
    alerts.raise_alert(
        tx,
        connection,
        ALERT,
        severity=(Severity.CRITICAL if differ else Severity.WARNING).value,
        message=f"{'; '.join(said)}; see `voicetill balance`",
        due_at=None,
        now=now,
    )


def said_of(finding: Finding) -> tuple[FindingKind, str, Money]:
    """What a person's word is about: another amount is another matter."""
    return finding.kind, finding.subject, finding.amount


def once(found: Sequence[Finding]) -> list[Finding]:
    """Two sides may see the same payment; what was said first of it holds."""
    by_subject: dict[str, Finding] = {}
    for each in found:
        if each.kind is FindingKind.REFUND_WITHOUT_RETURN:
            by_subject.setdefault(f"refund of {each.subject}", each)
        else:
            by_subject.setdefault(each.subject, each)
    return list(by_subject.values())
