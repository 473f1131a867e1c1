# ruff: noqa: E501 - one idea is one line
"""What different words mean the same on a shelf, within a language and across four of them.

One line is one idea: English | Spanish | French | German, synonyms parted by commas. A shopper may
say any of them for a product that is labeled with any other. What a catalog calls things itself
(its brands, models, categories) is not here; it is learned from the catalog.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, TypeAlias

from app.commerce.kinds import kinds
from app.commerce.words import fold, root, tokens_of

Phrase: TypeAlias = tuple[str, ...]
"""Roots in order: ("running", "sho")."""


class Sense(StrEnum):
    """What sort of thing a word says of a product."""

    GOODS = "goods"
    COLOR = "color"
    MATERIAL = "material"
    FEATURE = "feature"
    USE = "use"


_TABLE: Final[Mapping[Sense, str]] = {
    Sense.GOODS: """
jacket, coat, anorak, parka | chaqueta, abrigo, cazadora, chamarra | veste, manteau, blouson | Jacke, Mantel
raincoat, rain jacket, slicker | impermeable, chubasquero | imperméable, ciré, veste de pluie | Regenjacke, Regenmantel
fleece, fleece jacket | forro polar | polaire | Fleecejacke
sweater, jumper, pullover | suéter, jersey | pull, pull-over | Pullover
sweatshirt, hoodie, hooded sweatshirt | sudadera | sweat, sweat à capuche | Kapuzenpullover, Sweatshirt
t-shirt, tee, tee shirt, tshirt | camiseta, playera, remera | t-shirt, tee-shirt | T-Shirt, Shirt
shirt, blouse | camisa, blusa | chemise, chemisier | Hemd, Bluse
pants, trousers, slacks | pantalón, pantalones | pantalon | Hose, Hosen
jeans, denims | vaquero, vaqueros, tejanos, jeans | jean, jeans | Jeans
leggings, tights | mallas, leggings | legging, collant | Leggings
shorts | pantalón corto, bermudas | short | kurze Hose, Shorts
dress | vestido | robe | Kleid
skirt | falda | jupe | Rock
socks | calcetines, medias | chaussettes | Socken, Strümpfe
underwear, briefs, boxers | ropa interior, calzoncillos | sous-vêtements, caleçon | Unterwäsche
hat, cap, beanie | gorro, gorra, sombrero | chapeau, bonnet, casquette | Mütze, Hut, Kappe
scarf, shawl | bufanda, pañuelo | écharpe, foulard | Schal
gloves, mittens | guantes, manoplas | gants, moufles | Handschuhe
belt | cinturón | ceinture | Gürtel
shoes, footwear | zapatos, calzado | chaussures | Schuhe
sneakers, trainers, running shoes, tennis shoes | zapatillas, tenis, deportivas, zapatillas de correr | baskets, tennis, chaussures de course | Turnschuhe, Laufschuhe, Sportschuhe, Joggingschuhe
boots | botas, botines | bottes, bottines | Stiefel
sandals, flip flops | sandalias, chanclas | sandales, tongs | Sandalen
slippers | pantuflas, zapatillas de casa | pantoufles, chaussons | Hausschuhe
backpack, rucksack, knapsack, daypack | mochila, morral | sac à dos, cartable | Rucksack
bag, handbag, purse | bolso, cartera, bolsa | sac, sac à main | Tasche, Handtasche
tote bag, shopping bag, carryall | bolsa de tela | cabas, sac cabas | Einkaufstasche
wallet, billfold | billetera, monedero, cartera | portefeuille | Geldbörse, Brieftasche
suitcase, luggage | maleta, equipaje | valise, bagage | Koffer
umbrella | paraguas | parapluie | Regenschirm, Schirm
sunglasses, shades | gafas de sol, lentes de sol | lunettes de soleil | Sonnenbrille
watch | reloj | montre | Uhr
necklace, pendant | collar | collier, pendentif | Kette, Halskette
ring | anillo, sortija | bague | Ring
coffee | café | café | Kaffee
coffee beans, whole bean coffee | café en grano | café en grains | Kaffeebohnen, Bohnenkaffee
ground coffee, filter coffee | café molido | café moulu, café filtre | Filterkaffee, gemahlener Kaffee
tea | té | thé | Tee
herbal tea, tisane, infusion | infusión, té de hierbas, tisana | tisane, infusion | Kräutertee
flour | harina | farine | Mehl, Weizenmehl
sugar | azúcar | sucre | Zucker
honey | miel | miel | Honig
jam, jelly, preserve | mermelada | confiture | Marmelade, Konfitüre
chocolate | chocolate | chocolat | Schokolade
cookies, biscuits | galletas | biscuits, gâteaux secs | Kekse, Plätzchen
candy, sweets | dulces, caramelos | bonbons | Süßigkeiten, Bonbons
soda, pop, soft drink | refresco, gaseosa | soda, boisson gazeuse | Limonade, Limo
water | agua | eau | Wasser
juice | zumo, jugo | jus | Saft
beer | cerveza | bière | Bier
wine | vino | vin | Wein
milk | leche | lait | Milch
bread | pan | pain | Brot
cheese | queso | fromage | Käse
butter | mantequilla, manteca | beurre | Butter
rice | arroz | riz | Reis
pasta, noodles | pasta, fideos | pâtes, nouilles | Nudeln, Pasta
olive oil | aceite de oliva | huile d'olive | Olivenöl
frying pan, skillet, fry pan | sartén | poêle | Bratpfanne, Pfanne
pot, saucepan | olla, cacerola | casserole, marmite | Topf, Kochtopf
knife | cuchillo | couteau | Messer
cup, mug, beaker | taza, tazón, pocillo, jarro | tasse, mug, gobelet | Tasse, Becher, Häferl, Haferl, Pott, Humpen
glass, tumbler | vaso | verre | Glas
plate, dish | plato | assiette | Teller
bottle, water bottle, flask, canteen, thermos | botella, botella de agua, termo, cantimplora | gourde, bouteille, thermos | Trinkflasche, Flasche, Thermosflasche
lunch box | fiambrera, lonchera | boîte à lunch | Brotdose
towel | toalla | serviette | Handtuch
pillow, cushion | almohada, cojín | oreiller, coussin | Kissen
blanket, throw | manta, cobija | couverture, plaid | Decke
sheets, bedding | sábanas, ropa de cama | draps, linge de lit | Bettwäsche, Laken
sofa, couch | sofá, sillón | canapé, sofa | Sofa, Couch
lamp, light | lámpara | lampe | Lampe, Leuchte
candle | vela | bougie | Kerze
rug, carpet | alfombra, tapete | tapis | Teppich
curtains, drapes | cortinas | rideaux | Vorhang, Gardinen
headphones, earphones, earbuds, headset | auriculares, audífonos, cascos | casque, casque audio, écouteurs | Kopfhörer, Ohrhörer
speaker, loudspeaker | altavoz, parlante, bocina | enceinte, haut-parleur | Lautsprecher, Lautsprecherbox, Box
phone, cell phone, smartphone, mobile | teléfono, móvil, celular | téléphone, portable | Handy, Telefon, Smartphone
charger, power adapter | cargador | chargeur | Ladegerät
cable, cord | cable | câble | Kabel
laptop, notebook computer | portátil, ordenador portátil | ordinateur, ordinateur portable | Laptop, Notebook
television, tv | televisor, televisión, tele | télévision, téléviseur, télé | Fernseher
camera | cámara | appareil photo, caméra | Kamera
flashlight, torch | linterna | lampe de poche | Taschenlampe
battery | pila, batería | pile, batterie | Batterie, Akku
flower pot, planter, plant pot | maceta, tiesto | pot de fleurs, jardinière | Blumentopf, Pflanztopf
garden hose, water hose | manguera | tuyau d'arrosage | Gartenschlauch
dog bed | cama para perro | panier pour chien, lit pour chien | Hundebett
dog | perro | chien | Hund
cat | gato | chat | Katze
pet food, cat food, kibble | pienso, comida para gatos | croquettes, nourriture pour chat | Katzenfutter, Futter, Tierfutter
face cream, moisturizer, facial cream | crema facial, crema para la cara, hidratante facial | crème visage, crème pour le visage | Gesichtscreme
sunscreen, sun cream, sunblock, spf | protección solar, protector solar, crema solar | crème solaire, solaire | Sonnenschutz, Sonnencreme, Sonnenschutzcreme
shampoo | champú | shampooing, shampoing | Shampoo
soap | jabón | savon | Seife
toothpaste | pasta de dientes, dentífrico | dentifrice | Zahnpasta
perfume, fragrance, cologne | perfume, colonia | parfum | Parfüm, Duft
lipstick | pintalabios, lápiz labial | rouge à lèvres | Lippenstift
puzzle, jigsaw | rompecabezas, puzle, puzzle | puzzle, casse-tête | Puzzle
toy | juguete | jouet | Spielzeug
doll | muñeca | poupée | Puppe
ball | pelota, balón | ballon, balle | Ball
book | libro | livre | Buch
notebook | cuaderno, libreta | cahier, carnet | Notizbuch, Heft
pen | bolígrafo, pluma | stylo | Stift, Kugelschreiber
bicycle, bike | bicicleta, bici | vélo, bicyclette | Fahrrad, Rad
tent | tienda de campaña, carpa | tente | Zelt
sleeping bag | saco de dormir | sac de couchage | Schlafsack
helmet | casco | casque | Helm
hammer | martillo | marteau | Hammer
drill | taladro | perceuse | Bohrmaschine
paint | pintura | peinture | Farbe
bolt, screw | tornillo, perno | vis, boulon | Schraube, Bolzen
diaper, nappy | pañal | couche | Windel
stroller, pram | cochecito, carriola | poussette | Kinderwagen
""",
    Sense.COLOR: """
