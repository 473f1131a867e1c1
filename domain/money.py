"""Money in integer minor units of one ISO 4217 currency."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_WITHOUT_MINOR_UNIT = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND"}
    | {"VUV", "XAF", "XOF", "XPF"}
)
_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def minor_digits(currency: str) -> int:
    """Decimal places of a currency's minor unit (ISO 4217): 0, 2 or 3."""
    if currency in _WITHOUT_MINOR_UNIT:
        return 0
    return 3 if currency in _THOUSANDTHS else 2


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount of one currency; arithmetic between currencies raises ValueError."""

    amount: int
    """Minor units (cents)."""
    currency: str
    """ISO 4217, three capitals."""

    def __post_init__(self) -> None:
        if not isinstance(self.amount, int) or isinstance(self.amount, bool):
            raise TypeError(f"amount must be an int of minor units, not {self.amount!r}")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"currency must be an ISO 4217 code, not {self.currency!r}")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return cls(0, currency)

    @classmethod
    def from_decimal(cls, text: str | Decimal, currency: str) -> Money:
        """Read a decimal amount ("19.99"); raises ValueError if it is finer than the minor unit."""
        try:
            scaled = Decimal(text).scaleb(minor_digits(currency))
        except InvalidOperation:
            raise ValueError(f"not an amount of money: {text!r}") from None
        if not scaled.is_finite() or scaled != scaled.to_integral_value():
            raise ValueError(f"{text!r} is not a whole number of {currency} minor units")
        return cls(int(scaled), currency)

    def to_decimal(self) -> Decimal:
        """The amount in major units, with the currency's number of places."""
        return Decimal(self.amount).scaleb(-minor_digits(self.currency))

    def decimal_string(self) -> str:
        """The amount in major units as platforms write it, e.g. "19.99"."""
        return f"{self.to_decimal():.{minor_digits(self.currency)}f}"

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: int) -> Money:
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.amount <= other.amount

    def __str__(self) -> str:
        return f"{self.decimal_string()} {self.currency}"


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum amounts of one currency; an empty sum is zero in `currency`."""
    return sum(amounts, start=Money.zero(currency))


def allocate(amount: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Split an amount by weights so that the parts sum exactly (largest remainder).

    Raises ValueError when no weight is positive or one is negative.
    """
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be non-negative and not all zero")
    sign = -1 if amount.amount < 0 else 1
    size = abs(amount.amount)
    shares = [size * weight // whole for weight in weights]
    remainders = sorted(range(len(weights)), key=lambda i: (-(size * weights[i] % whole), i))
    for index in remainders[: size - sum(shares)]:
        shares[index] += 1
    return tuple(Money(sign * share, amount.currency) for share in shares)


def within_a_cent(agreed: Money, now: Money) -> bool:
    """Whether two totals differ by no more than the smallest coin. Raises nothing: another currency
    is another price."""
    return agreed.currency == now.currency and abs(agreed.amount - now.amount) <= 1
