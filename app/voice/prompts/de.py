"""Every German sentence the gateway speaks, by id.

The same prompts as in `en`, with the same places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CONFIRMATION_WORDS: Final = (
    *("ich habe bestellt", "} bestellt", "bestellung ist aufgegeben", "ist bestätigt"),
    *("sie haben gekauft", "wurden von ihrer", "kauf ist abgeschlossen"),
)
"""What may be said only when a receipt is at hand (compared in lower case)."""
RETURN_WORDS: Final = (
    "ihre rückgabe angelegt",
    "rückgabe weitergegeben",
    "wurden auf ihre karte zurückgegeben",
)
"""What may be said only of a return that is stored."""

PROMPTS: Final[Mapping[str, str]] = {
    "welcome": (
        "Hallo. Ich kann nachsehen, was vorrätig ist, eine Bestellung zum Abholen oder Liefern "
        "aufnehmen oder sagen, wo eine Bestellung ist. Was möchten Sie?"
    ),
    "resume.offer": "Willkommen zurück. Sie waren gerade bei {name}. Machen wir damit weiter?",
    "resume.offer.again": "Soll ich mit {name} weitermachen? Ja oder nein?",
    "welcome.again": "Sagen Sie zum Beispiel: Haben Sie das in meiner Größe?",
    "help": (
        "Sie können fragen, ob etwas vorrätig ist, bestellen und den Artikel sagen oder fragen, "
        "wo Ihre Bestellung ist. Sagen Sie jederzeit von vorne, stopp oder Mitarbeiter."
    ),
    "phone.more": "Kann ich sonst noch etwas für Sie tun?",
    "keypad.help": (
        "Es hat keine Eile. Sie können auch Tasten drücken: 1 für ja, 2 für nein, 9 zum "
        "Wiederholen, Stern für von vorne und 0 für einen Menschen."
    ),
    "later": "Um das andere kümmere ich mich gleich danach.",
    "later.now": "Sie sagten außerdem: {words}.",
    "what.next": "Was möchten Sie tun?",
    "start.over": "Gut, von vorne. Was suchen Sie?",
    "goodbye": "In Ordnung. Auf Wiederhören.",
    "let.go": "In Ordnung, ich habe es zurückgelegt, und nichts wurde abgebucht. Auf Wiederhören.",
    "nothing.said": "Ich habe noch nichts gesagt. Was möchten Sie?",
    "moment": "Einen Moment, ich schaue nach.",
    "wait": "Lassen Sie sich Zeit.",
    "unsure": "Das macht nichts.",
    "unsure.open": "Das macht nichts. Sagen Sie: Was haben Sie? Dann nenne ich ein paar Sachen.",
    "who.speaks": (
        "Ich bin die Sprachassistenz des Geschäfts, ein Computer. Einen Menschen erreichen "
        "Sie mit dem Wort Mitarbeiter."
    ),
    "silence.first": "Ich habe nichts gehört.",
    "silence.second": "Ich höre Sie immer noch nicht.",
    "miss.first": "Entschuldigung, das habe ich nicht verstanden.",
    "miss.second": (
        "Ich habe es immer noch nicht verstanden. Sie können auch Hilfe oder stopp sagen."
    ),
    "miss.either": "Möchten Sie {one}, oder {other}?",
    "wish.place_order": "etwas bestellen",
    "wish.check_availability": "wissen, was vorrätig ist",
    "wish.order_status": "wissen, wo eine Bestellung ist",
    "wish.cancel_order": "eine Bestellung stornieren",
    "wish.add_to_cart": "etwas zur Bestellung dazunehmen",
    "wish.modify_order": "Ihre Bestellung ändern",
    "wish.reorder": "das Übliche bestellen",
    "wish.product_search": "etwas suchen",
    "wish.price_check": "einen Preis wissen",
    "wish.promotions": "Angebote hören",
    "wish.return_item": "etwas zurückgeben",
    "wish.refund_status": "nach einer Erstattung fragen",
    "wish.return_policy": "wissen, wie man etwas zurückgibt",
    "wish.change_address": "Ihre Adresse ändern",
    "wish.delivery_info": "nach der Lieferung fragen",
    "wish.payment_info": "nach der Zahlung fragen",
    "wish.store_info": "etwas über eine Filiale wissen",
    "wish.human_agent": "mit einem Menschen sprechen",
    "miss.last": (
        "Ich kann Sie leider nicht verstehen. Versuchen Sie es später noch einmal oder rufen Sie "
        "die Filiale an."
    ),
    "card.number": (
        "Das klang nach einer Kartennummer. Bitte sagen Sie nie Kartennummern; ich behalte sie "
        "nicht. Bestellungen werden mit der Karte in Ihrem Konto bezahlt."
    ),
    "trouble": (
        "Ich erreiche das System des Geschäfts gerade nicht. Bitte versuchen Sie es in einer "
        "Minute noch einmal."
    ),
    "trouble.place": (
        "Zu dieser Bestellung habe ich keine Antwort bekommen. Fragen Sie mich bitte, wo Ihre "
        "Bestellung ist, bevor Sie es noch einmal versuchen."
    ),
    "trouble.busy": (
        "Das System des Geschäfts ist gerade sehr beschäftigt. Bitte versuchen Sie es in einer "
        "Minute noch einmal."
    ),
    "trouble.shop": (
        "Das Geschäft muss erst nach der Verbindung seiner Kasse sehen. Fragen Sie bitte dort "
        "nach, oder sagen Sie Mitarbeiter, um mit einem Menschen zu sprechen."
    ),
    "trouble.stock": (
        "Die Kasse sagt, dass nicht genug da ist. Versuchen Sie eine kleinere Menge oder eine "
        "andere Filiale."
    ),
    "trouble.price": (
        "Die Kasse sagt, dass sich der Preis geändert hat. Fragen Sie mich noch einmal, dann lese "
        "ich den neuen vor."
    ),
    "trouble.item": "Die Kasse kennt diesen Artikel nicht mehr. Bitte wählen Sie einen anderen.",
    "trouble.choice": "Die Kasse nimmt diese Auswahl nicht an. Bitte wählen Sie eine andere.",
    "trouble.state": (
        "Diese Bestellung ist inzwischen weiter, und die Kasse lässt es nicht mehr zu. Fragen Sie "
        "mich, wo Ihre Bestellung ist, oder sagen Sie Mitarbeiter, um mit einem Menschen zu "
        "sprechen."
    ),
    "trouble.address": (
        "Die Kasse nimmt diese Adresse nicht an. Bitte prüfen Sie sie in Ihrem Konto, oder wählen "
        "Sie Abholung."
    ),
    "trouble.amount": (
        "Die Kasse nimmt diesen Betrag nicht auf einmal an. Bitte verkleinern Sie ihn, oder "
        "fragen Sie in der Filiale."
    ),
    "trouble.refund": (
        "Die Kasse kann dieses Geld nicht selbst zurückgeben. Die Filiale kann es; sagen Sie "
        "Mitarbeiter, um mit einem Menschen zu sprechen."
    ),
    "trouble.discount": (
        "Die Kasse nimmt diesen Rabatt oder Gutschein nicht an. Sie können ohne ihn weitermachen."
    ),
    "trouble.customer": (
        "Die Kasse findet Ihren Kundeneintrag nicht. Bitte prüfen Sie Ihr Konto, oder fragen Sie "
        "in der Filiale."
    ),
    "trouble.closed": (
        "Diese Filiale nimmt gerade keine Bestellungen an. Bitte wählen Sie eine andere Filiale "
        "oder Zeit."
    ),
    "trouble.repeated": (
        "Das scheint schon zu laufen. Fragen Sie mich bitte, wo Ihre Bestellung ist, bevor Sie es "
        "noch einmal versuchen."
    ),
    "trouble.refused": (
        "Die Kasse hat das abgelehnt. Versuchen Sie es anders, oder sagen Sie Mitarbeiter, um mit "
        "einem Menschen zu sprechen."
    ),
    "trouble.payment": (
        "Die Zahlung ging nicht durch. Bitte wählen Sie eine andere Karte in Ihrem Konto, oder "
        "zahlen Sie in der Filiale."
    ),
    "trouble.unknown": (
        "Bei uns ist leider etwas schiefgegangen. Falls Sie gerade etwas kaufen wollten, fragen "
        "Sie mich bitte, wo Ihre Bestellung ist, bevor Sie es noch einmal versuchen."
    ),
    "link.account": (
        "Dafür verbinden Sie bitte zuerst Ihr Kundenkonto. Ich habe Ihnen eine Karte in die App "
        "geschickt, die zeigt, wie das geht."
    ),
    "link.elsewhere": (
        "Dafür muss ich wissen, wer Sie sind, und das kann ich hier nicht feststellen. "
        "Sagen Sie Mitarbeiter, dann hilft Ihnen jemand aus dem Geschäft."
    ),
    "ask.product": "Was suchen Sie?",
    "ask.product.again": (
        "Nennen Sie mir den Artikel, zum Beispiel: Laufschuhe in Größe zweiundvierzig."
    ),
    "product.none": "Ich habe {query} im Geschäft nicht gefunden. Können Sie es anders sagen?",
    "product.none.like": "So etwas habe ich im Geschäft nicht gefunden. Wie heißt der Artikel?",
    "product.closest": (
        "Ich bin nicht sicher, was Sie meinen. Am nächsten kommt {titles}. Welches davon?"
    ),
    "product.did.you.mean": "Meinten Sie {titles}?",
    "product.which": "Ich habe {titles} gefunden. Welches möchten Sie?",
    "product.which.again": "Sagen Sie den Namen, oder das erste, das zweite, oder mehr.",
    "choices.more": "Es gibt {count:noch|außerdem} {titles}. Welches möchten Sie?",
    "choices.over": "Das waren alle. Welches möchten Sie?",
    "option.which": "{carry}{option} möchten Sie? Es gibt {values}.",
    "option.none": "{title} gibt es nicht in {value}. Es gibt {values}. Was möchten Sie?",
    "option.near": "{title} gibt es nicht in {value}, aber in {values}. Was möchten Sie?",
    "option.again": "{option} möchten Sie: {values}?",
    "option.noted": "Gut, {value}.",
    "noted": "Ist notiert.",
    "option.carry": "Wir haben {title}. ",
    "values.range": "{low} bis {high}",
    "glance.price": "{name} kostet {price}.",
    "glance.price.from": "{name} gibt es ab {price}.",
    "order.not.changed": (
        "Eine aufgegebene Bestellung kann ich nicht ändern. Ich kann sie stornieren, "
        "solange die Filiale nicht begonnen hat: sagen Sie, storniere meine Bestellung. "
        "Oder sagen Sie: eine Person."
    ),
    "goods.untold": "Das kann ich Ihnen zu {name} nicht sagen. Sagen Sie dafür: eine Person.",
    "goods.one.kind": "{name} gibt es nur in einer Ausführung.",
    "glance.unknown": "Wir haben {name}.",
    "glance.in": "Das ist vorrätig.",
    "glance.at": "{store} hat es vorrätig.",
    "glance.out": "{name} ist nicht vorrätig.",
    "glance.none": "Ich habe {query} im Geschäft nicht gefunden.",
    "glance.add": "Wenn Sie es auch möchten, sagen Sie: {name} hinzufügen.",
    "found.item": "{name} für {price}",
    "found.item.from": "{name} ab {price}",
    "found.list": "Ich habe {titles} gefunden. Welches möchten Sie?",
    "found.range": "Es gibt zum Beispiel {titles}. Welches möchten Sie?",
    "found.one": "Ich habe {titles} gefunden. Ist es das?",
    "found.at.price": "Zu dem Preis habe ich nichts. Am nächsten kommt {titles}. Wäre das etwas?",
    "found.none.cheaper": "Günstiger als {title} gibt es nichts.",
    "found.none.dearer": "Teurer als {title} gibt es nichts.",
    "found.cheapest": "Am günstigsten ist {titles}. Möchten Sie das?",
    "found.dearest": "Darüber gibt es nichts: {titles}. Möchten Sie das?",
    "price.is": "{name} kostet {price}.",
    "price.range": "{name} kostet {low} bis {high}, je nach Ausführung.",
    "price.unset": (
        "Der Preis von {name} wird an der Kasse gemacht, deshalb kann ich ihn nicht sagen."
    ),
    "price.offer": "Möchten Sie es bestellen?",
    "price.offer.again": "Soll ich es bestellen? Ja oder nein?",
    "price.offer.all": "Möchten Sie das alles bestellen?",
    "price.several": "{lines}.",
    "price.together": "Zusammen sind das {total}.",
    "price.of.many": "{name} kostet {price}, {count} davon {total}.",
    "choice.which": "Was möchten Sie bei {name}? {values}?",
    "choice.plain": "{name}: {values}?",
    "choice.another": "Und was noch bei {name}? {values}?",
    "choice.more": "Noch etwas? {values}, oder nichts weiter.",
    "choice.more.again": "Sagen Sie noch etwas, oder nichts weiter.",
    "choice.again": "Was möchten Sie: {values}?",
    "choice.or.more": ", oder sagen Sie mehr für weitere",
    "choice.times": "{count} mal {name}",
    "choice.out": "{name} ist leider aus.",
    "choice.unknown": "{name} kann ich dazu nicht anbieten.",
    "choice.cannot.leave": "{name} kann ich von hier aus nicht weglassen.",
    "choice.too.many": (
        "Dort {count:geht|gehen} höchstens {count}, deshalb habe ich {name} weggelassen."
    ),
    "choice.needed": "Eins davon wird gebraucht.",
    "choice.none.left": "{title} kann gerade nicht gemacht werden: {out} ist aus.",
    "line.with": "{name} mit {choices}",
    "hours.off": "{title} steht {when} auf der Karte.",
    "hours.span": "{clock}, {days}",
    "hours.from.to": "von {start} bis {end}",
    "hours.all.day": "den ganzen Tag",
    "hours.every.day": "jeden Tag",
    "hours.days": "{first} bis {last}",
    "ask.product.else": "Was möchten Sie sonst?",
    "stock.yes": "Ja. {name}: {count} in {store}.",
    "stock.enough": "Ja. {name} ist in {store} da.",
    "stock.elsewhere": "{store} hat {name} nicht mehr, aber {other} hat {count}.",
    "stock.elsewhere.unknown": (
        "Ich sehe nicht, wie viele {store} von {name} hat, aber {other} hat {count}."
    ),
    "stock.fetch.elsewhere": (
        "{store} hat {name}, aber dort kann man nichts abholen. {other} hat {count}."
    ),
    "stock.ships.only": (
        "Abholen kann man es dort nicht, aber es kann geliefert werden: Sagen Sie, bestell eins "
        "zur Lieferung."
    ),
    "stock.later": "{store} hat {name} gerade nicht, kann es aber bestellen.",
    "stock.later.days": (
        "{store} hat {name} gerade nicht, kann es aber bestellen, das dauert etwa {days} "
        "{days:Tag|Tage}."
    ),
    "stock.few": "{name}: nur noch {left} in {store}, aber {other} hat {count}.",
    "stock.few.only": "{name}: nur noch {left}, in {store}.",
    "stock.all": "{name}: {stores}.",
    "stock.others": "{count} weitere {count:Filiale hat|Filialen haben} es auch.",
    "stock.held": "Ja, das ist für Sie zurückgelegt.",
    "stock.none": "{name} ist leider in jeder Filiale aus.",
    "stock.none.ask": (
        "Möchten Sie eine andere Größe, eine andere Farbe oder einen anderen Artikel?"
    ),
    "stock.unknown": (
        "Die Filialen zählen {name} nicht, deshalb kann ich nicht sagen, wie viele es gibt."
    ),
    "stock.price": "Es kostet {price}.",
    "stock.old": (
        "Die Kasse der Filiale hat langsam geantwortet; der Stand ist {minutes} "
        "{minutes:Minute|Minuten} alt und kann sich geändert haben."
    ),
    "stock.old.now": "Die Kasse der Filiale hat langsam geantwortet; es kann sich geändert haben.",
    "stock.values": "Ja, {name} ist in {values} da. {option} möchten Sie?",
    "stock.values.at": "Ja, {name} ist in {values} in {store} da. {option} möchten Sie?",
    "stock.values.out": "In {values} ist es aus.",
    "stock.offer": "Möchten Sie {count:eins|welche} zum Abholen in {store} bestellen?",
    "stock.offer.again": "Soll ich es in {store} zum Abholen bereitlegen? Ja oder nein?",
    "ask.method": "Möchten Sie es in einer Filiale abholen oder liefern lassen?",
    "ask.method.again": "Sagen Sie Abholung oder Lieferung.",
    "ask.quantity": "Wie viele möchten Sie?",
    "ask.quantity.again": "Sagen Sie einfach eine Zahl.",
    "ask.store": "In welcher Filiale? {stores}.",
    "ask.store.again": "Sagen Sie zum Beispiel: in {store}.",
    "store.count": "{store} mit {count}",
    "store.plain": "{store}",
    "time.minutes": "{count} {count:Minute|Minuten}",
    "time.hours": "{count} {count:Stunde|Stunden}",
    "time.days": "{count} {count:Tag|Tage}",
    "read.back": (
        "{lines}, {how}. Das macht {total}{off}{tax}. Ich halte {quantity:es|sie} {time} "
        "zurück. Soll ich das machen?"
    ),
    "read.back.off": ", {off} Rabatt schon abgezogen",
    "read.back.tax": ", darin {tax} Steuer",
    "back.order": "{name} muss erst kommen, und wann, kann ich noch nicht sagen.",
    "back.order.days": "{name} muss erst kommen, das dauert etwa {days} {days:Tag|Tage}.",
    "read.back.again": "Soll ich es für {total} kaufen? Sagen Sie ja, oder nein, um es zu ändern.",
    "parts.read.back": (
        "Kein Geschäft hat alles. Ich bekomme {parts}: {count} Bestellungen, zusammen {total} mit "
        "Steuer, jede einzeln abgebucht. Ich halte sie {time} zurück. "
        "Soll ich das machen?"
    ),
    "parts.one": "{lines} in {store} für {total}",
    "parts.again": (
        "Soll ich alle {count} Teile für {total} kaufen? Sagen Sie ja, oder welchen Teil Sie "
        "möchten, zum Beispiel: nur den ersten."
    ),
    "parts.back": "Gut, auch wieder {name}.",
    "parts.missing": "Den Teil aus {store} gab es nicht mehr, er kostet nichts.",
    "how.pickup": "zum Abholen in {store}",
    "how.shipping": "mit Lieferung an die Adresse in Ihrem Konto",
    "how.shipping.channel": "mit Lieferung an die Adresse Ihres Geräts",
    "how.shipping.told": "mit Lieferung an {address}",
    "price.changed": "Der Preis hat sich geändert: Es waren {agreed}, jetzt sind es {now}.",
    "price.same": "Es bleibt bei {now}.",
    "ask.change": "In Ordnung, ich mache es nicht.",
    "ask.change.what": (
        "Was möchten Sie ändern: den Artikel, die Größe, die Menge oder die Filiale? Oder sagen "
        "Sie abbrechen."
    ),
    "ask.change.again": (
        "Sagen Sie, was anders sein soll, zum Beispiel: mach zwei daraus. Oder sagen Sie abbrechen."
    ),
    "cart.so.far": "Gut, bis jetzt {lines}.",
    "cart.ask": "Noch etwas?",
    "cart.ask.again": "Nennen Sie noch einen Artikel, oder sagen Sie: das ist alles.",
    "cart.has": "Es sind {lines}.",
    "cart.empty": "In Ihrer Bestellung ist noch nichts. Was suchen Sie?",
    "cart.removed": "Gut, ohne {name}.",
    "cart.not.in": "{name} sehe ich dort nicht.",
    "usual.none": "Ich sehe nichts, was Sie regelmäßig kaufen. Was möchten Sie?",
    "usual.which": "Sie nehmen oft {titles}. Welches möchten Sie?",
    "usual.instead": "{bought} gibt es nicht mehr. Am nächsten kommt {name}.",
    "shop.open.until": "{store} hat bis {time} geöffnet.",
    "shop.opens": "{store} ist gerade geschlossen und öffnet {day} um {time}.",
    "shop.closed": "{store} ist zurzeit geschlossen.",
    "shop.hours": "{store} hat {hours} geöffnet.",
    "shop.hours.none": "Ich weiß nicht, wann {store} geöffnet hat.",
    "shop.day": "{store} hat {day} {hours} geöffnet.",
    "shop.day.closed": "{store} hat {day} geschlossen.",
    "shop.address": "Die Adresse ist {street}, {city}.",
    "shop.at": "{store} hat die Adresse {street}, {city}.",
    "shop.at.unknown": "Die Adresse von {store} habe ich nicht.",
    "shop.phone": "Die Nummer ist {phone}.",
    "shop.others": "Uns gibt es auch in {stores}.",
    "shop.none": "Ich kenne keine Filiale.",
    "info.delivery": (
        "Ich kann an die Adresse in Ihrem Konto liefern lassen. Was das kostet, steckt im "
        "Gesamtbetrag, den Sie hören, bevor Sie zustimmen."
    ),
    "info.payment": (
        "Bezahlt wird mit der Karte in Ihrem Konto, nachdem Sie den Gesamtbetrag gehört und ja "
        "gesagt haben. Bitte sagen Sie nie eine Kartennummer."
    ),
    "info.promotions": (
        "Angebote sehe ich von hier aus nicht. Im Gesamtbetrag, den ich vorlese, steckt jeder "
        "Rabatt, den die Kasse gibt."
    ),
    "info.returns": "Sie können Sachen innerhalb von {days} {days:Tag|Tagen} zurückgeben. {how}",
    "return.bring": "Bringen Sie es mit der Bestellnummer in die Filiale.",
    "return.print": (
        "Drucken Sie das Etikett aus, kleben Sie es auf das Paket und geben Sie es beim "
        "Paketdienst ab."
    ),
    "return.label.sent": ("Ich habe Ihnen das Etikett für das Paket geschickt."),
    "return.label.coming": ("Ich schicke Ihnen das Etikett für das Paket."),
    "return.label.from_shop": ("Das Etikett für das Paket bekommen Sie vom Geschäft."),
    "return.which": "In Bestellung {number} sind {titles}. Was möchten Sie zurückgeben?",
    "return.which.again": "Sagen Sie, was Sie zurückgeben möchten, oder das erste.",
    "return.reason": (
        "Warum geben Sie {name} zurück? Sagen Sie zum Beispiel falsche Größe oder beschädigt."
    ),
    "return.reason.again": (
        "War es die falsche Größe, beschädigt, der falsche Artikel, nicht wie erwartet, oder "
        "haben Sie es sich anders überlegt?"
    ),
    "return.confirm": "Sie bekämen {amount} für {name} zurück. Soll ich die Rückgabe anlegen?",
    "return.confirm.person": (
        "Diese Rückgabe sieht sich erst jemand im Geschäft an; es wären {amount} für {name}. Soll "
        "ich sie weitergeben?"
    ),
    "return.confirm.again": "Soll ich die Rückgabe anlegen? Ja oder nein?",
    "return.kept": "In Ordnung, ich habe alles gelassen, wie es ist.",
    "return.refused": "{name} kann nicht per Sprache zurückgegeben werden.",
    "return.refused.not-placed": (
        "Diese Bestellung ist noch nicht fertig, es gibt also nichts zurückzugeben."
    ),
    "return.refused.canceled": (
        "Diese Bestellung wurde storniert, es gibt also nichts zurückzugeben."
    ),
    "return.refused.not-received": (
        "Sie haben diese Bestellung noch nicht. Wenn Sie sie nicht mehr möchten, sagen Sie "
        "Bestellung stornieren."
    ),
    "return.refused.not-paid": (
        "Diese Bestellung ist noch nicht bezahlt, es gibt also nichts zu erstatten."
    ),
    "return.refused.by-weight": (
        "Was nach Gewicht verkauft wird, wie {name}, nimmt nur die Filiale zurück."
    ),
    "return.refused.already-returned": "{name} wurde schon zurückgegeben.",
    "return.refused.more-than-received": "Das ist mehr {name}, als Sie bekommen haben.",
    "return.refused.final-sale": "{name} war vom Umtausch ausgeschlossen.",
    "return.refused.window-over": "Die Frist für {name} ist vorbei.",
    "return.else": (
        "Wenn Sie meinen, dass es gehen müsste, sagen Sie Mitarbeiter, um mit einem Menschen zu "
        "sprechen."
    ),
    "exchange.which": "In der Bestellung {number} sind {titles}. Was möchten Sie umtauschen?",
    "exchange.reason": (
        "Was stimmt mit {name} nicht? Sagen Sie zum Beispiel zu klein, "
        "beschädigt oder etwas anderes."
    ),
    "exchange.what": "Was möchten Sie statt {name}?",
    "exchange.what.again": (
        "Nennen Sie eine andere Größe oder Farbe oder den Namen von etwas anderem."
    ),
    "exchange.same": "Das haben Sie schon.",
    "exchange.confirm": (
        "Sie geben {old} zurück und bekommen {count} {new} bei {store}. {money} Soll "
        "ich das machen?"
    ),
    "exchange.confirm.again": "Soll ich umtauschen? Ja oder nein?",
    "exchange.again": "Soll ich es noch einmal versuchen?",
    "exchange.over": (
        "Das hat zu lange gedauert: Es wurde nichts umgetauscht und nichts abgebucht."
    ),
    "exchange.costs.same": "Es kostet gleich viel.",
    "exchange.costs.more": "Es kostet {difference} mehr.",
    "exchange.costs.less": "Es kostet {difference} weniger.",
    "exchange.pays.nothing": "Es ist nichts zu zahlen.",
    "exchange.pays.charge": "{charge} werden von Ihrer Karte abgebucht.",
    "exchange.pays.refund": "{refund} gehen auf Ihre Karte zurück, sobald die Filiale {old} hat.",
    "exchange.pays.both": (
        "{charge} werden jetzt von Ihrer Karte abgebucht, und {refund} gehen darauf zurück, sobald "
        "die Filiale {old} hat."
    ),
    "exchange.no.card": (
        "Ich habe keine Karte, von der ich die Differenz abbuchen kann. Es wurde nichts abgebucht."
    ),
    "exchange.else": (
        "Möchten Sie eine andere Größe oder Farbe, etwas anderes oder Ihr Geld zurück?"
    ),
    "exchange.else.again": (
        "Nennen Sie eine andere Größe oder Farbe, sagen Sie Geld zurück, oder nein."
    ),
    "exchange.kept": "Gut, es wird nichts umgetauscht, und es wurde nichts abgebucht.",
    "exchange.parked": (
        "Ich erreiche die Kasse von {store} gerade nicht. Die Filiale tauscht um, sobald es geht, "
        "und sagt Ihnen Bescheid. Bis dahin ist nichts umgetauscht."
    ),
    "receipt.exchanged": (
        "Erledigt. Sie bekommen {new}: Bestellung {number}, zum Abholen bei {store}."
    ),
    "receipt.exchanged.sent": ("Erledigt. Sie bekommen {new}: Bestellung {number}."),
    "receipt.charged": "{charge} wurden von Ihrer Karte abgebucht.",
    "returned.difference.working": "{refund} sind auf dem Weg zurück auf Ihre Karte.",
    "returned.difference": "{refund} wurden auf Ihre Karte zurückgebucht.",
    "exchanged.bring": ("Bitte geben Sie {old} zurück."),
    "rating.ask": (
        "Noch eine Frage: Wie lief das, von eins bis fünf? Fünf ist am besten. Oder sagen Sie "
        "überspringen."
    ),
    "rating.again": "Bitte eine Zahl von eins bis fünf, oder überspringen.",
    "rating.thanks": "Danke, ist notiert.",
    "rating.skipped": "In Ordnung.",
    "returned.awaiting_goods": (
        "Ich habe Ihre Rückgabe angelegt. {amount} gehen auf Ihre Karte zurück, sobald die "
        "Filiale es hat. {how}"
    ),
    "returned.needs_person": (
        "Ich habe Ihre Rückgabe weitergegeben. Jemand im Geschäft entscheidet über {amount} und "
        "sagt Ihnen Bescheid."
    ),
    "returned.working": (
        "Ich habe Ihre Rückgabe angelegt. {amount} sind auf dem Weg zu Ihrer Karte."
    ),
    "returned.needs_staff": (
        "Ich habe Ihre Rückgabe über {amount} angelegt. Den Rest machen die Mitarbeiter der "
        "Filiale. {how}"
    ),
    "returned.done": (
        "Ich habe Ihre Rückgabe angelegt, und {amount} wurden auf Ihre Karte zurückgegeben."
    ),
    "returned.credit.done": (
        "Ich habe Ihre Rückgabe angelegt, und Sie haben {amount} Guthaben bekommen."
    ),
    "refund.none": "Für Bestellung {number} läuft keine Erstattung.",
    "refund.awaiting_goods": (
        "{amount} für Bestellung {number} kommen zurück, sobald die Filiale die Ware hat."
    ),
    "refund.arrived": (
        "{amount} für Bestellung {number} kommen zurück, sobald die Filiale die Ware geprüft hat."
    ),
    "refund.parcel.arrived": "Ihr Paket ist {delivered} in der Filiale angekommen.",
    "refund.parcel.expected": (
        "Ihr Paket ist mit {carrier} auf dem Rückweg und kommt {expected} an."
    ),
    "refund.parcel.moving": "Ihr Paket ist mit {carrier} auf dem Rückweg.",
    "refund.parcel.out": "{carrier} bringt Ihr Paket heute zur Filiale.",
    "refund.parcel.trouble": "{carrier} meldet ein Problem mit Ihrem Paket; der Laden kann helfen.",
    "refund.needs_person": (
        "Jemand im Geschäft entscheidet noch über {amount} für Bestellung {number}."
    ),
    "refund.working": "{amount} für Bestellung {number} sind auf dem Weg zu Ihrer Karte.",
    "refund.needs_staff": (
        "Die Mitarbeiter der Filiale müssen sich noch um {amount} für Bestellung {number} kümmern."
    ),
    "refund.credit.working": "Sie bekommen bald {amount} Guthaben für Bestellung {number}.",
    "refund.credit.done": "Sie haben {amount} Guthaben für Bestellung {number} bekommen.",
    "refund.done": "{amount} für Bestellung {number} wurden an Ihre Karte geschickt.",
    "refund.exchanged": (
        "Was Sie von Bestellung {number} zurückgeben, bezahlt, was Sie dafür genommen haben; "
        "Geld geht keines zurück."
    ),
    "refund.refused": (
        "Das Geschäft hat die Rückgabe von {amount} für Bestellung {number} abgelehnt."
    ),
    "refund.canceled": "Diese Rückgabe von {amount} für Bestellung {number} wurde zurückgenommen.",
    "refund.paid": "Das Geld für Bestellung {number} wurde zurückgeschickt.",
    "refund.paid.part": "Ein Teil des Geldes für Bestellung {number} wurde zurückgeschickt.",
    "human.ticket": "Gern. Jemand übernimmt; Ihre Vorgangsnummer ist {ticket}.",
    "human.stuck": (
        "Es tut mir leid, ich verstehe es nicht. Jemand übernimmt; Ihre Vorgangsnummer ist "
        "{ticket}."
    ),
    "human.sorry": "Das tut mir leid. Jemand kümmert sich darum; Ihre Vorgangsnummer ist {ticket}.",
    "human.call": (
        "Von hier aus kann ich Sie nicht verbinden. Bitte rufen Sie {store} unter {phone} an."
    ),
    "human.none": "Von hier aus kann ich Sie nicht verbinden. Bitte fragen Sie in der Filiale.",
    "address.person": (
        "Damit es niemand sonst kann, ändert ein Mensch die Adresse. Jemand kümmert sich darum; "
        "Ihre Vorgangsnummer ist {ticket}."
    ),
    "address.too.late": (
        "Bestellung {number} ist unterwegs oder abgeschlossen, die Adresse lässt sich nicht mehr "
        "ändern. Sagen Sie Mensch, dann hole ich jemanden."
    ),
    "address.pickup": (
        "Bestellung {number} wird abgeholt und braucht keine Adresse. Sagen Sie Mensch, wenn Sie "
        "lieber eine Lieferung möchten."
    ),
    "address.none": (
        "Damit es niemand sonst kann, ändere ich keine Adressen per Sprache. Bitte ändern Sie sie "
        "in Ihrem Konto, oder fragen Sie in der Filiale."
    ),
    # --- an address, piece by piece
    "address.ask.street": (
        "An welche Straße und Hausnummer soll es gehen? Oder sagen Sie abholen."
    ),
    "address.ask.street.again": "Nennen Sie mir bitte die Straße und die Hausnummer.",
    "address.ask.number": "Welche Hausnummer?",
    "address.ask.number.again": "Nennen Sie mir die Hausnummer, oder sagen Sie keine Hausnummer.",
    "address.ask.city": "Welcher Ort und welche Postleitzahl?",
    "address.ask.city.again": "Nennen Sie mir bitte den Ort und die Postleitzahl.",
    "address.ask.postcode": "Welche Postleitzahl? Sie können die Ziffern sagen oder eintippen.",
    "address.ask.postcode.again": "Nennen Sie mir die Postleitzahl, Ziffer für Ziffer.",
    "address.ask.part": (
        "Was soll ich ändern: die Straße, die Hausnummer, den Ort oder die Postleitzahl?"
    ),
    "address.ask.part.again": "Sagen Sie Straße, Hausnummer, Ort oder Postleitzahl.",
    "address.heard": "Ich habe {address}.",
    "address.confirm": "Es geht an {address}. Ist das richtig?",
    "address.confirm.again": "Stimmt die Adresse? Ja oder nein?",
    "address.mismatch": "Diese Postleitzahl passt nicht zu diesem Staat.",
    "address.miss": (
        "Das habe ich nicht verstanden. Sie können es auch buchstabieren, Buchstabe für Buchstabe."
    ),
    "thanks": "Gern geschehen.",
    "out.of.stock": "{store} hat {name} nicht mehr.",
    "out.of.stock.few": "{name}: nur noch {left} in {store}.",
    "out.of.stock.other": "{other} hat {count}. Soll ich es von dort nehmen?",
    "out.of.stock.other.plain": "{other} hat es. Soll ich es von dort nehmen?",
    "out.of.stock.no.other": "Keine andere Filiale hat genug. Möchten Sie die Bestellung ändern?",
    "transfer.offer": (
        "Soll ich {count:eins|sie} aus {source} nach {store} schicken lassen? Es ist {day} da."
    ),
    "transfer.offer.again": "Soll ich es nach {store} schicken lassen? Ja oder nein?",
    "transfer.done": (
        "Gut. {source} schickt {count} {name} nach {store}; es sollte {day} da sein. Es wurde "
        "nichts abgebucht: Sie zahlen beim Abholen."
    ),
    "transfer.done.staff": (
        "Gut. Ich habe {source} gebeten, {count} {name} nach {store} zu schicken; es sollte {day} "
        "da sein. Es wurde nichts abgebucht: Sie zahlen beim Abholen."
    ),
    "transfer.gone": "Leider war jemand schneller: Es kann nicht mehr geschickt werden.",
    "transfer.where": "In welche Filiale soll es geschickt werden?",
    "transfer.where.again": "Nennen Sie bitte die Filiale, in die es soll.",
    "transfer.none.there": "{source} hat davon nicht genug.",
    "transfer.not.from.there": "{source} kann es nicht dorthin schicken.",
    "transfer.none": "Im Moment kann es keine Filiale dorthin schicken.",
    "transfer.none.too-many": "So viele werden nicht von einer Filiale zur anderen geschickt.",
    "transfer.none.switched-off": "Die Filialen hier schicken einander keine Ware.",
    "pos.down": "Ich erreiche die Kasse in {store} gerade nicht. Nichts wurde abgebucht.",
    "pos.down.other": "Soll ich es stattdessen in {other} versuchen?",
    "pos.down.retry": "Soll ich es noch einmal versuchen?",
    "not.orderable": (
        "Das Geschäft nimmt diese Bestellung leider nicht per Sprache an. Nichts wurde abgebucht."
    ),
    "not.orderable.no-store": "Leider kann gerade keine Filiale diese Bestellung annehmen.",
    "not.orderable.not-sold-there": "Leider verkauft diese Filiale das nicht.",
    "not.orderable.no-pickup": "Diese Filiale versendet leider nur, dort kann man nichts abholen.",
    "not.orderable.too-often": (
        "Es gab in kurzer Zeit mehrere Bestellungen, deshalb nimmt das Geschäft gerade keine "
        "weiteren an. Nichts wurde abgebucht; bitte versuchen Sie es später noch einmal."
    ),
    "not.orderable.too-many-today": (
        "Das Geschäft nimmt heute keine weiteren Bestellungen von Ihnen an. Nichts wurde abgebucht."
    ),
    "not.orderable.below-minimum": (
        "Das ist weniger, als das Geschäft in einer Bestellung annimmt. Sie können noch etwas "
        "dazunehmen."
    ),
    "not.orderable.method-not-offered": (
        "Das bietet das Geschäft leider nicht an. Sie können Abholung oder Lieferung wählen."
    ),
    "not.orderable.country-not-served": "In dieses Land liefert das Geschäft leider nicht.",
    "not.orderable.address-incomplete": (
        "Die Lieferadresse ist unvollständig. Nichts wurde abgebucht."
    ),
    "not.orderable.region-mismatch": (
        "Postleitzahl und Bundesstaat der Lieferadresse passen nicht zusammen. Nichts wurde "
        "abgebucht."
    ),
    "not.orderable.postcode-invalid": (
        "Die Postleitzahl der Lieferadresse kann nicht stimmen. Nichts wurde abgebucht."
    ),
    "not.orderable.out-of-hours": "Das steht gerade leider nicht auf der Karte.",
    "not.orderable.choice-out": "Eine dieser Auswahlen ist leider gerade ausgegangen.",
    "not.orderable.refused-by-pos": (
        "Die Kasse hat diese Bestellung leider nicht angenommen. Nichts wurde abgebucht."
    ),
    "not.orderable.over-limit": (
        "Das ist mehr, als das Geschäft in einer Sprachbestellung annimmt. Nichts wurde abgebucht."
    ),
    "not.orderable.counter-only-weighed": (
        "Das wird in der Filiale gewogen, ich kann es nicht stückweise bestellen."
    ),
    "not.orderable.counter-only-serial-number": (
        "Das hat eine Seriennummer, deshalb verkaufen es nur die Mitarbeiter der Filiale."
    ),
    "not.orderable.counter-only-gift-card": "Gutscheine gibt es nur in der Filiale.",
    "not.orderable.other-currency": (
        "Diese Filiale verkauft leider in einer anderen Währung, und beides zusammen geht nicht. "
        "Nichts wurde abgebucht."
    ),
    "not.orderable.no-address": "In Ihrem Konto steht keine Lieferadresse.",
    "not.orderable.address.ask": "Sagen Sie abholen, oder noch einmal, sobald dort eine steht.",
    "permit.address": (
        "Zum Liefern muss ich wissen, wohin. In Ihrer Alexa-App ist jetzt eine Karte: Erlauben Sie "
        "dort die Adresse und sagen Sie noch einmal. Ich kann es auch zum Abholen bereitlegen."
    ),
    "not.orderable.no-payment": (
        "Für diese Filiale kann ich keine Zahlung annehmen. Sie können es dort kaufen; nichts "
        "wurde abgebucht."
    ),
    "not.orderable.needs-person": (
        "Das hat nicht geklappt. Ihre Karte wurde nicht belastet, aber ich konnte die Bestellung "
        "an der Kasse nicht zurücknehmen; das muss die Filiale tun. Bitte fragen Sie dort, bevor "
        "Sie noch einmal bestellen."
    ),
    "not.orderable.needs-person-paid": (
        "Ihre Zahlung ging durch, aber ich konnte die Bestellung an der Kasse nicht abschließen; "
        "das muss die Filiale von Hand tun. Bitte fragen Sie dort, und bestellen Sie nicht noch "
        "einmal."
    ),
    "not.orderable.needs-person-payment": (
        "Das hat nicht geklappt, und ich konnte Ihre Zahlung nicht selbst freigeben. Das muss die "
        "Filiale klären; bitte fragen Sie dort, bevor Sie noch einmal bestellen."
    ),
    "not.orderable.ask": "Möchten Sie etwas ändern?",
    "still.working": (
        "Die Kasse braucht länger als sonst. Ich erledige es im Hintergrund, und es wird nicht "
        "doppelt abgebucht. Fragen Sie mich in ein paar Minuten, wo Ihre Bestellung ist."
    ),
    "no.card": (
        "In Ihrem Konto ist keine Karte gespeichert, deshalb wurde nichts abgebucht. Fügen Sie "
        "eine hinzu, und sagen Sie dann noch einmal versuchen. Ich halte es weiter zurück."
    ),
    "card.unread": (
        "Die Karte in Ihrem Konto ließ sich gerade nicht abfragen, deshalb wurde nichts abgebucht."
    ),
    "card.unread.ask": (
        "Ich halte es weiter zurück. Soll ich es noch einmal versuchen? Oder sagen Sie abbrechen."
    ),
    "no.card.here": ("In Ihrem Konto ist keine Karte gespeichert, deshalb wurde nichts abgebucht."),
    "declined.kept": "Es wurde nichts abgebucht.",
    "pay.elsewhere.here": "Dieses Geschäft kassiert auf seiner eigenen Seite.",
    "pay.link.ask.sms": (
        "Ich halte es weiter zurück. Soll ich Ihnen per SMS einen Link zum Bezahlen an die "
        "gespeicherte Nummer schicken?"
    ),
    "pay.link.ask.email": (
        "Ich halte es weiter zurück. Soll ich Ihnen einen Link zum Bezahlen an die gespeicherte "
        "E-Mail-Adresse schicken?"
    ),
    "pay.link.ask.again": "Soll ich Ihnen den Link schicken? Oder sagen Sie noch einmal versuchen.",
    "card.failed": "Ihre Karte wurde nicht angenommen, und es wurde nichts abgebucht.",
    "card.failed.ask": (
        "Ich halte es weiter zurück. Soll ich es mit der Karte noch einmal versuchen? Oder sagen "
        "Sie Mitarbeiter, dann hilft Ihnen jemand."
    ),
    "card.failed.ask.link": (
        "Ich halte es weiter zurück. Soll ich Ihnen einen Link zum Bezahlen schicken? Oder sagen "
        "Sie noch einmal versuchen für die Karte, oder Mitarbeiter."
    ),
    "card.failed.link": (
        "Ich halte es weiter zurück. Soll ich Ihnen stattdessen einen Link zum Bezahlen schicken? "
        "Oder sagen Sie Mitarbeiter."
    ),
    "pay.link.kept": "Gut, kein Link.",
    "pay.link.sent.sms": (
        "Eine SMS mit dem Link ist unterwegs an die gespeicherte Nummer. Abgebucht wurde noch "
        "nichts; ich halte es {time} zurück, und Ihre Bestellung "
        "beginnt, sobald Sie dort bezahlt haben."
    ),
    "pay.link.sent.email": (
        "Eine E-Mail mit dem Link ist unterwegs an die gespeicherte Adresse. Abgebucht wurde noch "
        "nichts; ich halte es {time} zurück, und Ihre Bestellung "
        "beginnt, sobald Sie dort bezahlt haben."
    ),
    "pay.link.none": (
        "Ich kann für diese Bestellung keinen Link schicken. Es wurde nichts abgebucht."
    ),
    "pay.elsewhere": (
        "Dieses Geschäft kassiert auf seiner eigenen Seite. Den Link habe ich auf eine Karte in "
        "Ihrer App gelegt; Ihre Bestellung beginnt, sobald Sie dort bezahlt haben."
    ),
    "pay.elsewhere.card": "Hier bezahlen Sie Ihre Bestellung:",
    "receipt.elsewhere": (
        "Das haben Sie schon in einem anderen Gespräch bestellt. Ihre Bestellnummer ist {number}. "
        "Es wurde nichts ein zweites Mal abgebucht."
    ),
    "wish.waits": (
        "Mit dieser Bestellung haben Sie in einem anderen Gespräch weitergemacht, deshalb habe ich "
        "hier nichts bestellt. Sie können sie dort abschließen oder hier neu bestellen."
    ),
    "wish.under.way": (
        "Diese Bestellung wird schon in einem anderen Gespräch aufgegeben, deshalb habe ich hier "
        "nichts bestellt. Fragen Sie mich in ein paar Minuten, wo Ihre Bestellung ist."
    ),
    "hold.expired": (
        "Ich konnte es nur zehn Minuten zurückhalten, und die sind um. Nichts wurde abgebucht. "
        "Soll ich es noch einmal nehmen?"
    ),
    "declined.insufficient_funds": "Ihre Bank sagt, dass auf der Karte nicht genug Geld ist.",
    "declined.expired": "Die Karte in Ihrem Konto ist abgelaufen.",
    "declined.cvv": "Ihre Bank hat die Prüfnummer der Karte nicht angenommen.",
    "declined.address": "Die Rechnungsadresse passt nicht zur Karte.",
    "declined.verification_required": (
        "Ihre Bank möchte, dass Sie diese Zahlung selbst freigeben, in ihrer App oder auf ihrer "
        "Seite."
    ),
    "declined.token_used": "Diese Zahlung wurde schon verwendet und geht nicht noch einmal.",
    "declined.limit": "Der Betrag liegt über dem Limit der Karte.",
    "declined.not_supported": "Das Geschäft nimmt diese Art von Karte nicht.",
    "declined.generic": "Ihre Bank hat die Karte abgelehnt und nicht gesagt, warum.",
    "declined.after": (
        "Nichts wurde abgebucht, und ich halte den Artikel weiter zurück. Wählen Sie eine andere "
        "Karte in Ihrem Konto, und sagen Sie dann noch einmal versuchen."
    ),
    "pay.keypad": (
        "Es wurde noch nichts abgebucht. Sie können mit einer Karte zahlen, indem Sie sie auf der "
        "Telefontastatur eingeben: Ich höre sie nicht und behalte sie nicht."
    ),
    "try.again": "Soll ich es noch einmal versuchen?",
    "receipt.placed": (
        "Erledigt. Ich habe {lines} bestellt, {how}. Ihre Bestellnummer ist {number}. {paid}"
    ),
    "receipt.parts": "Erledigt, in {count} {count:Teil|Teilen}.",
    "receipt.part": "Bestellt habe ich {lines}, {how}. Die Bestellnummer ist {number}. {paid}",
    "receipt.paid": "{total} wurden von Ihrer {card} abgebucht.",
    "receipt.off": "{off} Rabatt sind schon abgezogen.",
    "receipt.total": "Das macht {total}.",
    "receipt.card.last4": "{brand} mit den Endziffern {last4}",
    "receipt.card": "Karte",
    "receipt.how.pickup": "zum Abholen in {store}",
    "receipt.how.shipping": "mit Lieferung",
    "receipt.title": "Ihre Bestellung",
    "receipt.line": "{quantity} × {name}: {total}",
    "receipt.number": "Bestellnummer {number}",
    "status.none": "Ich finde keine Bestellung in Ihrem Konto.",
    "status.unknown.number": "Ich finde keine Bestellung mit dieser Nummer in Ihrem Konto.",
    "status.order": "Bestellung {number}, aufgegeben {day}, für {total}, {state}.",
    "status.goods": "Das waren {goods}.",
    "status.unfinished": (
        "Ihre Bestellung über {total} ist noch nicht fertig. Ich bin noch dabei; bitte fragen Sie "
        "in ein paar Minuten wieder."
    ),
    "status.pending": "ist noch nicht fertig: die Zahlung steht noch aus",
    "status.confirmed": "wird vorbereitet",
    "status.confirmed.at": "wird in {store} vorbereitet",
    "status.ready": "ist fertig",
    "status.ready.at": "liegt in {store} zum Abholen bereit",
    "status.shipped": "ist unterwegs",
    "status.completed": "ist abgeschlossen",
    "status.canceled": "wurde storniert",
    "status.returned": "wurde zurückgegeben",
    "status.unknown": "ist bei der Filiale, aber ich sehe nicht, wie weit sie ist",
    "status.refunded": "Das Geld wurde zurückgeschickt.",
    "status.partially_refunded": "Ein Teil des Geldes wurde zurückgeschickt.",
    "status.tracking": "Sie kommt mit {carrier}, die Sendungsnummer endet auf {last4}.",
    "status.tracking.plain": "Ihre Sendungsnummer endet auf {last4}.",
    "status.parcel.moving": "Sie wurde {shipped} mit {carrier} verschickt und kommt {expected} an.",
    "status.parcel.shipped": "Sie wurde {shipped} mit {carrier} verschickt.",
    "status.parcel.out": "{carrier} bringt sie heute.",
    "status.parcel.delivered": "{carrier} hat sie {delivered} zugestellt.",
    "status.parcel.pickup": "Sie liegt bei {carrier} zur Abholung bereit.",
    "status.parcel.trouble": "{carrier} meldet ein Problem mit dem Paket; der Laden kann helfen.",
    "status.stale": "Die Kasse habe ich gerade nicht erreicht, das ist also mein letzter Stand.",
    "status.title": "Stand der Bestellung",
    "status.card.tracking": "Sendung: {number}",
    "cancel.which": "Soll ich Bestellung {number} über {total} stornieren?",
    "cancel.which.goods": "Soll ich Bestellung {number} mit {goods} über {total} stornieren?",
    "stands.after.all": (
        "Ihr Ja war schon angekommen, bevor wir unterbrochen wurden: {goods}, für {total}. "
        "Soll ich die Bestellung stornieren?"
    ),
    "cancel.which.again": "Soll ich sie stornieren? Ja oder nein?",
    "cancel.kept": "In Ordnung, ich habe alles gelassen, wie es ist.",
    "cancel.done": "Bestellung {number} ist storniert.",
    "cancel.refund": "{refunded} gehen auf Ihre Karte zurück.",
    "cancel.refused": (
        "Für eine Stornierung von Bestellung {number} ist es zu spät; sie {state}. Die Filiale "
        "kann sie zurücknehmen."
    ),
    "cancel.refused.only-at-store": "Bestellung {number} kann nur in der Filiale storniert werden.",
    "cancel.refused.needs-person": (
        "Ich konnte Bestellung {number} nicht ganz selbst stornieren; das muss die Filiale "
        "abschließen. Bitte fragen Sie dort."
    ),
    "cancel.pos.down": (
        "Ich erreiche die Kasse in {store} gerade nicht, Bestellung {number} ist also noch nicht "
        "storniert. Bitte versuchen Sie es in ein paar Minuten noch einmal."
    ),
    "cancel.working": "Ich bin noch beim Stornieren und erledige es im Hintergrund.",
    "word.or": "oder",
    "word.and": "und",
    "word.others": "andere",
    "word.day.1": "Montag",
    "word.day.2": "Dienstag",
    "word.day.3": "Mittwoch",
    "word.day.4": "Donnerstag",
    "word.day.5": "Freitag",
    "word.day.6": "Samstag",
    "word.day.7": "Sonntag",
    "word.in": "{title} in {options}",
    "option.called.size": "Welche Größe",
    "option.called.color": "Welche Farbe",
    "option.called.other": "Welche Auswahl bei {name}",
    "size.of": "Größe {value}",
    "size.2xs": "extra extra klein",
    "size.xs": "extra klein",
    "size.s": "klein",
    "size.m": "mittel",
    "size.l": "groß",
    "size.xl": "extra groß",
    "size.2xl": "doppelt extra groß",
    "size.3xl": "dreifach extra groß",
    "parked.told": "Ich schicke Ihnen eine Nachricht.",
    "parked.ask": "Fragen Sie mich, wo Ihre Bestellung ist, um zu hören, wie es ausging.",
    "parked.authorized": (
        "Ich erreiche die Kasse in {store} gerade nicht. Ihre Bestellung über {total} ist "
        "eingegangen und Ihre Artikel sind zurückgelegt; die Filiale bestätigt sie noch. Der "
        "Betrag ist auf Ihrer Karte vorgemerkt und wird erst dann genommen."
    ),
    "parked.unpaid": (
        "Ich erreiche die Kasse in {store} gerade nicht. Ihre Bestellung über {total} ist "
        "eingegangen und Ihre Artikel sind zurückgelegt; die Filiale bestätigt sie noch. Vorher "
        "wird nichts abgebucht."
    ),
    "status.parked": "ist eingegangen, und die Filiale bestätigt sie noch",
    "status.parked.unnumbered": (
        "Ihre Bestellung über {total} ist eingegangen. Die Kasse war nicht erreichbar, deshalb "
        "bestätigt die Filiale sie noch."
    ),
    "status.delivered": "wurde geliefert",
    "status.partly_returned": "wurde zum Teil zurückgegeben",
    # --- subscriptions
    "wish.subscribe": "etwas regelmäßig bekommen",
    "wish.manage_subscription": "ein Abo ändern",
    "cadence.day.one": "jeden Tag",
    "cadence.day.many": "alle {count} Tage",
    "cadence.week.one": "jede Woche",
    "cadence.week.many": "alle {count} Wochen",
    "cadence.month.one": "jeden Monat",
    "cadence.month.many": "alle {count} Monate",
    "sub.cadence": (
        "Wie oft möchten Sie {name} bekommen? Zum Beispiel alle zwei Wochen oder jeden Monat."
    ),
    "sub.cadence.again": "Alle wie viele Wochen oder Monate?",
    "sub.read.back": (
        "Das wären {quantity} {name}, {cadence}, {how}, für je {price} vor Steuern. Das erste Mal "
        "wäre {day}. {pay} Soll ich das einrichten?"
    ),
    "sub.pay.card": "Jedes wird mit Ihrer hinterlegten Karte bezahlt.",
    "sub.pay.no.card": "Es ist noch keine Karte hinterlegt; bis dahin wird eine gebraucht.",
    "sub.read.back.again": "Soll ich es für je {price} einrichten? Ja oder nein?",
    "sub.no.address": "Ich habe keine Lieferadresse. Soll es stattdessen zur Abholung sein?",
    "sub.not.possible": "Das kann nicht regelmäßig geschickt werden.",
    "sub.kept": "Gut, ich habe nichts eingerichtet.",
    "sub.begun": (
        "Ihr Abo ist eingerichtet: {quantity} {name}, {cadence}. Das erste Mal kommt es {day}. Sie "
        "können es jederzeit pausieren, überspringen oder kündigen."
    ),
    "sub.none": "Sie haben kein Abo bei uns.",
    "sub.which": "Sie haben {count} Abos. Welches meinen Sie: {titles}?",
    "sub.which.again": "Welches Ihrer Abos?",
    "sub.told": "Sie bekommen {quantity} {name}, {cadence}, für je {price}.",
    "sub.told.paused": "Ihr Abo für {quantity} {name}, {cadence}, pausiert.",
    "sub.told.unpaid": "Ihre Karte wurde nicht angenommen.",
    "sub.wish": "Soll ich es pausieren, das nächste überspringen, den Tag ändern oder es kündigen?",
    "sub.wish.paused": "Soll ich es fortsetzen oder kündigen?",
    "sub.wish.again": (
        "Sagen Sie pausieren, fortsetzen, überspringen, anderer Tag oder kündigen. Oder dass es so "
        "gut ist."
    ),
    "sub.date": "{name} kommt {day}. An welchem Tag möchten Sie es stattdessen?",
    "sub.date.again": "Welcher Tag, zum Beispiel nächsten Freitag?",
    "sub.date.past": "Der Tag ist zu früh. Welcher andere Tag?",
    "sub.no.date": "an keinem festen Tag",
    "sub.confirm.pause": "Soll ich {name} pausieren, bis Sie es wieder möchten?",
    "sub.confirm.pause.until": "Soll ich {name} pausieren und {day} fortsetzen?",
    "sub.confirm.resume": "Soll ich {name} fortsetzen?",
    "sub.confirm.skip": "Soll ich {name} das nächste Mal auslassen?",
    "sub.confirm.cancel": "Soll ich das Abo für {name} beenden?",
    "sub.confirm.move": "Soll {name} das nächste Mal {day} kommen?",
    "sub.confirm.cadence": "Soll {name} ab jetzt {cadence} kommen?",
    "sub.confirm.cadence.from": "Soll {name} ab jetzt {cadence} kommen, das nächste Mal {day}?",
    "sub.confirm.quantity": "Sollen es jedes Mal {quantity} {name} sein?",
    "sub.confirm.again": "Ja oder nein?",
    "sub.price": (
        "Der Preis für {name} hat sich von {agreed} auf {now} geändert. Soll es trotzdem kommen? "
        "Ohne ein Ja fällt es diesmal aus."
    ),
    "sub.substitute": (
        "{name} ist ausverkauft. Soll stattdessen {instead} für je {price} kommen? Ohne ein Ja "
        "fällt es diesmal aus."
    ),
    "sub.consent.again": "Ist Ihnen das recht? Ja oder nein?",
    "sub.unchanged": "Gut, es bleibt, wie es ist.",
    "sub.canceled": "Das Abo für {name} ist beendet. Dafür wird nichts mehr abgebucht.",
    "sub.paused": "{name} pausiert. Sagen Sie fortsetzen, wenn Sie es wieder möchten.",
    "sub.paused.until": (
        "{name} pausiert und geht {day} von selbst weiter. "
        "Sagen Sie fortsetzen, wenn Sie es früher möchten."
    ),
    "sub.skipped": "{name} fällt das nächste Mal aus.",
    "sub.declined": "Gut, {name} fällt diesmal aus.",
    "sub.goes.on": "Erledigt. {name} kommt {cadence}.",
    "sub.next": "Das nächste Mal kommt es {day}.",
    "sub.nocard": "Es ist keine Karte hinterlegt; der nächste Versuch ist {day}.",
    "sub.told.nocard": "Es ist keine Karte hinterlegt.",
    "sub.retried": "Ihre Karte wurde nicht angenommen; der nächste Versuch ist {day}.",
    "sub.waits": (
        "Es ist gerade ausverkauft; ich sehe {day} wieder nach, vorher wird nichts abgebucht."
    ),
    "sub.instead": "Erledigt. Diesmal kommt {name}.",
    "sub.not.now": (
        "Das lässt sich gerade nicht ändern, vielleicht läuft eine Abbuchung. Bitte versuchen Sie "
        "es später noch einmal."
    ),
    # --- who is speaking
    "proof.number": (
        "Damit ich sicher bin, dass Sie es sind: Welche Nummer hat eine Ihrer Bestellungen? Sie "
        "können sie auch eintippen oder Mitarbeiter sagen."
    ),
    "proof.number.again": "Bitte die Nummer einer Ihrer Bestellungen.",
    "proof.last.four": (
        "Und die letzten vier Ziffern der Telefonnummer, die das Geschäft von Ihnen hat?"
    ),
    "proof.last.four.again": "Nur die letzten vier Ziffern, eine nach der anderen.",
    "proof.pin": (
        "Dafür brauche ich Ihre PIN. Sagen Sie sie oder tippen Sie sie ein. Oder sagen Sie Code, "
        "dann schicke ich einen an die Nummer oder Adresse, die das Geschäft von Ihnen hat."
    ),
    "proof.pin.again": "Ihre PIN, oder sagen Sie Code. Für einen Menschen sagen Sie Mitarbeiter.",
    "proof.code": (
        "Wenn das Geschäft eine Nummer oder Adresse von Ihnen hat, ist ein Code unterwegs. Wie "
        "lautet er?"
    ),
    "proof.code.again": "Bitte die sechs Ziffern des Codes. Er gilt fünf Minuten.",
    "proof.wrong": "Das passt nicht zu dem, was wir haben.",
    "proof.locked": (
        "Es waren zu viele falsche Antworten. Versuchen Sie es in {minutes} "
        "{minutes:Minute|Minuten} noch einmal, oder sagen Sie Mitarbeiter, um mit jemandem zu "
        "sprechen."
    ),
    "proof.passed": "Danke, jetzt weiß ich, dass Sie es sind.",
    # --- what may be kept
    "purse.have": "Sie haben {parts}.",
    "purse.points": "{count} {name}",
    "purse.points.none": "Ich finde keine Punkte von Ihnen.",
    "points.taken": "Für {count} {name} bekommen Sie: {reward}.",
    "points.too.few": "Ihre {count} {name} reichen hier nicht für eine Prämie.",
    "points.refused": "Diese Bestellung kann nicht mit {name} bezahlt werden.",
    "purse.credit": "{amount} Guthaben",
    "purse.credit.none": "Sie haben kein Guthaben.",
    "purse.card": "{amount} auf der Geschenkkarte mit den Endziffern {last4}",
    "purse.cards.none": "Ich finde keine Geschenkkarte, die mit Ihnen verknüpft ist.",
    "consent.remember.given": "Danke. Ich darf eine Weile behalten, was wir sagen.",
    "consent.remember.refused": (
        "Gut, ich behalte nichts von dem, was Sie sagen, und das Behaltene ist gelöscht."
    ),
    "consent.personalize.given": "Danke. Ich darf Ihnen wieder anbieten, was Sie gekauft haben.",
    "consent.personalize.refused": "Gut, Ihre Einkäufe werden nicht für Angebote an Sie verwendet.",
    "consent.marketing.given": "Danke. Das Geschäft darf Ihnen über Angebote schreiben.",
    "consent.marketing.refused": "Gut, keine Werbung für Sie.",
    "forget.confirm": (
        "Ich kann alles löschen, was der Sprachdienst des Geschäfts über Sie hat. Abos enden, und "
        "es lässt sich nicht rückgängig machen. Soll ich das tun?"
    ),
    "forget.confirm.again": "Alles über Sie löschen: ja oder nein?",
    "forget.kept": "Gut, nichts wurde gelöscht.",
    "forget.done": (
        "Erledigt: Was wir über Sie hatten, ist gelöscht. Die Kasse des Geschäfts kann eine Kopie "
        "haben; fragen Sie auch dort. Auf Wiederhören."
    ),
    "forget.nobody": "Das kann ich von hier nicht tun. Bitte fragen Sie im Geschäft.",
    # --- written outside a conversation
    "receipt.written": (
        "Ihre Bestellung bei {store} über {total} ist bestätigt. Ihre Nummer ist {number}."
    ),
    "receipt.written.subscription": (
        "{what} ist bestellt (Bestellung {number}); {total} wurden von Ihrer Karte abgebucht."
    ),
    "notice.subject": "Ihre Bestellung",
    "notice.received": (
        "{store} hat Ihre Bestellung über {total} erhalten und wird sie bestätigen. Wir melden uns."
    ),
    "notice.price.changed": (
        "{store} verlangt jetzt {now} statt {total}, deshalb wurde Ihre Bestellung nicht "
        "ausgeführt. Nichts wurde abgebucht. Bestellen Sie noch einmal, wenn Sie einverstanden "
        "sind."
    ),
    "notice.price.unclear": (
        "{store} verlangt jetzt einen anderen Betrag als {total}, deshalb wurde Ihre Bestellung "
        "nicht ausgeführt. Nichts wurde abgebucht. Bestellen Sie noch einmal, wenn Sie "
        "einverstanden sind."
    ),
    "notice.payment.link": (
        "{store} hält Ihre Bestellung über {total} zurück. Bezahlen Sie hier: {url}"
    ),
    "notice.payment.page": (
        "{store} konnte {total} nicht abbuchen. Bezahlen Sie hier: {url} Wir halten alles eine "
        "Weile zurück."
    ),
    "notice.payment.card": (
        "{store} konnte {total} nicht abbuchen. Bitte bestätigen Sie mit einer anderen Karte. Wir "
        "halten alles eine Weile zurück."
    ),
    "notice.reduced": (
        "{store} konnte nicht alles von Bestellung {number} liefern. Sie zahlen {total} statt "
        "{was}."
    ),
    "notice.canceled": (
        "Ihre Bestellung über {total} bei {store} ist storniert. Nichts wurde abgebucht."
    ),
    "notice.canceled.refunded": (
        "Ihre Bestellung über {total} bei {store} ist storniert. {refunded} gehen auf "
        "Ihre Karte zurück."
    ),
    "notice.canceled.credited": (
        "Ihre Bestellung über {total} bei {store} ist storniert. {credited} stehen "
        "wieder als Guthaben bereit."
    ),
    "notice.canceled.paid": (
        "{store} hat Ihre Bestellung über {total} storniert. Bitte fragen Sie dort nach dem, was "
        "Sie bezahlt haben."
    ),
    "notice.ready": "Ihre Bestellung {number} liegt bei {store} zum Abholen bereit.",
    "notice.shipped": "Ihre Bestellung {number} ist unterwegs.",
    "notice.shipped.with": "Ihre Bestellung {number} ist mit {carrier} unterwegs.",
    "notice.refunded": "{store} hat Ihnen {refunded} für Ihre Bestellung {number} erstattet.",
    "notice.not.confirmed": (
        "{store} konnte Ihre Bestellung über {total} nicht bestätigen; sie wurde nicht ausgeführt. "
        "Nichts wurde abgebucht."
    ),
    "notice.not.paid": (
        "Ihre Bestellung über {total} bei {store} wurde nicht rechtzeitig bezahlt und wird "
        "nicht mehr zurückgehalten. Bestellen Sie noch einmal, wenn Sie sie noch möchten."
    ),
    "notice.needs.store": (
        "{store} muss Ihre Bestellung über {total} von Hand klären. Bitte fragen Sie dort nach."
    ),
    "notice.sub.reminder": (
        "Ihre Karte wird {day} belastet: {what} ({cadence}), {price} vor Steuern. Bis dahin können "
        "Sie aussetzen oder ändern."
    ),
    "notice.sub.waiting": (
        "{what} ist gerade ausverkauft. Nichts wurde abgebucht; wir sehen jeden Tag nach, "
        "zuletzt {day}."
    ),
    "notice.sub.price": (
        "{name} kostet jetzt {price} statt {agreed}. Nichts wird abgebucht, bis Sie zustimmen."
    ),
    "notice.sub.substitute": (
        "{name} ist ausverkauft. Möchten Sie diesmal {instead} für {price}? Nichts wird abgebucht, "
        "bis Sie zustimmen."
    ),
    "notice.sub.declined": (
        "Ihre Karte wurde für {what} nicht angenommen. Der nächste Versuch ist {day}; bis dahin "
        "können Sie eine andere hinterlegte Karte wählen."
    ),
    "notice.sub.nocard": (
        "Für {what} ist keine Karte hinterlegt. Der nächste Versuch ist {day}; bis dahin können "
        "Sie eine hinterlegen."
    ),
    "notice.sub.paused.nocard": (
        "Ihr Abo für {name} ruht: Es ist keine Karte hinterlegt. Nichts wurde abgebucht. Mit einer "
        "hinterlegten Karte kann es jederzeit weitergehen."
    ),
    "notice.sub.paused.card": (
        "Ihr Abo für {name} ruht: Ihre Karte wurde nicht angenommen. Nichts wurde abgebucht. Mit "
        "einer anderen hinterlegten Karte kann es jederzeit weitergehen."
    ),
    "notice.sub.paused.gone": "Ihr Abo für {name} ruht: Es wird nicht mehr verkauft.",
    "notice.sub.paused.store": "Ihr Abo für {name} ruht: Das Geschäft muss es sich ansehen.",
    "notice.sub.skipped.sold": (
        "{what} kommt diesmal nicht: Es ist ausverkauft. Nichts wurde abgebucht."
    ),
    "notice.sub.skipped.silent": (
        "{what} kommt diesmal nicht: Wir haben nichts von Ihnen gehört. Nichts wurde abgebucht."
    ),
    "notice.sub.skipped.other": (
        "{what} kommt diesmal nicht: Der Versand war nicht möglich. Nichts wurde abgebucht."
    ),
    "notice.transfer.kept": "{name} ist bei {store} eingetroffen und liegt dort für Sie bereit.",
    "notice.transfer.there": "{name} ist bei {store} eingetroffen.",
    "notice.transfer.canceled": (
        "{name} wird nun doch nicht zu {store} geschickt. Es wurde nichts abgebucht."
    ),
    "notice.parcel.today": "Ihr Paket ({carrier}, Endziffern {number}) kommt heute.",
    "notice.parcel.pickup": "Ihr Paket ({carrier}, Endziffern {number}) liegt zum Abholen bereit.",
    "notice.parcel.delivered": "Ihr Paket ({carrier}, Endziffern {number}) wurde zugestellt.",
    "notice.parcel.trouble": (
        "Ihr Paket ({carrier}, Endziffern {number}) konnte nicht zugestellt werden. Bitte fragen "
        "Sie im Geschäft nach."
    ),
    "notice.return.label": (
        "Ihr Etikett für die Rücksendung mit {carrier}. Drucken Sie es aus und kleben Sie es auf "
        "das Paket:"
    ),
    "notice.code": (
        "Ihr Code ist {code}. Er gilt fünf Minuten. Wir rufen nie an, um danach zu fragen."
    ),
    "notice.code.subject": "Ihr Code",
}
