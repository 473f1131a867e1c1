"""Lightspeed passes the port's suite."""

from tests.contract.platforms.lightspeed import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestLightspeed(PosAdapterContract):
    stage = STAGE
