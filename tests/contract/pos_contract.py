"""The port to a POS, proved: one suite that every adapter passes against its vendor's stand-in.

Subclass `PosAdapterContract` and name the platform's `stage` (`platforms/`): five lines. What a
platform declares NATIVE or EMULATED is exercised; what it declares NONE must be refused without a
call. The tests are in `suite/`, by noun; what a platform may say of itself is in `suite/base.py`.
"""

from __future__ import annotations

from tests.contract.suite.adding import Adding
from tests.contract.suite.bundling import Bundling
from tests.contract.suite.catalog import Catalog
from tests.contract.suite.choosing import Choosing
from tests.contract.suite.counting import Counting
from tests.contract.suite.discounting import Discounting
from tests.contract.suite.earning import Earning
from tests.contract.suite.failing import Failing
from tests.contract.suite.giving import Giving
from tests.contract.suite.holding import Holding
from tests.contract.suite.hooks import Hooks
from tests.contract.suite.losing import Losing
from tests.contract.suite.misfitting import Misfitting
from tests.contract.suite.moving import Moving
from tests.contract.suite.ordering import Ordering
from tests.contract.suite.part_paying import PartPaying
from tests.contract.suite.paying import Paying
from tests.contract.suite.people import People
from tests.contract.suite.subscribing import Subscribing
from tests.contract.suite.telling import Telling


class PosAdapterContract(
    Telling,
    Catalog,
    Bundling,
    Counting,
    Losing,
    People,
    Ordering,
    Adding,
    Choosing,
    Paying,
    PartPaying,
    Misfitting,
    Discounting,
    Earning,
    Holding,
    Moving,
    Subscribing,
    Giving,
    Hooks,
    Failing,
):
    """What every platform must do. Subclass it with a `stage`."""
