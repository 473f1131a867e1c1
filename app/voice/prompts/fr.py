"""Every French sentence the gateway speaks, by id.

The same prompts as in `en`, with the same places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONFIRMATION_WORDS: Final = (
    *("j'ai commandé", "commande est passée", "commande a été passée", "commande est confirmée"),
    *("vous avez acheté", "ont été débités", "achat est terminé"),
    "a confirmé votre commande",
)
"""What may be said only when a receipt is at hand (compared in lower case)."""
RETURN_WORDS: Final = ("j'ai lancé votre retour", "j'ai transmis votre retour", "ont été rendus")
"""What may be said only of a return that is stored."""

PROMPTS: Final[Mapping[str, str]] = {
    "welcome": (
        "Bonjour. Je peux regarder ce qui est en stock, prendre une commande à retirer ou à "
        "livrer, ou vous dire où en est une commande. Que désirez-vous ?"
    ),
    "resume.offer": "Rebonjour. Vous étiez en train de choisir {name}. On continue ?",
    "resume.offer.again": "Je continue avec {name} ? Oui ou non ?",
    "welcome.again": "Essayez de dire : avez-vous cet article dans ma taille ?",
    "help": (
        "Vous pouvez demander si un article est en stock, dire commander et le nom de l'article, "
        "ou demander où en est votre commande. Dites recommencer, arrêter ou une personne à tout "
        "moment."
    ),
    "phone.more": "Autre chose ?",
    "keypad.help": (
        "Rien ne presse. Vous pouvez aussi appuyer sur des touches : 1 pour oui, 2 pour non, 9 "
        "pour réécouter, étoile pour recommencer, et 0 pour parler à une personne."
    ),
    "later": "Je m'occupe du reste juste après.",
    "later.now": "Vous avez dit aussi : {words}.",
    "what.next": "Que voulez-vous faire ?",
    "start.over": "D'accord, on recommence. Que cherchez-vous ?",
    "goodbye": "D'accord. Au revoir.",
    "let.go": "D'accord, je l'ai remis en rayon et rien n'a été débité. Au revoir.",
    "nothing.said": "Je n'ai encore rien dit. Que désirez-vous ?",
    "moment": "Un instant, je regarde.",
    "wait": "Prenez votre temps.",
    "unsure": "Ce n'est pas grave.",
    "unsure.open": (
        "Ce n'est pas grave. Dites : qu'est-ce que vous avez ? Et je cite quelques articles."
    ),
    "who.speaks": (
        "Je suis l'assistante vocale du magasin, un ordinateur. Pour parler à quelqu'un, "
        "dites une personne."
    ),
    "silence.first": "Je n'ai rien entendu.",
    "silence.second": "Je ne vous entends toujours pas.",
    "miss.first": "Pardon, je n'ai pas compris.",
    "miss.second": "Je n'ai toujours pas compris. Vous pouvez aussi dire aide ou arrêter.",
    "miss.either": "Voulez-vous {one}, ou {other} ?",
    "wish.place_order": "commander quelque chose",
    "wish.check_availability": "savoir ce qui est en stock",
    "wish.order_status": "savoir où en est une commande",
    "wish.cancel_order": "annuler une commande",
    "wish.add_to_cart": "ajouter un article à votre commande",
    "wish.modify_order": "changer votre commande",
    "wish.reorder": "commander comme d'habitude",
    "wish.product_search": "chercher un article",
    "wish.price_check": "connaître un prix",
    "wish.promotions": "connaître les offres",
    "wish.return_item": "rendre un article",
    "wish.refund_status": "savoir où en est un remboursement",
    "wish.return_policy": "savoir comment rendre un article",
    "wish.change_address": "changer votre adresse",
    "wish.delivery_info": "vous renseigner sur la livraison",
    "wish.payment_info": "vous renseigner sur le paiement",
    "wish.store_info": "vous renseigner sur un magasin",
    "wish.human_agent": "parler à quelqu'un",
    "miss.last": "Je n'arrive pas à vous comprendre. Réessayez plus tard ou appelez le magasin.",
    "card.number": (
        "On aurait dit un numéro de carte. Ne dites jamais de numéro de carte, s'il vous plaît ; "
        "je ne les garde pas. Les commandes sont payées avec la carte enregistrée dans votre "
        "compte."
    ),
    "trouble": (
        "Désolée, je n'arrive pas à joindre le système du magasin. Réessayez dans une minute."
    ),
    "trouble.place": (
        "Désolée, je n'ai pas eu de réponse pour cette commande. Avant de réessayer, demandez-moi "
        "où en est votre commande."
    ),
    "trouble.busy": "Le système du magasin est très occupé. Réessayez dans une minute.",
    "trouble.shop": (
        "Le magasin doit d'abord vérifier la connexion de sa caisse. Renseignez-vous sur place, "
        "ou dites conseiller pour parler à quelqu'un."
    ),
    "trouble.stock": (
        "La caisse dit qu'il n'en reste pas assez. Essayez une quantité plus petite, ou un autre "
        "magasin."
    ),
    "trouble.price": (
        "La caisse dit que le prix a changé. Redemandez-moi et je vous lirai le nouveau."
    ),
    "trouble.item": (
        "La caisse ne connaît plus cet article. Choisissez-en un autre, s'il vous plaît."
    ),
    "trouble.choice": (
        "La caisse n'accepte pas ce choix avec cet article. Choisissez-en un autre, s'il vous "
        "plaît."
    ),
    "trouble.state": (
        "Cette commande a avancé entre-temps et la caisse ne le permet plus. Demandez-moi où en "
        "est votre commande, ou dites conseiller pour parler à quelqu'un."
    ),
    "trouble.address": (
        "La caisse n'accepte pas cette adresse. Vérifiez-la dans votre compte, ou choisissez le "
        "retrait en magasin."
    ),
    "trouble.amount": (
        "La caisse n'accepte pas ce montant en une fois. Réduisez-le, ou renseignez-vous au "
        "magasin."
    ),
    "trouble.refund": (
        "La caisse ne peut pas rendre cet argent toute seule. Le magasin le peut ; dites "
        "conseiller pour parler à quelqu'un."
    ),
    "trouble.discount": (
        "La caisse n'accepte pas cette remise ou cette carte cadeau. Vous pouvez continuer sans."
    ),
    "trouble.customer": (
        "La caisse ne trouve pas votre fiche client. Vérifiez votre compte, ou renseignez-vous au "
        "magasin."
    ),
    "trouble.closed": (
        "Ce magasin ne prend pas de commandes en ce moment. Choisissez un autre magasin ou une "
        "autre heure."
    ),
    "trouble.repeated": (
        "Cela semble déjà en cours. Demandez-moi où en est votre commande avant de réessayer."
    ),
    "trouble.refused": (
        "La caisse l'a refusé. Essayez autrement, ou dites conseiller pour parler à quelqu'un."
    ),
    "trouble.payment": (
        "Le paiement n'est pas passé. Choisissez une autre carte dans votre compte, ou payez au "
        "magasin."
    ),
    "trouble.unknown": (
        "Désolée, un problème est survenu de notre côté. Si vous étiez en train d'acheter, "
        "demandez-moi où en est votre commande avant de réessayer."
    ),
    "link.account": (
        "Pour cela, reliez d'abord votre compte client. J'ai envoyé dans votre application une "
        "carte qui explique comment faire."
    ),
    "link.elsewhere": (
        "Pour cela, je dois savoir qui vous êtes, et je ne peux pas le vérifier ici. "
        "Dites : une personne, et quelqu'un du magasin vous aidera."
    ),
    "ask.product": "Que cherchez-vous ?",
    "ask.product.again": (
        "Dites-moi le nom de l'article, par exemple : chaussures de course en quarante-deux."
    ),
    "product.none": "Je n'ai pas trouvé {query} dans le magasin. Pouvez-vous le dire autrement ?",
    "product.none.like": (
        "Je n'ai rien trouvé de tel dans le magasin. Comment s'appelle l'article ?"
    ),
    "product.closest": (
        "Je ne suis pas sûre de comprendre lequel. Le plus proche, c'est {titles}. Lequel ?"
    ),
    "product.did.you.mean": "Vouliez-vous dire {titles} ?",
    "product.which": "J'ai trouvé {titles}. Lequel voulez-vous ?",
    "product.which.again": "Dites le nom, ou le premier, le deuxième, ou encore.",
    "choices.more": "{count:Il y a aussi|Il y a encore} {titles}. Lequel voulez-vous ?",
    "choices.over": "C'était tout. Lequel voulez-vous ?",
    "option.which": "{carry}{option} voulez-vous ? Il y a {values}.",
    "option.none": "{title} n'existe pas en {value}. Il y a {values}. Que préférez-vous ?",
    "option.near": "{title} n'existe pas en {value}, mais en {values}. Que préférez-vous ?",
    "option.again": "{option} voulez-vous : {values} ?",
    "option.noted": "D'accord, {value}.",
    "noted": "C'est noté.",
    "option.carry": "Nous avons {title}. ",
    "values.range": "de {low} à {high}",
    "glance.price": "{name} coûte {price}.",
    "glance.price.from": "{name} coûte à partir de {price}.",
    "order.not.changed": (
        "Je ne peux plus changer une commande passée. Je peux l'annuler si le magasin n'a"
        " pas commencé : dites, annule ma commande. Ou dites : une personne."
    ),
    "goods.untold": "Je ne peux pas vous le dire pour {name}. Pour cela, dites : une personne.",
    "goods.one.kind": "{name} n'existe qu'en un seul modèle.",
    "glance.unknown": "Nous avons {name}.",
    "glance.in": "C'est en stock.",
    "glance.at": "{store} l'a en stock.",
    "glance.out": "{name} n'est plus en stock.",
    "glance.none": "Je n'ai pas trouvé {query} dans le magasin.",
    "glance.add": "Pour le prendre aussi, dites : ajoute {name}.",
    "found.item": "{name} à {price}",
    "found.item.from": "{name} à partir de {price}",
    "found.list": "J'ai trouvé {titles}. Lequel voulez-vous ?",
    "found.range": "Par exemple, il y a {titles}. Lequel voulez-vous ?",
    "found.one": "J'ai trouvé {titles}. C'est ce que vous voulez ?",
    "found.at.price": "Je n'ai rien à ce prix. Le plus proche, c'est {titles}. Cela vous irait ?",
    "found.none.cheaper": "Il n'y a rien de moins cher que {title}.",
    "found.none.dearer": "Il n'y a rien de plus cher que {title}.",
    "found.cheapest": "Le moins cher qui convienne, c'est {titles}. Vous le voulez ?",
    "found.dearest": "Il n'y a rien au-dessus : {titles}. Vous le voulez ?",
    "price.is": "{name} coûte {price}.",
    "price.range": "{name} coûte de {low} à {high}, selon le modèle.",
    "price.unset": "Le prix de {name} se fixe en caisse, je ne peux donc pas le dire.",
    "price.offer": "Voulez-vous le commander ?",
    "price.offer.again": "Je le commande ? Oui ou non ?",
    "price.offer.all": "Voulez-vous commander le tout ?",
    "price.several": "{lines}.",
    "price.together": "Le tout fait {total}.",
    "price.of.many": "{name} coûte {price} ; {count}, cela fait {total}.",
    "choice.which": "Pour {name}, que voulez-vous ? {values} ?",
    "choice.plain": "{name} : {values} ?",
    "choice.another": "Et quoi d'autre pour {name} ? {values} ?",
    "choice.more": "Autre chose ? {values}, ou rien d'autre.",
    "choice.more.again": "Dites autre chose, ou rien d'autre.",
    "choice.again": "Lequel voulez-vous : {values} ?",
    "choice.or.more": ", ou dites encore pour d'autres",
    "choice.times": "{count} fois {name}",
    "choice.out": "Désolée, il n'y a plus de {name}.",
    "choice.unknown": "Je ne peux pas y mettre {name}.",
    "choice.cannot.leave": "Je ne peux pas retirer {name} d'ici.",
    "choice.too.many": (
        "Au plus {count} {count:choix possible|choix possibles} : j'ai donc laissé {name} de côté."
    ),
    "choice.needed": "Il en faut un pour continuer.",
    "choice.none.left": (
        "Désolée, on ne peut pas préparer {title} en ce moment : il n'y a plus de {out}."
    ),
    "line.with": "{name} avec {choices}",
    "hours.off": "{title} est à la carte {when}.",
    "hours.span": "{clock}, {days}",
    "hours.from.to": "de {start} à {end}",
    "hours.all.day": "toute la journée",
    "hours.every.day": "tous les jours",
    "hours.days": "du {first} au {last}",
    "ask.product.else": "Que voulez-vous d'autre ?",
    "stock.yes": "Oui. {name} : {count} à {store}.",
    "stock.enough": "Oui. {name} est disponible à {store}.",
    "stock.elsewhere": "{store} n'a plus {name}, mais {other} en a {count}.",
    "stock.elsewhere.unknown": (
        "Je ne vois pas combien {store} a de {name}, mais {other} en a {count}."
    ),
    "stock.fetch.elsewhere": (
        "{store} a {name}, mais on ne peut rien y retirer. {other} en a {count}."
    ),
    "stock.ships.only": (
        "On ne peut pas le retirer là-bas, mais il peut être livré : dites commandez-en un en "
        "livraison."
    ),
    "stock.later": "{store} n'a pas {name} en ce moment, mais peut le commander.",
    "stock.later.days": (
        "{store} n'a pas {name} en ce moment, mais peut le commander, ce qui prend environ {days}"
        " {days:jour|jours}."
    ),
    "stock.few": "{name} : il n'en reste que {left} à {store}, mais {other} en a {count}.",
    "stock.few.only": "{name} : il n'en reste que {left}, à {store}.",
    "stock.all": "{name} : {stores}.",
    "stock.others": "{count} {count:autre magasin l'a|autres magasins l'ont} aussi.",
    "stock.held": "Oui, c'est mis de côté pour vous.",
    "stock.none": "Désolée, {name} est épuisé dans tous les magasins.",
    "stock.none.ask": "Voulez-vous une autre taille, une autre couleur ou un autre article ?",
    "stock.unknown": (
        "Les magasins ne comptent pas {name}, je ne peux donc pas dire combien il y en a."
    ),
    "stock.price": "Il coûte {price}.",
    "stock.old": (
        "La caisse du magasin a été lente à répondre : le chiffre date d'il y a {minutes} "
        "{minutes:minute|minutes} et a pu changer."
    ),
    "stock.old.now": "La caisse du magasin a été lente à répondre : cela a pu changer.",
    "stock.values": "Oui, {name} est en stock en {values}. {option} voulez-vous ?",
    "stock.values.at": ("Oui, {name} est en stock en {values} à {store}. {option} voulez-vous ?"),
    "stock.values.out": "En {values}, c'est épuisé.",
    "stock.offer": "Voulez-vous en commander {count:un|plusieurs} à retirer à {store} ?",
    "stock.offer.again": "Je le prépare pour un retrait à {store} ? Oui ou non ?",
    "ask.method": "Retrait en magasin, ou livraison ?",
    "ask.method.again": "Dites retrait, ou livraison.",
    "ask.quantity": "Combien en voulez-vous ?",
    "ask.quantity.again": "Dites simplement un nombre.",
    "ask.store": "Dans quel magasin ? {stores}.",
    "ask.store.again": "Dites par exemple : à {store}.",
    "store.count": "{store} avec {count}",
    "store.plain": "{store}",
    "time.minutes": "{count} {count:minute|minutes}",
    "time.hours": "{count} {count:heure|heures}",
    "time.days": "{count} {count:jour|jours}",
    "read.back": (
        "{lines}, {how}. Le total est de {total}{off}{tax}. Je {quantity:le garde|les garde} "
        "{time}. Je valide ?"
    ),
    "read.back.off": ", après {off} de remise",
    "read.back.tax": ", dont {tax} de taxes",
    "back.order": "{name} doit d'abord arriver, et je ne sais pas encore quand.",
    "back.order.days": (
        "{name} doit d'abord arriver, ce qui prend environ {days} {days:jour|jours}."
    ),
    "read.back.again": "Je l'achète pour {total} ? Dites oui, ou non pour changer.",
    "parts.read.back": (
        "Aucun magasin n'a tout. Je peux avoir {parts} : {count} commandes, {total} en tout taxes "
        "comprises, chacune débitée à part. Je les garde {time}. "
        "Je valide ?"
    ),
    "parts.one": "{lines} à {store} pour {total}",
    "parts.again": (
        "J'achète les {count} parties pour {total} ? Dites oui, ou quelle partie vous voulez, par "
        "exemple : seulement la première."
    ),
    "parts.back": "D'accord, de nouveau aussi {name}.",
    "parts.missing": "La partie de {store} n'a pas pu être obtenue et ne coûte rien.",
    "how.pickup": "à retirer à {store}",
    "how.shipping": "à livrer à l'adresse de votre compte",
    "how.shipping.channel": "à livrer à l'adresse de votre appareil",
    "how.shipping.told": "à livrer à {address}",
    "price.changed": "Le prix a changé : c'était {agreed}, c'est maintenant {now}.",
    "price.same": "Le total est toujours de {now}.",
    "ask.change": "D'accord, je ne le fais pas.",
    "ask.change.what": (
        "Que voulez-vous changer : l'article, la taille, la quantité ou le magasin ? Ou dites "
        "annuler."
    ),
    "ask.change.again": (
        "Dites ce qu'il faut changer, par exemple : mettez-en deux. Ou dites annuler."
    ),
    "cart.so.far": "D'accord, pour l'instant {lines}.",
    "cart.ask": "Autre chose ?",
    "cart.ask.again": "Dites un autre article, ou : c'est tout.",
    "cart.has": "Il y a {lines}.",
    "cart.empty": "Il n'y a encore rien dans votre commande. Que cherchez-vous ?",
    "cart.removed": "D'accord, sans {name}.",
    "cart.not.in": "Je n'y vois pas {name}.",
    "usual.none": "Je ne vois rien que vous achetiez régulièrement. Que voulez-vous ?",
    "usual.which": "Vous prenez souvent {titles}. Lequel voulez-vous ?",
    "usual.instead": "{bought} n'est plus vendu. Le plus proche, c'est {name}.",
    "shop.open.until": "{store} est ouvert jusqu'à {time}.",
    "shop.opens": "{store} est fermé en ce moment et ouvre {day} à {time}.",
    "shop.closed": "{store} est fermé pour l'instant.",
    "shop.hours": "{store} est ouvert {hours}.",
    "shop.hours.none": "Je ne connais pas les horaires de {store}.",
    "shop.day": "{store} est ouvert {day} {hours}.",
    "shop.day.closed": "{store} est fermé {day}.",
    "shop.address": "C'est au {street}, {city}.",
    "shop.at": "{store} est au {street}, {city}.",
    "shop.at.unknown": "Je n'ai pas l'adresse de {store}.",
    "shop.phone": "Le numéro est le {phone}.",
    "shop.others": "Nous sommes aussi à {stores}.",
    "shop.none": "Je ne connais aucun magasin.",
    "info.delivery": (
        "Je peux faire livrer à l'adresse de votre compte. Le prix de la livraison est compris "
        "dans le total que vous entendez avant d'accepter."
    ),
    "info.payment": (
        "On paie avec la carte enregistrée dans votre compte, une fois que vous avez entendu le "
        "total et dit oui. Ne dites jamais de numéro de carte, s'il vous plaît."
    ),
    "info.promotions": (
        "Je ne vois pas les offres d'ici. Le total que je lis comprend toutes les remises que "
        "fait la caisse."
    ),
    "info.returns": "Vous pouvez rendre un article dans les {days} {days:jour|jours}. {how}",
    "return.bring": "Rapportez-le au magasin avec le numéro de commande.",
    "return.print": (
        "Imprimez l'étiquette, collez-la sur le colis et remettez-le au transporteur."
    ),
    "return.label.sent": ("Je vous ai envoyé l'étiquette pour le colis."),
    "return.label.coming": ("Je vous envoie l'étiquette pour le colis."),
    "return.label.from_shop": ("Le magasin vous donne l'étiquette pour le colis."),
    "return.which": "La commande {number} contient {titles}. Que voulez-vous rendre ?",
    "return.which.again": "Dites le nom de ce que vous voulez rendre, ou le premier.",
    "return.reason": "Pourquoi rendez-vous {name} ? Dites par exemple mauvaise taille ou abîmé.",
    "return.reason.again": (
        "Était-ce la mauvaise taille, abîmé, le mauvais article, pas comme prévu, ou avez-vous "
        "changé d'avis ?"
    ),
    "return.confirm": "On vous rendrait {amount} pour {name}. Je lance le retour ?",
    "return.confirm.person": (
        "Quelqu'un du magasin regarde d'abord ce retour ; ce serait {amount} pour {name}. Je le "
        "lui transmets ?"
    ),
    "return.confirm.again": "Je lance le retour ? Oui ou non ?",
    "return.kept": "D'accord, je n'ai rien changé.",
    "return.refused": "{name} ne peut pas être rendu par téléphone.",
    "return.refused.not-placed": (
        "Cette commande n'est pas encore terminée, il n'y a donc rien à rendre."
    ),
    "return.refused.canceled": "Cette commande a été annulée, il n'y a donc rien à rendre.",
    "return.refused.not-received": (
        "Vous n'avez pas encore cette commande. Si vous n'en voulez plus, dites annule ma commande."
    ),
    "return.refused.not-paid": (
        "Cette commande n'est pas encore payée, il n'y a donc rien à rembourser."
    ),
    "return.refused.by-weight": "Ce qui se vend au poids, comme {name}, ne se rend qu'au magasin.",
    "return.refused.already-returned": "{name} a déjà été rendu.",
    "return.refused.more-than-received": "C'est plus de {name} que vous n'en avez reçu.",
    "return.refused.final-sale": "{name} était en vente ferme, cela ne peut pas être rendu.",
    "return.refused.window-over": "Le délai pour rendre {name} est passé.",
    "return.else": (
        "Si vous pensez que cela devrait être possible, dites conseiller pour parler à quelqu'un."
    ),
    "exchange.which": "La commande {number} contient {titles}. Que voulez-vous échanger ?",
    "exchange.reason": (
        "Quel est le problème avec {name} ? Dites par exemple trop petit, abîmé ou autre chose."
    ),
    "exchange.what": "Que voulez-vous à la place de {name} ?",
    "exchange.what.again": (
        "Dites une autre taille ou une autre couleur, ou le nom d'un autre article."
    ),
    "exchange.same": "C'est celui que vous avez déjà.",
    "exchange.confirm": (
        "Vous rendez {old} et vous recevez {count} {new} à {store}. {money} Je le fais ?"
    ),
    "exchange.confirm.again": "Dois-je faire l'échange ? Oui ou non ?",
    "exchange.again": "Dois-je essayer encore une fois ?",
    "exchange.over": "Cela a pris trop de temps : rien n'a été échangé ni débité.",
    "exchange.costs.same": "Le prix est le même.",
    "exchange.costs.more": "Cela coûte {difference} de plus.",
    "exchange.costs.less": "Cela coûte {difference} de moins.",
    "exchange.pays.nothing": "Il n'y a rien à payer.",
    "exchange.pays.charge": "{charge} seront débités de votre carte.",
    "exchange.pays.refund": "{refund} reviendront sur votre carte quand le magasin aura {old}.",
    "exchange.pays.both": (
        "{charge} seront débités maintenant de votre carte, et {refund} y reviendront quand le "
        "magasin aura {old}."
    ),
    "exchange.no.card": "Je n'ai pas de carte pour débiter la différence. Rien n'a été débité.",
    "exchange.else": (
        "Voulez-vous une autre taille ou une autre couleur, autre chose, ou un remboursement ?"
    ),
    "exchange.else.again": (
        "Dites une autre taille ou une autre couleur, remboursement, ou non pour en rester là."
    ),
    "exchange.kept": "D'accord, rien n'est échangé et rien n'a été débité.",
    "exchange.parked": (
        "Je n'arrive pas à joindre la caisse de {store}. Le magasin fera l'échange dès que "
        "possible et vous préviendra. D'ici là, rien n'est échangé."
    ),
    "receipt.exchanged": (
        "C'est fait. Vous recevez {new} : commande {number}, à retirer à {store}."
    ),
    "receipt.exchanged.sent": ("C'est fait. Vous recevez {new} : commande {number}."),
    "receipt.charged": "{charge} ont été débités de votre carte.",
    "returned.difference.working": "{refund} sont en route vers votre carte.",
    "returned.difference": "{refund} ont été remboursés sur votre carte.",
    "exchanged.bring": ("Rendez {old}, s'il vous plaît."),
    "rating.ask": (
        "Une dernière chose : de un à cinq, comment cela s'est-il passé ? Cinq est le mieux. Ou "
        "dites passer."
    ),
    "rating.again": "Un chiffre de un à cinq, s'il vous plaît, ou passer.",
    "rating.thanks": "Merci, c'est noté.",
    "rating.skipped": "D'accord.",
    "returned.awaiting_goods": (
        "J'ai lancé votre retour. {amount} reviendront sur votre carte dès que le magasin l'aura "
        "reçu. {how}"
    ),
    "returned.needs_person": (
        "J'ai transmis votre retour. Quelqu'un du magasin décide pour les {amount} et vous le dira."
    ),
    "returned.working": "J'ai lancé votre retour. {amount} sont en route vers votre carte.",
    "returned.needs_staff": (
        "J'ai lancé votre retour pour {amount}. Le personnel du magasin fait le reste. {how}"
    ),
    "returned.done": "J'ai lancé votre retour, et {amount} ont été rendus sur votre carte.",
    "returned.credit.done": "J'ai lancé votre retour, et vous avez reçu un avoir de {amount}.",
    "refund.none": "Il n'y a pas de remboursement en cours pour la commande {number}.",
    "refund.awaiting_goods": (
        "{amount} de la commande {number} reviendront dès que le magasin aura l'article."
    ),
    "refund.arrived": (
        "{amount} de la commande {number} reviendront dès que le magasin aura vérifié l'article."
    ),
    "refund.parcel.arrived": "Votre colis est arrivé au magasin {delivered}.",
    "refund.parcel.expected": (
        "Votre colis est en route vers le magasin avec {carrier} et arrive {expected}."
    ),
    "refund.parcel.moving": "Votre colis est en route vers le magasin avec {carrier}.",
    "refund.parcel.out": "{carrier} apporte votre colis au magasin aujourd'hui.",
    "refund.parcel.trouble": (
        "{carrier} signale un problème avec votre colis ; le magasin peut aider."
    ),
    "refund.needs_person": (
        "Quelqu'un du magasin décide encore pour {amount} de la commande {number}."
    ),
    "refund.working": "{amount} de la commande {number} sont en route vers votre carte.",
    "refund.needs_staff": (
        "Le personnel du magasin doit encore s'occuper de {amount} de la commande {number}."
    ),
    "refund.credit.working": "Vous aurez bientôt un avoir de {amount} pour la commande {number}.",
    "refund.credit.done": "Vous avez reçu un avoir de {amount} pour la commande {number}.",
    "refund.done": "{amount} de la commande {number} ont été renvoyés sur votre carte.",
    "refund.exchanged": (
        "Ce que vous rendez de la commande {number} paie ce que vous avez pris à la place : "
        "aucun argent ne vous revient."
    ),
    "refund.refused": "Le magasin a décidé de ne pas rembourser {amount} de la commande {number}.",
    "refund.canceled": "Ce retour de {amount} de la commande {number} a été abandonné.",
    "refund.paid": "L'argent de la commande {number} a été renvoyé.",
    "refund.paid.part": "Une partie de l'argent de la commande {number} a été renvoyée.",
    "human.ticket": "Bien sûr. Quelqu'un prend le relais ; votre numéro de dossier est {ticket}.",
    "human.stuck": (
        "Je suis désolée, je ne comprends pas. Quelqu'un prend le relais ; votre numéro de dossier "
        "est {ticket}."
    ),
    "human.sorry": (
        "J'en suis désolée. Quelqu'un va s'en occuper ; votre numéro de dossier est {ticket}."
    ),
    "human.call": "Je ne peux pas vous transférer d'ici. Appelez {store} au {phone}.",
    "human.none": (
        "Je ne peux pas vous transférer d'ici. Adressez-vous au magasin, s'il vous plaît."
    ),
    "address.person": (
        "Pour que personne d'autre ne le puisse, c'est quelqu'un du magasin qui change l'adresse. "
        "On va s'en occuper ; votre numéro de dossier est {ticket}."
    ),
    "address.too.late": (
        "La commande {number} est en route ou terminée : son adresse ne peut plus changer. Dites "
        "personne, et je vous passe quelqu'un."
    ),
    "address.pickup": (
        "La commande {number} est à retirer : elle n'a pas besoin d'adresse. Dites personne si "
        "vous préférez une livraison."
    ),
    "address.none": (
        "Pour que personne d'autre ne le puisse, je ne change pas d'adresse par téléphone. "
        "Changez-la dans votre compte, ou adressez-vous au magasin."
    ),
    # --- an address, piece by piece
    "address.ask.street": (
        "Dans quelle rue et à quel numéro faut-il livrer ? Ou dites retrait pour venir le chercher."
    ),
    "address.ask.street.again": "Dites-moi la rue et le numéro, s'il vous plaît.",
    "address.ask.number": "Quel numéro dans la rue ?",
    "address.ask.number.again": "Dites-moi le numéro, ou dites sans numéro.",
    "address.ask.city": "Quelle ville, et quel code postal ?",
    "address.ask.city.again": "Dites-moi la ville et le code postal, s'il vous plaît.",
    "address.ask.postcode": (
        "Quel code postal ? Vous pouvez dire les chiffres ou les taper sur le clavier."
    ),
    "address.ask.postcode.again": "Dites-moi le code postal, chiffre par chiffre.",
    "address.ask.part": "Que faut-il corriger : la rue, le numéro, la ville ou le code ?",
    "address.ask.part.again": "Dites rue, numéro, ville ou code postal.",
    "address.heard": "J'ai {address}.",
    "address.confirm": "La livraison va à {address}. C'est bien ça ?",
    "address.confirm.again": "L'adresse est-elle juste ? Oui ou non ?",
    "address.mismatch": "Ce code postal ne correspond pas à cet État.",
    "address.miss": ("Pardon, je n'ai pas compris. Vous pouvez aussi l'épeler, lettre par lettre."),
    "thanks": "Je vous en prie.",
    "out.of.stock": "{store} n'a plus {name}.",
    "out.of.stock.few": "{name} : il n'en reste que {left} à {store}.",
    "out.of.stock.other": "{other} en a {count}. Je le prends là-bas ?",
    "out.of.stock.other.plain": "{other} l'a. Je le prends là-bas ?",
    "out.of.stock.no.other": "Aucun autre magasin n'en a assez. Voulez-vous changer la commande ?",
    "transfer.offer": (
        "Voulez-vous que je {count:le|les} fasse envoyer de {source} à {store} ? Il y sera {day}."
    ),
    "transfer.offer.again": "Dois-je le faire envoyer à {store} ? Oui ou non ?",
    "transfer.done": (
        "Entendu. {source} envoie {count} {name} à {store} ; il devrait y être {day}. Rien n'a été "
        "débité : vous payez en le retirant."
    ),
    "transfer.done.staff": (
        "Entendu. J'ai demandé à {source} d'envoyer {count} {name} à {store} ; il devrait y être "
        "{day}. Rien n'a été débité : vous payez en le retirant."
    ),
    "transfer.gone": "Désolé, quelqu'un a été plus rapide : il ne peut plus être envoyé.",
    "transfer.where": "Dans quel magasin faut-il l'envoyer ?",
    "transfer.where.again": "Dites, s'il vous plaît, le nom du magasin où il doit arriver.",
    "transfer.none.there": "{source} n'en a pas assez.",
    "transfer.not.from.there": "{source} ne peut pas l'y envoyer.",
    "transfer.none": "Aucun magasin ne peut l'y envoyer pour le moment.",
    "transfer.none.too-many": "On n'en envoie pas autant d'un magasin à l'autre.",
    "transfer.none.switched-off": "Ici, les magasins ne s'envoient pas d'articles.",
    "pos.down": "Je n'arrive pas à joindre la caisse de {store}. Rien n'a été débité.",
    "pos.down.other": "J'essaie {other} à la place ?",
    "pos.down.retry": "Je réessaie ?",
    "not.orderable": (
        "Désolée, le magasin ne prend pas cette commande par téléphone. Rien n'a été débité."
    ),
    "not.orderable.no-store": "Désolée, aucun magasin ne peut prendre cette commande en ce moment.",
    "not.orderable.not-sold-there": "Désolée, ce magasin ne le vend pas.",
    "not.orderable.no-pickup": (
        "Désolée, ce magasin ne fait qu'expédier, on ne peut rien y retirer."
    ),
    "not.orderable.too-often": (
        "Il y a eu plusieurs commandes en peu de temps, le magasin n'en prend plus pour "
        "l'instant. Rien n'a été débité ; réessayez plus tard."
    ),
    "not.orderable.too-many-today": (
        "Le magasin ne prend plus de commande de votre part aujourd'hui. Rien n'a été débité."
    ),
    "not.orderable.below-minimum": (
        "C'est moins que ce que le magasin prend en une commande. Vous pouvez ajouter quelque "
        "chose."
    ),
    "not.orderable.method-not-offered": (
        "Désolée, le magasin ne propose pas ce mode de remise. Vous pouvez choisir le retrait ou "
        "la livraison."
    ),
    "not.orderable.country-not-served": "Désolée, le magasin ne livre pas dans ce pays.",
    "not.orderable.address-incomplete": (
        "L'adresse de livraison est incomplète. Rien n'a été débité."
    ),
    "not.orderable.region-mismatch": (
        "Le code postal et la région de l'adresse de livraison ne vont pas ensemble. Rien n'a été"
        " débité."
    ),
    "not.orderable.postcode-invalid": (
        "Le code postal de l'adresse de livraison ne peut pas être juste. Rien n'a été débité."
    ),
    "not.orderable.out-of-hours": "Désolée, ce n'est pas à la carte en ce moment.",
    "not.orderable.choice-out": "Désolée, un de ces choix vient d'être épuisé.",
    "not.orderable.refused-by-pos": (
        "Désolée, la caisse n'a pas pris cette commande. Rien n'a été débité."
    ),
    "not.orderable.over-limit": (
        "C'est plus que ce que le magasin prend en une commande vocale. Rien n'a été débité."
    ),
    "not.orderable.counter-only-weighed": (
        "Cela se pèse au magasin, je ne peux donc pas le commander à la pièce."
    ),
    "not.orderable.counter-only-serial-number": (
        "Cela porte un numéro de série, seul le personnel du magasin peut le vendre."
    ),
    "not.orderable.counter-only-gift-card": "Les cartes cadeaux ne se vendent qu'au magasin.",
    "not.orderable.other-currency": (
        "Désolée, ce magasin vend dans une autre monnaie et je ne peux pas mélanger les deux. "
        "Rien n'a été débité."
    ),
    "not.orderable.no-address": ("Il n'y a pas d'adresse de livraison dans votre compte."),
    "not.orderable.address.ask": (
        "Dites retrait pour venir le chercher, ou réessayer dès qu'il y en a une."
    ),
    "permit.address": (
        "Pour livrer, je dois savoir où. J'ai mis une carte dans votre application Alexa : "
        "autorisez l'adresse et dites réessayer. Je peux aussi le préparer pour un retrait."
    ),
    "not.orderable.no-payment": (
        "Je ne peux pas encaisser pour ce magasin. Vous pouvez l'acheter sur place ; rien n'a été "
        "débité."
    ),
    "not.orderable.needs-person": (
        "Cela n'a pas marché. Votre carte n'a pas été débitée, mais je n'ai pas pu retirer la "
        "commande de la caisse ; c'est au magasin de le faire. Renseignez-vous là-bas avant de "
        "commander à nouveau."
    ),
    "not.orderable.needs-person-paid": (
        "Votre paiement est passé, mais je n'ai pas pu terminer la commande à la caisse ; le "
        "magasin doit le faire à la main. Renseignez-vous là-bas et ne la refaites pas."
    ),
    "not.orderable.needs-person-payment": (
        "Cela n'a pas marché, et je n'ai pas pu libérer votre paiement toute seule. Le magasin "
        "doit s'en occuper ; renseignez-vous là-bas avant de commander à nouveau."
    ),
    "not.orderable.ask": "Voulez-vous changer quelque chose ?",
    "still.working": (
        "La caisse met plus de temps que d'habitude. Je termine en arrière-plan, et vous ne serez "
        "pas débité deux fois. Demandez-moi où en est votre commande dans quelques minutes."
    ),
    "no.card": (
        "Il n'y a pas de carte enregistrée dans votre compte, rien n'a donc été débité. "
        "Ajoutez-en une dans votre compte, puis dites réessayer. Je vous le garde toujours."
    ),
    "card.unread": (
        "Je n'ai pas pu consulter la carte de votre compte à l'instant, donc rien n'a été débité."
    ),
    "card.unread.ask": ("Je le garde pour vous. Dois-je réessayer ? Ou dites annuler."),
    "no.card.here": (
        "Il n'y a pas de carte enregistrée dans votre compte, rien n'a donc été débité."
    ),
    "declined.kept": "Rien n'a été débité.",
    "pay.elsewhere.here": "Ce magasin encaisse sur sa propre page.",
    "pay.link.ask.sms": (
        "Je le garde pour vous. Dois-je envoyer un lien de paiement par SMS au numéro enregistré ?"
    ),
    "pay.link.ask.email": (
        "Je le garde pour vous. Dois-je envoyer un lien de paiement à l'adresse e-mail "
        "enregistrée ?"
    ),
    "pay.link.ask.again": "Je vous envoie le lien ? Ou dites réessayer.",
    "card.failed": "Votre carte n'a pas été acceptée, et rien n'a été débité.",
    "card.failed.ask": (
        "Je le garde pour vous. Je réessaie avec la carte ? Ou dites conseiller, et quelqu'un "
        "vous aidera."
    ),
    "card.failed.ask.link": (
        "Je le garde pour vous. Je vous envoie un lien de paiement ? Ou dites réessayer pour la "
        "carte, ou conseiller."
    ),
    "card.failed.link": (
        "Je le garde pour vous. Je vous envoie plutôt un lien de paiement ? Ou dites conseiller."
    ),
    "pay.link.kept": "D'accord, pas de lien.",
    "pay.link.sent.sms": (
        "Un SMS avec le lien part vers le numéro enregistré. Rien n'a encore été débité ; je vous "
        "le garde {time}, et votre commande commence une fois que vous "
        "avez payé là-bas."
    ),
    "pay.link.sent.email": (
        "Un e-mail avec le lien part vers l'adresse enregistrée. Rien n'a encore été débité ; je "
        "vous le garde {time}, et votre commande commence une fois que "
        "vous avez payé là-bas."
    ),
    "pay.link.none": ("Je ne peux pas envoyer de lien pour cette commande. Rien n'a été débité."),
    "pay.elsewhere": (
        "Ce magasin encaisse sur sa propre page. J'ai mis le lien sur une carte dans votre "
        "application ; votre commande commence une fois que vous avez payé là-bas."
    ),
    "pay.elsewhere.card": "Payez votre commande ici :",
    "receipt.elsewhere": (
        "Vous l'avez déjà commandé dans une autre conversation. Votre numéro de commande est "
        "{number}. Rien n'a été débité une deuxième fois."
    ),
    "wish.waits": (
        "Vous avez continué cette commande dans une autre conversation, je n'ai donc rien commandé "
        "ici. Vous pouvez la terminer là-bas, ou commander à nouveau ici."
    ),
    "wish.under.way": (
        "Cette commande est déjà en cours dans une autre conversation, je n'ai donc rien commandé "
        "ici. Demandez-moi où en est votre commande dans quelques minutes."
    ),
    "hold.expired": (
        "Je ne pouvais le garder que dix minutes, et elles sont passées. Rien n'a été débité. Je "
        "le reprends ?"
    ),
    "declined.insufficient_funds": "Votre banque dit qu'il n'y a pas assez d'argent sur la carte.",
    "declined.expired": "La carte de votre compte a expiré.",
    "declined.cvv": "Votre banque n'a pas accepté le code de sécurité de la carte.",
    "declined.address": "L'adresse de facturation ne correspond pas à la carte.",
    "declined.verification_required": (
        "Votre banque veut que vous approuviez ce paiement vous-même, dans son application ou sur "
        "sa page."
    ),
    "declined.token_used": "Ce paiement a déjà servi et ne peut pas resservir.",
    "declined.limit": "Le montant dépasse le plafond de la carte.",
    "declined.not_supported": "Le magasin ne prend pas ce type de carte.",
    "declined.generic": "Votre banque a refusé la carte sans dire pourquoi.",
    "declined.after": (
        "Rien n'a été débité, et je vous garde toujours l'article. Choisissez une autre carte "
        "dans votre compte, puis dites réessayer."
    ),
    "pay.keypad": (
        "Rien n'a encore été débité. Vous pouvez payer avec une carte en la tapant sur le clavier "
        "de votre téléphone : je ne l'entends pas et ne la garde pas."
    ),
    "try.again": "Je réessaie ?",
    "receipt.placed": (
        "C'est fait. J'ai commandé {lines}, {how}. Votre numéro de commande est {number}. {paid}"
    ),
    "receipt.parts": "C'est fait, en {count} {count:partie|parties}.",
    "receipt.part": "J'ai commandé {lines}, {how}. Son numéro de commande est {number}. {paid}",
    "receipt.paid": "{total} ont été débités de votre {card}.",
    "receipt.off": "La remise de {off} est déjà déduite.",
    "receipt.total": "Le total est de {total}.",
    "receipt.card.last4": "{brand} se terminant par {last4}",
    "receipt.card": "carte",
    "receipt.how.pickup": "à retirer à {store}",
    "receipt.how.shipping": "à livrer",
    "receipt.title": "Votre commande",
    "receipt.line": "{quantity} × {name} : {total}",
    "receipt.number": "Commande numéro {number}",
    "status.none": "Je ne trouve aucune commande dans votre compte.",
    "status.unknown.number": "Je ne trouve pas de commande avec ce numéro dans votre compte.",
    "status.order": "La commande {number}, passée {day}, pour {total}, {state}.",
    "status.goods": "C'était {goods}.",
    "status.unfinished": (
        "Votre commande de {total} n'est pas encore terminée. J'y travaille ; redemandez dans "
        "quelques minutes."
    ),
    "status.pending": "n'est pas encore terminée : le paiement est en cours",
    "status.confirmed": "est en préparation",
    "status.confirmed.at": "est en préparation à {store}",
    "status.ready": "est prête",
    "status.ready.at": "est prête à retirer à {store}",
    "status.shipped": "a été expédiée",
    "status.completed": "est terminée",
    "status.canceled": "a été annulée",
    "status.returned": "a été rendue",
    "status.unknown": "est au magasin, mais je ne vois pas où elle en est",
    "status.refunded": "L'argent a été renvoyé.",
    "status.partially_refunded": "Une partie de l'argent a été renvoyée.",
    "status.tracking": "Elle voyage avec {carrier}, numéro de suivi se terminant par {last4}.",
    "status.tracking.plain": "Son numéro de suivi se termine par {last4}.",
    "status.parcel.moving": "Elle est partie {shipped} avec {carrier} et arrive {expected}.",
    "status.parcel.shipped": "Elle est partie {shipped} avec {carrier}.",
    "status.parcel.out": "{carrier} la livre aujourd'hui.",
    "status.parcel.delivered": "{carrier} l'a livrée {delivered}.",
    "status.parcel.pickup": "Elle attend d'être retirée chez {carrier}.",
    "status.parcel.trouble": "{carrier} signale un problème avec le colis ; le magasin peut aider.",
    "status.stale": "Je n'ai pas pu joindre la caisse, c'est donc ce que je savais en dernier.",
    "status.title": "État de la commande",
    "status.card.tracking": "Suivi : {number}",
    "cancel.which": "Voulez-vous que j'annule la commande {number}, pour {total} ?",
    "cancel.which.goods": (
        "Voulez-vous que j'annule la commande {number} avec {goods}, pour {total} ?"
    ),
    "stands.after.all": (
        "Votre oui est passé avant la coupure : {goods}, pour {total}. Voulez-vous que je "
        "l'annule ?"
    ),
    "cancel.which.again": "Je l'annule ? Oui ou non ?",
    "cancel.kept": "D'accord, je n'ai rien changé.",
    "cancel.done": "La commande {number} est annulée.",
    "cancel.refund": "{refunded} reviennent sur votre carte.",
    "cancel.refused": (
        "Il est trop tard pour annuler la commande {number} ; elle {state}. Le magasin peut la "
        "reprendre."
    ),
    "cancel.refused.only-at-store": "La commande {number} ne peut être annulée qu'au magasin.",
    "cancel.refused.needs-person": (
        "Je n'ai pas pu annuler entièrement la commande {number} ; le magasin doit terminer. "
        "Adressez-vous là-bas, s'il vous plaît."
    ),
    "cancel.pos.down": (
        "Je n'arrive pas à joindre la caisse de {store}, la commande {number} n'est donc pas "
        "encore annulée. Réessayez dans quelques minutes."
    ),
    "cancel.working": "Je suis encore en train de l'annuler, et je terminerai en arrière-plan.",
    "word.or": "ou",
    "word.and": "et",
    "word.others": "d'autres",
    "word.day.1": "lundi",
    "word.day.2": "mardi",
    "word.day.3": "mercredi",
    "word.day.4": "jeudi",
    "word.day.5": "vendredi",
    "word.day.6": "samedi",
    "word.day.7": "dimanche",
    "word.in": "{title} en {options}",
    "option.called.size": "Quelle taille",
    "option.called.color": "Quelle couleur",
    "option.called.other": "Quel choix de {name}",
    "size.of": "taille {value}",
    "size.2xs": "très très petite",
    "size.xs": "très petite",
    "size.s": "petite",
    "size.m": "moyenne",
    "size.l": "grande",
    "size.xl": "très grande",
    "size.2xl": "très très grande",
    "size.3xl": "triple très grande",
    "parked.told": "Je vous enverrai un message.",
    "parked.ask": "Demandez-moi où en est votre commande pour savoir la suite.",
    "parked.authorized": (
        "Je n'arrive pas à joindre la caisse de {store}. Votre commande de {total} est reçue et "
        "vos articles sont gardés ; le magasin la confirmera. Le montant est réservé sur votre "
        "carte et ne sera pris qu'à ce moment-là."
    ),
    "parked.unpaid": (
        "Je n'arrive pas à joindre la caisse de {store}. Votre commande de {total} est reçue et "
        "vos articles sont gardés ; le magasin la confirmera. Rien n'est débité avant."
    ),
    "status.parked": "est reçue, et le magasin la confirmera",
    "status.parked.unnumbered": (
        "Votre commande de {total} est reçue. La caisse était injoignable, le magasin la "
        "confirmera donc."
    ),
    "status.delivered": "a été livrée",
    "status.partly_returned": "a été rendue en partie",
    # --- subscriptions
    "wish.subscribe": "recevoir quelque chose régulièrement",
    "wish.manage_subscription": "modifier un abonnement",
    "cadence.day.one": "chaque jour",
    "cadence.day.many": "tous les {count} jours",
    "cadence.week.one": "chaque semaine",
    "cadence.week.many": "toutes les {count} semaines",
    "cadence.month.one": "chaque mois",
    "cadence.month.many": "tous les {count} mois",
    "sub.cadence": (
        "À quelle fréquence souhaitez-vous recevoir {name} ? Par exemple toutes les deux semaines, "
        "ou chaque mois."
    ),
    "sub.cadence.again": "Toutes les combien de semaines, ou combien de mois ?",
    "sub.read.back": (
        "Ce serait {quantity} {name}, {cadence}, {how}, à {price} pièce hors taxes. La première "
        "fois serait {day}. {pay} Je le mets en place ?"
    ),
    "sub.pay.card": "Chaque envoi est payé avec votre carte enregistrée.",
    "sub.pay.no.card": "Il n'y a pas encore de carte enregistrée ; il en faudra une d'ici là.",
    "sub.read.back.again": "Je le mets en place à {price} pièce ? Oui ou non ?",
    "sub.no.address": (
        "Je n'ai pas d'adresse de livraison. Est-ce que ce sera plutôt un retrait en magasin ?"
    ),
    "sub.not.possible": "Cet article ne peut pas être envoyé régulièrement.",
    "sub.kept": "D'accord, je n'ai rien mis en place.",
    "sub.begun": (
        "Votre abonnement est en place : {quantity} {name}, {cadence}. La première fois, c'est "
        "{day}. Vous pouvez le suspendre, sauter un envoi ou l'arrêter à tout moment."
    ),
    "sub.none": "Vous n'avez pas d'abonnement chez nous.",
    "sub.which": "Vous avez {count} abonnements. Lequel : {titles} ?",
    "sub.which.again": "Lequel de vos abonnements ?",
    "sub.told": "Vous recevez {quantity} {name}, {cadence}, à {price} pièce.",
    "sub.told.paused": "Votre abonnement pour {quantity} {name}, {cadence}, est suspendu.",
    "sub.told.unpaid": "Votre carte n'a pas été acceptée.",
    "sub.wish": "Voulez-vous le suspendre, sauter le prochain, changer la date ou l'arrêter ?",
    "sub.wish.paused": "Voulez-vous le reprendre ou l'arrêter ?",
    "sub.wish.again": (
        "Dites suspendre, reprendre, sauter, une autre date ou arrêter. Ou dites que c'est bien "
        "ainsi."
    ),
    "sub.date": "{name} arrive {day}. Quel jour préférez-vous ?",
    "sub.date.again": "Quel jour, par exemple vendredi prochain ?",
    "sub.date.past": "Ce jour est trop proche. Quel autre jour ?",
    "sub.no.date": "sans date",
    "sub.confirm.pause": "Je suspends {name} jusqu'à nouvel ordre ?",
    "sub.confirm.pause.until": "Je suspends {name} et je le relance {day} ?",
    "sub.confirm.resume": "Je relance {name} ?",
    "sub.confirm.skip": "Je saute le prochain envoi de {name} ?",
    "sub.confirm.cancel": "J'arrête l'abonnement pour {name} ?",
    "sub.confirm.move": "Le prochain envoi de {name} serait {day} ?",
    "sub.confirm.cadence": "{name} arrive désormais {cadence} ?",
    "sub.confirm.cadence.from": "{name} arrive désormais {cadence}, la prochaine fois {day} ?",
    "sub.confirm.quantity": "Ce sera {quantity} {name} à chaque fois ?",
    "sub.confirm.again": "Oui ou non ?",
    "sub.price": (
        "Le prix de {name} est passé de {agreed} à {now}. L'envoyer quand même ? Sans un oui, cet "
        "envoi est sauté."
    ),
    "sub.substitute": (
        "{name} est épuisé. Envoyer {instead} à la place, à {price} pièce ? Sans un oui, cet envoi "
        "est sauté."
    ),
    "sub.consent.again": "Êtes-vous d'accord ? Oui ou non ?",
    "sub.unchanged": "D'accord, rien ne change.",
    "sub.canceled": "L'abonnement pour {name} est terminé. Rien d'autre ne sera débité pour lui.",
    "sub.paused": "{name} est suspendu. Dites reprendre quand vous le voudrez à nouveau.",
    "sub.paused.until": (
        "{name} est suspendu et reprend tout seul {day}. "
        "Dites reprendre si vous le voulez plus tôt."
    ),
    "sub.skipped": "Le prochain envoi de {name} est sauté.",
    "sub.declined": "D'accord, {name} n'est pas envoyé cette fois.",
    "sub.goes.on": "C'est fait. {name} arrive {cadence}.",
    "sub.next": "La prochaine fois, c'est {day}.",
    "sub.nocard": "Aucune carte n'est enregistrée ; prochain essai {day}.",
    "sub.told.nocard": "Aucune carte n'est enregistrée.",
    "sub.retried": "Votre carte n'a pas été acceptée ; prochain essai {day}.",
    "sub.waits": (
        "C'est épuisé pour l'instant ; je vérifie de nouveau {day}, et rien n'est débité avant."
    ),
    "sub.instead": "C'est fait. Cette fois, {name} arrive.",
    "sub.not.now": (
        "Cela ne peut pas être changé pour l'instant, un paiement est peut-être en cours. "
        "Réessayez plus tard."
    ),
    # --- who is speaking
    "proof.number": (
        "Pour être sûr que c'est vous, quel est le numéro d'une de vos commandes ? Vous pouvez "
        "aussi le taper, ou dire conseiller."
    ),
    "proof.number.again": "Le numéro d'une de vos commandes, s'il vous plaît.",
    "proof.last.four": "Et les quatre derniers chiffres du téléphone que le magasin connaît ?",
    "proof.last.four.again": "Juste les quatre derniers chiffres, un par un.",
    "proof.pin": (
        "Pour cela, il me faut votre code PIN. Dites-le ou tapez-le. Ou dites message, et j'envoie "
        "un code au téléphone ou à l'adresse que le magasin connaît."
    ),
    "proof.pin.again": (
        "Votre code PIN, ou dites message. Dites conseiller pour parler à quelqu'un."
    ),
    "proof.code": (
        "Si le magasin connaît votre téléphone ou votre adresse, un code est en route. Que dit-il ?"
    ),
    "proof.code.again": "Les six chiffres du code, s'il vous plaît. Il est valable cinq minutes.",
    "proof.wrong": "Cela ne correspond pas à ce que nous avons.",
    "proof.locked": (
        "Il y a eu trop de réponses fausses. Réessayez dans {minutes} {minutes:minute|minutes}, ou "
        "dites conseiller pour parler à quelqu'un."
    ),
    "proof.passed": "Merci, je sais maintenant que c'est vous.",
    # --- what may be kept
    "purse.have": "Vous avez {parts}.",
    "purse.points": "{count} {name}",
    "purse.points.none": "Je ne trouve pas de points à vous.",
    "points.taken": "Pour {count} {name}, vous obtenez : {reward}.",
    "points.too.few": "Vos {count} {name} ne suffisent pas ici pour une récompense.",
    "points.refused": "Cette commande ne peut pas être payée avec des {name}.",
    "purse.credit": "un avoir de {amount}",
    "purse.credit.none": "Vous n'avez pas d'avoir.",
    "purse.card": "{amount} sur la carte cadeau qui finit par {last4}",
    "purse.cards.none": "Je ne trouve pas de carte cadeau liée à vous.",
    "consent.remember.given": "Merci. Je peux garder un temps ce que nous disons.",
    "consent.remember.refused": (
        "D'accord, je ne garde rien de ce que vous dites, et ce qui était gardé est effacé."
    ),
    "consent.personalize.given": "Merci. Je peux vous proposer à nouveau vos achats précédents.",
    "consent.personalize.refused": "D'accord, vos achats ne servent pas à vous faire des offres.",
    "consent.marketing.given": "Merci. Le magasin peut vous écrire au sujet d'offres.",
    "consent.marketing.refused": "D'accord, pas de publicité pour vous.",
    "forget.confirm": (
        "Je peux effacer tout ce que le service vocal du magasin sait de vous. Les abonnements "
        "prennent fin et c'est définitif. Je le fais ?"
    ),
    "forget.confirm.again": "Tout effacer : oui ou non ?",
    "forget.kept": "D'accord, rien n'a été effacé.",
    "forget.done": (
        "C'est fait : ce que nous avions sur vous est effacé. La caisse du magasin peut garder une "
        "copie ; demandez-le aussi là-bas. Au revoir."
    ),
    "forget.nobody": "Je ne peux pas le faire d'ici. Demandez au magasin, s'il vous plaît.",
    # --- written outside a conversation
    "receipt.written": (
        "{store} a confirmé votre commande de {total}. Son numéro est le {number}."
    ),
    "receipt.written.subscription": (
        "{what} : commande passée (numéro {number}) ; {total} ont été débités de votre carte."
    ),
    "notice.subject": "Votre commande",
    "notice.received": (
        "{store} a reçu votre commande de {total} et va la confirmer. Nous vous préviendrons."
    ),
    "notice.price.changed": (
        "{store} demande maintenant {now} pour votre commande au lieu de {total} : elle n'a donc "
        "pas été passée. Rien n'a été débité. Recommandez si vous êtes d'accord."
    ),
    "notice.price.unclear": (
        "{store} demande maintenant un autre montant que {total} pour votre commande : elle n'a "
        "donc pas été passée. Rien n'a été débité. Recommandez si vous êtes d'accord."
    ),
    "notice.payment.link": "{store} vous garde votre commande de {total}. Payez ici : {url}",
    "notice.payment.page": (
        "{store} n'a pas pu encaisser {total}. Payez ici : {url} Elle est gardée quelque temps."
    ),
    "notice.payment.card": (
        "{store} n'a pas pu encaisser {total}. Confirmez avec une autre carte, s'il vous plaît. "
        "La commande est gardée quelque temps."
    ),
    "notice.reduced": (
        "{store} n'a pas pu fournir toute la commande {number}. Vous payez {total} au lieu de "
        "{was}."
    ),
    "notice.canceled": ("Votre commande de {total} chez {store} est annulée. Rien n'a été débité."),
    "notice.canceled.refunded": (
        "Votre commande de {total} chez {store} est annulée. {refunded} reviennent sur votre carte."
    ),
    "notice.canceled.credited": (
        "Votre commande de {total} chez {store} est annulée. {credited} reviennent sur votre avoir."
    ),
    "notice.canceled.paid": (
        "{store} a annulé votre commande de {total}. Renseignez-vous au magasin pour ce que vous "
        "avez payé."
    ),
    "notice.ready": "Votre commande {number} est prête à être retirée chez {store}.",
    "notice.shipped": "Votre commande {number} est en route.",
    "notice.shipped.with": "Votre commande {number} est en route avec {carrier}.",
    "notice.refunded": "{store} vous a remboursé {refunded} de votre commande {number}.",
    "notice.not.confirmed": (
        "{store} n'a pas pu confirmer votre commande de {total} : elle n'a donc pas été passée. "
        "Rien n'a été débité."
    ),
    "notice.not.paid": (
        "Votre commande de {total} chez {store} n'a pas été payée à temps et n'est plus "
        "gardée. Recommandez si vous la voulez toujours."
    ),
    "notice.needs.store": (
        "{store} doit régler votre commande de {total} à la main. Renseignez-vous sur place."
    ),
    "notice.sub.reminder": (
        "Votre carte sera débitée {day} : {what} ({cadence}), {price} hors taxes. D'ici là, vous "
        "pouvez sauter ou modifier cet envoi."
    ),
    "notice.sub.waiting": (
        "{what} est épuisé pour l'instant. Rien n'a été débité ; nous vérifions chaque jour, "
        "la dernière fois {day}."
    ),
    "notice.sub.price": (
        "{name} coûte maintenant {price} au lieu de {agreed}. Rien n'est débité sans votre accord."
    ),
    "notice.sub.substitute": (
        "{name} est épuisé. Voulez-vous {instead} à {price} cette fois ? Rien n'est débité sans "
        "votre accord."
    ),
    "notice.sub.declined": (
        "Votre carte n'a pas été acceptée pour {what}. Nouvel essai {day} ; d'ici là, vous pouvez "
        "choisir une autre carte enregistrée."
    ),
    "notice.sub.nocard": (
        "Aucune carte n'est enregistrée pour payer {what}. Nouvel essai {day} ; d'ici là, vous "
        "pouvez en enregistrer une."
    ),
    "notice.sub.paused.nocard": (
        "Votre abonnement à {name} est en pause : aucune carte n'est enregistrée. Rien n'a été "
        "débité. Avec une carte enregistrée, il peut reprendre à tout moment."
    ),
    "notice.sub.paused.card": (
        "Votre abonnement à {name} est en pause : votre carte n'a pas été acceptée. Rien n'a été "
        "débité. Avec une autre carte enregistrée, il peut reprendre à tout moment."
    ),
    "notice.sub.paused.gone": "Votre abonnement à {name} est en pause : il n'est plus vendu.",
    "notice.sub.paused.store": (
        "Votre abonnement à {name} est en pause : le magasin doit s'en occuper."
    ),
    "notice.sub.skipped.sold": (
        "{what} ne vient pas cette fois : c'est épuisé. Rien n'a été débité."
    ),
    "notice.sub.skipped.silent": (
        "{what} ne vient pas cette fois : nous n'avons pas eu votre réponse. Rien n'a été débité."
    ),
    "notice.sub.skipped.other": (
        "{what} ne vient pas cette fois : l'envoi n'était pas possible. Rien n'a été débité."
    ),
    "notice.transfer.kept": "{name} est arrivé à {store} et vous y attend.",
    "notice.transfer.there": "{name} est arrivé à {store}.",
    "notice.transfer.canceled": (
        "{name} ne sera finalement pas envoyé à {store}. Rien n'a été débité."
    ),
    "notice.parcel.today": "Votre colis ({carrier}, se terminant par {number}) arrive aujourd'hui.",
    "notice.parcel.pickup": (
        "Votre colis ({carrier}, se terminant par {number}) est prêt à être retiré."
    ),
    "notice.parcel.delivered": "Votre colis ({carrier}, se terminant par {number}) a été livré.",
    "notice.parcel.trouble": (
        "Votre colis ({carrier}, se terminant par {number}) n'a pas pu être livré. Demandez au "
        "magasin, s'il vous plaît."
    ),
    "notice.return.label": (
        "Votre étiquette de retour pour {carrier}. Imprimez-la et collez-la sur le colis :"
    ),
    "notice.code": (
        "Votre code est {code}. Il est valable cinq minutes. Nous n'appelons jamais pour le "
        "demander."
    ),
    "notice.code.subject": "Votre code",
}
