# ruff: noqa: E501 - one kind is one line
"""Words for whole kinds of goods, and the goods that are of the kind.

One line is one kind: English | Spanish | French | German : goods, named by their first English
word of the lexicon. Who asks for clothing is shown jackets, whatever the catalog's own categories
are called; who asks for jackets is not shown all clothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TABLE: Final = """
clothing, clothes, apparel, garments | ropa, vestimenta, prendas | vêtements, habits | Kleidung, Bekleidung, Klamotten : jacket, raincoat, fleece, sweater, sweatshirt, t-shirt, shirt, pants, jeans, leggings, shorts, dress, skirt, socks, underwear, hat, scarf, gloves
outerwear | ropa de abrigo, prendas de abrigo | vêtements d'extérieur, vêtements chauds | Oberbekleidung, Outdoorbekleidung : jacket, raincoat, fleece
rainwear, rain gear | ropa de lluvia | vêtements de pluie | Regenbekleidung, Regenkleidung : raincoat, umbrella
shoes, footwear | zapatos, calzado | chaussures | Schuhe, Schuhwerk : sneakers, boots, sandals, slippers
headwear | sombreros, tocados | couvre-chefs | Kopfbedeckung, Kopfbedeckungen : hat
bags | bolsos, bolsas | sacs | Taschen : backpack, tote bag
luggage | equipaje | bagages | Reisegepäck, Gepäck : suitcase, backpack
jewelry, jewellery | joyas, joyería, bisutería | bijoux | Schmuck : necklace, ring
drinks, beverages | bebidas | boissons | Getränke : coffee, tea, herbal tea, soda, water, juice, beer, wine, milk
hot drinks | bebidas calientes | boissons chaudes | Heißgetränke, heiße Getränke : coffee, tea, herbal tea
groceries, foodstuffs | alimentos, comestibles | alimentation, épicerie, aliments | Lebensmittel : flour, sugar, honey, jam, chocolate, cookies, bread, cheese, butter, rice, pasta, olive oil, milk
snacks | aperitivos, golosinas | sucreries, grignotage | Süßwaren, Knabbereien, Naschereien : chocolate, cookies, candy
cookware | utensilios de cocina, batería de cocina | ustensiles de cuisine, batterie de cuisine | Kochgeschirr : frying pan, pot
tableware, dinnerware, crockery | vajilla | vaisselle | Geschirr : cup, glass, plate
kitchenware | menaje, menaje de cocina | articles de cuisine | Küchenutensilien, Küchengeräte : frying pan, pot, knife, cup, plate
drinkware | recipientes para beber | gobelets | Trinkgefäße : cup, bottle
furniture | muebles, mobiliario | meubles, mobilier | Möbel : sofa
home textiles, linens | textiles del hogar | linge de maison | Heimtextilien : towel, pillow, blanket, sheets, curtains
electronics, gadgets | electrónica, aparatos electrónicos | électronique, appareils électroniques | Elektronik, Elektrogeräte : headphones, speaker, phone, charger, cable, laptop, television, camera
toys | juguetes | jouets | Spielzeug, Spielsachen : puzzle, doll, ball
tools | herramientas | outils | Werkzeug, Werkzeuge : hammer, drill
cosmetics, skincare, beauty products | cosméticos, cosmética, productos de belleza | cosmétiques, produits de beauté | Kosmetik, Schönheitspflege : face cream, sunscreen, perfume, lipstick
toiletries | artículos de aseo | articles de toilette, produits de toilette | Hygieneartikel, Körperpflege : shampoo, soap, toothpaste
pet supplies | artículos para mascotas | animalerie, produits pour animaux | Tierbedarf, Heimtierbedarf : dog bed, pet food
garden supplies, gardening | jardinería | jardinage | Gartenbedarf : flower pot, garden hose
camping gear, camping equipment | equipo de camping | matériel de camping, équipement de camping | Campingausrüstung, Campingbedarf : tent, sleeping bag, flashlight
stationery, office supplies | papelería | papeterie, fournitures de bureau | Schreibwaren, Bürobedarf : notebook, pen
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of goods."""

    names: tuple[str, ...]
    """What it is called, in four languages."""
    goods: tuple[str, ...]
    """The lexicon's first word of each idea that is of this kind."""


def kinds() -> Iterator[Kind]:
    """The table, line by line."""
    for line in _TABLE.strip().splitlines():
        called, goods = line.split(" : ")
        names = (name for language in called.split("|") for name in language.split(","))
        yield Kind(
            tuple(name.strip() for name in names), tuple(each.strip() for each in goods.split(","))
        )
