"""A wish behind a story may be a bare command; and what is only looked for at home is no goods."""

from __future__ import annotations

import pytest

from app.voice.nlu.labels import Label
from tests.unit.voice.nlu.entities_told import goods, told


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("en", "we're tiling the shower hang on add four trowels", 4, "trowels"),
        ("en", "the puppy chewed the sofa can you send two chew toys", 2, "chew toys"),
        ("es", "estamos lijando el suelo mándame tres lijas", 3, "lijas"),
        ("es", "el loro ya no tiene nada me pones dos cacahuetes", 2, "cacahuetes"),
        ("fr", "on est en plein jardinage ajoute vingt tuteurs", 20, "tuteurs"),
        ("fr", "les petits ont la varicelle envoyez deux puzzles", 2, "puzzles"),
        ("de", "der hamster hat kaum noch was pack drei knabberstangen ein", 3, "knabberstangen"),
        ("de", "unser staubsauger streikt bringen sie bitte zwei besen", 2, "besen"),
        ("de", "wir gehen angeln ich brauch nen kescher", 1, "kescher"),
    ],
)
def test_a_command_needs_nothing_between_itself_and_the_story(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang) == [(quantity, product)]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "two plates add three cups", [(2, "plates"), (3, "cups")]),
        ("en", "the mugs i can get in blue", [(1, "mugs")]),
        ("en", "the kettle broke send me a new one", [(1, "kettle")]),
    ],
)
def test_a_command_takes_away_no_goods_that_are_wanted(
    lang: str, text: str, wanted: list[tuple[int, str]]
) -> None:
    assert goods(text, lang)[: len(wanted)] == wanted


def test_several_wanted_behind_a_story_are_wanted_whatever_the_sentence_seems_to_be() -> None:
    said = "my gutter is leaking again send three tubes of sealant"

    assert goods(said, "en", Label.RETURN_ITEM) == [(3, "sealant")]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "one second i'm looking for my glasses"),
        ("es", "espera que no encuentro mi cartera"),
        ("fr", "attendez une minute je cherche mes lunettes"),
        ("de", "moment ich suche meine brille"),
    ],
)
def test_what_somebody_looks_for_that_is_theirs_is_no_goods(lang: str, text: str) -> None:
    assert goods(text, lang, Label.PRODUCT_SEARCH) == []


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("en", "i'm looking for my usual coffee", "coffee"),
        ("en", "i can't find my charger i need a charger", "charger"),
    ],
)
def test_what_is_theirs_and_sought_in_a_shop_stays_goods(
    lang: str, text: str, product: str
) -> None:
    assert product in goods(text, lang, Label.PRODUCT_SEARCH)[-1][1]


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("es", "dónde está la estantería que compré", "estantería"),
        ("de", "wo bleibt das regal das ich bestellt habe", "regal"),
        ("en", "where is the shelf that i ordered", "shelf"),
    ],
)
def test_a_place_that_was_bought_is_goods(lang: str, text: str, product: str) -> None:
    assert [name for _, name in goods(text, lang, Label.ORDER_STATUS)] == [product]


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("es", "mándame tres sacos de tierra que tengo el jardín hecho un horror", 3, "tierra"),
        ("fr", "je veux deux pièges parce qu'il y a des souris au grenier", 2, "pièges"),
        ("fr", "envoyez trois sacs de terreau mon balcon est dans un état", 3, "terreau"),
        ("de", "schick mir drei säcke erde der balkon sieht schlimm aus", 3, "erde"),
    ],
)
def test_a_story_behind_a_wish_is_no_goods(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang) == [(quantity, product)]


