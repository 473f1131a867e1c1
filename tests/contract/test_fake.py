"""The POS in memory passes what the real adapters pass, so tests may stand on it."""

from tests.contract.platforms.memory import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestMemoryPos(PosAdapterContract):
    stage = STAGE
