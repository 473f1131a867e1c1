"""Every Spanish sentence the gateway speaks, by id.

The same prompts as in `en`, with the same places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONFIRMATION_WORDS: Final = (
    *("he pedido", "hice tu pedido", "pedido realizado", "pedido confirmado", "has comprado"),
    *("se ha cobrado a", "se han cobrado", "compra completada"),
    "ha confirmado tu pedido",
)
"""What may be said only when a receipt is at hand (compared in lower case)."""
RETURN_WORDS: Final = ("he empezado tu devolución", "he pasado tu devolución", "se han devuelto")
"""What may be said only of a return that is stored."""

PROMPTS: Final[Mapping[str, str]] = {
    "welcome": (
        "Hola. Puedo mirar qué hay en existencia, tomar un pedido para recoger o a domicilio, o "
        "decirte dónde está un pedido. ¿Qué necesitas?"
    ),
    "resume.offer": "Hola de nuevo. Estabas eligiendo {name}. ¿Seguimos?",
    "resume.offer.again": "¿Sigo con {name}? ¿Sí o no?",
    "welcome.again": "Prueba a decir: ¿tienen lo que busco en mi talla?",
    "help": (
        "Puedes preguntar si algo está disponible, decir pedir y el artículo que quieres, o "
        "preguntar dónde está tu pedido. Di empezar de nuevo, parar o una persona cuando quieras."
    ),
    "phone.more": "¿Algo más?",
    "keypad.help": (
        "No hay prisa. También puedes pulsar teclas: 1 para sí, 2 para no, 9 para oírlo otra vez, "
        "asterisco para empezar de nuevo y 0 para hablar con una persona."
    ),
    "later": "Después me ocupo de lo otro.",
    "later.now": "También has dicho: {words}.",
    "what.next": "¿Qué quieres hacer?",
    "start.over": "De acuerdo, empecemos de nuevo. ¿Qué buscas?",
    "goodbye": "De acuerdo. Adiós.",
    "let.go": "De acuerdo, lo he soltado y no se ha cobrado nada. Adiós.",
    "nothing.said": "Todavía no he dicho nada. ¿Qué necesitas?",
    "moment": "Un momento, lo estoy mirando.",
    "wait": "Tómate tu tiempo.",
    "unsure": "No pasa nada.",
    "unsure.open": "No pasa nada. Di: ¿qué tienen? Y te nombro algunas cosas.",
    "who.speaks": (
        "Soy el asistente de voz de la tienda, un ordenador. Para hablar con alguien, di una "
        "persona."
    ),
    "silence.first": "No he oído nada.",
    "silence.second": "Sigo sin oírte.",
    "miss.first": "Perdona, no te he entendido.",
    "miss.second": "Sigo sin entenderte. También puedes decir ayuda o parar.",
    "miss.either": "¿Quieres {one}, o {other}?",
    "wish.place_order": "pedir algo",
    "wish.check_availability": "saber qué hay disponible",
    "wish.order_status": "saber dónde está un pedido",
    "wish.cancel_order": "cancelar un pedido",
    "wish.add_to_cart": "añadir algo a tu pedido",
    "wish.modify_order": "cambiar tu pedido",
    "wish.reorder": "pedir lo de siempre",
    "wish.product_search": "buscar algo",
    "wish.price_check": "saber cuánto cuesta algo",
    "wish.promotions": "conocer las ofertas",
    "wish.return_item": "devolver algo",
    "wish.refund_status": "saber de un reembolso",
    "wish.return_policy": "saber cómo se devuelve",
    "wish.change_address": "cambiar tu dirección",
    "wish.delivery_info": "saber del envío a domicilio",
    "wish.payment_info": "saber cómo se paga",
    "wish.store_info": "saber de una tienda",
    "wish.human_agent": "hablar con una persona",
    "miss.last": "No consigo entenderte. Inténtalo más tarde o llama a la tienda.",
    "card.number": (
        "Eso parecía un número de tarjeta. Por favor, no digas nunca números de tarjeta; no los "
        "guardo. Los pedidos se pagan con la tarjeta guardada en tu cuenta."
    ),
    "trouble": (
        "Lo siento, ahora no puedo conectar con el sistema de la tienda. Inténtalo dentro de un "
        "minuto."
    ),
    "trouble.place": (
        "Lo siento, no he tenido respuesta sobre ese pedido. Antes de intentarlo otra vez, "
        "pregúntame dónde está tu pedido."
    ),
    "trouble.busy": "El sistema de la tienda está muy ocupado. Inténtalo dentro de un minuto.",
    "trouble.shop": (
        "La tienda tiene que revisar la conexión de su caja antes de que pueda hacerlo. Pregunta "
        "en la tienda, o di agente para hablar con una persona."
    ),
    "trouble.stock": (
        "La caja dice que no quedan suficientes. Prueba con menos cantidad o con otra tienda."
    ),
    "trouble.price": (
        "La caja dice que el precio ha cambiado. Pregúntame otra vez y te leo el nuevo."
    ),
    "trouble.item": "La caja ya no conoce ese artículo. Elige otro, por favor.",
    "trouble.choice": "La caja no admite esa opción con él. Elige otra, por favor.",
    "trouble.state": (
        "Ese pedido ya ha avanzado y la caja no lo permite. Pregúntame dónde está tu pedido, o di "
        "agente para hablar con una persona."
    ),
    "trouble.address": (
        "La caja no acepta esa dirección. Revísala en tu cuenta o elige recoger en tienda."
    ),
    "trouble.amount": (
        "La caja no admite ese importe de una vez. Redúcelo, por favor, o pregunta en la tienda."
    ),
    "trouble.refund": (
        "La caja no puede devolver ese dinero por sí sola. La tienda sí; di agente para hablar "
        "con una persona."
    ),
    "trouble.discount": "La caja no admite ese descuento o tarjeta regalo. Puedes seguir sin él.",
    "trouble.customer": (
        "La caja no encuentra tu ficha de cliente. Revisa tu cuenta o pregunta en la tienda."
    ),
    "trouble.closed": (
        "Esa tienda no acepta pedidos en este momento. Elige otra tienda u otra hora."
    ),
    "trouble.repeated": (
        "Parece que eso ya está en marcha. Pregúntame dónde está tu pedido antes de intentarlo "
        "otra vez."
    ),
    "trouble.refused": (
        "La caja lo ha rechazado. Prueba de otra manera, o di agente para hablar con una persona."
    ),
    "trouble.payment": "El pago no ha salido. Elige otra tarjeta en tu cuenta o paga en la tienda.",
    "trouble.unknown": (
        "Lo siento, algo ha fallado por nuestra parte. Si estabas comprando algo, pregúntame "
        "dónde está tu pedido antes de intentarlo otra vez."
    ),
    "link.account": (
        "Para eso, vincula primero tu cuenta de la tienda. He enviado una tarjeta a tu aplicación "
        "que explica cómo."
    ),
    "link.elsewhere": (
        "Para eso necesito saber quién eres, y aquí no puedo comprobarlo. "
        "Di: una persona, y alguien de la tienda te ayudará."
    ),
    "ask.product": "¿Qué buscas?",
    "ask.product.again": (
        "Dime el nombre del artículo, por ejemplo: zapatillas de correr de la talla cuarenta."
    ),
    "product.none": "No he encontrado {query} en la tienda. ¿Puedes decirlo de otra forma?",
    "product.none.like": "No he encontrado nada parecido en la tienda. ¿Cómo se llama el artículo?",
    "product.closest": "No sé bien a cuál te refieres. Lo más parecido es {titles}. ¿Cuál?",
    "product.did.you.mean": "¿Querías decir {titles}?",
    "product.which": "He encontrado {titles}. ¿Cuál quieres?",
    "product.which.again": "Di el nombre, o el primero, el segundo, o más.",
    "choices.more": "También {count:está|están} {titles}. ¿Cuál quieres?",
    "choices.over": "No hay más. ¿Cuál quieres?",
    "option.which": "{carry}¿Qué {option} quieres? Hay {values}.",
    "option.none": "{title} no existe en {value}. Hay {values}. ¿Qué prefieres?",
    "option.near": "{title} no existe en {value}, pero sí en {values}. ¿Qué prefieres?",
    "option.again": "¿Qué {option} quieres: {values}?",
    "option.noted": "De acuerdo, {value}.",
    "noted": "Anotado.",
    "option.carry": "Tenemos {title}. ",
    "values.range": "del {low} al {high}",
    "glance.price": "{name} cuesta {price}.",
    "glance.price.from": "{name} cuesta desde {price}.",
    "order.not.changed": (
        "Un pedido ya hecho no lo puedo cambiar. Puedo cancelarlo si la tienda no ha "
        "empezado: di, cancela mi pedido. O di: una persona."
    ),
    "goods.untold": "Eso no te lo puedo decir de {name}. Para eso di: una persona.",
    "goods.one.kind": "De {name} solo hay una clase.",
    "glance.unknown": "Tenemos {name}.",
    "glance.in": "Está disponible.",
    "glance.at": "Lo tienen en {store}.",
    "glance.out": "{name} no está disponible.",
    "glance.none": "No he encontrado {query} en la tienda.",
    "glance.add": "Para llevarlo también, di: añade {name}.",
    "found.item": "{name} por {price}",
    "found.item.from": "{name} desde {price}",
    "found.list": "He encontrado {titles}. ¿Cuál quieres?",
    "found.range": "Por ejemplo, hay {titles}. ¿Cuál quieres?",
    "found.one": "He encontrado {titles}. ¿Es lo que quieres?",
    "found.at.price": "A ese precio no tengo nada. Lo más cercano es {titles}. ¿Te sirve?",
    "found.none.cheaper": "No hay nada más barato que {title}.",
    "found.none.dearer": "No hay nada más caro que {title}.",
    "found.cheapest": "Lo más barato que encaja es {titles}. ¿Lo quieres?",
    "found.dearest": "Por encima no hay nada: {titles}. ¿Lo quieres?",
    "price.is": "{name} cuesta {price}.",
    "price.range": "{name} cuesta de {low} a {high}, según cuál.",
    "price.unset": "El precio de {name} se pone en la caja, así que no lo sé.",
    "price.offer": "¿Quieres pedirlo?",
    "price.offer.again": "¿Lo pido? ¿Sí o no?",
    "price.offer.all": "¿Quieres pedirlo todo?",
    "price.several": "{lines}.",
    "price.together": "Todo junto son {total}.",
    "price.of.many": "{name} cuesta {price}; {count} son {total}.",
    "choice.which": "¿Qué {name} quieres? ¿{values}?",
    "choice.plain": "{name}: ¿{values}?",
    "choice.another": "¿Y qué más de {name}? ¿{values}?",
    "choice.more": "¿Algo más? {values}, o nada más.",
    "choice.more.again": "Di otra cosa, o nada más.",
    "choice.again": "¿Cuál quieres: {values}?",
    "choice.or.more": ", o di más para oír otras",
    "choice.times": "{count} veces {name}",
    "choice.out": "Lo siento, no queda {name}.",
    "choice.unknown": "No puedo ponerle {name}.",
    "choice.cannot.leave": "Desde aquí no puedo quitarle {name}.",
    "choice.too.many": "Como mucho {count:cabe|caben} {count}, así que he dejado fuera {name}.",
    "choice.needed": "Hace falta una para seguir.",
    "choice.none.left": "Lo siento, ahora no se puede preparar {title}: se ha acabado {out}.",
    "line.with": "{name} con {choices}",
    "hours.off": "{title} está en la carta {when}.",
    "hours.span": "{clock}, {days}",
    "hours.from.to": "desde {start} hasta {end}",
    "hours.all.day": "todo el día",
    "hours.every.day": "todos los días",
    "hours.days": "de {first} a {last}",
    "ask.product.else": "¿Qué otra cosa quieres?",
    "stock.yes": "Sí. {name}: {count} en {store}.",
    "stock.enough": "Sí. {name} está disponible en {store}.",
    "stock.elsewhere": "En {store} no queda {name}, pero {other} tiene {count}.",
    "stock.elsewhere.unknown": (
        "No sé cuántos hay de {name} en {store}, pero {other} tiene {count}."
    ),
    "stock.fetch.elsewhere": (
        "{store} tiene {name}, pero allí no se puede recoger nada. {other} tiene {count}."
    ),
    "stock.ships.only": "Allí no se puede recoger, pero se puede enviar: di pide uno a domicilio.",
    "stock.later": "{store} no tiene {name} ahora, pero puede encargarlo.",
    "stock.later.days": (
        "{store} no tiene {name} ahora, pero puede encargarlo, lo que tarda unos {days} "
        "{days:día|días}."
    ),
    "stock.few": "{name}: solo {left:queda|quedan} {left} en {store}, pero {other} tiene {count}.",
    "stock.few.only": "{name}: solo {left:queda|quedan} {left}, en {store}.",
    "stock.all": "{name}: {stores}.",
    "stock.others": "{count} {count:tienda más lo tiene|tiendas más lo tienen}.",
    "stock.held": "Sí, te lo he apartado.",
    "stock.none": "Lo siento, {name} está agotado en todas las tiendas.",
    "stock.none.ask": "¿Quieres otra talla, otro color u otro artículo?",
    "stock.unknown": "Las tiendas no cuentan {name}, así que no sé cuántos hay.",
    "stock.price": "Cuesta {price}.",
    "stock.old": (
        "La caja de la tienda ha tardado en responder, así que el dato es de hace {minutes} "
        "{minutes:minuto|minutos} y puede haber cambiado."
    ),
    "stock.old.now": "La caja de la tienda ha tardado en responder, así que puede haber cambiado.",
    "stock.values": "Sí, {name} está disponible en {values}. ¿Qué {option} quieres?",
    "stock.values.at": "Sí, {name} está disponible en {values} en {store}. ¿Qué {option} quieres?",
    "stock.values.out": "En {values} está agotado.",
    "stock.offer": "¿Quieres pedir {count:uno|algunos} para recoger en {store}?",
    "stock.offer.again": "¿Lo preparo para recoger en {store}? ¿Sí o no?",
    "ask.method": "¿Lo recoges en una tienda, o te lo enviamos a casa?",
    "ask.method.again": "Di recoger, o a domicilio.",
    "ask.quantity": "¿Cuántos quieres?",
    "ask.quantity.again": "Dime solo un número.",
    "ask.store": "¿En qué tienda? {stores}.",
    "ask.store.again": "Di, por ejemplo: en {store}.",
    "store.count": "{store} con {count}",
    "store.plain": "{store}",
    "time.minutes": "{count} {count:minuto|minutos}",
    "time.hours": "{count} {count:hora|horas}",
    "time.days": "{count} {count:día|días}",
    "read.back": (
        "{lines}, {how}. El total es {total}{off}{tax}. Te {quantity:lo guardo|los guardo} "
        "{time}. ¿Sigo adelante?"
    ),
    "read.back.off": ", con {off} de descuento",
    "read.back.tax": ", incluidos {tax} de impuestos",
    "back.order": "{name} tiene que llegar antes, y todavía no sé cuándo.",
    "back.order.days": "{name} tiene que llegar antes, lo que tarda unos {days} {days:día|días}.",
    "read.back.again": "¿Lo compro por {total}? Di sí, o no para cambiarlo.",
    "parts.read.back": (
        "Ninguna tienda lo tiene todo. Puedo conseguir {parts}: {count} pedidos, {total} en total "
        "con impuestos, cada uno cobrado por separado. Te los guardo {time}. "
        "¿Sigo adelante?"
    ),
    "parts.one": "{lines} en {store} por {total}",
    "parts.again": (
        "¿Compro las {count} partes por {total}? Di sí, o qué parte quieres, por ejemplo: solo la "
        "primera."
    ),
    "parts.back": "De acuerdo, también {name} otra vez.",
    "parts.missing": "La parte de {store} no se pudo conseguir y no cuesta nada.",
    "how.pickup": "para recoger en {store}",
    "how.shipping": "con envío a la dirección de tu cuenta",
    "how.shipping.channel": "con envío a la dirección de tu dispositivo",
    "how.shipping.told": "con envío a {address}",
    "price.changed": "El precio ha cambiado: era {agreed} y ahora es {now}.",
    "price.same": "El total sigue siendo {now}.",
    "ask.change": "De acuerdo, no lo hago.",
    "ask.change.what": (
        "¿Qué quieres cambiar: el artículo, la talla, la cantidad o la tienda? O di cancelar."
    ),
    "ask.change.again": "Di qué cambiar, por ejemplo: que sean dos. O di cancelar.",
    "cart.so.far": "De acuerdo, por ahora {lines}.",
    "cart.ask": "¿Algo más?",
    "cart.ask.again": "Di otro artículo, o di: eso es todo.",
    "cart.has": "Hay {lines}.",
    "cart.empty": "Todavía no hay nada en tu pedido. ¿Qué buscas?",
    "cart.removed": "De acuerdo, sin {name}.",
    "cart.not.in": "No veo {name} ahí.",
    "usual.none": "No veo nada que compres con regularidad. ¿Qué quieres?",
    "usual.which": "Sueles llevarte {titles}. ¿Cuál quieres?",
    "usual.instead": "{bought} ya no se vende. Lo más parecido es {name}.",
    "shop.open.until": "{store} está abierta hasta {time}.",
    "shop.opens": "{store} está cerrada ahora y abre {day} a {time}.",
    "shop.closed": "{store} está cerrada por ahora.",
    "shop.hours": "{store} abre {hours}.",
    "shop.hours.none": "No sé cuándo abre {store}.",
    "shop.day": "{store} abre {day} {hours}.",
    "shop.day.closed": "{store} cierra {day}.",
    "shop.address": "Está en {street}, {city}.",
    "shop.at": "{store} está en {street}, {city}.",
    "shop.at.unknown": "No tengo la dirección de {store}.",
    "shop.phone": "El teléfono es {phone}.",
    "shop.others": "También estamos en {stores}.",
    "shop.none": "No conozco ninguna tienda.",
    "info.delivery": (
        "Puedo hacer que te lo envíen a la dirección de tu cuenta. Lo que cuesta está en el total "
        "que oyes antes de aceptar."
    ),
    "info.payment": (
        "Se paga con la tarjeta guardada en tu cuenta, después de que oigas el total y digas que "
        "sí. Por favor, no digas nunca un número de tarjeta."
    ),
    "info.promotions": (
        "Desde aquí no veo ofertas. El total que te leo lleva todos los descuentos que hace la "
        "caja."
    ),
    "info.returns": "Puedes devolver las cosas dentro de {days} {days:día|días}. {how}",
    "return.bring": "Llévalo a la tienda con el número de pedido.",
    "return.print": ("Imprime la etiqueta, pégala en el paquete y entrégalo al transportista."),
    "return.label.sent": ("Te he enviado la etiqueta para el paquete."),
    "return.label.coming": ("Te envío la etiqueta para el paquete."),
    "return.label.from_shop": ("La tienda te da la etiqueta para el paquete."),
    "return.which": "El pedido {number} tiene {titles}. ¿Qué quieres devolver?",
    "return.which.again": "Di el nombre de lo que quieres devolver, o el primero.",
    "return.reason": "¿Por qué devuelves {name}? Di, por ejemplo, talla equivocada o dañado.",
    "return.reason.again": (
        "¿Era la talla equivocada, estaba dañado, no era lo pedido, no era como esperabas, o has "
        "cambiado de idea?"
    ),
    "return.confirm": "Te devolverían {amount} por {name}. ¿Empiezo la devolución?",
    "return.confirm.person": (
        "Esta devolución la mira antes alguien de la tienda; serían {amount} por {name}. ¿Se la "
        "envío?"
    ),
    "return.confirm.again": "¿Empiezo la devolución? ¿Sí o no?",
    "return.kept": "De acuerdo, lo he dejado como está.",
    "return.refused": "{name} no se puede devolver por voz.",
    "return.refused.not-placed": (
        "Ese pedido todavía no está terminado, así que no hay nada que devolver."
    ),
    "return.refused.canceled": "Ese pedido se canceló, así que no hay nada que devolver.",
    "return.refused.not-received": (
        "Todavía no tienes ese pedido. Si ya no lo quieres, di cancela mi pedido."
    ),
    "return.refused.not-paid": (
        "Ese pedido todavía no está pagado, así que no hay nada que reembolsar."
    ),
    "return.refused.by-weight": (
        "Lo que se vende al peso, como {name}, solo se devuelve en la tienda."
    ),
    "return.refused.already-returned": "{name} ya se devolvió.",
    "return.refused.more-than-received": "Eso es más {name} de lo que recibiste.",
    "return.refused.final-sale": "{name} era venta final, así que no se puede devolver.",
    "return.refused.window-over": "El plazo para devolver {name} ha terminado.",
    "return.else": "Si crees que debería poderse, di agente para hablar con una persona.",
    "exchange.which": "El pedido {number} tiene {titles}. ¿Cuál quieres cambiar?",
    "exchange.reason": (
        "¿Qué pasa con {name}? Di, por ejemplo, demasiado pequeño, dañado u otra cosa."
    ),
    "exchange.what": "¿Qué quieres en lugar de {name}?",
    "exchange.what.again": "Di otra talla u otro color, o el nombre de otra cosa.",
    "exchange.same": "Ese es el que ya tienes.",
    "exchange.confirm": ("Devuelves {old} y recibes {count} {new} en {store}. {money} ¿Lo hago?"),
    "exchange.confirm.again": "¿Hago el cambio? ¿Sí o no?",
    "exchange.again": "¿Lo intento otra vez?",
    "exchange.over": "Ha pasado demasiado tiempo: no se ha cambiado ni se ha cobrado nada.",
    "exchange.costs.same": "Cuesta lo mismo.",
    "exchange.costs.more": "Cuesta {difference} más.",
    "exchange.costs.less": "Cuesta {difference} menos.",
    "exchange.pays.nothing": "No hay nada que pagar.",
    "exchange.pays.charge": "Se cobrarán {charge} en tu tarjeta.",
    "exchange.pays.refund": "Se devolverán {refund} a tu tarjeta cuando la tienda tenga {old}.",
    "exchange.pays.both": (
        "Ahora se cobrarán {charge} en tu tarjeta, y se devolverán {refund} cuando la tienda tenga "
        "{old}."
    ),
    "exchange.no.card": "No tengo tarjeta para cobrar la diferencia. No se ha cobrado nada.",
    "exchange.else": "¿Quieres otra talla u otro color, otra cosa, o que te devolvamos el dinero?",
    "exchange.else.again": "Di otra talla u otro color, el dinero, o no para dejarlo.",
    "exchange.kept": "De acuerdo, no se cambia nada y no se ha cobrado nada.",
    "exchange.parked": (
        "Ahora mismo no llego a la caja de {store}. La tienda hará el cambio en cuanto pueda y te "
        "avisará. Hasta entonces no se ha cambiado nada."
    ),
    "receipt.exchanged": ("Hecho. Recibes {new}: pedido {number}, para recoger en {store}."),
    "receipt.exchanged.sent": ("Hecho. Recibes {new}: pedido {number}."),
    "receipt.charged": "Se han cobrado {charge} en tu tarjeta.",
    "returned.difference.working": "Los {refund} van de camino a tu tarjeta.",
    "returned.difference": "Se han devuelto {refund} a tu tarjeta.",
    "exchanged.bring": ("Devuelve {old}, por favor."),
    "rating.ask": "Una cosa más: del uno al cinco, ¿qué tal? Cinco es lo mejor. O di saltar.",
    "rating.again": "Un número del uno al cinco, por favor, o saltar.",
    "rating.thanks": "Gracias, lo he anotado.",
    "rating.skipped": "De acuerdo.",
    "returned.awaiting_goods": (
        "He empezado tu devolución. {amount} vuelven a tu tarjeta cuando la tienda lo tenga. {how}"
    ),
    "returned.needs_person": (
        "He pasado tu devolución. Alguien de la tienda decide sobre {amount} y te avisa."
    ),
    "returned.working": "He empezado tu devolución. {amount} van de vuelta a tu tarjeta.",
    "returned.needs_staff": (
        "He empezado tu devolución por {amount}. El personal de la tienda hace el resto. {how}"
    ),
    "returned.done": "He empezado tu devolución, y {amount} se han devuelto a tu tarjeta.",
    "returned.credit.done": "He empezado tu devolución, y tienes {amount} de crédito en la tienda.",
    "refund.none": "No hay ningún reembolso en marcha para el pedido {number}.",
    "refund.awaiting_goods": (
        "{amount} del pedido {number} vuelven en cuanto la tienda tenga el artículo."
    ),
    "refund.arrived": (
        "{amount} del pedido {number} vuelven en cuanto la tienda revise el artículo."
    ),
    "refund.parcel.arrived": "Tu paquete llegó a la tienda {delivered}.",
    "refund.parcel.expected": "Tu paquete va de vuelta con {carrier} y llega {expected}.",
    "refund.parcel.moving": "Tu paquete va de vuelta con {carrier}.",
    "refund.parcel.out": "{carrier} lleva hoy tu paquete a la tienda.",
    "refund.parcel.trouble": "{carrier} avisa de un problema con tu paquete; la tienda ayuda.",
    "refund.needs_person": (
        "Alguien de la tienda todavía decide sobre {amount} del pedido {number}."
    ),
    "refund.working": "{amount} del pedido {number} van de vuelta a tu tarjeta.",
    "refund.needs_staff": (
        "El personal de la tienda todavía tiene que ocuparse de {amount} del pedido {number}."
    ),
    "refund.credit.working": (
        "Pronto tendrás {amount} de crédito en la tienda por el pedido {number}."
    ),
    "refund.credit.done": "Tienes {amount} de crédito en la tienda por el pedido {number}.",
    "refund.done": "{amount} del pedido {number} se han enviado a tu tarjeta.",
    "refund.exchanged": (
        "Lo que devuelves del pedido {number} paga lo que te llevaste a cambio, así que no se "
        "devuelve dinero."
    ),
    "refund.refused": "La tienda decidió no devolver {amount} del pedido {number}.",
    "refund.canceled": "Esa devolución de {amount} del pedido {number} se anuló.",
    "refund.paid": "El dinero del pedido {number} se ha devuelto.",
    "refund.paid.part": "Parte del dinero del pedido {number} se ha devuelto.",
    "human.ticket": "Claro. Alguien se encarga; tu número de caso es {ticket}.",
    "human.stuck": (
        "Lo siento, no lo entiendo. Alguien se encarga; tu número de caso es {ticket}."
    ),
    "human.sorry": "Lo siento mucho. Alguien se ocupará; tu número de caso es {ticket}.",
    "human.call": "Desde aquí no puedo pasarte. Llama a {store}, al {phone}.",
    "human.none": "Desde aquí no puedo pasarte. Pregunta en la tienda, por favor.",
    "address.person": (
        "Para que nadie más pueda hacerlo, la dirección la cambia una persona. Alguien se "
        "ocupará; tu número de caso es {ticket}."
    ),
    "address.too.late": (
        "El pedido {number} ya va de camino o está terminado, así que su dirección no se puede "
        "cambiar. Di persona y te paso con alguien."
    ),
    "address.pickup": (
        "El pedido {number} es para recoger, así que no necesita dirección. Di persona si "
        "prefieres que te lo envíen."
    ),
    "address.none": (
        "Para que nadie más pueda hacerlo, no cambio direcciones por voz. Cámbiala en tu cuenta o "
        "pregunta en la tienda."
    ),
    # --- an address, piece by piece
    "address.ask.street": (
        "¿A qué calle y número lo enviamos? O di recoger para pasar a buscarlo."
    ),
    "address.ask.street.again": "Dime la calle y el número, por favor.",
    "address.ask.number": "¿Qué número de la calle?",
    "address.ask.number.again": "Dime el número de la casa, o di sin número.",
    "address.ask.city": "¿Qué ciudad y qué código postal?",
    "address.ask.city.again": "Dime la ciudad y el código postal, por favor.",
    "address.ask.postcode": "¿Qué código postal? Puedes decir o marcar las cifras.",
    "address.ask.postcode.again": "Dime el código postal, cifra a cifra.",
    "address.ask.part": "¿Qué corrijo: la calle, el número, la ciudad o el código?",
    "address.ask.part.again": "Di calle, número, ciudad o código postal.",
    "address.heard": "Tengo {address}.",
    "address.confirm": "Va a {address}. ¿Es correcto?",
    "address.confirm.again": "¿Es correcta la dirección? ¿Sí o no?",
    "address.mismatch": "Ese código postal no corresponde a ese estado.",
    "address.miss": "Perdona, no te he entendido. También puedes deletrearlo, letra por letra.",
    "thanks": "De nada.",
    "out.of.stock": "En {store} no queda {name}.",
    "out.of.stock.few": "{name}: solo {left:queda|quedan} {left} en {store}.",
    "out.of.stock.other": "{other} tiene {count}. ¿Lo tomo de allí?",
    "out.of.stock.other.plain": "{other} lo tiene. ¿Lo tomo de allí?",
    "out.of.stock.no.other": "Ninguna otra tienda tiene suficiente. ¿Quieres cambiar el pedido?",
    "transfer.offer": "¿Pido que {count:lo|los} envíen de {source} a {store}? Estará allí {day}.",
    "transfer.offer.again": "¿Pido que lo envíen a {store}? ¿Sí o no?",
    "transfer.done": (
        "De acuerdo. {source} envía {count} {name} a {store}; debería estar allí {day}. No se ha "
        "cobrado nada: pagas al recogerlo."
    ),
    "transfer.done.staff": (
        "De acuerdo. {source} sabe que debe enviar {count} {name} a {store}; debería estar allí "
        "{day}. No se ha cobrado nada: pagas al recogerlo."
    ),
    "transfer.gone": "Lo siento, alguien se ha adelantado: ya no se puede enviar.",
    "transfer.where": "¿A qué tienda hay que enviarlo?",
    "transfer.where.again": "Di, por favor, el nombre de la tienda a la que debe ir.",
    "transfer.none.there": "{source} no tiene suficiente.",
    "transfer.not.from.there": "{source} no puede enviarlo allí.",
    "transfer.none": "Ahora mismo ninguna tienda puede enviarlo allí.",
    "transfer.none.too-many": "No se envían tantos de una tienda a otra.",
    "transfer.none.switched-off": "Aquí las tiendas no se envían artículos entre sí.",
    "pos.down": "Ahora no puedo conectar con la caja de {store}. No se ha cobrado nada.",
    "pos.down.other": "¿Pruebo en {other}?",
    "pos.down.retry": "¿Lo intento otra vez?",
    "not.orderable": "Lo siento, la tienda no acepta ese pedido por voz. No se ha cobrado nada.",
    "not.orderable.no-store": "Lo siento, ahora ninguna tienda puede tomar ese pedido.",
    "not.orderable.not-sold-there": "Lo siento, esa tienda no lo vende.",
    "not.orderable.no-pickup": (
        "Lo siento, esa tienda solo envía, así que allí no se puede recoger nada."
    ),
    "not.orderable.too-often": (
        "Ha habido varios pedidos en poco tiempo, así que la tienda no acepta más por ahora. No "
        "se ha cobrado nada; inténtalo más tarde."
    ),
    "not.orderable.too-many-today": (
        "La tienda no acepta más pedidos tuyos hoy. No se ha cobrado nada."
    ),
    "not.orderable.below-minimum": (
        "Es menos de lo que la tienda acepta en un pedido. Puedes añadir algo."
    ),
    "not.orderable.method-not-offered": (
        "Lo siento, la tienda no ofrece esa forma de entrega. Puedes elegir recogida o envío."
    ),
    "not.orderable.country-not-served": "Lo siento, la tienda no envía a ese país.",
    "not.orderable.address-incomplete": (
        "La dirección de entrega está incompleta. No se ha cobrado nada."
    ),
    "not.orderable.region-mismatch": (
        "El código postal y el estado de la dirección de entrega no coinciden. No se ha cobrado "
        "nada."
    ),
    "not.orderable.postcode-invalid": (
        "El código postal de la dirección de entrega no puede ser correcto. No se ha cobrado nada."
    ),
    "not.orderable.out-of-hours": "Lo siento, eso no está en la carta ahora.",
    "not.orderable.choice-out": "Lo siento, una de esas opciones se acaba de agotar.",
    "not.orderable.refused-by-pos": (
        "Lo siento, la caja no ha aceptado ese pedido. No se ha cobrado nada."
    ),
    "not.orderable.over-limit": (
        "Eso es más de lo que la tienda acepta en un pedido por voz. No se ha cobrado nada."
    ),
    "not.orderable.counter-only-weighed": (
        "Eso se pesa en la tienda, así que no puedo pedirlo por piezas."
    ),
    "not.orderable.counter-only-serial-number": (
        "Eso lleva número de serie, así que solo lo vende el personal de la tienda."
    ),
    "not.orderable.counter-only-gift-card": "Las tarjetas regalo solo se venden en la tienda.",
    "not.orderable.other-currency": (
        "Lo siento, esa tienda vende en otra moneda y no puedo mezclarlas. No se ha cobrado nada."
    ),
    "not.orderable.no-address": "No hay dirección de envío en tu cuenta.",
    "not.orderable.address.ask": "Di recoger, o inténtalo otra vez cuando haya una.",
    "permit.address": (
        "Para enviarlo tengo que saber adónde. He puesto una tarjeta en tu aplicación de Alexa: "
        "permite allí la dirección y di inténtalo otra vez. También puedo prepararlo para recoger."
    ),
    "not.orderable.no-payment": (
        "No puedo cobrar para esa tienda. Puedes comprarlo allí; no se ha cobrado nada."
    ),
    "not.orderable.needs-person": (
        "No ha salido bien. Tu tarjeta no se ha usado, pero no he podido retirar el pedido de la "
        "caja; lo tiene que hacer la tienda. Pregunta allí antes de pedir otra vez."
    ),
    "not.orderable.needs-person-paid": (
        "Tu pago salió, pero no pude terminar el pedido en la caja; lo tiene que hacer la tienda "
        "a mano. Pregunta allí y no lo pidas otra vez."
    ),
    "not.orderable.needs-person-payment": (
        "No ha salido bien y no he podido soltar tu pago por mi cuenta. Lo tiene que arreglar la "
        "tienda; pregunta allí antes de pedir otra vez."
    ),
    "not.orderable.ask": "¿Quieres cambiar algo?",
    "still.working": (
        "La caja tarda más de lo normal. Lo termino por detrás y no se te cobrará dos veces. "
        "Pregúntame dónde está tu pedido en unos minutos."
    ),
    "no.card": (
        "No hay ninguna tarjeta guardada en tu cuenta, así que no se ha cobrado nada. Añade una "
        "en tu cuenta y di probar otra vez. Te lo sigo guardando."
    ),
    "card.unread": (
        "Ahora mismo no he podido consultar la tarjeta de tu cuenta, así que no se ha cobrado nada."
    ),
    "card.unread.ask": ("Te lo sigo guardando. ¿Lo intento otra vez? O di cancelar."),
    "no.card.here": (
        "No hay ninguna tarjeta guardada en tu cuenta, así que no se ha cobrado nada."
    ),
    "declined.kept": "No se ha cobrado nada.",
    "pay.elsewhere.here": "Esta tienda cobra en su propia página.",
    "pay.link.ask.sms": (
        "Te lo sigo guardando. ¿Te envío un enlace para pagar por mensaje al número que tenemos "
        "guardado?"
    ),
    "pay.link.ask.email": (
        "Te lo sigo guardando. ¿Te envío un enlace para pagar al correo electrónico que tenemos "
        "guardado?"
    ),
    "pay.link.ask.again": "¿Te envío el enlace? O di probar otra vez.",
    "card.failed": "No se ha podido leer tu tarjeta y no se ha cobrado nada.",
    "card.failed.ask": (
        "Te lo sigo guardando. ¿Pruebo otra vez con la tarjeta? O di persona y alguien te ayudará."
    ),
    "card.failed.ask.link": (
        "Te lo sigo guardando. ¿Te envío un enlace para pagar? O di probar otra vez para la "
        "tarjeta, o persona."
    ),
    "card.failed.link": (
        "Te lo sigo guardando. ¿Te envío mejor un enlace para pagar? O di persona."
    ),
    "pay.link.kept": "De acuerdo, sin enlace.",
    "pay.link.sent.sms": (
        "Un mensaje con el enlace va de camino al número que tenemos guardado. Todavía no se ha "
        "cobrado nada; te lo guardo {time}, y tu pedido empieza cuando "
        "hayas pagado allí."
    ),
    "pay.link.sent.email": (
        "Un correo con el enlace va de camino a la dirección que tenemos guardada. Todavía no se "
        "ha cobrado nada; te lo guardo {time}, y tu pedido empieza "
        "cuando hayas pagado allí."
    ),
    "pay.link.none": ("No puedo enviar un enlace para este pedido. No se ha cobrado nada."),
    "pay.elsewhere": (
        "Esta tienda cobra en su propia página. He puesto el enlace en una tarjeta de tu "
        "aplicación; tu pedido empieza cuando hayas pagado allí."
    ),
    "pay.elsewhere.card": "Paga tu pedido aquí:",
    "receipt.elsewhere": (
        "Eso ya lo has pedido en otra conversación. Tu número de pedido es {number}. No se ha "
        "cobrado nada por segunda vez."
    ),
    "wish.waits": (
        "Has seguido con este pedido en otra conversación, así que aquí no hago nada nuevo. Puedes "
        "terminarlo allí o hacer aquí un pedido nuevo."
    ),
    "wish.under.way": (
        "Este pedido ya se está haciendo en otra conversación, así que aquí no hago nada nuevo. "
        "Pregúntame dónde está tu pedido en unos minutos."
    ),
    "hold.expired": (
        "Solo podía guardarlo diez minutos y ya han pasado. No se ha cobrado nada. ¿Lo tomo otra "
        "vez?"
    ),
    "declined.insufficient_funds": "Tu banco dice que no hay saldo suficiente en la tarjeta.",
    "declined.expired": "La tarjeta de tu cuenta ha caducado.",
    "declined.cvv": "Tu banco no ha aceptado el código de seguridad de la tarjeta.",
    "declined.address": "La dirección de facturación no coincide con la tarjeta.",
    "declined.verification_required": (
        "Tu banco quiere que apruebes tú este pago, en su aplicación o en su página."
    ),
    "declined.token_used": "Ese pago ya se usó y no se puede volver a usar.",
    "declined.limit": "El importe supera el límite de la tarjeta.",
    "declined.not_supported": "La tienda no admite ese tipo de tarjeta.",
    "declined.generic": "Tu banco ha rechazado la tarjeta y no ha dicho por qué.",
    "declined.after": (
        "No se ha cobrado nada y te sigo guardando el artículo. Elige otra tarjeta en tu cuenta y "
        "di probar otra vez."
    ),
    "pay.keypad": (
        "Todavía no se ha cobrado nada. Puedes pagar con una tarjeta marcándola en el teclado de "
        "tu teléfono: yo no la oigo ni la guardo."
    ),
    "try.again": "¿Lo intento otra vez?",
    "receipt.placed": "Listo. He pedido {lines}, {how}. Tu número de pedido es {number}. {paid}",
    "receipt.parts": "Listo, en {count} {count:parte|partes}.",
    "receipt.part": "He pedido {lines}, {how}. Su número de pedido es {number}. {paid}",
    "receipt.paid": "Se han cobrado {total} a tu {card}.",
    "receipt.off": "El descuento de {off} ya está aplicado.",
    "receipt.total": "El total es {total}.",
    "receipt.card.last4": "{brand} terminada en {last4}",
    "receipt.card": "tarjeta",
    "receipt.how.pickup": "para recoger en {store}",
    "receipt.how.shipping": "con envío a domicilio",
    "receipt.title": "Tu pedido",
    "receipt.line": "{quantity} × {name}: {total}",
    "receipt.number": "Número de pedido {number}",
    "status.none": "No encuentro ningún pedido en tu cuenta.",
    "status.unknown.number": "No encuentro ningún pedido con ese número en tu cuenta.",
    "status.order": "El pedido {number}, hecho {day}, por {total}, {state}.",
    "status.goods": "Fue {goods}.",
    "status.unfinished": (
        "Tu pedido por {total} todavía no está terminado. Sigo en ello; pregunta otra vez en unos "
        "minutos."
    ),
    "status.pending": "todavía no está terminado: el pago sigue abierto",
    "status.confirmed": "se está preparando",
    "status.confirmed.at": "se está preparando en {store}",
    "status.ready": "está listo",
    "status.ready.at": "está listo para recoger en {store}",
    "status.shipped": "ya va de camino",
    "status.completed": "está completado",
    "status.canceled": "se canceló",
    "status.returned": "se devolvió",
    "status.unknown": "está en la tienda, pero no veo cómo va",
    "status.refunded": "El dinero se ha devuelto.",
    "status.partially_refunded": "Parte del dinero se ha devuelto.",
    "status.tracking": "Viaja con {carrier}, con el seguimiento terminado en {last4}.",
    "status.tracking.plain": "Su número de seguimiento termina en {last4}.",
    "status.parcel.moving": "Se envió {shipped} con {carrier} y llega {expected}.",
    "status.parcel.shipped": "Se envió {shipped} con {carrier}.",
    "status.parcel.out": "{carrier} lo trae hoy.",
    "status.parcel.delivered": "{carrier} lo entregó {delivered}.",
    "status.parcel.pickup": "Está listo para recoger en {carrier}.",
    "status.parcel.trouble": "{carrier} avisa de un problema con el paquete; la tienda ayuda.",
    "status.stale": "No he podido consultar la caja, así que es lo último que sé.",
    "status.title": "Estado del pedido",
    "status.card.tracking": "Seguimiento: {number}",
    "cancel.which": "¿Quieres que cancele el pedido {number}, por {total}?",
    "cancel.which.goods": "¿Quieres que cancele el pedido {number} con {goods}, por {total}?",
    "stands.after.all": ("Tu sí llegó antes de que se cortara: {goods}, por {total}. ¿Lo cancelo?"),
    "cancel.which.again": "¿Lo cancelo? ¿Sí o no?",
    "cancel.kept": "De acuerdo, lo he dejado como está.",
    "cancel.done": "El pedido {number} está cancelado.",
    "cancel.refund": "{refunded} vuelven a tu tarjeta.",
    "cancel.refused": (
        "Es tarde para cancelar el pedido {number}; {state}. La tienda puede aceptarlo de vuelta."
    ),
    "cancel.refused.only-at-store": "El pedido {number} solo se puede cancelar en la tienda.",
    "cancel.refused.needs-person": (
        "No he podido cancelar por completo el pedido {number}; lo tiene que terminar la tienda. "
        "Pregunta allí, por favor."
    ),
    "cancel.pos.down": (
        "Ahora no puedo conectar con la caja de {store}, así que el pedido {number} todavía no "
        "está cancelado. Inténtalo en unos minutos."
    ),
    "cancel.working": "Todavía lo estoy cancelando; lo termino por detrás.",
    "word.or": "o",
    "word.and": "y",
    "word.others": "otros",
    "word.day.1": "lunes",
    "word.day.2": "martes",
    "word.day.3": "miércoles",
    "word.day.4": "jueves",
    "word.day.5": "viernes",
    "word.day.6": "sábado",
    "word.day.7": "domingo",
    "word.in": "{title} en {options}",
    "option.called.size": "talla",
    "option.called.color": "color",
    "option.called.other": "{name}",
    "size.of": "talla {value}",
    "size.2xs": "extra extra pequeña",
    "size.xs": "extra pequeña",
    "size.s": "pequeña",
    "size.m": "mediana",
    "size.l": "grande",
    "size.xl": "extra grande",
    "size.2xl": "doble extra grande",
    "size.3xl": "triple extra grande",
    "parked.told": "Te enviaré un mensaje.",
    "parked.ask": "Pregúntame dónde está tu pedido para saber cómo ha ido.",
    "parked.authorized": (
        "Ahora no puedo conectar con la caja de {store}. Tu pedido por {total} está recibido y "
        "tus artículos están guardados; la tienda lo confirmará. El importe queda reservado en tu"
        " tarjeta y solo se toma entonces."
    ),
    "parked.unpaid": (
        "Ahora no puedo conectar con la caja de {store}. Tu pedido por {total} está recibido y "
        "tus artículos están guardados; la tienda lo confirmará. Antes no se cobra nada."
    ),
    "status.parked": "está recibido, y la tienda lo confirmará",
    "status.parked.unnumbered": (
        "Tu pedido por {total} está recibido. No se pudo conectar con la caja, así que la tienda "
        "lo confirmará."
    ),
    "status.delivered": "se entregó",
    "status.partly_returned": "se devolvió en parte",
    # --- subscriptions
    "wish.subscribe": "recibir algo con regularidad",
    "wish.manage_subscription": "cambiar una suscripción",
    "cadence.day.one": "cada día",
    "cadence.day.many": "cada {count} días",
    "cadence.week.one": "cada semana",
    "cadence.week.many": "cada {count} semanas",
    "cadence.month.one": "cada mes",
    "cadence.month.many": "cada {count} meses",
    "sub.cadence": "¿Cada cuánto quieres recibir {name}? Por ejemplo, cada dos semanas o cada mes.",
    "sub.cadence.again": "¿Cada cuántas semanas o meses?",
    "sub.read.back": (
        "Sería {quantity} {name}, {cadence}, {how}, a {price} cada unidad sin impuestos. La "
        "primera vez sería {day}. {pay} ¿Lo dejo programado?"
    ),
    "sub.pay.card": "Cada entrega se paga con tu tarjeta guardada.",
    "sub.pay.no.card": "Todavía no hay ninguna tarjeta guardada; hace falta una hasta entonces.",
    "sub.read.back.again": "¿Lo programo a {price} cada unidad? ¿Sí o no?",
    "sub.no.address": (
        "No tengo ninguna dirección para entregarlo. ¿Lo dejamos para recoger en la tienda?"
    ),
    "sub.not.possible": "Ese producto no se puede recibir con regularidad.",
    "sub.kept": "De acuerdo, no he programado nada.",
    "sub.begun": (
        "Tu suscripción está lista: {quantity} {name}, {cadence}. La primera entrega es {day}. "
        "Puedes pausarla, saltarte una entrega o cancelarla cuando quieras."
    ),
    "sub.none": "No tienes suscripciones con nosotros.",
    "sub.which": "Tienes {count} suscripciones. ¿Cuál de ellas: {titles}?",
    "sub.which.again": "¿Cuál de tus suscripciones?",
    "sub.told": "Recibes {quantity} {name}, {cadence}, a {price} cada unidad.",
    "sub.told.paused": "Tu suscripción de {quantity} {name}, {cadence}, está en pausa.",
    "sub.told.unpaid": "Tu tarjeta no fue aceptada.",
    "sub.wish": "¿Quieres pausarla, saltarte la próxima, cambiar la fecha o cancelarla?",
    "sub.wish.paused": "¿Quieres reanudarla o cancelarla?",
    "sub.wish.again": (
        "Di pausar, reanudar, saltar, otra fecha o cancelar. O di que está bien así."
    ),
    "sub.date": "{name} llega {day}. ¿Qué día lo prefieres?",
    "sub.date.again": "¿Qué día? Por ejemplo, el próximo viernes.",
    "sub.date.past": "Ese día es demasiado pronto. ¿Qué otro día?",
    "sub.no.date": "sin fecha",
    "sub.confirm.pause": "¿Pongo en pausa {name} hasta que tú digas?",
    "sub.confirm.pause.until": "¿Pongo en pausa {name} y lo reanudo {day}?",
    "sub.confirm.resume": "¿Reanudo {name}?",
    "sub.confirm.skip": "¿Me salto la próxima entrega de {name}?",
    "sub.confirm.cancel": "¿Doy de baja la suscripción de {name}?",
    "sub.confirm.move": "¿La próxima entrega de {name} sería {day}?",
    "sub.confirm.cadence": "¿{name} llega {cadence} a partir de ahora?",
    "sub.confirm.cadence.from": "¿{name} llega {cadence} a partir de ahora, la próxima vez {day}?",
    "sub.confirm.quantity": "¿Serían {quantity} {name} cada vez?",
    "sub.confirm.again": "¿Sí o no?",
    "sub.price": (
        "El precio de {name} ha cambiado de {agreed} a {now}. ¿Lo enviamos igualmente? Sin un sí, "
        "esta vez no se envía."
    ),
    "sub.substitute": (
        "{name} está agotado. ¿Enviamos {instead} en su lugar, a {price} cada unidad? Sin un sí, "
        "esta vez no se envía."
    ),
    "sub.consent.again": "¿Estás de acuerdo? ¿Sí o no?",
    "sub.unchanged": "De acuerdo, se queda como está.",
    "sub.canceled": "La suscripción de {name} ha terminado. No se cobrará nada más por ella.",
    "sub.paused": "{name} está en pausa. Di reanudar cuando quieras recibirlo otra vez.",
    "sub.paused.until": (
        "{name} está en pausa y se reanuda solo {day}. Di reanudar si lo quieres antes."
    ),
    "sub.skipped": "La próxima entrega de {name} se omite.",
    "sub.declined": "De acuerdo, esta vez {name} no se envía.",
    "sub.goes.on": "Hecho. {name} llega {cadence}.",
    "sub.next": "La próxima entrega es {day}.",
    "sub.nocard": "No hay ninguna tarjeta guardada; el próximo intento es {day}.",
    "sub.told.nocard": "No hay ninguna tarjeta guardada.",
    "sub.retried": "Tu tarjeta no fue aceptada; el próximo intento es {day}.",
    "sub.waits": "Está agotado ahora mismo; miro de nuevo {day}, y antes no se cobra nada.",
    "sub.instead": "Hecho. Esta vez llega {name}.",
    "sub.not.now": (
        "Eso no se puede cambiar ahora mismo; puede que haya un cobro en curso. Inténtalo más "
        "tarde."
    ),
    # --- who is speaking
    "proof.number": (
        "Para asegurarme de que eres tú, ¿cuál es el número de uno de tus pedidos? También puedes "
        "teclearlo, o decir persona."
    ),
    "proof.number.again": "El número de cualquiera de tus pedidos, por favor.",
    "proof.last.four": "¿Y las cuatro últimas cifras del teléfono que tiene la tienda?",
    "proof.last.four.again": "Solo las cuatro últimas cifras, una a una.",
    "proof.pin": (
        "Para eso necesito tu PIN. Dilo o tecléalo. O di código, y te envío uno al teléfono o "
        "correo que tiene la tienda."
    ),
    "proof.pin.again": "Tu PIN, o di código. Di persona para hablar con alguien.",
    "proof.code": "Si la tienda tiene un teléfono o correo tuyo, va un código en camino. ¿Cuál es?",
    "proof.code.again": "Las seis cifras del código, por favor. Vale cinco minutos.",
    "proof.wrong": "No coincide con lo que tenemos.",
    "proof.locked": (
        "Ha habido demasiadas respuestas equivocadas. Inténtalo de nuevo en {minutes} "
        "{minutes:minuto|minutos}, o di persona para hablar con alguien."
    ),
    "proof.passed": "Gracias, ya sé que eres tú.",
    # --- what may be kept
    "purse.have": "Tienes {parts}.",
    "purse.points": "{count} {name}",
    "purse.points.none": "No encuentro puntos tuyos.",
    "points.taken": "Por {count} {name} recibes: {reward}.",
    "points.too.few": "Tus {count} {name} no alcanzan aquí para una recompensa.",
    "points.refused": "Este pedido no se puede pagar con {name}.",
    "purse.credit": "{amount} de crédito en la tienda",
    "purse.credit.none": "No tienes crédito en la tienda.",
    "purse.card": "{amount} en la tarjeta regalo terminada en {last4}",
    "purse.cards.none": "No encuentro ninguna tarjeta regalo vinculada a ti.",
    "consent.remember.given": "Gracias. Puedo guardar un tiempo lo que hablamos.",
    "consent.remember.refused": (
        "De acuerdo, no guardo nada de lo que dices, y lo guardado se ha borrado."
    ),
    "consent.personalize.given": "Gracias. Puedo ofrecerte de nuevo lo que compraste.",
    "consent.personalize.refused": "De acuerdo, tus compras no se usan para hacerte ofertas.",
    "consent.marketing.given": "Gracias. La tienda puede escribirte sobre ofertas.",
    "consent.marketing.refused": "De acuerdo, sin publicidad para ti.",
    "forget.confirm": (
        "Puedo borrar todo lo que el servicio de voz de la tienda tiene sobre ti. Las "
        "suscripciones terminan y no se puede deshacer. ¿Lo hago?"
    ),
    "forget.confirm.again": "Borrar todo sobre ti: ¿sí o no?",
    "forget.kept": "De acuerdo, no se ha borrado nada.",
    "forget.done": (
        "Hecho: lo que teníamos sobre ti está borrado. La caja de la tienda puede tener una copia; "
        "pregunta también allí. Adiós."
    ),
    "forget.nobody": "No puedo hacerlo desde aquí. Pregunta en la tienda, por favor.",
    # --- written outside a conversation
    "receipt.written": "{store} ha confirmado tu pedido de {total}. Su número es {number}.",
    "receipt.written.subscription": (
        "{what}: pedido realizado (número {number}); se han cobrado {total} a tu tarjeta."
    ),
    "notice.subject": "Tu pedido",
    "notice.received": ("{store} ha recibido tu pedido de {total} y lo confirmará. Te avisaremos."),
    "notice.price.changed": (
        "{store} pide ahora {now} por tu pedido en lugar de {total}, así que no se ha hecho. No "
        "se ha cobrado nada. Vuelve a pedirlo si estás de acuerdo."
    ),
    "notice.price.unclear": (
        "{store} pide ahora otro importe por tu pedido en lugar de {total}, así que no se ha "
        "hecho. No se ha cobrado nada. Vuelve a pedirlo si estás de acuerdo."
    ),
    "notice.payment.link": "{store} te guarda tu pedido de {total}. Págalo aquí: {url}",
    "notice.payment.page": (
        "{store} no ha podido cobrar {total}. Paga aquí: {url} Te lo guardamos un rato."
    ),
    "notice.payment.card": (
        "{store} no ha podido cobrar {total}. Confírmalo con otra tarjeta, por favor. Te lo "
        "guardamos un rato."
    ),
    "notice.reduced": (
        "{store} no ha podido darte todo lo del pedido {number}. Pagas {total} en lugar de {was}."
    ),
    "notice.canceled": "Tu pedido de {total} en {store} está cancelado. No se ha cobrado nada.",
    "notice.canceled.refunded": (
        "Tu pedido de {total} en {store} está cancelado. {refunded} vuelven a tu tarjeta."
    ),
    "notice.canceled.credited": (
        "Tu pedido de {total} en {store} está cancelado. Recuperas {credited} de crédito en la "
        "tienda."
    ),
    "notice.canceled.paid": (
        "{store} ha cancelado tu pedido de {total}. Pregunta en la tienda por lo que pagaste."
    ),
    "notice.ready": "Tu pedido {number} está listo para recoger en {store}.",
    "notice.shipped": "Tu pedido {number} está en camino.",
    "notice.shipped.with": "Tu pedido {number} está en camino con {carrier}.",
    "notice.refunded": "{store} te ha devuelto {refunded} de tu pedido {number}.",
    "notice.not.confirmed": (
        "{store} no ha podido confirmar tu pedido de {total}, así que no se ha hecho. No se ha "
        "cobrado nada."
    ),
    "notice.not.paid": (
        "Tu pedido de {total} en {store} no se pagó a tiempo y ya no está guardado. Vuelve a "
        "pedirlo si todavía lo quieres."
    ),
    "notice.needs.store": (
        "{store} tiene que resolver a mano tu pedido de {total}. Pregunta allí, por favor."
    ),
    "notice.sub.reminder": (
        "Se cobrará a tu tarjeta {day}: {what} ({cadence}), {price} sin impuestos. Hasta entonces "
        "puedes saltarlo o cambiarlo."
    ),
    "notice.sub.waiting": (
        "{what} está agotado ahora mismo. No se ha cobrado nada; miramos de nuevo cada día hasta "
        "{day}."
    ),
    "notice.sub.price": (
        "{name} cuesta ahora {price} en lugar de {agreed}. No se cobra nada hasta que digas que sí."
    ),
    "notice.sub.substitute": (
        "{name} está agotado. ¿Quieres {instead} por {price} esta vez? No se cobra nada hasta que "
        "digas que sí."
    ),
    "notice.sub.declined": (
        "Tu tarjeta no fue aceptada para {what}. Próximo intento: {day}. Hasta entonces puedes "
        "elegir otra tarjeta guardada."
    ),
    "notice.sub.nocard": (
        "No hay ninguna tarjeta guardada para pagar {what}. Próximo intento: {day}. Hasta entonces "
        "puedes guardar una."
    ),
    "notice.sub.paused.nocard": (
        "Tu suscripción a {name} está en pausa: no hay ninguna tarjeta guardada. No se ha cobrado "
        "nada. Con una tarjeta guardada se puede reanudar cuando quieras."
    ),
    "notice.sub.paused.card": (
        "Tu suscripción a {name} está en pausa: tu tarjeta no fue aceptada. No se ha cobrado nada. "
        "Con otra tarjeta guardada se puede reanudar cuando quieras."
    ),
    "notice.sub.paused.gone": "Tu suscripción a {name} está en pausa: ya no se vende.",
    "notice.sub.paused.store": (
        "Tu suscripción a {name} está en pausa: la tienda tiene que revisarla."
    ),
    "notice.sub.skipped.sold": "{what} no llega esta vez: está agotado. No se ha cobrado nada.",
    "notice.sub.skipped.silent": (
        "{what} no llega esta vez: no tuvimos respuesta tuya. No se ha cobrado nada."
    ),
    "notice.sub.skipped.other": (
        "{what} no llega esta vez: no se pudo enviar. No se ha cobrado nada."
    ),
    "notice.transfer.kept": "{name} ha llegado a {store} y te lo guardan allí.",
    "notice.transfer.there": "{name} ha llegado a {store}.",
    "notice.transfer.canceled": ("Al final no se envía {name} a {store}. No se ha cobrado nada."),
    "notice.parcel.today": "Tu paquete ({carrier}, termina en {number}) llega hoy.",
    "notice.parcel.pickup": "Tu paquete ({carrier}, termina en {number}) está listo para recoger.",
    "notice.parcel.delivered": "Tu paquete ({carrier}, termina en {number}) se ha entregado.",
    "notice.parcel.trouble": (
        "Tu paquete ({carrier}, termina en {number}) no se pudo entregar. Pregunta en la tienda."
    ),
    "notice.return.label": (
        "Tu etiqueta de devolución para {carrier}. Imprímela y pégala en el paquete:"
    ),
    "notice.code": (
        "Tu código es {code}. Vale cinco minutos. Nunca te lo pedimos en una llamada nuestra."
    ),
    "notice.code.subject": "Tu código",
}
