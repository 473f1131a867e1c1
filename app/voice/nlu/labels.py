"""What a sentence can be about: the labels that the intent classifier tells apart."""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """One of 32 readings of a sentence; `docs/nlu.md` says what each means."""

    PLACE_ORDER = "place_order"
    ADD_TO_CART = "add_to_cart"
    MODIFY_ORDER = "modify_order"
    VIEW_CART = "view_cart"
    CHECKOUT = "checkout"
    REORDER = "reorder"
    PRODUCT_SEARCH = "product_search"
    CHECK_AVAILABILITY = "check_availability"
    PRICE_CHECK = "price_check"
    PROMOTIONS = "promotions"
    ORDER_STATUS = "order_status"
    CANCEL_ORDER = "cancel_order"
    RETURN_ITEM = "return_item"
    REFUND_STATUS = "refund_status"
    RETURN_POLICY = "return_policy"
    CHANGE_ADDRESS = "change_address"
    DELIVERY_INFO = "delivery_info"
    PAYMENT_INFO = "payment_info"
    SUBSCRIBE = "subscribe"
    MANAGE_SUBSCRIPTION = "manage_subscription"
    STORE_INFO = "store_info"
    HUMAN_AGENT = "human_agent"
    YES = "yes"
    NO = "no"
    STOP = "stop"
    START_OVER = "start_over"
    REPEAT = "repeat"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"
    INFORM = "inform"
    """An answer to a question: a number, a size, "the second one"."""
    OUT_OF_SCOPE = "out_of_scope"