def test_what_is_said_of_the_goods_behind_them_is_no_story() -> None:
    (item,) = told("la poussette elle existe en vert", "fr", Label.CHECK_AVAILABILITY)["items"]

    assert item == {"product": "poussette", "attributes": {"color": "vert"}}


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("en", "the movers come at noon and i've got no tape so six rolls please", 6, "tape"),
        ("fr", "les voisins arrivent et je n'ai plus de scotch donc six rouleaux", 6, "scotch"),
        ("de", "gleich kommt der zug und ich hab kein klebeband also sechs rollen", 6, "klebeband"),
    ],
)
def test_pieces_behind_a_story_are_of_the_goods_it_names_last(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang) == [(quantity, product)]


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("fr", "désolé de vous déranger mais pourriez-vous ajouter un rouleau de scotch", "scotch"),
        ("de", "entschuldigen sie die mühe könnten sie eine rolle garn dazulegen", "garn"),
    ],
)
def test_a_courtesy_before_a_wish_is_no_goods(lang: str, text: str, product: str) -> None:
    assert goods(text, lang, Label.ADD_TO_CART) == [(1, product)]


@pytest.mark.parametrize(
    ("lang", "text", "products"),
    [
        ("en", "i'd like a mop a bucket and some sponges", ["mop", "bucket", "sponges"]),
        ("es", "quiero una fregona un cubo y esponjas", ["fregona", "cubo", "esponjas"]),
        ("de", "ich nehme einen mopp einen eimer und schwämme", ["mopp", "eimer", "schwämme"]),
    ],
)
def test_each_article_of_a_list_begins_another_thing(
    lang: str, text: str, products: list[str]
) -> None:
    assert [name for _, name in goods(text, lang)] == products


def test_a_mount_for_a_telephone_is_told_whole() -> None:
    assert goods("un support de téléphone", "fr") == [(1, "support de téléphone")]


def test_a_hesitation_in_another_language_begins_no_story() -> None:
    said = "i want a head lamp and, este, una taza, sorry, a camp mug"

    assert goods(said, "en-es") == [(1, "head lamp"), (1, "camp mug")]


@pytest.mark.parametrize(
    ("lang", "text", "quantity", "product"),
    [
        ("en", "because my gate blew down i need forty nails", 40, "nails"),
        ("en", "i want to bake a pie so put two whisks in my basket", 2, "whisks"),
        ("en", "there are twelve of us on monday so three trays of sushi", 3, "sushi"),
        ("es", "pues mira quiero hacer pan en casa así que ponme dos moldes", 2, "moldes"),
        ("es", "como estoy restaurando una silla necesito dos metros de pana", 2, "pana"),
        ("fr", "comme je refais les fauteuils il me faut six mètres de velours", 6, "velours"),
        ("fr", "pour mon atelier trouve-moi trois tabourets", 3, "tabourets"),
        ("de", "weil wir das alte sofa beziehen brauche ich drei meter samt", 3, "samt"),
        ("de", "ich stimme mein klavier selber und brauche zwei stimmgabeln", 2, "stimmgabeln"),
        ("de", "wir feiern einschulung und da hätte ich gern drei girlanden", 3, "girlanden"),
        ("de", "ich will marmelade kochen also leg drei gläser rein", 3, "gläser"),
        ("de", "es zieht an den füßen schick mir zwei teppiche", 2, "teppiche"),
    ],
)
def test_what_a_wish_is_for_is_not_wished_for(
    lang: str, text: str, quantity: int, product: str
) -> None:
    assert goods(text, lang) == [(quantity, product)]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "next friday because until then i'm on a journey"),
        ("fr", "dans trois semaines parce que là je suis en déplacement"),
        ("es", "como mucho sesenta euros que voy justa"),
        ("de", "am dienstag weil ich vorher verreist bin"),
    ],
)
def test_the_reason_of_an_answer_names_no_goods(lang: str, text: str) -> None:
    assert goods(text, lang, Label.INFORM) == []


def test_a_birthday_is_of_somebody_and_its_candle_is_goods() -> None:
    assert goods("can i get a birthday candle my kid turns five", "en") == [(1, "birthday candle")]


