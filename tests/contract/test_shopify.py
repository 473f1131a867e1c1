"""Shopify passes the port's suite."""

from tests.contract.platforms.shopify import STAGE
from tests.contract.pos_contract import PosAdapterContract


class TestShopify(PosAdapterContract):
    stage = STAGE
