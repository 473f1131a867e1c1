# ruff: noqa: E501 - one kind of goods is one line
"""A shop's goods, made up but plausible, in four languages; the same at every run.

The names are ours: brands, models and kinds are put together by a seeded choice, so that a catalog
of any size has the crowding of a real one (forty jackets that differ in a word or two).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

LANGUAGES = ("en", "es", "fr", "de")

_BRANDS = {
    "en": "Northpeak|Alder & Finch|Kestrel|Brightwater|Tamarack|Voltic|Larkspur|Stonebridge|"
    "Harbor Lane|Juniper Road|Cobalt|Marlowe|Redwood Co|Quillon|Summerfield|Ironwood|Pippin|"
    "Haverford|Tidewell|Blue Heron",
    "es": "Solano|La Ribera|Casa Verde|Montecillo|Aurora|Tierra Alta|El Faro|Nube|Valdeoro|"
    "Cumbre|Olmeda|Río Claro|Jacinta|Peñalba|Marisma|Luz y Sal",
    "fr": "Belle Rive|Maison Duvall|Clairmont|Le Hameau|Fougère|Sarcelle|Valmy|Côte Bleue|"
    "Petit Orme|Lavandou|Beaulac|Chantereine|Mistral|L'Atelier Gris|Vaucluse|Passerine",
    "de": "Bergmann|Waldkauz|Nordlicht|Sonnenhof|Falkenried|Steinbach|Küstenwind|Lindner|"
    "Eisvogel|Talblick|Hagebutte|Sturmfels|Brückner|Adlerhorst|Heidekraut|Moosbach",
}
_MODELS = {
    "en": "Ridge|Summit|Cascade|Drift|Ember|Willow|Canyon|Harbor|Orbit|Pioneer|Breeze|Meadow|"
    "Falcon|Granite|Voyager|Lantern|Sierra|Echo|Nomad|Aspen|Comet|Delta|Raven|Maple|Tempo",
    "es": "Brisa|Cumbre|Lince|Duna|Alba|Roble|Faro|Nieve|Halcón|Arena|Bosque|Cometa|Trueno|Prado|"
    "Estrella|Marea|Lava|Encina|Zafiro|Vega",
    "fr": "Brume|Cime|Renard|Dune|Aube|Chêne|Phare|Neige|Faucon|Sable|Forêt|Comète|Orage|Prairie|"
    "Étoile|Marée|Galet|Érable|Saphir|Lyre",
    "de": "Nebel|Gipfel|Luchs|Düne|Morgenrot|Eiche|Leuchtturm|Schnee|Falke|Sand|Wald|Komet|Donner|"
    "Wiese|Stern|Flut|Kiesel|Ahorn|Saphir|Habicht",
}
_KINDS = {
    "en": """
Jackets / rain jacket / waterproof, lightweight, packable / hiking, travel / wear / 6000-22000
Jackets / fleece jacket / warm, hooded, recycled / camping, everyday / wear / 4500-14000
Jackets / down jacket / insulated, hooded, lightweight / skiing, winter / wear / 9000-32000
Jackets / denim jacket / oversized, classic, washed / everyday / wear / 5000-12000
Shirts / t-shirt / organic cotton, long sleeve, striped / everyday / wear / 1500-4500
Shirts / flannel shirt / checked, brushed, slim fit / everyday, camping / wear / 3500-8000
Pants / hiking pants / stretch, convertible, quick-dry / hiking / wear / 5000-12000
Pants / jeans / slim, straight, high-rise / everyday / wear / 4500-13000
Pants / yoga leggings / high-waisted, seamless, cropped / yoga, gym / wear / 3000-9000
Shoes / running shoes / cushioned, lightweight, trail / running / shoe / 7000-18000
Shoes / hiking boots / waterproof, leather, mid-cut / hiking / shoe / 9000-24000
Shoes / sandals / strappy, cork, waterproof / beach, summer / shoe / 2500-9000
Bags / backpack / waterproof, laptop, 30 liter / commuting, travel / color / 4500-16000
Bags / tote bag / canvas, leather, insulated / shopping / color / 1800-9000
Coffee / whole bean coffee / dark roast, light roast, decaf / espresso, filter / weight / 1100-2400
Coffee / ground coffee / medium roast, vanilla, decaf / filter / weight / 900-2000
Tea / green tea / jasmine, organic, loose leaf / breakfast / weight / 600-1800
Tea / herbal tea / peppermint, chamomile, ginger / evening / weight / 500-1500
Baking / all-purpose flour / unbleached, organic, gluten-free / baking / weight / 400-1200
Kitchen / water bottle / insulated, glass, leakproof / gym, travel / color / 1500-4500
Kitchen / frying pan / nonstick, cast iron, ceramic / cooking / plain / 2500-9500
Kitchen / chef's knife / stainless, forged, Japanese / cooking / plain / 3000-18000
Electronics / headphones / wireless, noise-canceling, over-ear / travel, music / color / 5000-35000
Electronics / phone charger / fast, wireless, portable / travel / plain / 1500-6000
Electronics / bluetooth speaker / waterproof, portable, mini / beach, music / color / 3000-20000
Garden / flower pot / terracotta, glazed, hanging / balcony / color / 800-4000
Garden / garden hose / expandable, kink-free, heavy duty / watering / plain / 2000-7000
Pets / dog bed / orthopedic, washable, raised / sleeping / color / 3000-11000
Pets / cat food / grain-free, salmon, senior / feeding / weight / 900-4500
Beauty / face cream / moisturizing, fragrance-free, SPF 30 / daily / plain / 1200-6000
Beauty / shampoo / anti-dandruff, volumizing, sulfate-free / daily / plain / 700-2500
Toys / wooden puzzle / animal, alphabet, world map / toddlers / plain / 1000-3500
""",
    "es": """
