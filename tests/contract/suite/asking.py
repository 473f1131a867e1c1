"""What a test of the suite asks of a platform. Where that is not given, it is not collected.

Nothing is lost by that: what a platform does not declare must be refused without a call, which
is a test of its own, and so is that the open adapter declares what its stage says
(`telling.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import pytest

from domain.capabilities import Capability, Support
from domain.events import Entity

if TYPE_CHECKING:
    from tests.contract.suite.base import ContractBase, Stage
    from tests.contract.suite.sim import PosSim

Test = Callable[..., None]


def requires(*capabilities: Capability) -> Callable[[Test], Test]:
    """Run the test only where the connection has all of these.

    A real account may turn out to lack what its platform has: there it is skipped when it is open.
    """

    def decorate(test: Test) -> Test:
        @wraps(test)
        def run(self: ContractBase, sim: PosSim, **given: Any) -> None:
            for one in capabilities:
                if sim.adapter.capabilities[one].support is Support.NONE:
                    pytest.skip(f"{sim.platform.title} has no {one}")
            test(self, sim, **given)

        return _noted(run, "required", capabilities)

    return decorate


def needs(*controls: str) -> Callable[[Test], Test]:
    """Run the test only where the stand-in can do these things, e.g. `POST rename`."""
    return lambda test: _noted(test, "controls", controls)


def said(*traits: str) -> Callable[[Test], Test]:
    """Run the test only where the stage says these things of the platform."""
    return lambda test: _noted(test, "traits", traits)


def paged(entity: Entity) -> Callable[[Test], Test]:
    """Run the test only where this listing has several pages."""
    return lambda test: _noted(test, "listings", (entity,))


def only_reads(test: Test) -> Test:
    """Mark a test that reads through the adapter alone: safe on a real account."""
    return _noted(test, "only_reads", ())


def applies(test: object, stage: Stage) -> bool:
    """Whether what a test asks for is given on this stage."""
    return (
        all(stage.has(one) for one in asked(test, "required"))
        and not stage.lacks & set(asked(test, "controls"))
        and not stage.one_page & set(asked(test, "listings"))
        and all(getattr(stage, one) for one in asked(test, "traits"))
    )


def asked(test: object, what: str) -> tuple[Any, ...]:
    """What a test asks for, of one kind."""
    found: tuple[Any, ...] = getattr(test, what, ())
    return found


def _noted(test: Test, what: str, wanted: tuple[Any, ...]) -> Test:
    setattr(test, what, (*wanted, *asked(test, what)))
    return test
