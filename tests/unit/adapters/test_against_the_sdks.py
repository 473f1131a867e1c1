"""Our signature checks agree with those of the official SDKs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.shopify.oauth import callback_hmac

shopify = pytest.importorskip("shopify")

_WORDS = st.text("abcXYZ019-._~ /+%&=:äß", max_size=20)


@given(
    st.fixed_dictionaries(
        {"code": _WORDS, "shop": st.just("some-shop.myshopify.com"), "state": _WORDS},
        optional={"host": _WORDS, "timestamp": st.integers(0, 2**31).map(str)},
    )
)
def test_the_oauth_callback_is_signed_as_the_shopify_sdk_signs_it(params: dict[str, str]) -> None:
    shopify.Session.setup(api_key="key", secret="hush")

    assert callback_hmac({**params, "hmac": "x"}, "hush") == shopify.Session.calculate_hmac(params)