Chaquetas / chaqueta / impermeable, acolchada, con capucha / senderismo, viaje / wear / 5500-21000
Chaquetas / abrigo / de lana, largo, entallado / invierno / wear / 8000-26000
Camisas / camiseta / de algodón, de rayas, de manga larga / diario / wear / 1200-3900
Camisas / camisa / de lino, a cuadros, de manga corta / oficina, verano / wear / 2500-7000
Pantalones / pantalón vaquero / recto, ajustado, de tiro alto / diario / wear / 3500-9500
Pantalones / pantalón de montaña / elástico, desmontable, transpirable / senderismo / wear / 4500-11000
Zapatos / zapatillas de correr / ligeras, acolchadas, de montaña / correr / shoe / 6000-17000
Zapatos / botas / de cuero, impermeables, forradas / senderismo, invierno / shoe / 8000-22000
Zapatos / sandalias / de cuero, planas, con plataforma / playa, verano / shoe / 2000-8000
Bolsos / mochila / impermeable, escolar, de 25 litros / viaje, colegio / color / 3000-12000
Café / café en grano / tueste oscuro, natural, descafeinado / espresso / weight / 800-2200
Café / café molido / tueste medio, de Colombia, descafeinado / filtro / weight / 600-1800
Té / infusión / de manzanilla, de menta, de jengibre / noche / weight / 300-1200
Despensa / aceite de oliva / virgen extra, ecológico, arbequina / cocina / plain / 600-2800
Despensa / chocolate / negro, con leche, con almendras / merienda / plain / 200-900
Cocina / sartén / antiadherente, de hierro, de cerámica / cocina / plain / 1800-8500
Cocina / botella de agua / térmica, de vidrio, plegable / gimnasio, viaje / color / 1200-4000
Electrónica / auriculares / inalámbricos, deportivos, con cancelación de ruido / música / color / 2500-30000
Electrónica / altavoz / portátil, resistente al agua, compacto / playa, música / color / 2500-18000
Jardín / maceta / de barro, esmaltada, colgante / balcón / color / 500-3500
Mascotas / cama para perro / ortopédica, lavable, elevada / dormir / color / 2500-9500
Mascotas / pienso para gatos / de salmón, sin cereales, esterilizados / alimentación / weight / 700-4200
Belleza / crema facial / hidratante, antiarrugas, con protección solar / diario / plain / 900-5500
Juguetes / rompecabezas / de animales, de madera, del mundo / niños / plain / 800-3200
""",
    "fr": """