def test_a_letter_about_an_order_is_no_goods() -> None:
    said = "me llegó un correo raro sobre el pedido"

    assert goods(said, "es", Label.ORDER_STATUS) == []


def test_what_was_handed_in_is_a_participle_and_no_goods() -> None:
    said = "die bestellung hab ich gestern aufgegeben"

    assert goods(said, "de", Label.ORDER_STATUS) == []


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("fr", "ma tondeuse refuse de démarrer il me faut une bougie", [(1, "bougie")]),
        ("de", "der rasenmäher springt nicht an ich brauche eine zündkerze", [(1, "zündkerze")]),
        ("es", "canto en un coro y necesito un atril", [(1, "atril")]),
        ("en", "my grandmother knits all winter she'd like ten needles", [(10, "needles")]),
        ("es", "mi abuela teje todo el invierno quiere diez agujas", [(10, "agujas")]),
        (
            "fr",
            "ma grand-mère tricote tout l'hiver elle voudrait dix aiguilles",
            [(10, "aiguilles")],
        ),
        ("de", "meine oma strickt den ganzen winter sie hätte gern zehn nadeln", [(10, "nadeln")]),
    ],
)
def test_a_story_is_known_by_whom_it_begins_with_and_the_wish_may_be_another_s(
    lang: str, text: str, wanted: list[tuple[int, str]]
) -> None:
    assert goods(text, lang) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        (
            "de",
            "guten morgen ein halbes dutzend brötchen hätte ich gern und ein netz zwiebeln",
            [(6, "brötchen"), (1, "zwiebeln")],
        ),
        ("es", "me das una lámpara y quiero una mesa", [(1, "lámpara"), (1, "mesa")]),
        (
            "en",
            "the espresso cups and i'd like a milk jug",
            [(1, "espresso cups"), (1, "milk jug")],
        ),
    ],
)
def test_goods_before_the_verb_of_wishing_are_no_story(
    lang: str, text: str, wanted: list[tuple[int, str]]
) -> None:
    assert goods(text, lang) == wanted


def test_a_purchase_told_of_stays_what_comes_back() -> None:
    said = "the boots i bought are too small i need a bigger pair of boots"

    assert goods(said, "en", Label.RETURN_ITEM)[0][1] == "boots"


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("fr", "ah et glissez aussi un paquet de feutres", "feutres"),
        ("de", "ach und werfen sie noch eine packung filzstifte rein", "filzstifte"),
    ],
)
def test_an_imperative_that_no_list_holds_is_no_goods(lang: str, text: str, product: str) -> None:
    assert goods(text, lang, Label.ADD_TO_CART) == [(1, product)]


def test_what_is_pointed_at_is_goods_though_legs_follow() -> None:
    said = "tenéis esas almohadillas de fieltro para las patas de las sillas"
    (item,) = told(said, "es", Label.CHECK_AVAILABILITY)["items"]

    assert item["product"].startswith("almohadillas")


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        ("en", "the fridge smells and i want baking soda", "baking soda"),
        ("es", "total que la nevera huele y quiero bicarbonato", "bicarbonato"),
        ("fr", "bref le frigo sent mauvais et je veux du bicarbonate", "bicarbonate"),
        ("de", "jedenfalls stinkt der kühlschrank und ich will natron", "natron"),
        ("en", "we drink so much tea can you set us up with a bag of green tea", "green tea"),
        ("fr", "c'est pour un cadeau une lampe frontale", "lampe frontale"),
        ("de", "grüß gott ich hätte gern ein kilo kartoffelsalat", "kartoffelsalat"),
    ],
)
def test_smells_thirst_and_greetings_name_no_goods(lang: str, text: str, product: str) -> None:
    assert [name for _, name in goods(text, lang)] == [product]


