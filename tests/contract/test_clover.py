"""Clover passes the port's suite."""

from tests.contract.platforms.clover import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestClover(PosAdapterContract):
    stage = STAGE
