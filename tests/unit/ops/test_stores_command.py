"""`voicetill stores`: what was set is said, and never its opposite."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import cli
from domain.ids import MerchantId
from storage import merchants
from storage.engine import open_database
from storage.merchants import Merchant


@pytest.fixture
def env(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
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
    database.close()
    return {"VOICETILL_DATABASE_URL": sqlite_url, "VOICETILL_VAR_DIR": str(tmp_path)}


def test_a_rule_is_said_when_it_is_set_and_when_it_is_forgotten(env: dict[str, str]) -> None:
    def say(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["stores", *arguments], env=env)
        assert result.exit_code == 0, result.exception
        return result.stdout.strip()

    kept = say("stock", "--channel", "alexa", "--keep-back", "2")
    ready = say("set", "--pickup-minutes", "120")
    forgotten = say("stock", "--channel", "alexa", "--forget")

    assert kept == "channel=alexa  keep_back=2"
    assert ready == "pickup_minutes=120"
    assert forgotten == "forgotten: channel=alexa"
