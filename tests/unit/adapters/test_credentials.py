"""Custody of tokens: one refresh, never a lost pair, never a merchant orphaned."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters.credentials import Background, TokenCustodian
from domain.calls import Call
from domain.errors import NotAuthorizedError, NotFoundError, UnavailableError
from domain.ids import ConnectionId
from domain.ports.tokens import TokenEvent, TokenSet
from tests.fakes.tokens import MemoryTokenStore, RotatingPlatform

SHOP = ConnectionId("conn_shop")


def at_once(work: object) -> None:
    """A `Background` that runs the work before it returns."""
    work()  # type: ignore[operator]


@dataclass
class House:
    """A platform, a store, and a clock that tests set."""

    moment: datetime = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    store: MemoryTokenStore = field(default_factory=MemoryTokenStore)

    def __post_init__(self) -> None:
        self.platform = RotatingPlatform(now=self.now)
        self.store.save(SHOP, self.platform.first())

    def now(self) -> datetime:
        return self.moment

    def custodian(self, background: Background = at_once) -> TokenCustodian:
        return TokenCustodian(
            SHOP,
            platform="rotating",
            store=self.store,
            flow=self.platform,
            clock=self,
            background=background,
            sleeper=lambda _: None,
        )


@pytest.fixture
def house() -> House:
    return House()


def test_a_young_token_is_handed_out_as_it_is(house: House) -> None:
    assert house.custodian().access_token(Call.within(60)) == "access-0"
    assert house.platform.refreshes == 0


def test_the_store_is_asked_once(house: House) -> None:
    custodian = house.custodian()
    custodian.access_token(Call.within(60))
    house.store.generations.clear()

    assert custodian.access_token(Call.within(60)) == "access-0"


def test_past_half_its_life_a_token_is_renewed_behind_the_callers_back(house: House) -> None:
    work: list[object] = []
    custodian = house.custodian(background=work.append)
    house.moment += timedelta(minutes=31)

    assert custodian.access_token(Call.within(60)) == "access-0"
    assert custodian.access_token(Call.within(60)) == "access-0"
    assert len(work) == 1
    work[0]()  # type: ignore[operator]

    assert custodian.access_token(Call.within(60)) == "access-1"
    assert (SHOP, TokenEvent.REFRESHED) in house.store.events


def test_renewals_are_spread_over_connections(house: House) -> None:
    due = set()
    for number in range(20):
        custodian = TokenCustodian(
            ConnectionId(f"conn_{number}"),
            platform="p",
            store=house.store,
            flow=house.platform,
            clock=house,
        )
        tokens = house.platform.first()
        assert tokens.expires_at is not None
        due.add(custodian._renewal_due(tokens, tokens.expires_at))

    assert len(due) > 10
    assert max(due) <= house.moment + timedelta(minutes=30)


def test_a_thirty_day_token_is_renewed_within_the_week(house: House) -> None:
    house.platform.life = timedelta(days=30)
    house.store.save(SHOP, house.platform.first())
    custodian = house.custodian()
    house.moment += timedelta(days=6, hours=1)

    custodian.access_token(Call.within(60))

    assert house.platform.refreshes == 1


def test_a_spent_token_is_never_handed_out(house: House) -> None:
    house.moment += timedelta(minutes=59, seconds=30)

    assert house.custodian().access_token(Call.within(60)) == "access-1"


def test_a_token_that_never_ends_is_not_renewed(house: House) -> None:
    house.store.save(SHOP, TokenSet(access="forever", issued_at=house.moment))
    house.moment += timedelta(days=400)

    assert house.custodian().access_token(Call.within(60)) == "forever"


def test_a_renewable_token_whose_answer_names_no_end_is_renewed_soon(house: House) -> None:
    unnamed = replace(house.platform.first(), expires_at=None)
    house.store.save(SHOP, unnamed)
    custodian = house.custodian()

    assert custodian.access_token(Call.within(60)) == "access-0"
    house.moment += timedelta(minutes=11)

    assert custodian.access_token(Call.within(60)) == "access-1"


def test_the_new_pair_is_stored_before_it_is_used_and_the_old_one_kept(house: House) -> None:
    house.custodian().refresh("access-0", Call.within(60))

    assert [one.access for one in house.store.generations[SHOP]] == ["access-0", "access-1"]


def test_a_thousand_calls_over_an_expiry_make_one_refresh() -> None:
    house = House()
    custodians = [house.custodian(background=_thread) for _ in range(4)]  # four processes
    for custodian in custodians:
        custodian.access_token(Call.within(60))
    house.moment += timedelta(minutes=59, seconds=30)

    with ThreadPoolExecutor(16) as pool:
        tokens = list(
            pool.map(lambda n: custodians[n % 4].access_token(Call.within(60)), range(1000))
        )

    assert set(tokens) == {"access-1"}
    assert house.platform.refreshes == 1


def test_a_thousand_refused_calls_make_one_refresh() -> None:
    house = House()
    custodians = [house.custodian(background=_thread) for _ in range(4)]

    with ThreadPoolExecutor(16) as pool:
        tokens = list(
            pool.map(lambda n: custodians[n % 4].refresh("access-0", Call.within(60)), range(1000))
        )

    assert set(tokens) == {"access-1"}
    assert house.platform.refreshes == 1


class SlowBooks(MemoryTokenStore):
    """Lets somebody else act while it notes what became of the tokens."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    def record(self, connection_id: ConnectionId, event: TokenEvent, *, at: datetime) -> None:
        super().record(connection_id, event, at=at)
        self.meanwhile()


