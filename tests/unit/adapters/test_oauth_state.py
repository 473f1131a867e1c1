"""The OAuth state: ours, this merchant's, and not old."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.oauth import StateSigner
from domain.errors import BadSignatureError, StaleMessageError

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SIGNER = StateSigner(b"k" * 32)


def issue() -> str:
    return SIGNER.issue(merchant_id="mer_1", platform="square", base_url="https://x", now=NOW)


def test_a_state_comes_back_with_what_was_put_in() -> None:
    content = SIGNER.verify(issue(), merchant_id="mer_1", now=NOW + timedelta(minutes=14))

    assert (content.merchant_id, content.platform, content.base_url) == (
        "mer_1",
        "square",
        "https://x",
    )


def test_two_states_differ() -> None:
    assert issue() != issue()


def test_another_merchants_state_is_refused() -> None:
    with pytest.raises(BadSignatureError):
        SIGNER.verify(issue(), merchant_id="mer_2", now=NOW)


def test_an_old_state_is_refused() -> None:
    with pytest.raises(StaleMessageError):
        SIGNER.verify(issue(), merchant_id="mer_1", now=NOW + timedelta(minutes=15))


def test_a_state_of_another_installation_is_refused() -> None:
    with pytest.raises(BadSignatureError):
        StateSigner(b"other" * 8).verify(issue(), merchant_id="mer_1", now=NOW)


@given(st.text())
def test_rubbish_is_refused(state: str) -> None:
    with pytest.raises(BadSignatureError):
        SIGNER.verify(state, merchant_id=None, now=NOW)


@example(place=-1, char="1")
@given(st.integers(0, 200), st.sampled_from("ABCxyz019-_"))
def test_a_changed_state_is_refused(place: int, char: str) -> None:
    state = issue()
    place %= state.index(".")
    changed = state[:place] + char + state[place + 1 :]
    if changed == state:
        return

    with pytest.raises(BadSignatureError):
        SIGNER.verify(changed, merchant_id=None, now=NOW)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        StateSigner(b"short")


def test_the_pkce_challenge_is_the_hash_of_the_verifier_rfc_7636() -> None:
    state = issue()
    pkce = SIGNER.verifier_for(state)

    expected = base64.urlsafe_b64encode(hashlib.sha256(pkce.verifier.encode()).digest())
    assert pkce.challenge == expected.rstrip(b"=").decode()
    assert 43 <= len(pkce.verifier) <= 128
    assert SIGNER.verifier_for(state) == pkce
    assert SIGNER.verifier_for(issue()) != pkce
