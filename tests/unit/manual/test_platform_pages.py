"""The pages on connecting a till name all that the platform asks for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.registry import PLATFORMS
from app.ops.doctor.timeline import Timeline
from domain.ids import MerchantId
from storage import merchants
from storage.engine import open_database
from storage.merchants import Merchant
from tests.contracts_path import PROJECT_ROOT


def _own() -> list[str]:
    pages = {each.stem for each in (PROJECT_ROOT / "docs" / "connect").glob("*.md")}
    return sorted(pages - {"README"})


def test_every_platform_of_ours_has_a_page() -> None:
    folders = {each.parent.name for each in (PROJECT_ROOT / "adapters").glob("*/capabilities.py")}

    assert folders == {*_own()}


@pytest.mark.parametrize("name", _own())
def test_a_page_names_every_permission_key_and_setting(name: str) -> None:
    platform = PLATFORMS[name]
    text = (PROJECT_ROOT / "docs" / "connect" / f"{name}.md").read_text(encoding="utf-8")
    fields = platform.keys.fields if platform.keys is not None else ()
    asked = [*platform.scopes, *(each.name for each in (*fields, *platform.options))]

    assert [each for each in asked if f"`{each}`" not in text] == []


def test_the_five_weeks_are_what_the_doctor_ticks(sqlite_url: str) -> None:
    text = (PROJECT_ROOT / "docs" / "timeline.md").read_text(encoding="utf-8")
    database = open_database(sqlite_url)
    with database.write() as tx:
        merchants.add_merchant(
            tx,
            Merchant(
                id=MerchantId("demo"),
                name="Demo",
                currency="USD",
                timezone="UTC",
                country="US",
                created_at=datetime(2026, 11, 21, tzinfo=UTC),
            ),
        )
    asked = [each.title for each in Timeline(database).milestones(MerchantId("demo"))]
    database.close()
    shown = [line.split("**")[1] for line in text.splitlines() if line.startswith("- [ ] **")]

    assert shown == asked
