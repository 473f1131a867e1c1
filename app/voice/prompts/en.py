"""Every English sentence the gateway speaks, by id.

`{name}` is a value, `{name:one|many}` a word that depends on a count. Only the prompts under
`receipt.` may say that something was ordered; a test holds every other one to that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RECEIPT_PREFIX: Final = "receipt."
CONFIRMATION_WORDS: Final = (
    *("ordered", "is placed", "was placed", "been placed", "placed your", "is confirmed"),
    *("order went through", "purchase is complete", "you bought", "was charged to"),
    *("confirmed your order", "your card was charged"),
)
"""What may be said only when a receipt is at hand (compared in lower case)."""
RETURN_WORDS: Final = ("started your return", "passed your return on", "given back")
"""What may be said only of a return that is stored."""

PROMPTS: Final[Mapping[str, str]] = {
    # --- opening and closing
    "welcome": (
        "Hi. I can check what's in stock, take an order for pickup or delivery, or tell you where "
        "an order is. What would you like?"
    ),
    "resume.offer": "Welcome back. You were choosing {name}. Shall we go on with it?",
    "resume.offer.again": "Shall I go on with {name}? Yes or no?",
    "welcome.again": "Try saying: do you have the item you want, in your size?",
    "help": (
        "You can ask whether something is in stock, say order and the item you want, or ask where "
        "your order is. Say start over, stop, or a person at any time."
    ),
    "phone.more": "Is there anything else?",
    "keypad.help": (
        "There is no hurry. You can also press keys: 1 for yes, 2 for no, 9 to hear it again, star "
        "to start over, and 0 for a person."
    ),
    "later": "I'll get to the other part after that.",
    "later.now": "You also said: {words}.",
    "what.next": "What would you like to do?",
    "start.over": "Okay, let's start over. What are you looking for?",
    "goodbye": "Okay. Goodbye.",
    "let.go": "Okay, I've let it go, and nothing was charged. Goodbye.",
    "nothing.said": "I haven't said anything yet. What would you like?",
    # --- not understood
    "moment": "One moment, I'm looking.",
    "wait": "Take your time.",
    "unsure": "That's all right.",
    "unsure.open": "That's all right. Say: what do you have? Then I'll name a few things.",
    "who.speaks": "I'm the shop's voice assistant, a computer. To reach a person, say person.",
    "silence.first": "I didn't hear anything.",
    "silence.second": "I still can't hear you.",
    "miss.first": "Sorry, I didn't get that.",
    "miss.second": "I still didn't get that. You can also say help, or stop.",
    "miss.either": "Did you want to {one}, or to {other}?",
    "wish.place_order": "order something",
    "wish.check_availability": "know what's in stock",
    "wish.order_status": "know where an order is",
    "wish.cancel_order": "cancel an order",
    "wish.add_to_cart": "add something to your order",
    "wish.modify_order": "change your order",
    "wish.reorder": "order your usual",
    "wish.product_search": "find something",
    "wish.price_check": "know what something costs",
    "wish.promotions": "hear about offers",
    "wish.return_item": "return something",
    "wish.refund_status": "know about a refund",
    "wish.return_policy": "know how returns work",
    "wish.change_address": "change your address",
    "wish.delivery_info": "know about delivery",
    "wish.payment_info": "know about payment",
    "wish.store_info": "know about a store",
    "wish.human_agent": "talk to a person",
    "miss.last": "I'm having trouble understanding. Please try again later, or call the store.",
    "card.number": (
        "That sounded like a card number. Please never say card numbers; I don't keep them. Orders "
        "are paid with the card stored in your account."
    ),
    "trouble": "Sorry, I can't reach the shop's system right now. Please try again in a minute.",
    "trouble.place": (
        "Sorry, I couldn't hear back about that order. Before trying again, please ask me where "
        "your order is."
    ),
    "trouble.busy": "The shop's system is very busy right now. Please try again in a minute.",
    "trouble.shop": (
        "The shop has to see to its till's connection before I can do that. Please ask at the "
        "store, or say agent to reach a person."
    ),
    "trouble.stock": (
        "The till says there isn't enough left. Try a smaller number, or another store."
    ),
    "trouble.price": (
        "The till says the price has changed. Ask me again, and I'll read out the new one."
    ),
    "trouble.item": "The till doesn't know that item any more. Please choose another one.",
    "trouble.choice": "The till doesn't take that choice with it. Please choose another one.",
    "trouble.state": (
        "That order has moved on meanwhile, so the till doesn't allow it. Ask me where your order "
        "is, or say agent to reach a person."
    ),
    "trouble.address": (
        "The till doesn't accept that address. Please check it in your account, or choose pickup."
    ),
    "trouble.amount": (
        "The till doesn't take that amount in one go. Please make it smaller, or ask at the store."
    ),
    "trouble.refund": (
        "The till can't give that money back by itself. The store can; say agent to reach a person."
    ),
    "trouble.discount": (
        "The till doesn't take that discount or gift card. You can go on without it."
    ),
    "trouble.customer": (
        "The till doesn't find your customer record. Check your account, or ask at the store."
    ),
    "trouble.closed": (
        "That store isn't taking orders right now. Please choose another store or time."
    ),
    "trouble.repeated": (
        "That seems to be under way already. Please ask where your order is before you try again."
    ),
    "trouble.refused": (
        "The till refused that. Please try it another way, or say agent to reach a person."
    ),
    "trouble.payment": (
        "The payment didn't go through. Please choose another card in your account, or pay at the "
        "store."
    ),
    "trouble.unknown": (
        "Sorry, something went wrong on our side. If you were buying something, please ask me "
        "where your order is before trying again."
    ),
    "link.account": (
        "To do that, please link your shop account first. I've sent a card to your companion app "
        "that shows how."
    ),
    # --- finding
    "link.elsewhere": (
        "For that I need to know who you are, and I can't find that out here. "
        "Say: a person, and somebody from the shop will help you."
    ),
    "ask.product": "What are you looking for?",
    "ask.product.again": "Tell me the name of the item, for example: running shoes in size ten.",
    "product.none": "I couldn't find {query} in the shop. Could you say it another way?",
    "product.none.like": "I couldn't find anything like that in the shop. What's the item called?",
    "product.closest": "I'm not sure which you mean. The closest I have is {titles}. Which one?",
    "product.did.you.mean": "Did you mean {titles}?",
    "product.which": "I found {titles}. Which one would you like?",
    "product.which.again": "Say the name, or the first one, the second one, or more.",
    "choices.more": "There {count:is|are} also {titles}. Which one would you like?",
    "choices.over": "Those were all of them. Which one would you like?",
    "option.which": "{carry}Which {option} would you like? It comes in {values}.",
    "option.none": (
        "The {title} doesn't come in {value}. It comes in {values}. Which would you like?"
    ),
    "option.near": (
        "The {title} doesn't come in {value}, but it does in {values}. Which would you like?"
    ),
    "option.again": "Which {option} would you like: {values}?",
    "option.noted": "Okay, {value}.",
    "noted": "Noted.",
    "option.carry": "We carry the {title}. ",
    "values.range": "{low} to {high}",
    # --- discovery
    "glance.price": "{name} costs {price}.",
    "glance.price.from": "{name} starts at {price}.",
    "order.not.changed": (
        "I can't change an order once it's placed. I can cancel it where the store hasn't"
        " begun: say, cancel my order. Or say: a person."
    ),
    "goods.untold": "I can't tell you that of {name}. For that say: a person.",
    "goods.one.kind": "There is only one kind of {name}.",
    "glance.unknown": "We carry {name}.",
    "glance.in": "It's in stock.",
    "glance.at": "{store} has it.",
    "glance.out": "{name} is out of stock.",
    "glance.none": "I couldn't find {query} in the shop.",
    "glance.add": "To have it too, say: add {name}.",
    "found.item": "{name} for {price}",
    "found.item.from": "{name} from {price}",
    "found.list": "I found {titles}. Which one would you like?",
    "found.range": "For example, there's {titles}. Which one would you like?",
    "found.one": "I found {titles}. Is that what you want?",
    "found.at.price": (
        "I have nothing at that price. The closest I have is {titles}. Would that do?"
    ),
    "found.none.cheaper": "I have nothing cheaper than {title}.",
    "found.none.dearer": "I have nothing that costs more than {title}.",
    "found.cheapest": "That's the cheapest that fits: {titles}. Would you like that one?",
    "found.dearest": "There's nothing above that: {titles}. Would you like that one?",
    "price.is": "{name} is {price}.",
    "price.range": "{name} is {low} to {high}, depending on which one.",
    "price.unset": "The price of {name} is set at the till, so I can't tell it.",
    "price.offer": "Would you like to order it?",
    "price.offer.again": "Shall I order it? Yes or no?",
    "price.offer.all": "Would you like to order that?",
    "price.several": "{lines}.",
    "price.together": "That comes to {total}.",
    "price.of.many": "{name} is {price}, so {count} come to {total}.",
    # --- choices of a dish
    "choice.which": "Which {name} would you like? {values}?",
    "choice.plain": "{name}: {values}?",
    "choice.another": "And which other {name}? {values}?",
    "choice.more": "Anything else? {values}, or nothing else.",
    "choice.more.again": "Say one more, or nothing else.",
    "choice.again": "Which one would you like: {values}?",
    "choice.or.more": ", or say more for others",
    "choice.times": "{count} times {name}",
    "choice.out": "Sorry, {name} is out.",
    "choice.unknown": "I can't offer {name} with it.",
    "choice.cannot.leave": "I can't leave out {name} from here.",
    "choice.too.many": (
        "It takes {count} {count:choice|choices} there at most, so I left out {name}."
    ),
    "choice.needed": "It needs one to go on.",
    "choice.none.left": "Sorry, {title} can't be made right now: {out} ran out.",
    "line.with": "{name} with {choices}",
    "hours.off": "{title} is on the menu {when}.",
    "hours.span": "{clock}, {days}",
    "hours.from.to": "from {start} to {end}",
    "hours.all.day": "all day",
    "hours.every.day": "every day",
    "hours.days": "{first} to {last}",
    "ask.product.else": "What else would you like?",
    # --- availability
    "stock.yes": "Yes. {name}: {count} at {store}.",
    "stock.enough": "Yes. {name} is available at {store}.",
    "stock.elsewhere": "{store} is out of {name}, but {other} has {count}.",
    "stock.elsewhere.unknown": "I can't see how many {name} {store} has, but {other} has {count}.",
    "stock.fetch.elsewhere": (
        "{store} has {name}, but nothing can be picked up there. {other} has {count}."
    ),
    "stock.ships.only": (
        "It can't be picked up there, but it can be delivered: say order one for delivery."
    ),
    "stock.later": "{store} doesn't have {name} right now, but can order it in.",
    "stock.later.days": (
        "{store} doesn't have {name} right now, but can order it in, which takes about {days} "
        "{days:day|days}."
    ),
    "stock.few": "{name}: only {left} at {store}, but {other} has {count}.",
    "stock.few.only": "{name}: only {left} left, at {store}.",
    "stock.all": "{name}: {stores}.",
    "stock.others": "{count} other {count:store has|stores have} it too.",
    "stock.held": "Yes, it's set aside for you.",
    "stock.none": "Sorry, {name} is out of stock at every store.",
    "stock.none.ask": "Would you like another size, color or item?",
    "stock.unknown": "The stores don't count {name}, so I can't say how many there are.",
    "stock.price": "It's {price}.",
    "stock.old": (
        "The store's till was slow to answer, so that's from {minutes} {minutes:minute|minutes} "
        "ago and may have changed."
    ),
    "stock.old.now": "The store's till was slow to answer, so that may have changed.",
    "stock.values": "Yes, the {name} is in stock in {values}. Which {option} would you like?",
    "stock.values.at": (
        "Yes, the {name} is in stock in {values} at {store}. Which {option} would you like?"
    ),
    "stock.values.out": "In {values} it's out of stock.",
    "stock.offer": "Would you like to order {count:one|some} for pickup at {store}?",
    "stock.offer.again": "Shall I get it ready for pickup at {store}? Yes or no?",
    # --- ordering
    "ask.method": "Would you like pickup at a store, or delivery?",
    "ask.method.again": "Say pickup, or delivery.",
    "ask.quantity": "How many would you like?",
    "ask.quantity.again": "Just say a number.",
    "ask.store": "Which store? {stores}.",
    "ask.store.again": "Say, for example: at {store}.",
    "store.count": "{store} with {count}",
    "store.plain": "{store}",
    "time.minutes": "{count} {count:minute|minutes}",
    "time.hours": "{count} {count:hour|hours}",
    "time.days": "{count} {count:day|days}",
    "read.back": (
        "{lines}, {how}. The total is {total}{off}{tax}. I'm holding {quantity:it|them} for "
        "{time}. Shall I go ahead?"
    ),
    "read.back.off": ", with {off} off",
    "read.back.tax": ", including {tax} tax",
    "back.order": "{name} has to come in first, and I can't say yet when.",
    "back.order.days": "{name} has to come in first, which takes about {days} {days:day|days}.",
    "read.back.again": "Shall I buy it for {total}? Say yes, or no to change it.",
    "parts.read.back": (
        "No one store has all of it. I can have {parts}: {count} orders, {total} in all with tax, "
        "each charged by itself. I'm holding them for {time}. "
        "Shall I go ahead?"
    ),
    "parts.one": "{lines} at {store} for {total}",
    "parts.again": (
        "Shall I buy all {count} parts for {total}? Say yes, or which part you want, such as: only "
        "the first."
    ),
    "parts.back": "Okay, {name} again as well.",
    "parts.missing": "The part from {store} could not be had, and costs nothing.",
    "how.pickup": "for pickup at {store}",
    "how.shipping": "for delivery to your address on file",
    "how.shipping.channel": "for delivery to the address of your device",
    "how.shipping.told": "for delivery to {address}",
    "price.changed": "The price has changed: it was {agreed}, and now it is {now}.",
    "price.same": "The total is still {now}.",
    "ask.change": "Okay, I won't.",
    "ask.change.what": (
        "What would you like to change: the item, the size, the quantity or the store? Or say "
        "cancel."
    ),
    "ask.change.again": "Say what to change, for example: make it two. Or say cancel.",
    # --- several lines, and the usual
    "cart.so.far": "Okay, that's {lines} so far.",
    "cart.ask": "Anything else?",
    "cart.ask.again": "Name another item, or say: that's all.",
    "cart.has": "There's {lines}.",
    "cart.empty": "There's nothing in your order yet. What are you looking for?",
    "cart.removed": "Okay, without {name}.",
    "cart.not.in": "I don't see {name} in it.",
    "usual.none": "I can't see anything that you buy regularly. What would you like?",
    "usual.which": "You often take {titles}. Which one would you like?",
    "usual.instead": "{bought} isn't sold any more. The closest is {name}.",
    # --- the shop itself
    "shop.open.until": "{store} is open until {time}.",
    "shop.opens": "{store} is closed right now and opens {day} at {time}.",
    "shop.closed": "{store} is closed for now.",
    "shop.hours": "{store} is open {hours}.",
    "shop.hours.none": "I don't know when {store} is open.",
    "shop.day": "{store} is open {day} {hours}.",
    "shop.day.closed": "{store} is closed {day}.",
    "shop.address": "It's at {street}, {city}.",
    "shop.at": "{store} is at {street}, {city}.",
    "shop.at.unknown": "I don't have the address of {store}.",
    "shop.phone": "The number is {phone}.",
    "shop.others": "We're also at {stores}.",
    "shop.none": "I don't know of any store.",
    "info.delivery": (
        "I can have things delivered to the address in your account. What that costs is part of "
        "the total that you hear before you agree."
    ),
    "info.payment": (
        "It's paid with the card stored in your account, after you've heard the total and said "
        "yes. Please never say a card number."
    ),
    "info.promotions": (
        "I can't see offers from here. The total I read out has every discount that the till gives."
    ),
    "info.returns": "You can return things within {days} {days:day|days}. {how}",
    # --- returns and refunds
    "return.bring": "Bring it to the store with the order number.",
    "return.print": ("Print the label, put it on the parcel and give it to the carrier."),
    "return.label.sent": ("I've sent you the label for the parcel."),
    "return.label.coming": ("I'm sending you the label for the parcel."),
    "return.label.from_shop": ("You get the label for the parcel from the store."),
    "return.which": "Order {number} has {titles}. Which one would you like to return?",
    "return.which.again": "Say the name of what you'd like to return, or the first one.",
    "return.reason": "Why are you returning {name}? Say, for example, wrong size or damaged.",
    "return.reason.again": (
        "Was it the wrong size, damaged, the wrong item, not as you expected, or did you change "
        "your mind?"
    ),
    "return.confirm": "You'd get {amount} back for {name}. Shall I start the return?",
    "return.confirm.person": (
        "Somebody at the shop looks at this return first; it would be {amount} for {name}. Shall I "
        "send it to them?"
    ),
    "return.confirm.again": "Shall I start the return? Yes or no?",
    "return.kept": "Okay, I've left it as it is.",
    "return.refused": "{name} can't be returned by voice.",
    "return.refused.not-placed": "That order isn't finished yet, so there's nothing to return.",
    "return.refused.canceled": "That order was canceled, so there's nothing to return.",
    "return.refused.not-received": (
        "You don't have that order yet. If you don't want it any more, say cancel my order."
    ),
    "return.refused.not-paid": "That order isn't paid for yet, so there's nothing to give back.",
    "return.refused.by-weight": (
        "What's sold by weight, such as {name}, can only be returned there."
    ),
    "return.refused.already-returned": "{name} has been returned already.",
    "return.refused.more-than-received": "That's more of {name} than you got.",
    "return.refused.final-sale": "{name} was a final sale, so it can't be returned.",
    "return.refused.window-over": "The time for returning {name} is over.",
    "return.else": "If you think it should be possible, say agent to reach a person.",
    "exchange.which": "Order {number} has {titles}. Which one would you like to exchange?",
    "exchange.reason": (
        "What's wrong with {name}? Say, for example, too small, damaged, or something else."
    ),
    "exchange.what": "What would you like instead of {name}?",
    "exchange.what.again": "Say another size or color, or the name of something else.",
    "exchange.same": "That's the one you have.",
    "exchange.confirm": (
        "You give back {old} and get {count} {new} at {store}. {money} Shall I do that?"
    ),
    "exchange.confirm.again": "Shall I make the exchange? Yes or no?",
    "exchange.again": "Shall I try once more?",
    "exchange.over": "That took too long, so nothing was exchanged and nothing was charged.",
    "exchange.costs.same": "It costs the same.",
    "exchange.costs.more": "It costs {difference} more.",
    "exchange.costs.less": "It costs {difference} less.",
    "exchange.pays.nothing": "There's nothing to pay.",
    "exchange.pays.charge": "{charge} will be charged to your card.",
    "exchange.pays.refund": "{refund} goes back to your card once the store has {old}.",
    "exchange.pays.both": (
        "{charge} will be charged to your card now, and {refund} goes back to it once the "
        "store has {old}."
    ),
    "exchange.no.card": "I have no card to charge the difference to. Nothing was charged.",
    "exchange.else": "Would you like another size or color, something else, or your money back?",
    "exchange.else.again": "Say another size or color, money back, or no to leave it.",
    "exchange.kept": "Okay, nothing is exchanged and nothing was charged.",
    "exchange.parked": (
        "{store} can't be reached right now. The store does the exchange as soon as it can, and "
        "you'll be told. Until then nothing is exchanged."
    ),
    "receipt.exchanged": ("Done. You get {new}: order {number}, for pickup at {store}."),
    "receipt.exchanged.sent": ("Done. You get {new}: order {number}."),
    "receipt.charged": "{charge} was charged to your card.",
    "returned.difference.working": "{refund} is on its way back to your card.",
    "returned.difference": "{refund} has been given back to your card.",
    "exchanged.bring": ("Please give back {old}."),
    "rating.ask": ("One more thing: from one to five, how did that go? Five is best. Or say skip."),
    "rating.again": "A number from one to five, please, or skip.",
    "rating.thanks": "Thanks, I've noted that.",
    "rating.skipped": "All right.",
    "returned.awaiting_goods": (
        "I've started your return. {amount} goes back to your card once the store has it. {how}"
    ),
    "returned.needs_person": (
        "I've passed your return on. Somebody at the shop decides about the {amount} and tells you."
    ),
    "returned.working": "I've started your return. {amount} is on its way back to your card.",
    "returned.needs_staff": (
        "I've started your return for {amount}. The staff at the store do the rest. {how}"
    ),
    "returned.done": "I've started your return, and {amount} has been given back to your card.",
    "returned.credit.done": "I've started your return, and you got {amount} of store credit.",
    "refund.none": "There's no refund under way for order {number}.",
    "refund.awaiting_goods": (
        "{amount} for order {number} goes back as soon as the store has the goods."
    ),
    "refund.arrived": (
        "{amount} for order {number} goes back as soon as the store has checked the goods."
    ),
    "refund.parcel.arrived": "Your parcel arrived at the store {delivered}.",
    "refund.parcel.expected": "Your parcel is on its way back with {carrier}, arriving {expected}.",
    "refund.parcel.moving": "Your parcel is on its way back with {carrier}.",
    "refund.parcel.out": "{carrier} is bringing your parcel to the store today.",
    "refund.parcel.trouble": "{carrier} reports a problem with your parcel; the store can help.",
    "refund.needs_person": (
        "Somebody at the shop is still deciding about {amount} for order {number}."
    ),
    "refund.working": "{amount} for order {number} is on its way back to your card.",
    "refund.needs_staff": (
        "The staff at the store still have to see to {amount} for order {number}."
    ),
    "refund.credit.working": "You'll get {amount} of store credit for order {number} soon.",
    "refund.credit.done": "You got {amount} of store credit for order {number}.",
    "refund.done": "{amount} for order {number} has been sent back to your card.",
    "refund.exchanged": (
        "What you give back of order {number} pays for what you took instead; no money goes back."
    ),
    "refund.refused": "The shop decided against returning {amount} for order {number}.",
    "refund.canceled": "That return of {amount} for order {number} was called off.",
    "refund.paid": "The money for order {number} has been sent back.",
    "refund.paid.part": "Part of the money for order {number} has been sent back.",
    # --- persons
    "human.ticket": "Of course. Somebody will take over; your ticket number is {ticket}.",
    "human.stuck": (
        "I'm sorry, I don't get it. Somebody will take over; your ticket number is {ticket}."
    ),
    "human.sorry": "I'm sorry about that. Somebody will see to it; your ticket number is {ticket}.",
    "human.call": "I can't put you through from here. Please call {store} at {phone}.",
    "human.none": "I can't put you through from here. Please ask at the store.",
    "address.person": (
        "So that nobody else can, an address is changed by a person. Somebody will see to it; your "
        "ticket number is {ticket}."
    ),
    "address.too.late": (
        "Order {number} is on its way or done, so its address can't change any more. Say person, "
        "and I'll get somebody."
    ),
    "address.pickup": (
        "Order {number} is for pickup, so it needs no address. Say person if you'd like to have it "
        "delivered."
    ),
    "address.none": (
        "So that nobody else can, I don't change addresses by voice. Please change it in your "
        "account, or ask at the store."
    ),
    # --- an address, piece by piece
    "address.ask.street": (
        "Which street and house number shall it go to? Or say pickup to collect it."
    ),
    "address.ask.street.again": "Please tell me the street and the house number.",
    "address.ask.number": "Which house number?",
    "address.ask.number.again": "Please tell me the house number, or say no number.",
    "address.ask.city": "Which city, and which postal code?",
    "address.ask.city.again": "Please tell me the city and the postal code.",
    "address.ask.postcode": "Which postal code? You can say or key in the digits.",
    "address.ask.postcode.again": "Please tell me the postal code, digit by digit.",
    "address.ask.part": "What shall I correct: the street, the number, the city or the code?",
    "address.ask.part.again": "Say street, number, city or postal code.",
    "address.heard": "I have {address}.",
    "address.confirm": "It goes to {address}. Is that right?",
    "address.confirm.again": "Is the address right? Yes or no?",
    "address.mismatch": "That postal code and the state don't go together.",
    "address.miss": "Sorry, I didn't get that. You can also spell it, letter by letter.",
    "thanks": "You're welcome.",
    # --- when an order cannot be taken or finished
    "out.of.stock": "{store} is out of {name}.",
    "out.of.stock.few": "{name}: only {left} left at {store}.",
    "out.of.stock.other": "{other} has {count}. Shall I take it from there?",
    "out.of.stock.other.plain": "{other} has it. Shall I take it from there?",
    "out.of.stock.no.other": "No other store has enough. Would you like to change the order?",
    "transfer.offer": (
        "Shall I have {count:one|them} sent from {source} to {store}? It will be there {day}."
    ),
    "transfer.offer.again": "Shall I have it sent to {store}? Yes or no?",
    "transfer.done": (
        "All right. {source} sends {count} {name} to {store}, where it should be {day}. Nothing "
        "was charged: you pay when you fetch it."
    ),
    "transfer.done.staff": (
        "All right. I asked {source} to send {count} {name} to {store}, where it should be {day}. "
        "Nothing was charged: you pay when you fetch it."
    ),
    "transfer.gone": "Sorry, somebody was quicker: it can't be sent any more.",
    "transfer.where": "Which store should it be sent to?",
    "transfer.where.again": "Please say the name of the store it should go to.",
    "transfer.none.there": "{source} doesn't have enough of it.",
    "transfer.not.from.there": "{source} can't send it there.",
    "transfer.none": "No store can send it there right now.",
    "transfer.none.too-many": "That many aren't sent from one store to another.",
    "transfer.none.switched-off": "The stores here don't send things to each other.",
    "pos.down": "I can't reach the till at {store} right now. Nothing was charged.",
    "pos.down.other": "Shall I try {other} instead?",
    "pos.down.retry": "Shall I try once more?",
    "not.orderable": "Sorry, the shop can't take that order by voice. Nothing was charged.",
    "not.orderable.no-store": "Sorry, no store can take that order right now.",
    "not.orderable.not-sold-there": "Sorry, that store doesn't sell it.",
    "not.orderable.no-pickup": "Sorry, that store only ships, so nothing can be picked up there.",
    "not.orderable.too-often": (
        "There were several orders in a short time, so the shop takes no more right now. Nothing "
        "was charged; please try again later."
    ),
    "not.orderable.too-many-today": (
        "The shop takes no more orders from you today. Nothing was charged."
    ),
    "not.orderable.below-minimum": (
        "That's less than this shop takes in one order. You could add something."
    ),
    "not.orderable.method-not-offered": (
        "Sorry, the shop doesn't offer that way to get it. You could choose pickup or delivery "
        "instead."
    ),
    "not.orderable.country-not-served": "Sorry, the shop doesn't deliver to that country.",
    "not.orderable.address-incomplete": "The delivery address is incomplete. Nothing was charged.",
    "not.orderable.region-mismatch": (
        "The postal code and the state of the delivery address don't go together. Nothing was "
        "charged."
    ),
    "not.orderable.postcode-invalid": (
        "The postal code of the delivery address can't be right. Nothing was charged."
    ),
    "not.orderable.out-of-hours": "Sorry, that isn't on the menu right now.",
    "not.orderable.choice-out": "Sorry, one of those choices has just run out.",
    "not.orderable.refused-by-pos": "Sorry, the till didn't take that order. Nothing was charged.",
    "not.orderable.over-limit": (
        "That's more than this shop takes in one order by voice. Nothing was charged."
    ),
    "not.orderable.counter-only-weighed": (
        "That's weighed at the store, so I can't order it by the piece."
    ),
    "not.orderable.counter-only-serial-number": (
        "That has a serial number, so only the staff at the store can sell it."
    ),
    "not.orderable.counter-only-gift-card": "Gift cards are sold at the store only.",
    "not.orderable.other-currency": (
        "Sorry, that store sells in another currency, and I can't mix the two. Nothing was charged."
    ),
    "not.orderable.no-address": "There's no delivery address in your account.",
    "not.orderable.address.ask": "Say pickup to collect it, or try again once there is one.",
    "permit.address": (
        "To deliver, I need to know where to. I've put a card into your Alexa app: allow the "
        "address there and say try again. Or I can get it ready for pickup."
    ),
    "not.orderable.no-payment": (
        "I can't take payment for that store. You can buy it there; nothing was charged."
    ),
    "not.orderable.needs-person": (
        "That didn't work out. Your card wasn't charged, but I couldn't take the order back at the "
        "till; the store has to do that. Please ask there before you order again."
    ),
    "not.orderable.needs-person-paid": (
        "Your payment went through, but I couldn't finish the order at the till; the store has to "
        "do that by hand. Please ask there, and don't order it again."
    ),
    "not.orderable.needs-person-payment": (
        "That didn't work out, and I couldn't let go of your payment by myself. The store has to "
        "settle it; please ask there before you order again."
    ),
    "not.orderable.ask": "Would you like to change something?",
    "still.working": (
        "The till is taking longer than usual. I'll finish this in the background, and you won't "
        "be charged twice. Ask me where your order is in a few minutes."
    ),
    "parked.told": "I'll send you a message.",
    "parked.ask": "Ask me where your order is to hear how it went.",
    "parked.authorized": (
        "I can't reach the till at {store} right now. Your order for {total} is received and your"
        " items are held; the store will confirm it. The amount is reserved on your card and "
        "taken only then."
    ),
    "parked.unpaid": (
        "I can't reach the till at {store} right now. Your order for {total} is received and your"
        " items are held; the store will confirm it. Nothing is charged before that."
    ),
    "no.card": (
        "There's no card stored in your account, so nothing was charged. Add one in your account, "
        "then say try again. I'm still holding it for you."
    ),
    "card.unread": (
        "I couldn't look up the card in your account just now, so nothing was charged."
    ),
    "card.unread.ask": ("I'm still holding it for you. Shall I try again? Or say cancel."),
    "no.card.here": "There's no card stored in your account, so nothing was charged.",
    "declined.kept": "Nothing was charged.",
    "pay.elsewhere.here": "This shop takes the payment on its own page.",
    "pay.link.ask.sms": (
        "I'm still holding it for you. Shall I text a link for paying to the phone number on file?"
    ),
    "pay.link.ask.email": (
        "I'm still holding it for you. Shall I send a link for paying to the e-mail address on "
        "file?"
    ),
    "pay.link.ask.again": "Shall I send you the link? Or say try again.",
    "card.failed": "Your card wasn't taken, and nothing was charged.",
    "card.failed.ask": (
        "I'm still holding it for you. Shall I try the card again? Or say person, and somebody "
        "will help you."
    ),
    "card.failed.ask.link": (
        "I'm still holding it for you. Shall I send you a link for paying? Or say try again for "
        "the card, or person."
    ),
    "card.failed.link": (
        "I'm still holding it for you. Shall I send you a link for paying instead? Or say person."
    ),
    "pay.link.kept": "All right, no link.",
    "pay.link.sent.sms": (
        "A text message with the link is on its way to the phone number on file. Nothing was "
        "charged yet; I'm holding it for {time}, and your order starts "
        "once you've paid there."
    ),
    "pay.link.sent.email": (
        "An e-mail with the link is on its way to the address on file. Nothing was charged yet; "
        "I'm holding it for {time}, and your order starts once you've "
        "paid there."
    ),
    "pay.link.none": "I can't send a link for this order. Nothing was charged.",
    "pay.elsewhere": (
        "This shop takes the payment on its own page. I've put the link on a card in your app; "
        "your order starts once you've paid there."
    ),
    "pay.elsewhere.card": "Pay for your order here:",
    "receipt.elsewhere": (
        "You've ordered that in another conversation already. Your order number is {number}. "
        "Nothing was charged a second time."
    ),
    "wish.waits": (
        "You went on with this order in another conversation, so I didn't order anything here. "
        "You can finish it there, or order anew here."
    ),
    "wish.under.way": (
        "This order is being placed in another conversation already, so I didn't order anything "
        "here. Ask me where your order is in a few minutes."
    ),
    "hold.expired": (
        "I could hold it for ten minutes only, and they are over. Nothing was charged. Shall I "
        "take it again?"
    ),
    "declined.insufficient_funds": "Your bank says there isn't enough money on the card.",
    "declined.expired": "The card in your account has expired.",
    "declined.cvv": "Your bank didn't accept the card's security code.",
    "declined.address": "The billing address doesn't match the card.",
    "declined.verification_required": (
        "Your bank wants you to approve this payment yourself, in its app or on its page."
    ),
    "declined.token_used": "That payment was used already and can't be used again.",
    "declined.limit": "The amount is above the card's limit.",
    "declined.not_supported": "The shop can't take that kind of card.",
    "declined.generic": "Your bank refused the card and didn't say why.",
    "declined.after": (
        "Nothing was charged, and I'm still holding your item. Choose another card in your "
        "account, then say try again."
    ),
    "pay.keypad": (
        "Nothing was charged yet. You can pay with a card by typing it on your phone's keypad: I "
        "neither hear nor keep it."
    ),
    "try.again": "Shall I try again?",
    # --- receipt: said only from one
    "receipt.placed": "Done. I ordered {lines}, {how}. Your order number is {number}. {paid}",
    "receipt.parts": "Done, in {count} {count:part|parts}.",
    "receipt.part": "I ordered {lines}, {how}. Its order number is {number}. {paid}",
    "receipt.paid": "{total} was charged to your {card}.",
    "receipt.off": "{off} off, taken off already.",
    "receipt.total": "The total is {total}.",
    "receipt.card.last4": "{brand} ending in {last4}",
    "receipt.card": "card",
    "receipt.how.pickup": "for pickup at {store}",
    "receipt.how.shipping": "for delivery",
    "receipt.title": "Your order",
    "receipt.line": "{quantity} × {name}: {total}",
    "receipt.number": "Order number {number}",
    # --- order status and cancellation
    "status.none": "I can't find any orders on your account.",
    "status.unknown.number": "I can't find an order with that number on your account.",
    "status.order": "Order {number} from {day}, for {total}, {state}.",
    "status.goods": "It was {goods}.",
    "status.unfinished": (
        "Your order for {total} isn't finished yet. I'm still at it; please ask again in a few "
        "minutes."
    ),
    "status.pending": "isn't finished yet: the payment is still open",
    "status.parked": "is received, and the store will confirm it",
    "status.parked.unnumbered": (
        "Your order for {total} is received. The till couldn't be reached, so the store will "
        "confirm it."
    ),
    "status.confirmed": "is being prepared",
    "status.confirmed.at": "is being prepared at {store}",
    "status.ready": "is ready",
    "status.ready.at": "is ready for pickup at {store}",
    "status.shipped": "has shipped",
    "status.delivered": "was delivered",
    "status.completed": "is complete",
    "status.canceled": "was canceled",
    "status.partly_returned": "was returned in part",
    "status.returned": "was returned",
    "status.unknown": "is with the store, but I can't see how far it has come",
    "status.refunded": "The money has been sent back.",
    "status.partially_refunded": "Part of the money has been sent back.",
    "status.tracking": "It travels with {carrier}, tracking number ending in {last4}.",
    "status.tracking.plain": "Its tracking number ends in {last4}.",
    "status.parcel.moving": "It was shipped {shipped} by {carrier}, arriving {expected}.",
    "status.parcel.shipped": "It was shipped {shipped} by {carrier}.",
    "status.parcel.out": "{carrier} is bringing it today.",
    "status.parcel.delivered": "{carrier} delivered it {delivered}.",
    "status.parcel.pickup": "It waits to be picked up at {carrier}.",
    "status.parcel.trouble": "{carrier} reports a problem with the parcel; the store can help.",
    "status.stale": "I couldn't reach the till just now, so that's what I knew last.",
    "status.title": "Order status",
    "status.card.tracking": "Tracking: {number}",
    "cancel.which": "Do you want me to cancel order {number}, for {total}?",
    "cancel.which.goods": "Do you want me to cancel order {number} with {goods}, for {total}?",
    "stands.after.all": (
        "Your yes had got through before we were cut off: {goods}, for {total}. Shall I cancel it?"
    ),
    "cancel.which.again": "Shall I cancel it? Yes or no?",
    "cancel.kept": "Okay, I've left it as it is.",
    "cancel.done": "Order {number} is canceled.",
    "cancel.refund": "{refunded} goes back to your card.",
    "cancel.refused": (
        "It's too late to cancel order {number}; it {state}. The store can take it back."
    ),
    "cancel.refused.only-at-store": "Order {number} can only be canceled at the store.",
    "cancel.refused.needs-person": (
        "I couldn't cancel all of order {number} by myself; the store has to finish that. Please "
        "ask there."
    ),
    "cancel.pos.down": (
        "I can't reach the till at {store} right now, so order {number} isn't canceled yet. Please "
        "try again in a few minutes."
    ),
    "cancel.working": "I'm still canceling it, and will finish in the background.",
    # --- small words
    "word.or": "or",
    "word.and": "and",
    "word.others": "others",
    "word.day.1": "Monday",
    "word.day.2": "Tuesday",
    "word.day.3": "Wednesday",
    "word.day.4": "Thursday",
    "word.day.5": "Friday",
    "word.day.6": "Saturday",
    "word.day.7": "Sunday",
    "word.in": "{title} in {options}",
    "option.called.size": "size",
    "option.called.color": "color",
    "option.called.other": "{name}",
    "size.of": "size {value}",
    "size.2xs": "extra extra small",
    "size.xs": "extra small",
    "size.s": "small",
    "size.m": "medium",
    "size.l": "large",
    "size.xl": "extra large",
    "size.2xl": "double extra large",
    "size.3xl": "triple extra large",
    # --- subscriptions
    "wish.subscribe": "get something again and again",
    "wish.manage_subscription": "change a subscription",
    "cadence.day.one": "every day",
    "cadence.day.many": "every {count} days",
    "cadence.week.one": "every week",
    "cadence.week.many": "every {count} weeks",
    "cadence.month.one": "every month",
    "cadence.month.many": "every {count} months",
    "sub.cadence": "How often would you like {name}? For example every two weeks, or every month.",
    "sub.cadence.again": "Every how many weeks or months?",
    "sub.read.back": (
        "That's {quantity} {name}, {cadence}, {how}, at {price} each before tax. The first one "
        "would come {day}. {pay} Shall I set it up?"
    ),
    "sub.pay.card": "Each is paid with your card on file.",
    "sub.pay.no.card": "There's no card on file to pay with yet; one has to be put there by then.",
    "sub.read.back.again": "Shall I set it up at {price} each? Yes or no?",
    "sub.no.address": "I have no address to deliver it to. Shall it be for pickup instead?",
    "sub.not.possible": "That one can't be sent again and again.",
    "sub.kept": "Okay, I haven't set anything up.",
    "sub.begun": (
        "Your subscription is set up: {quantity} {name}, {cadence}. The first one comes {day}. You "
        "can pause, skip or cancel it at any time."
    ),
    "sub.none": "You have no subscriptions with us.",
    "sub.which": "You have {count} subscriptions. Which one do you mean: {titles}?",
    "sub.which.again": "Which of your subscriptions?",
    "sub.told": "You get {quantity} {name}, {cadence}, at {price} each.",
    "sub.told.paused": "Your subscription for {quantity} {name}, {cadence}, is paused.",
    "sub.told.unpaid": "Your card was not accepted.",
    "sub.wish": "Shall I pause it, skip the next one, move the date, or cancel it?",
    "sub.wish.paused": "Shall I resume it, or cancel it?",
    "sub.wish.again": "Say pause, resume, skip, another date, or cancel. Or say that it's fine.",
    "sub.date": "{name} comes next {day}. On which day would you like it instead?",
    "sub.date.again": "Which day, for example next Friday?",
    "sub.date.past": "That day is too soon. Which other day?",
    "sub.no.date": "at no fixed day",
    "sub.confirm.pause": "Shall I pause {name} until you say so?",
    "sub.confirm.pause.until": "Shall I pause {name} until {day}?",
    "sub.confirm.resume": "Shall I resume {name}?",
    "sub.confirm.skip": "Shall I skip the next {name}?",
    "sub.confirm.cancel": "Shall I end the subscription for {name}?",
    "sub.confirm.move": "Shall the next {name} come {day}?",
    "sub.confirm.cadence": "Shall {name} come {cadence} from now on?",
    "sub.confirm.cadence.from": "Shall {name} come {cadence} from now on, the next one {day}?",
    "sub.confirm.quantity": "Shall it be {quantity} {name} each time?",
    "sub.confirm.again": "Yes or no?",
    "sub.price": (
        "The price of {name} has changed from {agreed} to {now}. Shall it still come? Without a "
        "yes it is left out."
    ),
    "sub.substitute": (
        "{name} is out of stock. Shall {instead} come instead, at {price} each? Without a yes it "
        "is left out."
    ),
    "sub.consent.again": "Is that all right with you? Yes or no?",
    "sub.unchanged": "Okay, it stays as it is.",
    "sub.canceled": "The subscription for {name} has ended. Nothing more will be charged for it.",
    "sub.paused": "{name} is paused. Say resume whenever you want it again.",
    "sub.paused.until": (
        "{name} is paused and goes on by itself {day}. Say resume to have it sooner."
    ),
    "sub.skipped": "The next {name} is left out.",
    "sub.declined": "Okay, {name} is left out this time.",
    "sub.goes.on": "Done. {name} comes {cadence}.",
    "sub.next": "The next one comes {day}.",
    "sub.nocard": "There's no card on file to pay with; it's tried again {day}.",
    "sub.told.nocard": "There's no card on file to pay with.",
    "sub.retried": "Your card was not accepted; it's tried again {day}.",
    "sub.waits": "It's sold out just now; I'll look again {day}, and nothing is charged before.",
    "sub.instead": "Done. This time {name} comes.",
    "sub.not.now": (
        "That can't be changed just now, for a charge may be under way. Please try again later."
    ),
    # --- who is speaking
    "proof.number": (
        "To be sure it's you, what's the number of one of your orders? You can also key it in, or "
        "say person."
    ),
    "proof.number.again": "The number of any order of yours, please.",
    "proof.last.four": "And the last four digits of the phone number the shop has for you?",
    "proof.last.four.again": "Just the last four digits, one by one.",
    "proof.pin": (
        "For that I need your PIN. Say it or key it in. Or say code, and I'll send one to the "
        "number or e-mail the shop has for you."
    ),
    "proof.pin.again": "Your PIN, or say code. Say person to talk to somebody.",
    "proof.code": (
        "If the shop has a number or e-mail for you, a code is on its way. What does it say?"
    ),
    "proof.code.again": "The six digits of the code, please. It is good for five minutes.",
    "proof.wrong": "That doesn't fit what we have.",
    "proof.locked": (
        "There were too many wrong answers. Please try again in {minutes} "
        "{minutes:minute|minutes}, or say person to talk to somebody."
    ),
    "proof.passed": "Thanks, I know it's you now.",
    # --- what may be kept
    "purse.have": "You have {parts}.",
    "purse.points": "{count} {name}",
    "purse.points.none": "I find no points of yours.",
    "points.taken": "With {count} {name} you get: {reward}.",
    "points.too.few": "Your {count} {name} are not enough for a reward here.",
    "points.refused": "This order cannot be paid with {name}.",
    "purse.credit": "{amount} of store credit",
    "purse.credit.none": "You have no store credit.",
    "purse.card": "{amount} on the gift card ending in {last4}",
    "purse.cards.none": "I find no gift card that is linked to you.",
    "consent.remember.given": "Thanks. I may keep what we say for a while.",
    "consent.remember.refused": "Okay, I keep nothing of what you say, and what was kept is gone.",
    "consent.personalize.given": "Thanks. I may offer you again what you had before.",
    "consent.personalize.refused": "Okay, your earlier purchases are not used for offers to you.",
    "consent.marketing.given": "Thanks. The shop may write to you about offers.",
    "consent.marketing.refused": "Okay, no advertising for you.",
    "forget.confirm": (
        "I can delete everything the shop's voice service holds about you. Subscriptions end, and "
        "this can't be undone. Shall I do it?"
    ),
    "forget.confirm.again": "Delete everything about you: yes or no?",
    "forget.kept": "Okay, nothing was deleted.",
    "forget.done": (
        "It's done: what we held about you is deleted. The shop's own till may keep a copy; ask "
        "there too. Goodbye."
    ),
    "forget.nobody": "I can't do that from here. Please ask the shop.",
    # --- written outside a conversation
    "receipt.written": "{store} confirmed your order for {total}. Its number is {number}.",
    "receipt.written.subscription": (
        "{what} is ordered (order {number}); your card was charged {total}."
    ),
    "notice.subject": "Your order",
    "notice.received": (
        "{store} received your order for {total} and will confirm it. We'll tell you."
    ),
    "notice.price.changed": (
        "{store} now asks {now} for your order instead of {total}, so it was not placed. Nothing "
        "was charged. Order again if you agree."
    ),
    "notice.price.unclear": (
        "{store} now asks another amount for your order than {total}, so it was not placed. "
        "Nothing was charged. Order again if you agree."
    ),
    "notice.payment.link": "{store} holds your order for {total}. Pay here to complete it: {url}",
    "notice.payment.page": (
        "{store} could not take your payment of {total}. Pay here: {url} It is held for a while."
    ),
    "notice.payment.card": (
        "{store} could not take your payment of {total}. Please confirm it with another card. It "
        "is held for a while."
    ),
    "notice.reduced": (
        "{store} could not give you everything of order {number}. You pay {total} instead of {was}."
    ),
    "notice.canceled": "Your order for {total} at {store} is canceled. Nothing was charged.",
    "notice.canceled.refunded": (
        "Your order for {total} at {store} is canceled. {refunded} goes back to your card."
    ),
    "notice.canceled.credited": (
        "Your order for {total} at {store} is canceled. {credited} is back in your store credit."
    ),
    "notice.canceled.paid": (
        "{store} canceled your order for {total}. Please ask the store about what you paid."
    ),
    "notice.ready": "Your order {number} is ready to be picked up at {store}.",
    "notice.shipped": "Your order {number} is on its way.",
    "notice.shipped.with": "Your order {number} is on its way with {carrier}.",
    "notice.refunded": "{store} gave {refunded} back for your order {number}.",
    "notice.not.confirmed": (
        "{store} could not confirm your order for {total}, so it was not placed. Nothing was "
        "charged."
    ),
    "notice.not.paid": (
        "Your order for {total} at {store} was not paid in time and is held no longer. Order "
        "again if you still want it."
    ),
    "notice.needs.store": (
        "{store} has to settle your order for {total} by hand. Please ask there."
    ),
    "notice.sub.reminder": (
        "On {day} your card is charged for {what} ({cadence}): {price} before tax. You can skip or "
        "change it until then."
    ),
    "notice.sub.waiting": (
        "{what} is sold out just now. Nothing was charged; we look again every day until {day}."
    ),
    "notice.sub.price": (
        "{name} now costs {price} instead of {agreed}. Nothing is charged until you say yes."
    ),
    "notice.sub.substitute": (
        "{name} is sold out. Would you take {instead} for {price} this time? Nothing is charged "
        "until you say yes."
    ),
    "notice.sub.declined": (
        "Your card was not accepted for {what}. It is tried again on {day}; another card on file "
        "can be chosen until then."
    ),
    "notice.sub.nocard": (
        "There is no card on file to pay for {what}. It is tried again on {day}; a card can be put "
        "on file until then."
    ),
    "notice.sub.paused.nocard": (
        "Your subscription to {name} is paused: there is no card on file to pay with. Nothing was "
        "charged. With a card on file it can be resumed at any time."
    ),
    "notice.sub.paused.card": (
        "Your subscription to {name} is paused: your card was not accepted. Nothing was charged. "
        "With another card on file it can be resumed at any time."
    ),
    "notice.sub.paused.gone": "Your subscription to {name} is paused: it is not sold any more.",
    "notice.sub.paused.store": (
        "Your subscription to {name} is paused: the store has to look at it."
    ),
    "notice.sub.skipped.sold": (
        "{what} is left out this time: it is sold out. Nothing was charged."
    ),
    "notice.sub.skipped.silent": (
        "{what} is left out this time: we did not hear from you. Nothing was charged."
    ),
    "notice.sub.skipped.other": (
        "{what} is left out this time: it could not be sent. Nothing was charged."
    ),
    "notice.transfer.kept": "{name} arrived at {store} and is kept there for you.",
    "notice.transfer.there": "{name} arrived at {store}.",
    "notice.transfer.canceled": (
        "{name} will not be sent to {store} after all. Nothing was charged."
    ),
    "notice.parcel.today": "Your parcel ({carrier}, ending in {number}) comes today.",
    "notice.parcel.pickup": "Your parcel ({carrier}, ending in {number}) is ready to be collected.",
    "notice.parcel.delivered": "Your parcel ({carrier}, ending in {number}) was delivered.",
    "notice.parcel.trouble": (
        "Your parcel ({carrier}, ending in {number}) could not be delivered. Please ask the shop."
    ),
    "notice.return.label": (
        "Your label for the return, for {carrier}. Print it and put it on the parcel:"
    ),
    "notice.code": (
        "Your code is {code}. It is good for five minutes. We never ask for it by phone call."
    ),
    "notice.code.subject": "Your code",
}
