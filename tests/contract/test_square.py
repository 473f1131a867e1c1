"""Square passes the port's suite."""

from tests.contract.platforms.square import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestSquare(PosAdapterContract):
    stage = STAGE
