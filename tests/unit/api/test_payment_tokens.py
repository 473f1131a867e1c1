"""Cards over REST: clear numbers refused, envelopes and nonces taken, cards listed and removed."""

from __future__ import annotations

import pytest

from tests.unit.api.conftest import Api

CARD = "4111111111111111"


@pytest.mark.parametrize(
    "body",
    [
        {"card": {"number": CARD, "exp_month": 12, "exp_year": 2030}},
        {"nonce": CARD},
        {"envelope": f"eyJ.{CARD}.a.b.c"},
    ],
    ids=["a card", "as a nonce", "inside an envelope"],
)
def test_a_card_number_in_clear_is_refused(api: Api, body: dict[str, object]) -> None:
    answer = api.post("/v1/payment-tokens", body)

    assert answer.status_code == 422
    assert answer.get_json()["type"] == "/problems/card-number-refused"
    assert CARD not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "body",
    [{}, {"envelope": "a.b.c.d.e", "nonce": "cnon:x"}, {"envelope": "a.b.c"}, {"envelope": "x"}],
    ids=["neither", "both", "three parts", "one part"],
)
def test_a_card_comes_in_one_way_and_well_formed(api: Api, body: dict[str, str]) -> None:
    assert api.post("/v1/payment-tokens", body).get_json()["type"] == "/problems/invalid-input"


def test_a_refused_envelope_says_why_as_a_code(api: Api) -> None:
    answer = api.post("/v1/payment-tokens", {"envelope": "a.b.c.d.e"})

    assert answer.status_code == 422
    assert answer.get_json()["reason"] == "unknown-key"


def test_a_token_answers_once_per_key(api: Api) -> None:
    first = api.post("/v1/payment-tokens", {"nonce": "cnon:x"}, key="k")
    again = api.post("/v1/payment-tokens", {"nonce": "cnon:x"}, key="k")

    assert first.status_code == 201
    assert first.get_json()["last4"] == "1111"
    assert again.get_json() == first.get_json()


def test_the_keys_are_told_with_the_audience_they_are_for(api: Api) -> None:
    told = api.get("/v1/payment-keys").get_json()

    assert told["keys"][0]["alg"] == "ECDH-ES"
    assert (told["enc"], told["audience"], told["max_age_s"]) == ("A256GCM", "m_acme", 3600)


def test_a_card_on_file_is_listed_until_it_is_removed(api: Api) -> None:
    (card,) = api.get("/v1/customers/cus_1/cards").get_json()["items"]
    removed = api.send("DELETE", f"/v1/customers/cus_1/cards/{card['payment_token']}")

    assert removed.get_json()["payment_token"] == card["payment_token"]
    assert api.get("/v1/customers/cus_1/cards").status_code == 404
