"""Points over REST."""

from __future__ import annotations

from tests.unit.api.conftest import WISH, Api


def test_a_shopper_is_told_their_points_and_which_rewards_they_can_afford(api: Api) -> None:
    (found,) = api.get("/v1/customers/cus_1/loyalty").get_json()["items"]

    assert (found["balance"], found["points_name"], found["is_member"]) == (25, "Stars", True)
    assert [each["is_affordable"] for each in found["rewards"]] == [True, False]


def test_a_reward_needs_a_customer_we_know(api: Api) -> None:
    wish = WISH | {"reward_id": "small", "shopper": {"name": "Ada"}}

    assert api.post("/v1/orders", wish).status_code == 422
