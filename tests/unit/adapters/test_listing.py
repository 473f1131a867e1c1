"""A listing goes on to the next page, and never to the one it comes from."""

from __future__ import annotations

import pytest

from adapters.listing import onward
from domain.errors import MalformedResponseError


@pytest.mark.parametrize(
    ("told", "asked", "following"),
    [("b", "a", "b"), ("b", None, "b"), (None, "a", None), ("", "a", None), (None, None, None)],
)
def test_the_walk_goes_on_while_there_is_another_page(
    told: str | None, asked: str | None, following: str | None
) -> None:
    assert onward(told, asked, platform="till", operation="items.list") == following


def test_a_page_that_names_itself_ends_the_walk_by_name() -> None:
    with pytest.raises(MalformedResponseError, match="names itself"):
        onward("a", "a", platform="till", operation="items.list")
