"""A card becomes a token once; what held its number is overwritten, and nothing else held it."""

from __future__ import annotations

import io
import logging
import pickle
import resource
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from app.master_key_rotation import rotate
from app.payments.key_ring import CURRENT_FOR, OVERLAP
from app.payments.tokens import SINGLE_USE_FOR, CardDesk
from config.core_dumps import forbid_core_dumps
from domain.calls import Call
from domain.card_secret import CardSecret
from domain.errors import (
    AmbiguousOutcomeError,
    CardEnvelopeRefusedError,
    NotFoundError,
    RejectedError,
    UnsupportedError,
    VoicetillError,
)
from domain.ids import CustomerId, PlatformId
from storage import audit, customer_merges, tables
from storage.engine import Database, open_database
from storage.keyring import Keyring
from storage.vault import Vault
from tests.fakes.clock import FakeClock
from tests.integration.storage.shop import NOW, open_shop
from tests.unit.payments.till import (
    CARD,
    MERCHANT,
    NUMBER,
    Tokenizer,
    desk_over,
    sealed,
    wish,
)

CALL = Call.within(60)
CUSTOMER = CustomerId("cus_1")


@pytest.fixture
def store(sqlite_url: str) -> Iterator[Database]:
    opened = open_database(sqlite_url)
    open_shop(opened)
    with opened.write() as tx:
        tx.execute(
            tables.customers.insert().values(id=CUSTOMER, merchant_id=MERCHANT, created_at=NOW)
        )
        tx.execute(
            tables.customer_records.insert().values(
                merchant_id=MERCHANT, connection_id="con_a", platform_id="P1",
                customer_id=CUSTOMER, active=True, revision=1, as_of=NOW,
            )
        )  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(NOW)


@pytest.fixture
def till() -> Tokenizer:
    return Tokenizer()


@pytest.fixture
def desk(store: Database, clock: FakeClock, till: Tokenizer) -> CardDesk:
    return desk_over(store, clock, till)


def reason(desk: CardDesk, envelope: str, key: str = "k") -> str:
    with pytest.raises(CardEnvelopeRefusedError) as refused:
        desk.take(wish(key, envelope=envelope), CALL)
    return refused.value.reason


# --- the exchange --------------------------------------------------------------------------------


def test_an_envelope_becomes_a_single_use_token(desk: CardDesk, till: Tokenizer) -> None:
    card = desk.take(wish(envelope=sealed(desk, NOW)), CALL)

    assert (card.brand, card.last4, card.exp_month, card.exp_year) == ("Visa", "2222", 12, 2030)
    assert (card.reusable, card.expires_at) == (False, NOW + SINGLE_USE_FOR)
    assert desk.open(MERCHANT, card.id).token == "clv_1"
    assert len(till.seen) == 1


def test_one_key_exchanges_one_card(desk: CardDesk, till: Tokenizer) -> None:
    envelope = sealed(desk, NOW)

    assert desk.take(wish(envelope=envelope), CALL) == desk.take(wish(envelope=envelope), CALL)
    assert len(till.seen) == 1


def test_a_customers_card_is_put_on_file_listed_and_removed(
    desk: CardDesk, till: Tokenizer, store: Database
) -> None:
    card = desk.take(wish(nonce="cnon:x", customer_id=CUSTOMER), CALL)
    (listed,) = desk.on_file(MERCHANT, CUSTOMER)
    desk.remove(MERCHANT, CUSTOMER, card.id, CALL, actor="ann")

    assert (listed, card.customer_platform_id, card.reusable) == (card, PlatformId("P1"), True)
    assert till.dropped == ["ccof:cnon:x"]
    assert not desk.on_file(MERCHANT, CUSTOMER)
    with store.read() as tx:
        trail = [(line.action, line.actor) for line in audit.entries(tx, MERCHANT)]
    assert trail == [("card.removed", "ann"), ("card.taken", "test")]


def test_the_cards_of_who_was_merged_are_those_of_the_person_they_are_now(
    store: Database, desk: CardDesk, till: Tokenizer
) -> None:
    kept = desk.take(wish(nonce="cnon:1", customer_id=CUSTOMER), CALL)
    with store.write() as tx:
        tx.execute(
            tables.customers.insert().values(id="cus_2", merchant_id=MERCHANT, created_at=NOW)
        )
        customer_merges.merge(
            tx, MERCHANT, kept_id="cus_2", merged_id=CUSTOMER, reason="asked", actor="ada",
            is_sure=True, now=NOW,
        )  # fmt: skip

    for customer in (CUSTOMER, CustomerId("cus_2")):
        assert [each.id for each in desk.on_file(MERCHANT, customer)] == [kept.id]
    desk.remove(MERCHANT, CUSTOMER, kept.id, CALL, actor="ann")
    assert not desk.on_file(MERCHANT, CUSTOMER)
    assert till.dropped == ["ccof:cnon:1"]