Vestes / veste / imperméable, matelassée, à capuche / randonnée, voyage / wear / 5500-21000
Vestes / manteau / en laine, long, cintré / hiver / wear / 8000-28000
Hauts / t-shirt / en coton bio, rayé, à manches longues / quotidien / wear / 1200-3900
Hauts / chemise / en lin, à carreaux, à manches courtes / bureau, été / wear / 2500-7500
Pantalons / jean / droit, slim, taille haute / quotidien / wear / 3500-11000
Pantalons / pantalon de randonnée / extensible, convertible, respirant / randonnée / wear / 4500-11500
Chaussures / chaussures de course / légères, amorties, de trail / course / shoe / 6500-17500
Chaussures / bottes / en cuir, imperméables, fourrées / randonnée, hiver / shoe / 8500-23000
Chaussures / sandales / en cuir, plates, compensées / plage, été / shoe / 2200-8500
Sacs / sac à dos / imperméable, scolaire, pour ordinateur / voyage, école / color / 3500-13000
Café / café en grains / torréfaction foncée, bio, décaféiné / expresso / weight / 900-2300
Café / café moulu / doux, corsé, décaféiné / filtre / weight / 600-1900
Thé / tisane / à la menthe, à la camomille, au gingembre / soir / weight / 400-1300
Épicerie / huile d'olive / vierge extra, fruitée, bio / cuisine / plain / 700-3000
Épicerie / confiture / de fraises, d'abricots, de figues / petit déjeuner / plain / 300-900
Cuisine / poêle / antiadhésive, en fonte, en céramique / cuisson / plain / 2000-9500
Cuisine / gourde / isotherme, en verre, pliable / sport, voyage / color / 1200-4200
Électronique / casque audio / sans fil, à réduction de bruit, pliable / musique / color / 3500-32000
Électronique / enceinte / portable, étanche, compacte / plage, musique / color / 2500-19000
Jardin / pot de fleurs / en terre cuite, émaillé, suspendu / balcon / color / 600-3600
Animaux / panier pour chien / orthopédique, lavable, surélevé / sommeil / color / 2600-9800
Animaux / croquettes pour chat / au saumon, sans céréales, senior / alimentation / weight / 800-4400
Beauté / crème visage / hydratante, anti-rides, solaire / quotidien / plain / 1000-5800
Jouets / puzzle / animaux, en bois, carte du monde / enfants / plain / 900-3300
""",
    "de": """
Jacken / Regenjacke / wasserdicht, leicht, mit Kapuze / Wandern, Reise / wear / 5900-21900
Jacken / Wintermantel / aus Wolle, gefüttert, lang / Winter / wear / 8900-28900
Oberteile / T-Shirt / aus Baumwolle, gestreift, langarm / Alltag / wear / 1299-3999
Oberteile / Hemd / aus Leinen, kariert, kurzarm / Büro, Sommer / wear / 2499-7499
Hosen / Jeans / gerade, schmal, mit hohem Bund / Alltag / wear / 3499-10999
Hosen / Wanderhose / elastisch, abzippbar, atmungsaktiv / Wandern / wear / 4499-11999
Schuhe / Laufschuhe / leicht, gedämpft, für Trails / Laufen / shoe / 6499-17999
Schuhe / Wanderstiefel / aus Leder, wasserdicht, gefüttert / Wandern, Winter / shoe / 8999-23999
Schuhe / Sandalen / aus Leder, flach, mit Korkfußbett / Strand, Sommer / shoe / 2499-8999
Taschen / Rucksack / wasserdicht, für die Schule, für Laptops / Reise, Schule / color / 3499-13499
Kaffee / Kaffeebohnen / dunkle Röstung, bio, entkoffeiniert / Espresso / weight / 899-2299
Kaffee / Filterkaffee / mild, kräftig, entkoffeiniert / Filter / weight / 599-1799
Tee / Kräutertee / Kamille, Pfefferminze, Ingwer / Abend / weight / 299-1199
Backen / Weizenmehl / bio, Type 550, glutenfrei / Backen / weight / 199-799
Vorrat / Honig / cremig, Waldhonig, Akazie / Frühstück / plain / 499-1499
Küche / Bratpfanne / beschichtet, aus Gusseisen, Keramik / Kochen / plain / 1999-9499
Küche / Trinkflasche / isoliert, aus Glas, faltbar / Sport, Reise / color / 1199-4199
Elektronik / Kopfhörer / kabellos, mit Geräuschunterdrückung, faltbar / Musik / color / 3499-31999
Elektronik / Lautsprecher / tragbar, wasserfest, kompakt / Strand, Musik / color / 2499-18999
Garten / Blumentopf / aus Terrakotta, glasiert, hängend / Balkon / color / 599-3599
Tiere / Hundebett / orthopädisch, waschbar, erhöht / Schlafen / color / 2599-9799
Tiere / Katzenfutter / mit Lachs, getreidefrei, Senior / Füttern / weight / 799-4399
Pflege / Gesichtscreme / feuchtigkeitsspendend, gegen Falten, mit Sonnenschutz / täglich / plain / 999-5799
Spielzeug / Puzzle / Tiere, aus Holz, Weltkarte / Kinder / plain / 899-3299
""",
}  # fmt: skip
_COLORS = {
    "en": ("Black", "Navy", "Forest Green", "Red", "Gray"),
    "es": ("Negro", "Azul", "Verde", "Rojo", "Gris"),
    "fr": ("Noir", "Bleu", "Vert", "Rouge", "Gris"),
    "de": ("Schwarz", "Blau", "Grün", "Rot", "Grau"),
}
_WEAR = ("S", "M", "L", "XL")
_SHOES = ("7", "8", "9", "9.5", "10", "10.5", "11")
_WEIGHTS = ("250 g", "500 g", "1 kg")


@dataclass(frozen=True, kw_only=True)
class Ware:
    """One product with its variants' options. Without slots, for what is made when asked."""

    product_id: str
    language: str
    title: str
    brand: str
    category: str
    tags: tuple[str, ...]
    price: int
    """Minor units."""
    options: tuple[dict[str, str], ...]
    sold: int
    """Units sold lately."""
    facts: dict[str, str]
    """What its title is made of: `brand`, `model`, `noun`, `feature`."""

    @cached_property
    def told(self) -> str:
        """Everything it says of itself, in lower case."""
        return " ".join((self.title, self.brand, self.category, *self.tags)).lower()


