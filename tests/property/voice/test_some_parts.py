"""Whatever is said of the parts of an order: what is bought is what was last read back."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conversations.shop import TITLES
from tests.conversations.talk import Talk

ORDER = ("order a two person tent for pickup at Ballard", "also a head lamp")
SAID = st.sampled_from(
    [
        "only the first one",
        "just the one at downtown",
        "not the second one",
        "no to the part at Ballard",
        "without the tent",
        "no, only the lamp",
        "no wait, both",
        "the other one instead",
        "and the tent too after all",
        "make it two",
        "yes but only the second part",
        "yes but without the third one",
        "yes but only the socks",
        "no",
        "repeat",
        "what's the total?",
        "what?",
    ]
)


@settings(max_examples=40)
@given(st.lists(SAID, max_size=5))
def test_what_is_bought_is_what_was_last_read_back(said: list[str]) -> None:
    talk = Talk("en")
    replies = [talk.say(words) for words in (*ORDER, *said)]
    assert talk.bought == []

    for _ in range(3):
        replies.append(talk.say("yes"))
        if talk.bought:
            break

    if not talk.bought:
        return  # "no", and nothing said of what shall be otherwise
    read = [each for each in replies if "I'm holding" in each]
    for sku, title in TITLES["en"].items():
        counted = re.findall(rf"(\d+) {title}", read[-1])
        bought = [count for each, count in talk.bought if each.startswith(sku)]
        assert sorted(map(int, counted)) == bought
    receipts = [each.receipt for each in talk.shop.shop.orders.values() if each.receipt]
    total = sum(each.total.amount for each in receipts)
    assert f"${total / 100:,.2f}" in read[-1]
