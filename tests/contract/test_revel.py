"""Revel passes the port's suite."""

from tests.contract.platforms.revel import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestRevel(PosAdapterContract):
    stage = STAGE
