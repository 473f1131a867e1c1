"""Vend passes the port's suite."""

from tests.contract.platforms.vend import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestVend(PosAdapterContract):
    stage = STAGE