def test_who_was_refused_the_old_token_as_the_new_one_came_gets_the_new_one() -> None:
    books = SlowBooks()
    house = House(store=books)
    custodian = house.custodian(background=_thread)
    with ThreadPoolExecutor(2) as pool:
        late: list[Future[str]] = []

        def ask() -> None:
            late.append(pool.submit(custodian.refresh, "access-0", Call.within(60)))
            wait(late, 0.2)  # it waits for the pair that is being noted

        books.meanwhile = ask
        first = custodian.refresh("access-0", Call.within(60))

    assert first == "access-1"
    assert {each.result() for each in late} == {"access-1"}
    assert house.platform.refreshes == 1


def test_a_caller_who_leaves_early_does_not_lose_the_pair() -> None:
    house = House()
    answered, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        answered.set()
        go_on.wait(5)

    house.platform.before_answer = wait
    custodian = house.custodian(background=_thread)

    with pytest.raises(UnavailableError):
        custodian.refresh("access-0", Call.within(0.05))
    assert answered.wait(5)
    go_on.set()

    assert custodian.refresh("access-0", Call.within(60)) == "access-1"
    assert house.platform.refreshes == 1


def test_a_process_that_ends_waits_for_the_pair_to_be_stored() -> None:
    house = House()
    answered, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        answered.set()
        go_on.wait(5)

    house.platform.before_answer = wait
    custodian = house.custodian(background=_thread)
    with pytest.raises(UnavailableError):
        custodian.refresh("access-0", Call.within(0.05))
    assert answered.wait(5)
    threading.Timer(0.05, go_on.set).start()

    custodian.settle()

    assert [one.access for one in house.store.generations[SHOP]] == ["access-0", "access-1"]


def test_a_connection_removed_during_its_refresh_is_told_as_such(house: House) -> None:
    def remove() -> None:
        raise NotFoundError("connection", SHOP)

    house.platform.before_answer = remove

    with pytest.raises(NotAuthorizedError, match="removed"):
        house.custodian().refresh("access-0", Call.within(60))


def test_invalid_grant_after_anothers_refresh_takes_the_others_tokens(house: House) -> None:
    custodian = house.custodian()
    custodian.access_token(Call.within(60))
    theirs = house.platform.refresh(house.platform.first(), call=Call.within(60))
    refresh = house.platform.refresh

    def refresh_late(tokens: TokenSet, *, call: Call) -> TokenSet:
        house.store.save(SHOP, theirs)  # another host's, while our request was under way
        return refresh(tokens, call=call)

    house.platform.refresh = refresh_late  # type: ignore[method-assign]

    assert custodian.refresh("access-0", Call.within(60)) == "access-1"
    assert (SHOP, TokenEvent.REFUSED) not in house.store.events


