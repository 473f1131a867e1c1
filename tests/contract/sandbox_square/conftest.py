"""A fresh Square shop for each test; every answer it gave is held against the object model."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.contract.sandbox_square.caller import Caller, open_caller
from tests.contract.sandbox_square.model import answer_problems, problems
from tests.contracts_path import PROJECT_ROOT

_LARGEST = 60_000
_HAS_CONTRACTS = (PROJECT_ROOT.parent / "shared" / "contracts" / "square").exists()


@pytest.fixture
def square() -> Iterator[Caller]:
    """An application connected to a shop of 300 variants without rate limits."""
    caller = open_caller()
    yield caller
    caller.shop.close()
    if _HAS_CONTRACTS:
        check_answers(caller)


def check_answers(caller: Caller) -> None:
    """Hold every recorded answer against the model."""
    found: list[str] = []
    for exchange in caller.shop.control.recorder.listed(last=10_000):
        answer = exchange["answer"]
        if not answer or not answer.startswith("{") or len(answer) > _LARGEST:
            continue
        body = json.loads(answer)
        if exchange["status"] == 200:
            wrong = answer_problems(exchange["route"], body)
        else:
            wrong = [p for error in body["errors"] for p in problems("Error", error)]
        found.extend(f"{exchange['route']} {exchange['status']} {problem}" for problem in wrong)
    assert not found, "\n".join(found)
