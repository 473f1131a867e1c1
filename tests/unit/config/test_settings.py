"""Settings are read once, and everything wrong with them is told at once."""

from __future__ import annotations

import pickle
from datetime import timedelta
from pathlib import Path

import pytest

from config.master_keys import MasterKeys, generate, load_or_create
from config.secret import Secret
from config.settings import Environment, Settings, variables
from domain.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[3]
PRODUCTION = {
    "VOICETILL_ENVIRONMENT": "production",
    "VOICETILL_PUBLIC_URL": "https://voice.example.com/",
    "VOICETILL_MASTER_KEYS": generate("2026-11"),
}


def example_file() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def test_an_empty_environment_gives_the_development_defaults() -> None:
    settings = Settings.from_env({})

    assert settings.environment is Environment.DEVELOPMENT
    assert settings.database_url == Secret("sqlite:///var/voicetill.db")
    assert settings.redis_url is None
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.hold_ttl == timedelta(minutes=10)
    assert settings.apps == {}


def test_the_example_file_names_exactly_the_variables_there_are() -> None:
    assert set(example_file()) == variables()


def test_the_example_file_says_the_defaults() -> None:
    assert Settings.from_env(example_file()) == Settings.from_env({})


def test_production_refuses_what_development_makes_up() -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_env({"VOICETILL_ENVIRONMENT": "production"})

    assert "VOICETILL_PUBLIC_URL is missing" in str(refused.value)
    assert "VOICETILL_MASTER_KEYS is missing" in str(refused.value)


def test_production_starts_with_its_required_settings() -> None:
    settings = Settings.from_env(PRODUCTION)

    assert settings.is_production
    assert settings.log_format == "json"
    assert settings.public_url == "https://voice.example.com"
    assert settings.key_source.given is not None
    assert settings.key_source.given.current_id == "2026-11"


def test_every_fault_is_told_at_once_with_its_value_and_remedy() -> None:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_env(
            {
                "VOICETILL_PORT": "eighty",
                "VOICETILL_LOG_LEVEL": "loud",
                "VOICETILL_DATABASE_URL": "mysql://root:hunter2@db/x",
                "VOICETILL_SQUARE_CLIENT_ID": "sq0idp-1",
            }
        )

    text = str(refused.value)
    assert "4 setting(s)" in text
    assert "VOICETILL_PORT is 'eighty': use a whole number from 1 to 65535" in text
    assert "VOICETILL_LOG_LEVEL is 'loud'" in text
    assert "VOICETILL_SQUARE_CLIENT_SECRET is missing" in text
    assert "hunter2" not in text


def test_misspelled_variables_are_named() -> None:
    assert Settings.from_env({"VOICETILL_POTR": "1"}).unknown == ("VOICETILL_POTR",)


def test_no_secret_shows_when_settings_are_printed() -> None:
    environ = PRODUCTION | {
        "VOICETILL_DATABASE_URL": "postgresql://voice:hunter2@db/voice",
        "VOICETILL_SQUARE_CLIENT_ID": "sq0idp-1",
        "VOICETILL_SQUARE_CLIENT_SECRET": "hunter3",
        "VOICETILL_METRICS_TOKEN": "hunter4",
    }
    settings = Settings.from_env(environ)

    assert settings.database_url.reveal() == "postgresql://voice:hunter2@db/voice"
    assert "hunter" not in repr(settings)
    assert environ["VOICETILL_MASTER_KEYS"].partition(":")[2] not in repr(settings)


def test_a_secret_is_not_pickled() -> None:
    with pytest.raises(TypeError):
        pickle.dumps(Secret("hunter2"))


KEY = "A" * 43 + "="


@pytest.mark.parametrize(
    "text", ["", "dev", "dev:AAAA", "dev:not base64", f":{KEY}", f"a:{KEY},a:{KEY}"]
)
def test_master_keys_that_cannot_work_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        MasterKeys.parse(text)


def test_the_first_master_key_is_the_current_one() -> None:
    keys = MasterKeys.parse(f"{generate('new')},{generate('old')}")

    assert keys.current_id == "new"
    assert set(keys.keys) == {"new", "old"}


def test_development_keys_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = load_or_create(tmp_path / "var")
    again = load_or_create(tmp_path / "var")

    assert again == first
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["master-keys"]
    assert (tmp_path / "var" / "master-keys").stat().st_mode & 0o077 == 0


def test_a_spoiled_key_file_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "master-keys").write_text("nonsense")

    with pytest.raises(ConfigurationError, match="holds no master keys"):
        load_or_create(tmp_path)
