"""`requests.json` is what the published contracts say, and covers what is served."""

from __future__ import annotations

from pathlib import Path

import sandbox.square
from sandbox.kit.platform import Options
from sandbox.square import create_shop
from sandbox.square.contract import requests
from sandbox.square.derive_requests import SERVED, derive, render
from sandbox.square.routes import routes
from tests.contracts_path import contracts_dir


def test_the_request_schemas_are_regenerated_unchanged() -> None:
    kept = Path(sandbox.square.__file__).with_name("requests.json").read_text(encoding="utf-8")
    assert render(derive(contracts_dir("square"))) == kept


def test_every_served_operation_has_a_schema() -> None:
    shop = create_shop(Options(seed_variants=20))
    served = {route.operation for route in routes(shop.platform.parts)}  # type: ignore[attr-defined]
    shop.close()
    assert served == set(SERVED) == set(requests()["operations"])