@dataclass(frozen=True, slots=True)
class _Kind:
    category: str
    noun: str
    features: tuple[str, ...]
    uses: tuple[str, ...]
    comes_in: str
    low: int
    high: int


def wares(count: int, *, seed: int = 2026) -> Iterator[Ware]:
    """So many products, the languages in turn. No two have the same title."""
    rng = random.Random(seed)
    kinds = {language: _kinds(_KINDS[language]) for language in LANGUAGES}
    taken: set[str] = set()
    number = 0
    while number < count:
        language = LANGUAGES[number % len(LANGUAGES)]
        made = _ware(rng, language, rng.choice(kinds[language]), number, count)
        if made.title not in taken:
            taken.add(made.title)
            number += 1
            yield made


def _ware(rng: random.Random, language: str, kind: _Kind, number: int, count: int) -> Ware:
    brand = rng.choice(_BRANDS[language].split("|"))
    model = rng.choice(_MODELS[language].split("|"))
    if count > 8000:  # a wholesaler numbers its models
        model = f"{model} {rng.randrange(10, 1000)}"
    feature = rng.choice(kind.features)
    return Ware(
        product_id=f"prd_{number:06}",
        language=language,
        title=_title(language, brand, model, kind.noun, feature),
        brand=brand,
        category=kind.category,
        tags=(feature, *kind.uses),
        price=rng.randrange(kind.low, kind.high, 50) - 1,
        options=_options(rng, language, kind.comes_in),
        sold=int(rng.paretovariate(0.9)) - 1,
        facts={"brand": brand, "model": model, "noun": kind.noun, "feature": feature},
    )


def _title(language: str, brand: str, model: str, noun: str, feature: str) -> str:
    if language == "en":
        return f"{brand} {model} {feature} {noun}".replace(feature, feature.capitalize())
    if language == "de":
        return f"{brand} {model} {noun}, {feature}"
    return f"{noun.capitalize()} {feature} {model} {brand}"


def _options(rng: random.Random, language: str, comes_in: str) -> tuple[dict[str, str], ...]:
    colors = rng.sample(_COLORS[language], rng.randint(1, 3))
    match comes_in:
        case "wear":
            return tuple({"size": size, "color": color} for size in _WEAR for color in colors)
        case "shoe":
            sizes = sorted(rng.sample(_SHOES, 5), key=float)
            return tuple({"size": size, "color": color} for size in sizes for color in colors[:1])
        case "color":
            return tuple({"color": color} for color in colors)
        case "weight":
            return tuple({"size": weight} for weight in _WEIGHTS[: rng.randint(1, 3)])
        case _:
            return ({},)


def _kinds(table: str) -> list[_Kind]:
    found = []
    for line in table.strip().splitlines():
        category, noun, features, uses, comes_in, prices = line.split(" / ")
        low, high = prices.split("-")
        found.append(
            _Kind(
                category,
                noun,
                tuple(features.split(", ")),
                tuple(uses.split(", ")),
                comes_in,
                int(low),
                int(high),
            )
        )
    return found
