"""Master keys out of Vault: log in, prolong, read; every refusal is told with its remedy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from config.key_sources import VaultAccess
from config.master_keys import generate
from config.secret import Secret
from config.vault_keys import VaultKeys
from domain.errors import ConfigurationError
from tests.fakes.vault_server import VaultServer, vault_server

KEYS = f"{generate('2026-11')},{generate('2026-05')}"


@pytest.fixture
def vault() -> Iterator[VaultServer]:
    with vault_server() as server:
        server.secrets["secret/voicetill"] = {"master_keys": KEYS}
        yield server


def by_role(vault: VaultServer, **changes: object) -> VaultKeys:
    access = VaultAccess(
        url=vault.url,
        mount="secret",
        path="voicetill",
        secret_field="master_keys",
        role_id="role-1",
        secret_id=Secret("secret-1"),
    )
    return VaultKeys(replace(access, **changes), sleeper=lambda _: None, timer=lambda: vault.now)


def by_token(vault: VaultServer, token: str) -> VaultKeys:
    return by_role(vault, role_id=None, secret_id=None, token=Secret(token))


def refusal(keys: VaultKeys) -> str:
    with pytest.raises(ConfigurationError) as refused:
        keys.load()
    return str(refused.value)


def test_a_role_logs_in_and_reads(vault: VaultServer) -> None:
    keys = by_role(vault).load()

    assert keys.current_id == "2026-11"
    assert set(keys.keys) == {"2026-11", "2026-05"}


def test_a_token_reads(vault: VaultServer) -> None:
    assert by_token(vault, vault.grant("root")).load().current_id == "2026-11"


def test_keys_may_stand_on_lines_of_their_own(vault: VaultServer) -> None:
    vault.secrets["secret/voicetill"] = {"master_keys": KEYS.replace(",", "\n") + "\n"}

    assert len(by_role(vault).load().keys) == 2


def test_an_enterprise_namespace_is_named(vault: VaultServer) -> None:
    vault.namespace = "shops"

    assert by_role(vault, namespace="shops").load().current_id == "2026-11"
    assert "refuses the role's login with 403" in refusal(by_role(vault))


def test_the_token_is_prolonged_at_half_of_its_life_and_used_on(vault: VaultServer) -> None:
    keys = by_role(vault)
    keys.load()
    for _ in range(5):
        vault.now += 0.6 * vault.token_life
        keys.load()

    logins = [one for one in vault.seen if one.endswith("approle/login")]
    assert len(logins) == 1
    assert vault.seen.count("POST /v1/auth/token/renew-self") == 5


def test_a_token_that_cannot_be_prolonged_is_followed_by_another_login(vault: VaultServer) -> None:
    vault.is_renewable = False
    keys = by_role(vault)
    keys.load()
    vault.now += vault.token_life

    assert keys.load().current_id == "2026-11"
    assert vault.seen.count("POST /v1/auth/approle/login") == 2


def test_a_token_that_was_revoked_is_followed_by_another_login(vault: VaultServer) -> None:
    keys = by_role(vault)
    keys.load()
    vault.tokens.clear()

    assert keys.load().current_id == "2026-11"


def test_a_server_that_stands_by_for_a_moment_is_waited_for(vault: VaultServer) -> None:
    vault.sealed_for = 2

    assert by_role(vault).load().current_id == "2026-11"


def test_a_sealed_server_is_told_with_the_remedy(vault: VaultServer) -> None:
    vault.is_sealed = True

    assert "unseal it" in refusal(by_role(vault))


def test_a_denied_path_names_the_policy_that_is_missing(vault: VaultServer) -> None:
    token = vault.grant("poor", may_read=False)

    assert "give the policy read on secret/data/voicetill" in refusal(by_token(vault, token))


def test_a_token_that_ended_is_told(vault: VaultServer) -> None:
    assert "refuses VOICETILL_VAULT_TOKEN" in refusal(by_token(vault, "old"))


def test_a_wrong_role_is_told_without_its_secret(vault: VaultServer) -> None:
    told = refusal(by_role(vault, secret_id=Secret("hunter2")))

    assert "invalid role or secret ID" in told
    assert "hunter2" not in told


@pytest.mark.parametrize("found", [..., None], ids=["never written", "deleted"])
def test_a_secret_that_is_not_there_is_told(vault: VaultServer, found: object) -> None:
    del vault.secrets["secret/voicetill"]
    if found is None:
        vault.secrets["secret/voicetill"] = None

    assert "no such secret" in refusal(by_role(vault))


@pytest.mark.parametrize(
    ("content", "told"),
    [({}, "no field 'master_keys'"), ({"master_keys": "dev:AAAA"}, "32 bytes")],
)
def test_a_secret_that_holds_no_keys_is_told(
    vault: VaultServer, content: dict[str, str], told: str
) -> None:
    vault.secrets["secret/voicetill"] = content

    assert told in refusal(by_role(vault))


def test_a_server_that_is_not_there_is_told(vault: VaultServer) -> None:
    gone = by_role(vault, url="http://127.0.0.1:9")

    assert "cannot be reached" in refusal(gone)
