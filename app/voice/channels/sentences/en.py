"""How shoppers say it in English: samples by intent, values of slots, and what is asked."""

from __future__ import annotations

from app.voice.channels.sentences.language import Language

ENGLISH = Language(
    samples={
        "CheckAvailabilityIntent": """
            do you have {query}
            do you have any {query}
            do you have the {query}
            do you carry {query}
            do you sell {query}
            have you got {query}
            are there any {query}
            is there any {query}
            is the {query} in stock
            is the {query} available
            are the {query} in stock
            how many {query} are there
            check stock of {query}
            check availability of {query}
            check if you have {query}
            do you have {product} in size {size}
            do you have {product} in {color}
            is {product} in stock at {store}
        """,
        "ProductSearchIntent": """
            i'm looking for {query}
            look for {query}
            search for {query}
            find {query}
            show me {query}
            can you recommend {query}
            what kinds of {query} do you have
        """,
        "PriceCheckIntent": """
            how much is {query}
            how much are {query}
            what does {query} cost
            what do {query} cost
            what's the price of {query}
            price of {query}
            how much is {product}
        """,
        "OrderProductIntent": """
            order {query}
            order me {query}
            buy {query}
            buy me {query}
            purchase {query}
            reserve {query}
            get me {query}
            i want {query}
            i want to order {query}
            i want to buy {query}
            i need {query}
            i'd like {query}
            i'd like to order {query}
            i'd like to buy {query}
            i'll take {query}
            can i get {query}
            can i order {query}
            place an order for {query}
            could i get {query}
            could you order {query}
            can you order {query}
            can you get me {query}
            i would like {query}
            i would like to order {query}
            please order {query}
            order {product}
            order {quantity} {product}
            order {product} in size {size}
            order {product} in {color}
            order {quantity} {product} in {color}
            order it
            buy it
        """,
        "AddToCartIntent": """
            add {query}
            add {query} to my cart
            add {query} to my order
            put {query} in my cart
            put {query} in my basket
            also add {query}
            add {quantity} {product} to my cart
        """,
        "ViewCartIntent": """
            what's in my cart
            show my cart
            what's in my basket
            read my order back
            what do i have so far
        """,
        "CheckoutIntent": """
            check out
            checkout
            place the order
            i'm ready to pay
            that's everything
            that is all
        """,
        "ReorderIntent": """
            reorder my usual
            my usual
            the usual please
            order my usual
            order the same again
            reorder my last order
            reorder my usual {query}
            reorder {query}
            order more {query}
        """,
        "PromotionsIntent": """
            what's on sale
            are there any deals
            do you have any offers
            what promotions are there
            any discounts today
        """,
        "OrderStatusIntent": """
            where is my order
            where's my order
            where is my package
            order status
            what's the status of my order
            check my order
            track my order
            track my package
            has my order shipped
            is my order ready
            when will my order arrive
            where is order {orderNumber}
            where is order number {orderNumber}
            status of order {orderNumber}
            what's the status of order {orderNumber}
            what's the status of order number {orderNumber}
            track order {orderNumber}
            track order number {orderNumber}
        """,
        "CancelOrderIntent": """
            cancel my order
            cancel the order
            cancel my last order
            cancel order {orderNumber}
            cancel order number {orderNumber}
        """,
        "ReturnItemIntent": """
            i want to return something
            return an item
            i want to send something back
            start a return
            i want to return my {query}
            i want to return the {query}
            return the {query}
            send back the {query}
        """,
        "RefundStatusIntent": """
            where is my refund
            where's my money
            has my refund gone through
            status of my refund
            when do i get my money back
        """,
        "ReturnPolicyIntent": """
            what's your return policy
            how long do i have to return something
            can i return sale items
            how do returns work
        """,
        "StoreInfoIntent": """
            when are you open
            what are your hours
            are you open today
            when do you close
            where are you
            where is your store
            what's your address
            what's your phone number
            when does {store} open
            when does {store} close
            is {store} open
            where is the {store} store
        """,
        "DeliveryInfoIntent": """
            do you deliver
            how much is delivery
            how long does delivery take
            how much is shipping
            how long does shipping take
        """,
        "PaymentInfoIntent": """
            how can i pay
            what payment methods do you take
            do you take credit cards
            can i pay in the store
        """,
        "ChangeAddressIntent": """
            change my address
            change my delivery address
            update my shipping address
            i've moved
        """,
        "HumanAgentIntent": """
            talk to a person
            speak to someone
            i want to talk to a human
            get me an agent
            customer service
            agent
        """,
        "ThanksIntent": """
            thanks
            thank you
            thanks a lot
        """,
        "SelectOptionIntent": """
            {number}
            number {number}
            a {number}
            {ordinal}
            the {ordinal} one
            the {ordinal}
            {size}
            size {size}
            size {number}
            in size {size}
            in size {number}
            make it size {number}
            {color}
            in {color}
            the {color} one
            in {color} please
            {method}
            {method} please
            for {method}
            {store}
            the {store} location
        """,
        "AnswerIntent": """
            make it {query}
            change it to {query}
            change {query}
            i said {query}
            no i said {query}
            i meant {query}
            take {query}
            the one {query}
            at {query}
            at the {query}
            from {query}
            the {query} store
            it's {query}
            because {query}
        """,
    },
    values={
        "SIZE": {
            "XS": ("extra small",),
            "S": ("small",),
            "M": ("medium",),
            "L": ("large",),
            "XL": ("extra large", "x large"),
            "2XL": ("double extra large", "extra extra large"),
        },
        "METHOD": {
            "pickup": ("pick up", "store pickup", "pick it up", "collect it"),
            "delivery": ("deliver it", "home delivery", "ship it", "shipping"),
        },
        "COLOR": {
            "black": (), "white": (), "gray": ("grey",), "red": (), "blue": ("navy",),
            "green": (), "yellow": (), "orange": (), "brown": (), "purple": (), "pink": (),
        },
        "ORDINAL": {
            "1": ("first",), "2": ("second",), "3": ("third",), "4": ("fourth",),
            "5": ("fifth",), "last": ("last one",),
        },
    },
    half=("{n} and a half", "{n} point five"),
    numbers="five six seven eight nine ten eleven twelve thirteen",
    asked={
        "query": "What would you like?",
        "size": "Which size?",
        "color": "Which color?",
        "quantity": "How many?",
        "method": "For pickup or delivery?",
        "store": "At which store?",
        "orderNumber": "What is the order number?",
    },
    confirmed="Shall I do that?",
    greeting="Welcome to {shop}.",
    summary="Shop at {shop} by voice.",
    description="Ask what {shop} has in stock, order for pickup or delivery, hear where your "
    "order is, and start a return.",
    keywords=("shopping", "stores", "orders", "pickup", "stock"),
)  # fmt: skip
"""English, as spoken in all of its locales."""
