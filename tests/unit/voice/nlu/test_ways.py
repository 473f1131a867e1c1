"""Ways of getting goods, in four languages."""

from __future__ import annotations

import pytest

from app.voice.nlu.ways import method_in, without_manner
from domain.orders import FulfillmentMethod

PICKUP, SHIPPING = FulfillmentMethod.PICKUP, FulfillmentMethod.SHIPPING


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("I'll pick it up", PICKUP),
        ("have it delivered", SHIPPING),
        ("paso por la tienda a recogerlo", PICKUP),
        ("envíamelo a casa", SHIPPING),
        ("retrait en magasin", PICKUP),
        ("livraison à domicile", SHIPPING),
        ("ich hole es ab, zum Abholen", PICKUP),
        ("schick es mir nach Hause", SHIPPING),
        ("pickup or delivery", None),
        ("a camp mug", None),
    ],
)
def test_the_way_of_getting_goods(text: str, method: FulfillmentMethod | None) -> None:
    assert method_in(text) is method


def test_what_is_left_without_way_and_store_is_goods() -> None:
    places = [("republique",)]

    assert without_manner("une tasse à retirer à République", places) == "une tasse"
    assert without_manner("Hauskaffee nach Hause", []) == "Hauskaffee"
    assert without_manner("café de la casa", []) == "café de la casa"
