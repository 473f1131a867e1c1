"""Options of both platforms end in one vocabulary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.options import normalize_option, options_from_name


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Size", "10", ("size", "10")),
        ("Shoe size", "10.0", ("size", "10")),
        ("Shoe Size", "10.5", ("size", "10.5")),
        ("US Size", "US 10", ("size", "10")),
        ("Taille", "10", ("size", "10")),
        ("Größe", "US10", ("size", "10")),
        ("size", "Size 10", ("size", "10")),
        ("EU size", "43", ("size", "EU 43")),
        ("Size", "eu 43", ("size", "EU 43")),
        ("Size (UK)", "9", ("size", "UK 9")),
        ("Size", "small", ("size", "S")),
        ("Size", "X-Large", ("size", "XL")),
        ("Size", "xxl", ("size", "2XL")),
        ("Size", "one size", ("size", "One Size")),
        ("Size", "12oz", ("size", "12 oz")),
        ("Weight", "5LBS", ("weight", "5 lb")),
        ("Colour", "black", ("color", "Black")),
        ("Color", "dark  GREY", ("color", "Dark Gray")),
        ("Couleur", "Noir", ("color", "Noir")),
        ("Main color", "Volt/Sail", ("color", "Volt/Sail")),
        ("Grind", "Whole Bean", ("grind", "Whole Bean")),
        ("Flavour", "Vanilla", ("flavor", "Vanilla")),
        ("Lens Tint", "Rose", ("lens_tint", "Rose")),
        ("", "x", ("option", "x")),
    ],
)
def test_an_option_is_read_into_the_unified_key_and_value(
    name: str, value: str, expected: tuple[str, str]
) -> None:
    assert normalize_option(name, value) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Black / 10", {"color": "Black", "size": "10"}),
        ("10 / Black", {"color": "Black", "size": "10"}),
        ("Dark Green, XL", {"color": "Dark Green", "size": "XL"}),
        ("Navy - US 9.5", {"color": "Navy", "size": "9.5"}),
        ("Large", {"size": "L"}),
        ("12 oz", {"size": "12 oz"}),
        ("Regular", {}),
        ("Gift box", {}),
        ("2024", {}),
        ("", {}),
    ],
)
def test_a_name_tells_only_what_is_surely_a_size_or_a_color(
    name: str, expected: dict[str, str]
) -> None:
    assert options_from_name(name) == expected


@given(name=st.text(max_size=20), value=st.text(max_size=20))
def test_normalizing_twice_changes_nothing(name: str, value: str) -> None:
    key, once = normalize_option(name, value)

    assert normalize_option(key, once) == (key, once)


@given(
    name=st.sampled_from(["Size", "Shoe size", "Colour", "Weight", "Finish"]),
    value=st.one_of(
        st.sampled_from(["US 10", "UK 9", "10.50", "X-Large", "12OZ", "grey", "deep BLUE", "os"]),
        st.from_regex(r"\A(us|eu|size)? ?[0-9]{1,3}([.,][0-9]{1,2})? ?(oz|us)?\Z"),
    ),
)
def test_normalizing_likely_values_twice_changes_nothing(name: str, value: str) -> None:
    key, once = normalize_option(name, value)

    assert normalize_option(key, once) == (key, once)


@given(name=st.text(max_size=30))
def test_any_variant_name_can_be_read(name: str) -> None:
    assert set(options_from_name(name)) <= {"size", "color"}
