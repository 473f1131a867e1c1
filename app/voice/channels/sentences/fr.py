"""How shoppers say it in French: samples by intent, values of slots, and what is asked."""

from __future__ import annotations

from app.voice.channels.sentences.language import Language

FRENCH = Language(
    samples={
        "CheckAvailabilityIntent": """
            est-ce que vous avez {query}
            avez vous {query}
            vous avez {query}
            est-ce qu'il y a {query}
            y a-t-il {query}
            vendez vous {query}
            est-ce qu'il reste {query}
            si vous avez {query}
            avez vous {product} en taille {size}
            avez vous {product} en {color}
            y a-t-il {product} à {store}
        """,
        "ProductSearchIntent": """
            je cherche {query}
            je recherche {query}
            cherche {query}
            trouve {query}
            montre moi {query}
            recommande moi {query}
        """,
        "PriceCheckIntent": """
            combien coûte {query}
            combien coûtent {query}
            quel est le prix de {query}
            le prix de {query}
            c'est combien {query}
            combien coûte {product}
        """,
        "OrderProductIntent": """
            commande {query}
            commande moi {query}
            achète {query}
            achète moi {query}
            je veux {query}
            je veux commander {query}
            je veux acheter {query}
            je voudrais {query}
            je voudrais commander {query}
            j'aimerais {query}
            j'aimerais commander {query}
            j'aimerais acheter {query}
            je voudrais acheter {query}
            il me faut {query}
            j'ai besoin de {query}
            je prends {query}
            réserve moi {query}
            commande {product}
            commande {quantity} {product}
            commande {product} en taille {size}
            commande {product} en {color}
            commande le
            achète le
        """,
        "AddToCartIntent": """
            ajoute {query}
            ajoute {query} au panier
            ajoute {query} à ma commande
            mets {query} dans le panier
            mets {query} dans mon panier
            ajoute {quantity} {product} au panier
        """,
        "ViewCartIntent": """
            qu'est-ce qu'il y a dans mon panier
            montre mon panier
            lis mon panier
            où en est mon panier
        """,
        "CheckoutIntent": """
            passe la commande
            valide la commande
            je veux payer
            c'est tout
            rien d'autre
        """,
        "ReorderIntent": """
            comme d'habitude
            commande comme d'habitude
            la même chose
            refais ma dernière commande
            recommande {query} pour moi
            commande encore {query}
        """,
        "PromotionsIntent": """
            quelles sont les promotions
            est-ce qu'il y a des promotions
            quelles offres avez vous
            est-ce qu'il y a des soldes
        """,
        "OrderStatusIntent": """
            où est ma commande
            où est mon colis
            où en est ma commande
            est-ce que ma commande est prête
            quand arrive ma commande
            suis ma commande
            où est la commande {orderNumber}
            où est la commande numéro {orderNumber}
            où en est la commande {orderNumber}
            où en est la commande numéro {orderNumber}
        """,
        "CancelOrderIntent": """
            annule ma commande
            annule la commande
            annule ma dernière commande
            annule la commande {orderNumber}
            annule la commande numéro {orderNumber}
        """,
        "ReturnItemIntent": """
            je veux retourner un article
            je veux rendre quelque chose
            je veux faire un retour
            commence un retour
            je veux retourner {query}
            je veux rendre {query}
        """,
        "RefundStatusIntent": """
            où est mon remboursement
            où en est mon remboursement
            est-ce que j'ai été remboursé
            quand serai-je remboursé
        """,
        "ReturnPolicyIntent": """
            quelles sont les conditions de retour
            combien de temps ai-je pour retourner un article
            comment marchent les retours
        """,
        "StoreInfoIntent": """
            quand ouvrez vous
            quand fermez vous
            à quelle heure ouvrez vous
            à quelle heure fermez vous
            quels sont vos horaires
            êtes vous ouverts aujourd'hui
            où est le magasin
            quelle est l'adresse
            quel est le numéro de téléphone
            quand ouvre {store}
            à quelle heure ferme {store}
            est-ce que {store} est ouvert
            où est le magasin {store}
        """,
        "DeliveryInfoIntent": """
            est-ce que vous livrez
            combien coûte la livraison
            combien de temps prend la livraison
            quels sont les délais de livraison
        """,
        "PaymentInfoIntent": """
            comment puis-je payer
            quels moyens de paiement acceptez vous
            est-ce que vous prenez les cartes
            puis-je payer en magasin
        """,
        "ChangeAddressIntent": """
            change mon adresse
            change l'adresse de livraison
            je veux changer mon adresse
            j'ai déménagé
        """,
        "HumanAgentIntent": """
            je veux parler à quelqu'un
            je veux parler à une personne
            passe moi un conseiller
            le service client
            un conseiller
        """,
        "ThanksIntent": """
            merci
            merci beaucoup
        """,
        "SelectOptionIntent": """
            {number}
            le numéro {number}
            {ordinal}
            le {ordinal}
            la {ordinal}
            {size}
            taille {size}
            taille {number}
            en taille {size}
            en taille {number}
            la taille {size}
            la taille {number}
            {color}
            en {color}
            le {color}
            la {color}
            {method}
            {method} s'il te plaît
            pour {method}
            {store}
            au magasin {store}
        """,
        "AnswerIntent": """
            plutôt {query}
            mets plutôt {query}
            change pour {query}
            change {query}
            j'ai dit {query}
            non j'ai dit {query}
            je voulais dire {query}
            à {query}
            au magasin de {query}
            c'est {query}
            parce que {query}
        """,
    },
    values={
        "SIZE": {
            "XS": ("très petit", "très petite"),
            "S": ("petit", "petite"),
            "M": ("moyen", "moyenne"),
            "L": ("grand", "grande"),
            "XL": ("très grand", "très grande"),
            "2XL": ("double xl",),
        },
        "METHOD": {
            "pickup": ("retrait", "à emporter", "retrait en magasin", "venir le chercher"),
            "delivery": ("livraison", "à domicile", "livraison à domicile", "livrer"),
        },
        "COLOR": {
            "noir": ("noire",), "blanc": ("blanche",), "gris": ("grise",), "rouge": (),
            "bleu": ("bleue",), "vert": ("verte",), "jaune": (), "orange": (),
            "marron": (), "violet": ("violette",), "rose": (),
        },
        "ORDINAL": {
            "1": ("premier", "première"), "2": ("deuxième", "second", "seconde"),
            "3": ("troisième",), "4": ("quatrième",), "5": ("cinquième",),
            "last": ("dernier", "dernière"),
        },
    },
    half=("{n} et demi", "{n} et demie"),
    numbers="cinq six sept huit neuf dix onze douze treize",
    asked={
        "query": "Que désirez-vous ?",
        "size": "Quelle taille ?",
        "color": "Quelle couleur ?",
        "quantity": "Combien ?",
        "method": "En retrait ou en livraison ?",
        "store": "Dans quel magasin ?",
        "orderNumber": "Quel est le numéro de commande ?",
    },
    confirmed="Je le fais ?",
    greeting="Bienvenue chez {shop}.",
    summary="Achetez chez {shop} à la voix.",
    description="Demandez ce que {shop} a en stock, commandez en retrait ou en livraison, sachez "
    "où en est votre commande et commencez un retour.",
    keywords=("achats", "magasins", "commandes", "retrait", "stock"),
)  # fmt: skip
"""French, as spoken in all of its locales."""