black | negro | noir | schwarz
white | blanco | blanc | weiß
gray, grey | gris | gris | grau
red | rojo | rouge | rot
blue, navy | azul, marino | bleu, marine | blau
green | verde | vert | grün
yellow | amarillo | jaune | gelb
orange | naranja | orange | orange
pink, rose | rosa, rosado | rose | rosa
purple, violet | morado, violeta, púrpura | violet, pourpre | lila, violett
brown | marrón, café | marron, brun | braun
beige, tan, sand | beige, arena | beige, sable | beige
gold, golden | dorado, oro | doré, or | gold
silver | plateado, plata | argenté, argent | silber
""",
    Sense.MATERIAL: """
cotton | algodón | coton | Baumwolle
wool, woolen | lana | laine | Wolle
leather | cuero, piel | cuir | Leder
linen | lino | lin | Leinen
silk | seda | soie | Seide
denim | tela vaquera, mezclilla | denim | Denim
down | plumas, plumón | duvet | Daunen
wood, wooden | madera, de madera | bois, en bois | Holz, aus Holz
glass | vidrio, cristal | verre | Glas
steel, stainless | acero, acero inoxidable | acier, inox | Stahl, Edelstahl
cast iron | hierro, hierro fundido | fonte | Gusseisen
ceramic | cerámica | céramique | Keramik
terracotta, clay | barro, terracota | terre cuite, argile | Terrakotta, Ton
plastic | plástico | plastique | Kunststoff, Plastik
canvas | lona | toile | Segeltuch
cork | corcho | liège | Kork
almond | almendra | amande | Mandel
mint, peppermint | menta, hierbabuena | menthe | Minze, Pfefferminze
chamomile, camomile | manzanilla | camomille | Kamille
ginger | jengibre | gingembre | Ingwer
salmon | salmón | saumon | Lachs
vanilla | vainilla | vanille | Vanille
strawberry | fresa, frutilla | fraise | Erdbeere
apricot | albaricoque | abricot | Aprikose
""",
    Sense.FEATURE: """
