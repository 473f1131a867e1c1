"""Every Spanish sentence the gateway speaks, by id.

The same prompts as in `en`, with the same places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONFIRMATION_WORDS: Final = (
    *("he pedido", "hice tu pedido", "pedido realizado", "pedido confirmado", "has comprado"),
    *("se ha cobrado a", "se han cobrado", "compra completada"),
)
"""What may be said only when a receipt is at hand (compared in lower case)."""
RETURN_WORDS: Final = ("he empezado tu devolución", "he pasado tu devolución", "se han devuelto")
"""What may be said only of a return that is stored."""

PROMPTS: Final[Mapping[str, str]] = {
    "welcome": (
        "Hola. Puedo mirar qué hay en existencia, tomar un pedido para recoger o a domicilio, o "
        "decirte dónde está un pedido. ¿Qué necesitas?"
    ),
    "welcome.again": "Prueba a decir: ¿tienen lo que busco en mi talla?",
    "help": (
        "Puedes preguntar si algo está disponible, decir pedir y el artículo que quieres, o "
        "preguntar dónde está tu pedido. Di empezar de nuevo o parar cuando quieras."
    ),
    "what.next": "¿Qué quieres hacer?",
    "start.over": "De acuerdo, empecemos de nuevo. ¿Qué buscas?",
    "goodbye": "De acuerdo. Adiós.",
    "let.go": "De acuerdo, lo he soltado y no se ha cobrado nada. Adiós.",
    "nothing.said": "Todavía no he dicho nada. ¿Qué necesitas?",
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
    "trouble.unknown": (
        "Lo siento, algo ha fallado por nuestra parte. Si estabas comprando algo, pregúntame "
        "dónde está tu pedido antes de intentarlo otra vez."
    ),
    "link.account": (
        "Para eso, vincula primero tu cuenta de la tienda. He enviado una tarjeta a tu aplicación "
        "que explica cómo."
    ),
    "ask.product": "¿Qué buscas?",
    "ask.product.again": (
        "Dime el nombre del artículo, por ejemplo: zapatillas de correr de la talla cuarenta."
    ),
    "product.none": "No he encontrado {query} en la tienda. ¿Puedes decirlo de otra forma?",
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
    "option.carry": "Tenemos {title}. ",
    "values.range": "del {low} al {high}",
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
    "stock.few": "{name}: solo {left:queda|quedan} {left} en {store}, pero {other} tiene {count}.",
    "stock.few.only": "{name}: solo {left:queda|quedan} {left}, en {store}.",
    "stock.others": "{count} {count:tienda más lo tiene|tiendas más lo tienen}.",
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
    "read.back": (
        "{lines}, {how}. El total es {total}{tax}. Te {quantity:lo guardo|los guardo} {minutes} "
        "{minutes:minuto|minutos}. ¿Sigo adelante?"
    ),
    "read.back.tax": ", incluidos {tax} de impuestos",
    "read.back.again": "¿Lo compro por {total}? Di sí, o no para cambiarlo.",
    "how.pickup": "para recoger en {store}",
    "how.shipping": "con envío a la dirección de tu cuenta",
    "price.changed": "El precio ha cambiado: era {agreed} y ahora es {now}.",
    "price.same": "El total sigue siendo {now}.",
    "ask.change": "De acuerdo, no lo hago.",
    "ask.change.what": (
        "¿Qué quieres cambiar: el artículo, la talla, la cantidad o la tienda? O di cancelar."
    ),
    "ask.change.again": "Di qué cambiar, por ejemplo: que sean dos. O di cancelar.",
    "return.refused": "{name} no se puede devolver por voz.",
    "refund.done": "{amount} del pedido {number} se han enviado a tu tarjeta.",
    "thanks": "De nada.",
    "out.of.stock": "En {store} no queda {name}.",
    "out.of.stock.few": "{name}: solo {left:queda|quedan} {left} en {store}.",
    "out.of.stock.other": "{other} tiene {count}. ¿Lo tomo de allí?",
    "out.of.stock.other.plain": "{other} lo tiene. ¿Lo tomo de allí?",
    "out.of.stock.no.other": "Ninguna otra tienda tiene suficiente. ¿Quieres cambiar el pedido?",
    "pos.down": "Ahora no puedo conectar con la caja de {store}. No se ha cobrado nada.",
    "pos.down.other": "¿Pruebo en {other}?",
    "pos.down.retry": "¿Lo intento otra vez?",
    "not.orderable": "Lo siento, la tienda no acepta ese pedido por voz. No se ha cobrado nada.",
    "not.orderable.no-store": "Lo siento, ahora ninguna tienda puede tomar ese pedido.",
    "not.orderable.not-sold-there": "Lo siento, esa tienda no lo vende.",
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
    "not.orderable.no-address": (
        "No hay dirección de envío en tu cuenta. Puedo prepararlo para que lo recojas."
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
    "pay.elsewhere": (
        "Esta tienda cobra en su propia página. He puesto el enlace en una tarjeta de tu "
        "aplicación; tu pedido empieza cuando hayas pagado allí."
    ),
    "pay.elsewhere.card": "Paga tu pedido aquí:",
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
    "try.again": "¿Lo intento otra vez?",
    "receipt.placed": "Listo. He pedido {lines}, {how}. Tu número de pedido es {number}. {paid}",
    "receipt.paid": "Se han cobrado {total} a tu {card}.",
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
    "status.unfinished": (
        "Tu pedido por {total} todavía no está terminado. Sigo en ello; pregunta otra vez en unos "
        "minutos."
    ),
    "status.pending": "está pendiente de pago",
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
    "status.stale": "No he podido consultar la caja, así que es lo último que sé.",
    "status.title": "Estado del pedido",
    "status.card.tracking": "Seguimiento: {number}",
    "cancel.which": "¿Quieres que cancele el pedido {number}, por {total}?",
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
    "size.of": "talla {value}",
    "size.2xs": "extra extra pequeña",
    "size.xs": "extra pequeña",
    "size.s": "pequeña",
    "size.m": "mediana",
    "size.l": "grande",
    "size.xl": "extra grande",
    "size.2xl": "doble extra grande",
    "size.3xl": "triple extra grande",
    "parked.authorized": (
        "Ahora no puedo conectar con la caja de {store}. Tu pedido por {total} está recibido y "
        "tus artículos están guardados; la tienda lo confirmará. El importe queda reservado en tu "
        "tarjeta y solo se toma entonces. Te enviaré un mensaje."
    ),
    "parked.unpaid": (
        "Ahora no puedo conectar con la caja de {store}. Tu pedido por {total} está recibido y "
        "tus artículos están guardados; la tienda lo confirmará. Antes no se cobra nada. Te "
        "enviaré un mensaje."
    ),
    "status.parked": "está recibido, y la tienda lo confirmará",
    "status.parked.unnumbered": (
        "Tu pedido por {total} está recibido. No se pudo conectar con la caja, así que la tienda "
        "lo confirmará."
    ),
    "status.delivered": "se entregó",
    "status.partly_returned": "se devolvió en parte",
}