def test_another_merchant_neither_pays_with_a_token_nor_removes_it(desk: CardDesk) -> None:
    card = desk.take(wish(nonce="cnon:x", customer_id=CUSTOMER), CALL)

    with pytest.raises(NotFoundError):
        desk.open("mer_2", card.id)
    with pytest.raises(NotFoundError):
        desk.remove("mer_2", CUSTOMER, card.id, CALL, actor="ann")
    with pytest.raises(NotFoundError):
        desk.remove(MERCHANT, CustomerId("cus_2"), card.id, CALL, actor="ann")


def test_a_till_without_a_tokenizer_says_what_takes_the_card_instead(
    store: Database, clock: FakeClock
) -> None:
    desk = desk_over(store, clock, object())

    with pytest.raises(UnsupportedError, match=r"Web Payments SDK.* sent as `nonce`"):
        desk.take(wish(envelope=sealed(desk, NOW)), CALL)


# --- envelopes that are not taken ----------------------------------------------------------------


def test_an_envelope_is_opened_once_by_whomever(desk: CardDesk, till: Tokenizer) -> None:
    envelope = sealed(desk, NOW)
    desk.take(wish("first", envelope=envelope), CALL)

    assert reason(desk, envelope, "second") == "replayed"
    assert reason(desk, sealed(desk, NOW), "third") == "replayed"  # another, of the same jti
    assert len(till.seen) == 1


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"kid": "cdk_unknown"}, "unknown-key"),
        ({"aud": "mer_2"}, "wrong-audience"),
        ({"exp": int(NOW.timestamp()) - 31}, "expired"),
        ({"exp": int(NOW.timestamp()) + 3600}, "too-long-lived"),
        ({"exp": "soon"}, "not-readable"),
        ({"exp": None}, "not-readable"),
        ({"jti": "short"}, "not-readable"),
        ({"jti": None}, "not-readable"),
        ({"enc": "A128GCM"}, "wrong-algorithm"),
        ({"alg": "ECDH-ES+A256KW"}, "wrong-algorithm"),
        ({"unknown": 1}, "not-readable"),
    ],
    ids=lambda each: str(each),
)
def test_a_header_must_say_what_is_published(
    desk: CardDesk, till: Tokenizer, header: dict[str, Any], why: str
) -> None:
    assert reason(desk, sealed(desk, NOW, **header)) == why
    assert not till.seen


def test_a_key_opens_its_own_algorithm_only(desk: CardDesk) -> None:
    desk.published_keys()
    desk.rotate_keys("RSA-OAEP-256")
    rsa, ec = (dict(key.jwk) for key in desk.published_keys())

    assert reason(desk, sealed(desk, NOW, jwk=rsa, alg="RSA-OAEP")) == "wrong-algorithm"
    assert reason(desk, sealed(desk, NOW, jwk={**ec, "kid": rsa["kid"]})) == "wrong-algorithm"
    assert desk.take(wish(envelope=sealed(desk, NOW, jwk=rsa)), CALL).last4 == "2222"


@pytest.mark.parametrize("part", range(5))
def test_a_changed_part_opens_nothing(desk: CardDesk, till: Tokenizer, part: int) -> None:
    parts = sealed(desk, NOW).split(".")
    parts[part] = ("A" if not parts[part].startswith("A") else "B") + parts[part][1:]

    assert reason(desk, ".".join(parts)) == "not-readable"
    assert not till.seen


@pytest.mark.parametrize(
    "card",
    [
        b"[]",
        b"4005571702222222",
        b'{"number":"4005571702222223","exp_month":12,"exp_year":2030}',
        b'{"number":"4005571702222222","exp_month":13,"exp_year":2030}',
        b'{"number":"4005571702222222","exp_month":12}',
        b'{"number":"4005571702222222","number":"1","exp_month":1,"exp_year":2030}',
        b'{"number":"4005571702222222","exp_month":12,"exp_year":2030,"cvc":"12345"}',
        b'{"number":"4005571702222222","exp_month":12,"exp_year":2030,"name":"Ada"}',
    ],
    ids=["a list", "a number", "luhn", "month", "no year", "twice", "code", "more"],
)
def test_what_is_no_card_is_refused_and_overwritten(card: bytes) -> None:
    buffer = bytearray(card)

    with pytest.raises(CardEnvelopeRefusedError, match="not-a-card"):
        CardSecret(buffer)
    assert not any(buffer)