waterproof, water resistant, water repellent, rainproof, rain | impermeable, resistente al agua, lluvia | imperméable, étanche, résistant à l'eau, pluie | wasserdicht, wasserfest, regenfest, Regen
insulated, thermal, lined | térmico, aislante, forrado, acolchado | isotherme, thermique, fourré, matelassé | isoliert, gefüttert, Thermo
warm, cozy | cálido, abrigado, caliente | chaud | warm
light, lightweight | ligero, liviano | léger | leicht
breathable | transpirable | respirant | atmungsaktiv
stretch, stretchy, elastic | elástico | extensible, élastique | elastisch, dehnbar
hooded | con capucha | à capuche | mit Kapuze
long sleeve | manga larga | manches longues | langarm, langärmelig
short sleeve | manga corta | manches courtes | kurzarm, kurzärmelig
striped, stripes | de rayas, rayado | rayé, à rayures | gestreift
checked, checkered, plaid | a cuadros | à carreaux | kariert
wireless, cordless, bluetooth | inalámbrico, bluetooth | sans fil, bluetooth | kabellos, drahtlos, bluetooth
noise-canceling, noise-cancelling | cancelación de ruido | réduction de bruit | Geräuschunterdrückung, Noise-Cancelling
portable, compact | portátil, compacto | portable, compact | tragbar, kompakt
folding, foldable, packable, collapsible | plegable | pliable | faltbar, klappbar
organic, bio | ecológico, orgánico, bio | bio, biologique | bio, ökologisch
gluten-free | sin gluten | sans gluten | glutenfrei
grain-free | sin cereales | sans céréales | getreidefrei
sugar-free | sin azúcar | sans sucre | zuckerfrei
decaf, decaffeinated | descafeinado | décaféiné, déca | entkoffeiniert, koffeinfrei
dark roast | tueste oscuro | torréfaction foncée | dunkle Röstung
light roast | tueste claro | torréfaction claire | helle Röstung
strong | fuerte, intenso | corsé, fort | kräftig, stark
mild | suave | doux | mild
nonstick, coated | antiadherente | antiadhésif | beschichtet, antihaft
washable | lavable | lavable | waschbar
orthopedic | ortopédico | orthopédique | orthopädisch
raised, elevated | elevado | surélevé | erhöht
moisturizing, moisturising, hydrating | hidratante | hydratant | feuchtigkeitsspendend
anti-wrinkle, anti-aging | antiarrugas | anti-rides | gegen Falten, Antifalten
fragrance-free, unscented | sin perfume | sans parfum | parfümfrei, ohne Duft
hanging | colgante | suspendu | hängend
glazed | esmaltado | émaillé | glasiert
large, big | grande | grand | groß
small, mini, little | pequeño, mini | petit, mini | klein, mini
cheap, inexpensive, budget | barato, económico | pas cher, économique | billig, günstig
slim, skinny | ajustado | slim, ajusté | schmal, eng
straight | recto | droit | gerade
long | largo | long | lang
virgin, extra virgin | virgen extra | vierge extra | nativ extra
Colombian | de Colombia, colombiano | de Colombie | aus Kolumbien
""",
    Sense.USE: """