def test_oysters_are_goods_though_their_name_is_a_sigh() -> None:
    assert goods("ostras ponme una docena de ostras", "es") == [(12, "ostras")]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "my neighbor borrowed the saw anyway a step ladder", [(1, "step ladder")]),
        ("es", "el pez se merece un castillo así que un acuario", [(1, "acuario")]),
        ("fr", "le poisson mérite un château alors un aquarium", [(1, "aquarium")]),
        ("de", "der goldfisch verdient ein schloss also ein aquarium", [(1, "aquarium")]),
        ("en", "the twins turn four could i order eight party hats", [(8, "party hats")]),
        ("de", "die zwillinge werden vier könnte ich acht hüte bestellen", [(8, "hüte")]),
        ("es", "por fin arreglé el fregadero y ahora necesito un tapón", [(1, "tapón")]),
        ("de", "seit dem umzug kratzt die katze ich brauche einen baum", [(1, "baum")]),
        ("en", "the raccoons are back put a bin lock in my cart", [(1, "bin lock")]),
    ],
)
def test_behind_an_anyway_or_an_age_the_wish_begins(
    lang: str, text: str, wanted: list[tuple[int, str]]
) -> None:
    assert goods(text, lang) == wanted


def test_what_an_order_holds_is_no_wish_of_its_own() -> None:
    said = "my order had three cups i want to add two saucers"

    assert goods(said, "en", Label.MODIFY_ORDER) == [(2, "saucers")]


def test_whoever_would_need_goods_is_none_of_them() -> None:
    said = "mein junge bräuchte neue laufschuhe in vierzig, schwarz wären ihm lieb"
    item = told(said, "de")["items"][0]

    assert (item["product"], item["attributes"]) == ("laufschuhe", {"size": "40"})


def test_plates_behind_an_and_count_no_mugs() -> None:
    said = "can you add the mug my sister liked and two plates"

    assert goods(said, "en", Label.MODIFY_ORDER) == [(None, "mug"), (2, "plates")]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("en", "my sister's pregnant and craves pickles three jars of pickles", [(3, "pickles")]),
        (
            "fr",
            "ma sœur est enceinte et raffole de cornichons trois bocaux d'olives",
            [(3, "olives")],
        ),
        ("de", "meine schwester ist schwanger und liebt gurken drei kissen bitte", [(3, "kissen")]),
        (
            "es",
            "mi hermana está embarazada y le apetecen fresas tres cajas de fresas",
            [(3, "fresas")],
        ),
    ],
)
def test_a_bare_count_may_follow_a_story(
    lang: str, text: str, wanted: list[tuple[int, str]]
) -> None:
    assert goods(text, lang) == wanted


@pytest.mark.parametrize(
    ("lang", "text", "product"),
    [
        (
            "es",
            "como soy enfermera estoy de pie todo el día qué plantillas me aconsejas",
            "plantillas",
        ),
        (
            "fr",
            "comme je suis infirmière je marche beaucoup quelles semelles avez-vous",
            "semelles",
        ),
        (
            "de",
            "als kellner steh ich den ganzen tag welche einlegesohlen haben sie",
            "einlegesohlen",
        ),
    ],
)
def test_a_question_may_follow_a_story(lang: str, text: str, product: str) -> None:
    assert [name for _, name in goods(text, lang, Label.PRODUCT_SEARCH)] == [product]


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        (
            "en",
            "the paper towels six rolls and the sponges two packs",
            [(6, "paper towels"), (2, "sponges")],
        ),
        ("en", "the dog food three bags please", [(3, "dog food")]),
        ("es", "las velas tres cajas y las servilletas dos", [(3, "velas"), (2, "servilletas")]),
        ("fr", "les bougies trois boîtes", [(3, "bougies")]),
        ("de", "die servietten drei packungen", [(3, "servietten")]),
    ],
)
def test_a_count_behind_goods_is_theirs(
    lang: str, text: str, wanted: list[tuple[int, str]]
) -> None:
    assert goods(text, lang) == wanted