@pytest.mark.parametrize(
    ("header", "part", "said"),
    [
        ({"kid": "cdk_unknown"}, "kid", "the first key of GET /v1/payment-keys"),
        ({"kid": None}, "kid", "`kid` must be"),
        ({"aud": "mer_2"}, "aud", f"`aud` must be {MERCHANT}"),
        ({"aud": None}, "aud", "`aud` must be"),
        ({"exp": int(NOW.timestamp()) - 31}, "exp", f"now it is {NOW:%Y-%m-%d %H:%M:%S}"),
        ({"exp": int(NOW.timestamp()) + 3600}, "exp", "15 minutes ahead"),
        ({"exp": "soon"}, "exp", "seconds since 1970"),
        ({"jti": "short"}, "jti", "16 to 64"),
        ({"enc": "A128GCM"}, "alg", "`enc` A256GCM"),
        ({"foreign": 1}, None, "alg, enc, kid, aud, jti, exp and nothing else"),
        ({"jku": "https://example.com/keys"}, None, "and nothing else"),
    ],
    ids=lambda each: str(each),
)
def test_a_refused_header_is_told_by_its_name_with_what_it_must_be(
    desk: CardDesk, header: dict[str, Any], part: str | None, said: str
) -> None:
    with pytest.raises(CardEnvelopeRefusedError) as refused:
        desk.take(wish(envelope=sealed(desk, NOW, **header)), CALL)

    assert refused.value.part == part
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("card", "part"),
    [
        (b'{"number":"4005571702222223","exp_month":12,"exp_year":2030}', "number"),
        (b'{"number":"4005571702222222","exp_month":13,"exp_year":2030}', "exp_month"),
        (b'{"number":"4005571702222222","exp_month":"12345","exp_year":2030}', "exp_month"),
        (b'{"number":"4005571702222222","exp_month":12,"exp_year":30}', "exp_year"),
        (b'{"number":"4005571702222222","exp_month":12,"exp_year":2030,"cvc":"12345"}', "cvc"),
        (b'{"number":"4005571702222222","exp_month":12}', None),
    ],
)
def test_a_field_of_a_card_is_named_and_its_value_is_not(card: bytes, part: str | None) -> None:
    with pytest.raises(CardEnvelopeRefusedError) as refused:
        CardSecret(bytearray(card))

    assert refused.value.part == part
    assert part is None or f"`{part}` must be" in str(refused.value)
    assert not any(value in str(refused.value) for value in ("4005", "2030", "13", "12345"))


@pytest.mark.parametrize(
    ("code", "said"), [("invalid_number", "(invalid_number)"), ("4005571702222222", "the card;")]
)
def test_a_card_that_the_platform_refuses_is_told_with_its_code_alone(
    desk: CardDesk, till: Tokenizer, code: str, said: str
) -> None:
    till.trouble = RejectedError(
        f"no to {NUMBER}", platform="clover", operation="cards.tokenize", platform_code=code
    )

    with pytest.raises(CardEnvelopeRefusedError) as refused:
        desk.take(wish(envelope=sealed(desk, NOW)), CALL)

    assert said in str(refused.value)
    assert NUMBER not in str(refused.value)


@pytest.mark.parametrize("passed_over", ["typ", "cty"])
def test_what_libraries_write_of_their_own_accord_is_passed_over(
    desk: CardDesk, passed_over: str
) -> None:
    envelope = sealed(desk, NOW, **{passed_over: "JWE"})

    assert desk.take(wish(envelope=envelope), CALL).last4 == "2222"


# --- keys ----------------------------------------------------------------------------------------


def test_an_old_key_opens_for_a_day_and_is_then_gone(
    desk: CardDesk, clock: FakeClock, store: Database
) -> None:
    old = dict(desk.published_keys()[0].jwk)
    clock.advance(days=CURRENT_FOR.days)
    desk.keep_fresh()
    current, before = desk.published_keys()
    clock.advance(days=OVERLAP.days, minutes=-1)
    taken = desk.take(wish(envelope=sealed(desk, clock.now(), jwk=old)), CALL)
    clock.advance(minutes=2)

    assert (before.kid, current.ends_at, taken.last4) == (old["kid"], None, "2222")
    assert reason(desk, sealed(desk, clock.now(), jwk=old, jti="x" * 16), "k2") == "unknown-key"
    desk.keep_fresh()
    with store.read() as tx:
        assert [row.kid for row in tx.execute(tables.card_keys.select())] == [current.kid]