hiking, trekking, walking, mountain | senderismo, montaña, excursión | randonnée, marche, montagne | Wandern, Wanderung, Berge
running, jogging | correr, carrera, footing | course, running, jogging | Laufen, Joggen
trail | trail, sendero | trail, sentier | Trail, Gelände
camping | camping, acampar | camping | Camping, Zelten
travel, trip | viaje, viajar | voyage | Reise, Reisen
beach, pool | playa, piscina | plage, piscine | Strand
gym, workout, fitness, sport | gimnasio, deporte, entrenamiento | sport, gym, fitness | Sport, Fitness, Training
yoga | yoga | yoga | Yoga
skiing, snow, ski | esquí, nieve | ski, neige | Ski, Skifahren
winter, cold weather | invierno, frío | hiver, froid | Winter, Kälte
summer | verano | été | Sommer
school | colegio, escuela, escolar | école, scolaire | Schule
office, work | oficina, trabajo | bureau, travail | Büro, Arbeit
kids, children, toddlers | niños, infantil | enfants, enfant | Kinder
baby | bebé | bébé | Baby
men, mens, man | hombre, caballero | homme | Herren, Männer
women, womens, lady | mujer, dama | femme | Damen, Frauen
music | música | musique | Musik
baking | hornear, repostería | pâtisserie | Backen
cooking, kitchen | cocina, cocinar | cuisine, cuisson | Küche, Kochen
breakfast | desayuno | petit déjeuner | Frühstück
evening, night, bedtime | noche | soir, nuit | Abend, Nacht
everyday, daily, casual | diario, cotidiano | quotidien | Alltag, täglich
gift, present | regalo | cadeau | Geschenk
watering, water the garden | riego, regar | arrosage, arroser | Gießen, Bewässern
face, facial | cara, facial | visage | Gesicht
""",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The table, ready to be asked."""

    alike: Mapping[Phrase, frozenset[Phrase]]
    """What else may be said for a phrase."""
    kinds: Mapping[Phrase, frozenset[Phrase]]
    """What is of the kind that a phrase names: "footwear" and ("boot",), ("bott",) ..."""
    senses: Mapping[Phrase, Sense]
    words: frozenset[str]
    """Whole words that are an idea by themselves, folded."""
    longest: int
    """Words in the longest phrase."""


