"""Addresses are written by late rules as by werkzeug's own."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import MapAdapter, Rule

from app.lazy_url_rules import LateRule


@pytest.fixture(params=[LateRule, Rule], ids=["late", "own"])
def urls(request: pytest.FixtureRequest) -> MapAdapter:
    app = Flask(__name__)
    app.url_rule_class = request.param
    app.add_url_rule("/mugs/<int:number>/<path:self>", "mug")
    app.add_url_rule("/mugs/", "mugs", defaults={"page": 1})
    app.add_url_rule("/mugs/<int:page>", "mugs")
    return app.url_map.bind("shop.example")


def test_an_address_is_written_with_its_parts_and_what_is_left_over(urls: MapAdapter) -> None:
    for _ in range(2):
        asked = urls.build("mug", {"number": 7, "self": "blue & red", "rule": "x"})
        assert asked == "/mugs/7/blue%20&%20red?rule=x"


def test_what_is_left_over_is_left_out_if_wished(urls: MapAdapter) -> None:
    values = {"number": 7, "self": "blue", "more": "x"}

    assert urls.build("mug", values, append_unknown=False) == "/mugs/7/blue"


def test_defaults_lead_to_the_short_address(urls: MapAdapter) -> None:
    assert urls.build("mugs", {"page": 1}) == "/mugs/"
    assert urls.build("mugs", {"page": 2}) == "/mugs/2"