def test_a_dead_grant_is_said_once_and_not_asked_about_again(house: House) -> None:
    house.platform.revoke(house.platform.first(), call=Call.within(60))
    custodian = house.custodian()
    asked: list[int] = []
    refresh = house.platform.refresh

    def count(tokens: TokenSet, *, call: Call) -> TokenSet:
        asked.append(1)
        return refresh(tokens, call=call)

    house.platform.refresh = count  # type: ignore[method-assign]
    for _ in range(3):
        with pytest.raises(NotAuthorizedError):
            custodian.refresh("access-0", Call.within(60))

    assert len(asked) == 1
    assert house.store.events.count((SHOP, TokenEvent.REFUSED)) == 1


def test_connecting_anew_revives_a_dead_connection(house: House) -> None:
    house.platform.valid_refresh = "refresh-9"
    custodian = house.custodian()
    with pytest.raises(NotAuthorizedError):
        custodian.refresh("access-0", Call.within(60))

    fresh = TokenSet(access="access-9", refresh="refresh-9", issued_at=house.moment)
    house.store.save(SHOP, fresh)
    custodian.forget()

    assert custodian.access_token(Call.within(60)) == "access-9"


def test_a_token_refused_right_after_its_refresh_is_not_refreshed_again(house: House) -> None:
    custodian = house.custodian()
    fresh = custodian.refresh("access-0", Call.within(60))

    with pytest.raises(NotAuthorizedError):
        custodian.refresh(fresh, Call.within(60))

    assert house.platform.refreshes == 1


def test_an_outage_at_renewal_leaves_the_old_token_in_use(house: House) -> None:
    def down(tokens: TokenSet, *, call: Call) -> TokenSet:
        raise UnavailableError("down", platform="rotating", operation="oauth.refresh")

    house.platform.refresh = down  # type: ignore[method-assign]
    custodian = house.custodian()
    house.moment += timedelta(minutes=59, seconds=30)

    assert custodian.access_token(Call.within(60)) == "access-0"
    house.moment += timedelta(minutes=1)
    with pytest.raises(UnavailableError):
        custodian.access_token(Call.within(60))
    assert (SHOP, TokenEvent.REFRESH_FAILED) in house.store.events


def test_a_refresher_that_died_is_replaced_when_its_lease_ends(house: House) -> None:
    now = [0.0]
    house.store.timer = lambda: now[0]
    house.store.claim_refresh(SHOP, owner="dead", lease=timedelta(seconds=30))
    custodian = TokenCustodian(
        SHOP,
        platform="rotating",
        store=house.store,
        flow=house.platform,
        clock=house,
        background=at_once,
        sleeper=lambda seconds: now.__setitem__(0, now[0] + 10),
    )

    assert custodian.refresh("access-0", Call.within(60)) == "access-1"


def test_a_process_killed_between_the_answer_and_its_storage_orphans_nobody(
    house: House,
) -> None:
    house.platform.forgives = True
    now = [0.0]
    house.store.timer = lambda: now[0]
    house.store.claim_refresh(SHOP, owner="dead", lease=timedelta(seconds=30))
    house.platform.refresh(house.platform.first(), call=Call.within(60))  # its answer died with it
    custodian = TokenCustodian(
        SHOP,
        platform="rotating",
        store=house.store,
        flow=house.platform,
        clock=house,
        background=at_once,
        sleeper=lambda seconds: now.__setitem__(0, now[0] + 10),
    )

    assert custodian.refresh("access-0", Call.within(60)) == "access-2"


def test_a_pair_lost_at_a_platform_that_gives_it_once_leaves_the_access_token_in_use(
    house: House,
) -> None:
    house.platform.refresh(house.platform.first(), call=Call.within(60))  # its answer died with us
    custodian = house.custodian()
    house.moment += timedelta(minutes=31)

    assert [custodian.access_token(Call.within(60)) for _ in range(3)] == ["access-0"] * 3

    kept = house.store.load(SHOP)
    assert kept is not None
    assert kept.refresh_refused_at == house.moment
    assert house.store.events.count((SHOP, TokenEvent.RENEWAL_REFUSED)) == 1
    assert (SHOP, TokenEvent.REFUSED) not in house.store.events
    house.moment += timedelta(minutes=28, seconds=30)
    assert custodian.access_token(Call.within(60)) == "access-0"  # its last minute
    house.moment += timedelta(minutes=1)
    with pytest.raises(NotAuthorizedError):
        custodian.access_token(Call.within(60))
    assert (SHOP, TokenEvent.REFUSED) in house.store.events