def test_no_private_half_is_published_or_kept_in_clear(desk: CardDesk, store: Database) -> None:
    (published,) = desk.published_keys()
    with store.read() as tx:
        (row,) = tx.execute(tables.card_keys.select()).all()

    assert set(published.jwk) == {"kty", "crv", "x", "y", "kid", "use", "alg"}
    assert row.sealed.startswith("k1.")


def test_keys_and_tokens_move_to_a_new_master_key(desk: CardDesk, store: Database) -> None:
    card = desk.take(wish(envelope=sealed(desk, NOW)), CALL)
    both = Keyring(current_id="k2", keys={"k1": b"m" * 32, "k2": b"n" * 32})

    done = rotate(store, Vault(both), both)

    assert (done.done, done.unreadable) == (2, 0)
    with store.read() as tx:
        sealed_now = [row.sealed for row in tx.execute(tables.card_tokens.select())]
    assert sealed_now[0].startswith("k2.")
    assert card.token not in sealed_now[0]


def test_single_use_tokens_and_names_of_envelopes_are_forgotten(
    desk: CardDesk, clock: FakeClock, store: Database
) -> None:
    card = desk.take(wish(envelope=sealed(desk, NOW)), CALL)
    clock.advance(days=1)
    desk.keep_fresh()

    with pytest.raises(NotFoundError):
        desk.open(MERCHANT, card.id)
    with store.read() as tx:
        assert not tx.execute(tables.card_tokens.select()).all()
        assert not tx.execute(tables.card_envelopes.select()).all()


# --- crashes -------------------------------------------------------------------------------------


class Crash(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", ["card.opened", "card.exchanged", "card.kept"])
def test_a_crash_in_the_exchange_costs_another_envelope_and_no_more(
    store: Database, clock: FakeClock, till: Tokenizer, moment: str
) -> None:
    def probe(told: str) -> None:
        if told == moment:
            raise Crash

    dying, desk = desk_over(store, clock, till, probe), desk_over(store, clock, till)
    envelope = sealed(desk, NOW)
    with pytest.raises(Crash):
        dying.take(wish(envelope=envelope), CALL)

    assert reason(desk, envelope) == "replayed"
    assert desk.take(wish(envelope=sealed(desk, NOW, jti="n" * 16)), CALL).last4 == "2222"
    with store.read() as tx:
        assert len(tx.execute(tables.card_tokens.select()).all()) == 1


def test_a_crash_after_a_card_was_put_on_file_keeps_one_card(
    store: Database, clock: FakeClock, till: Tokenizer
) -> None:
    def probe(told: str) -> None:
        if told == "card.kept":
            raise Crash

    command = wish(nonce="cnon:x", customer_id=CUSTOMER)
    with pytest.raises(Crash):
        desk_over(store, clock, till, probe).take(command, CALL)
    card = desk_over(store, clock, till).take(command, CALL)

    assert list(till.kept.values()) == [card.token]


# --- where a number never is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        None,
        RejectedError("no such card", platform="clover", operation="tokens.create"),
        AmbiguousOutcomeError("lost", platform="clover", operation="tokens.create"),
        KeyError("a mistake of ours"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_number_is_in_no_file_log_or_traceback_and_its_memory_is_zero(
    store: Database, clock: FakeClock, sqlite_url: str, trouble: Exception | None
) -> None:
    till = Tokenizer(trouble=trouble)
    desk = desk_over(store, clock, till)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger().addHandler(handler)
    try:
        with structlog.testing.capture_logs() as logged:
            desk.take(wish(envelope=sealed(desk, NOW)), CALL)
    except (VoicetillError, KeyError) as error:
        written.write(
            "".join(
                traceback.TracebackException.from_exception(error, capture_locals=True).format()
            )
        )
    finally:
        logging.getLogger().removeHandler(handler)
    store.close()

    (card,) = till.seen
    assert not any(card._buffer)
    told = written.getvalue() + repr(logged) + repr(card)
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert kept
    for form in (NUMBER, NUMBER[:12], "4005 5717", f'"cvc": "{CARD["cvc"]}"'):
        assert form not in told
        assert form.encode() not in kept


def test_a_secret_can_be_neither_shown_nor_copied() -> None:
    card = CardSecret(bytearray(f'{{"number":"{NUMBER}","exp_month":1,"exp_year":2030}}', "ascii"))

    assert repr(card) == str(card) == "CardSecret(***)"
    with pytest.raises(TypeError):
        pickle.dumps(card)


def test_a_process_of_ours_leaves_no_core_file() -> None:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    forbid_core_dumps()

    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
    assert before is not None
