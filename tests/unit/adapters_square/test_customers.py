"""Customers and their cards."""

from __future__ import annotations

from adapters.square.adapter import SquareAdapter
from domain.ids import PlatformId
from mapping.converters import north_american_phone
from tests.unit.adapters_square.lines import ScriptedLine

JORDAN = {"id": "C1", "given_name": "Jordan", "updated_at": "2026-11-20T10:00:00Z", "version": 3}


def test_people_who_share_a_phone_are_several_people(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("customers.find", {"customers": [JORDAN, {**JORDAN, "id": "C2"}]})

    found = adapter.find_customers(phone="+12065550123", email="jordan@example.com")

    assert [one.platform_id for one in found] == ["C1", "C2"]
    filters = [request.json["query"]["filter"] for request in line.sent if request.json]
    assert filters == [
        {"phone_number": {"exact": "+12065550123"}},
        {"email_address": {"exact": "jordan@example.com"}},
    ]


def test_the_next_delta_starts_at_the_newest_change_seen(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    older = {**JORDAN, "id": "C2", "updated_at": "2026-11-19T10:00:00Z"}
    line.on("customers.search", {"customers": [JORDAN], "cursor": "2"}, {"customers": [older]})

    first, last = adapter.customers(since="2026-11-18T00:00:00Z")
    (resumed,) = adapter.customers(since="2026-11-18T00:00:00Z", cursor=first.cursor)

    assert first.high_water is None
    assert last.high_water == resumed.high_water == "2026-11-20T10:00:00Z"


def test_a_delta_looks_back_for_profiles_that_were_indexed_late(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("customers.search", {})

    (page,) = adapter.customers(since="2026-11-18T00:00:00Z")

    asked = line.sent[0].json
    assert isinstance(asked, dict)
    assert asked["query"]["filter"]["updated_at"] == {"start_at": "2026-11-17T23:55:00.000Z"}
    assert page.high_water == "2026-11-18T00:00:00Z"


def test_a_broken_profile_is_set_apart_without_its_personal_data(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    line.on("customers.search", {"customers": [{**JORDAN, "email_address": ["a@b.example"]}]})

    (page,) = adapter.customers()

    (fault,) = page.quarantined
    assert fault.path == "email_address"
    assert "a@b.example" not in fault.value


def test_usable_cards_come_first_and_expired_ones_last(
    line: ScriptedLine, adapter: SquareAdapter
) -> None:
    def card(name: str, month: int, year: int, *, enabled: bool = True) -> dict[str, object]:
        return {
            "id": f"ccof:{name}",
            "card_brand": "VISA",
            "last_4": "1111",
            "exp_month": month,
            "exp_year": year,
            "enabled": enabled,
        }

    cards = [card("old", 10, 2026), card("now", 11, 2026), card("off", 1, 2030, enabled=False)]
    line.on("cards.list", {"cards": cards})

    found = adapter.stored_cards(PlatformId("C1"))

    assert [one.token for one in found] == ["ccof:now", "ccof:old"]


def test_phone_numbers_become_e164_or_nothing() -> None:
    written = {
        "+1-212-555-4250": "+12125554250",
        "(206) 555-0123": "+12065550123",
        "1 206 555 0123": "+12065550123",
        "+44 20 7946 0958": "+442079460958",
        "020 7946 0958": None,
        "555-0123": None,
        "+123": None,
        "": None,
    }

    assert {number: north_american_phone(number) for number in written} == written