def test_an_access_token_that_is_turned_away_too_ends_the_connection_at_once(house: House) -> None:
    house.platform.refresh(house.platform.first(), call=Call.within(60))
    custodian = house.custodian()
    house.moment += timedelta(minutes=31)
    assert custodian.access_token(Call.within(60)) == "access-0"

    with pytest.raises(NotAuthorizedError):
        custodian.refresh("access-0", Call.within(60))  # Vend voids it with the refresh

    assert (SHOP, TokenEvent.REFUSED) in house.store.events


def test_a_refresh_that_was_refused_by_mistake_is_made_up_for(house: House) -> None:
    right, house.platform.valid_refresh = house.platform.valid_refresh, "another"
    custodian = house.custodian()
    house.moment += timedelta(minutes=31)
    custodian.access_token(Call.within(60))
    house.platform.valid_refresh = right
    custodian._renew_not_before = 0.0  # five minutes later

    custodian.access_token(Call.within(60))

    assert custodian.access_token(Call.within(60)) == "access-1"
    kept = house.store.load(SHOP)
    assert kept is not None
    assert kept.refresh_refused_at is None


def test_a_pair_that_could_not_be_stored_is_stored_before_anything_is_asked_again(
    house: House,
) -> None:
    custodian = house.custodian()
    save, house.store.save = house.store.save, failing_save  # type: ignore[method-assign]
    with pytest.raises(OSError, match="disk"):
        custodian.refresh("access-0", Call.within(60))
    house.store.save = save  # type: ignore[method-assign]

    assert custodian.refresh("access-0", Call.within(60)) == "access-1"
    assert house.platform.refreshes == 1


def failing_save(connection_id: ConnectionId, tokens: TokenSet) -> None:
    raise OSError("the disk is full")


def test_a_process_killed_after_storing_leaves_the_new_pair_to_the_next(house: House) -> None:
    house.store.claim_refresh(SHOP, owner="dead", lease=timedelta(seconds=30))
    fresh = house.platform.refresh(house.platform.first(), call=Call.within(60))
    house.store.save(SHOP, fresh)

    assert house.custodian().refresh("access-0", Call.within(60)) == "access-1"
    assert house.platform.refreshes == 1


def test_hosts_whose_clocks_differ_may_both_refresh_and_neither_fails(house: House) -> None:
    rotated, refused = threading.Event(), threading.Event()
    results: list[str] = []

    class NoLease(MemoryTokenStore):
        def claim_refresh(self, *args: object, **kwargs: object) -> bool:
            return True  # each host believes that the other's lease has ended

    def answer_late() -> None:
        rotated.set()
        refused.wait(5)

    def look_again(_: float) -> None:
        refused.set()
        first.join(5)

    house.store = NoLease(generations=house.store.generations)
    house.platform.before_answer = answer_late
    winner = house.custodian()
    loser = TokenCustodian(
        SHOP,
        platform="rotating",
        store=house.store,
        flow=house.platform,
        clock=house,
        background=at_once,
        sleeper=look_again,
    )
    first = threading.Thread(
        target=lambda: results.append(winner.refresh("access-0", Call.within(60)))
    )
    first.start()
    assert rotated.wait(5)

    results.append(loser.refresh("access-0", Call.within(60)))

    assert results == ["access-1", "access-1"]


def test_a_connection_without_tokens_is_not_authorized(house: House) -> None:
    house.store.generations.clear()

    with pytest.raises(NotAuthorizedError, match="connect again"):
        house.custodian().access_token(Call.within(60))


def _thread(work: object) -> None:
    threading.Thread(target=work, daemon=True).start()  # type: ignore[arg-type]
