"""How shoppers say it in Spanish: samples by intent, values of slots, and what is asked."""

from __future__ import annotations

from app.voice.channels.sentences.language import Language

SPANISH = Language(
    samples={
        "CheckAvailabilityIntent": """
            tienes {query}
            tienen {query}
            tenéis {query}
            hay {query}
            venden {query}
            vendéis {query}
            si tienen {query}
            si hay {query}
            queda {query}
            quedan {query}
            está disponible {query}
            tienen {product} en la talla {size}
            tienen {product} en {color}
            hay {product} en {store}
        """,
        "ProductSearchIntent": """
            busco {query}
            estoy buscando {query}
            busca {query}
            encuentra {query}
            enséñame {query}
            muéstrame {query}
            recomiéndame {query}
        """,
        "PriceCheckIntent": """
            cuánto cuesta {query}
            cuánto cuestan {query}
            cuánto vale {query}
            qué precio tiene {query}
            precio de {query}
            cuánto cuesta {product}
        """,
        "OrderProductIntent": """
            pide {query}
            pídeme {query}
            compra {query}
            cómprame {query}
            quiero {query}
            quiero pedir {query}
            quiero comprar {query}
            quisiera {query}
            quisiera comprar {query}
            me gustaría {query}
            me gustaría pedir {query}
            me gustaría comprar {query}
            me gustaría encargar {query}
            quisiera pedir {query}
            necesito {query}
            me llevo {query}
            resérvame {query}
            ponme {query}
            pide {product}
            pide {quantity} {product}
            pide {product} en la talla {size}
            pide {product} en {color}
            pídelo
            cómpralo
        """,
        "AddToCartIntent": """
            añade {query}
            agrega {query}
            añade {query} a la cesta
            agrega {query} al carrito
            pon {query} en el carrito
            pon {query} en la cesta
            añade {quantity} {product} a la cesta
        """,
        "ViewCartIntent": """
            qué hay en mi cesta
            qué hay en mi carrito
            muéstrame el carrito
            enséñame la cesta
            qué llevo hasta ahora
        """,
        "CheckoutIntent": """
            tramita el pedido
            finaliza la compra
            quiero pagar
            eso es todo
            nada más
        """,
        "ReorderIntent": """
            lo de siempre
            pide lo de siempre
            lo mismo otra vez
            repite mi último pedido
            vuelve a pedir {query}
            pide otra vez {query}
        """,
        "PromotionsIntent": """
            qué ofertas hay
            hay alguna oferta
            qué promociones tienen
            hay descuentos
            qué está rebajado
        """,
        "OrderStatusIntent": """
            dónde está mi pedido
            dónde está mi paquete
            estado de mi pedido
            cómo va mi pedido
            está listo mi pedido
            cuándo llega mi pedido
            rastrea mi pedido
            dónde está el pedido {orderNumber}
            dónde está el pedido número {orderNumber}
            estado del pedido {orderNumber}
            estado del pedido número {orderNumber}
        """,
        "CancelOrderIntent": """
            cancela mi pedido
            cancela el pedido
            anula mi pedido
            cancela mi último pedido
            cancela el pedido {orderNumber}
            cancela el pedido número {orderNumber}
        """,
        "ReturnItemIntent": """
            quiero devolver algo
            devolver un artículo
            quiero hacer una devolución
            inicia una devolución
            quiero devolver {query}
            devuelve {query}
        """,
        "RefundStatusIntent": """
            dónde está mi reembolso
            estado de mi reembolso
            ya me han devuelto el dinero
            cuándo me devuelven el dinero
        """,
        "ReturnPolicyIntent": """
            cuál es la política de devoluciones
            cuánto tiempo tengo para devolver
            cómo funcionan las devoluciones
        """,
        "StoreInfoIntent": """
            cuándo abren
            cuándo cierran
            a qué hora abren
            a qué hora cierran
            qué horario tienen
            están abiertos hoy
            dónde está la tienda
            cuál es la dirección
            cuál es el teléfono
            cuándo abre {store}
            a qué hora cierra {store}
            está abierta {store}
            dónde está la tienda {store}
        """,
        "DeliveryInfoIntent": """
            hacen envíos
            cuánto cuesta el envío
            cuánto tarda el envío
            entregan a domicilio
        """,
        "PaymentInfoIntent": """
            cómo puedo pagar
            qué formas de pago hay
            aceptan tarjeta
            puedo pagar en la tienda
        """,
        "ChangeAddressIntent": """
            cambia mi dirección
            cambia la dirección de entrega
            quiero cambiar mi dirección
            me he mudado
        """,
        "HumanAgentIntent": """
            quiero hablar con una persona
            ponme con una persona
            quiero hablar con alguien
            atención al cliente
            un agente
        """,
        "ThanksIntent": """
            gracias
            muchas gracias
        """,
        "SelectOptionIntent": """
            {number}
            el número {number}
            {ordinal}
            el {ordinal}
            la {ordinal}
            {size}
            talla {size}
            talla {number}
            la talla {size}
            la talla {number}
            en la talla {size}
            en la talla {number}
            {color}
            en {color}
            el {color}
            la {color}
            {method}
            {method} por favor
            para {method}
            {store}
            en la tienda {store}
        """,
        "AnswerIntent": """
            que sea {query}
            que sean {query}
            cámbialo por {query}
            cambia {query}
            he dicho {query}
            no he dicho {query}
            quería decir {query}
            mejor {query}
            en {query}
            en la tienda de {query}
            es {query}
            porque {query}
        """,
    },
    values={
        "SIZE": {
            "XS": ("extra pequeña", "equis ese"),
            "S": ("pequeña", "pequeño"),
            "M": ("mediana", "mediano"),
            "L": ("grande",),
            "XL": ("extra grande", "equis ele"),
            "2XL": ("doble equis ele",),
        },
        "METHOD": {
            "pickup": ("recogida", "recoger", "recogerlo en la tienda", "recogida en tienda"),
            "delivery": ("envío", "a domicilio", "entrega a domicilio", "enviar"),
        },
        "COLOR": {
            "negro": ("negra",), "blanco": ("blanca",), "gris": (), "rojo": ("roja",),
            "azul": (), "verde": (), "amarillo": ("amarilla",), "naranja": (),
            "marrón": (), "morado": ("morada",), "rosa": (),
        },
        "ORDINAL": {
            "1": ("primero", "primera"), "2": ("segundo", "segunda"), "3": ("tercero", "tercera"),
            "4": ("cuarto", "cuarta"), "5": ("quinto", "quinta"), "last": ("último", "última"),
        },
    },
    half=("{n} y medio", "{n} y media"),
    numbers="cinco seis siete ocho nueve diez once doce trece",
    asked={
        "query": "¿Qué quiere?",
        "size": "¿Qué talla?",
        "color": "¿De qué color?",
        "quantity": "¿Cuántos?",
        "method": "¿Para recoger o a domicilio?",
        "store": "¿En qué tienda?",
        "orderNumber": "¿Cuál es el número del pedido?",
    },
    confirmed="¿Lo hago?",
    greeting="Le damos la bienvenida a {shop}.",
    summary="Compre en {shop} con la voz.",
    description="Pregunte qué tiene {shop}, pida para recoger o a domicilio, sepa dónde está su "
    "pedido y empiece una devolución.",
    keywords=("compras", "tiendas", "pedidos", "recogida", "existencias"),
)  # fmt: skip
"""Spanish, as spoken in all of its locales."""
