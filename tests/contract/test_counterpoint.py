"""Counterpoint passes the port's suite."""

from tests.contract.platforms.counterpoint import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestCounterpoint(PosAdapterContract):
    stage = STAGE
