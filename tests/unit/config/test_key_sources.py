"""Where master keys come from: chosen by settings, exchanged while processes run."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.wiring import derived, key_source, live_keyring
from config.key_sources import DevelopmentKeys, GivenKeys, KeyFile
from config.master_keys import generate
from config.settings import Settings
from config.vault_keys import VaultKeys
from domain.errors import ConfigurationError
from storage.keyring import RELOAD_S, Keyring, LiveKeyring

VAULT = {
    "VOICETILL_SECRETS_PROVIDER": "vault",
    "VOICETILL_VAULT_URL": "https://vault.example:8200",
    "VOICETILL_VAULT_ROLE_ID": "role",
    "VOICETILL_VAULT_SECRET_ID": "hunter2",
}


def key_file(folder: Path, *ids: str) -> KeyFile:
    path = folder / "keys"
    path.write_text("\n".join(generate(each) for each in ids))
    return KeyFile(path)


@pytest.mark.parametrize(
    ("environ", "kind"),
    [
        ({"VOICETILL_MASTER_KEYS": generate("k1")}, GivenKeys),
        ({"VOICETILL_SECRETS_PROVIDER": "file", "VOICETILL_MASTER_KEYS_FILE": "/k"}, KeyFile),
        (VAULT, VaultKeys),
        ({}, DevelopmentKeys),
    ],
    ids=["environment", "file", "vault", "development"],
)
def test_the_settings_choose_the_source(environ: dict[str, str], kind: type) -> None:
    assert type(key_source(Settings.from_env(environ))) is kind


@pytest.mark.parametrize(
    ("environ", "missing"),
    [
        ({"VOICETILL_SECRETS_PROVIDER": "file"}, "VOICETILL_MASTER_KEYS_FILE is missing"),
        ({"VOICETILL_SECRETS_PROVIDER": "vault"}, "VOICETILL_VAULT_URL is missing"),
        (
            {"VOICETILL_SECRETS_PROVIDER": "vault", "VOICETILL_VAULT_URL": "https://v"},
            "VOICETILL_VAULT_ROLE_ID is missing",
        ),
        ({"VOICETILL_SECRETS_PROVIDER": "post-it"}, "use one of environment, file, vault"),
    ],
)
def test_what_the_chosen_source_lacks_is_told(environ: dict[str, str], missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        Settings.from_env(environ)


def test_no_secret_of_a_source_shows() -> None:
    assert "hunter2" not in repr(Settings.from_env(VAULT))


def test_a_file_gives_the_first_key_as_current(tmp_path: Path) -> None:
    keys = key_file(tmp_path, "new", "old").load()

    assert (keys.current_id, set(keys.keys)) == ("new", {"new", "old"})


def test_a_key_is_added_in_front_and_the_file_stays_private(tmp_path: Path) -> None:
    source = key_file(tmp_path, "old")
    source.add("new")

    assert source.load().current_id == "new"
    assert source.path.stat().st_mode & 0o077 == 0
    assert [each.name for each in tmp_path.iterdir()] == ["keys"]
    with pytest.raises(ConfigurationError, match="choose another id"):
        source.add("old")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="holds no master keys"):
        KeyFile(tmp_path / "none").load()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_key_another_process_began_to_use_is_learned(tmp_path: Path) -> None:
    source, clock = key_file(tmp_path, "old"), Clock()

    def load() -> Keyring:
        keys = source.load()
        return Keyring(current_id=keys.current_id, keys=keys.keys)

    ring = LiveKeyring(load, timer=clock)
    source.add("new")
    clock.now += 3

    assert ring.key("new") == source.load().keys["new"]
    assert ring.current_id == "new"
    assert ring.ids == ("new", "old")


def test_a_source_that_went_away_leaves_the_keys_in_use(tmp_path: Path) -> None:
    source, clock = key_file(tmp_path, "old"), Clock()
    known = source.load()
    ring = LiveKeyring(lambda: Keyring(current_id="old", keys=source.load().keys), timer=clock)
    source.path.unlink()
    clock.now += RELOAD_S + 1

    ring.reload()

    assert ring.key("old") == known.keys["old"]
    with pytest.raises(ConfigurationError, match="needed to read"):
        ring.key("new")


def test_what_is_derived_before_a_rotation_is_known_after_it(tmp_path: Path) -> None:
    source = key_file(tmp_path, "old")
    before = derived(live_keyring(source), "oauth-state")
    source.add("new")

    after = derived(live_keyring(source), "oauth-state")

    assert after[1:] == before
    assert derived(live_keyring(source), "cursors")[1:] != before
