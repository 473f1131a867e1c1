"""Toast passes the port's suite."""

from tests.contract.platforms.toast import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestToast(PosAdapterContract):
    stage = STAGE