@cache
def lexicon() -> Lexicon:
    """The lexicon; read once, at the first search."""
    alike: defaultdict[Phrase, set[Phrase]] = defaultdict(set)
    senses: dict[Phrase, Sense] = {}
    words: set[str] = set()
    goods: dict[str, set[Phrase]] = {}
    for sense, table in _TABLE.items():
        for line in table.strip().splitlines():
            texts = [text for part in line.split("|") for text in part.split(",")]
            idea = {phrase_of(text) for text in texts}
            words.update(word for word in map(fold, map(str.strip, texts)) if word.isalpha())
            for phrase in idea:
                alike[phrase] |= idea - {phrase}
                senses.setdefault(phrase, sense)
            if sense is Sense.GOODS:
                goods[texts[0].strip()] = idea
    of_kind: defaultdict[Phrase, set[Phrase]] = defaultdict(set)
    for kind in kinds():
        called = {phrase_of(name) for name in kind.names}
        words.update(word for word in map(fold, kind.names) if word.isalpha())
        for phrase in called:
            alike[phrase] |= called - {phrase}
            of_kind[phrase] |= _only_of(kind.goods, goods) - {phrase}
    return Lexicon(
        kinds={phrase: frozenset(of) for phrase, of in of_kind.items()},
        alike={phrase: frozenset(others) for phrase, others in alike.items()},
        senses=senses,
        words=frozenset(words),
        longest=max(map(len, alike)),
    )


def _only_of(names: Sequence[str], goods: Mapping[str, set[Phrase]]) -> set[Phrase]:
    """Phrases for goods of these names that stand for no others: "Tee" is a shirt in English."""
    ours = set().union(*(goods[each] for each in names))
    return ours.difference(*(goods[each] for each in goods.keys() - set(names)))


def phrase_of(text: str) -> Phrase:
    """A text as a phrase: all of its words, the little ones too."""
    return tuple(root(word) for word in tokens_of(text))
