"""What a document request must look like: known columns, numbers as numbers or as text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.counterpoint.errors import missing, unknown
from sandbox.kit.web import JsonObject

_CONTACT = frozenset(
    {"NAM", "FST_NAM", "LST_NAM", "ADRS_1", "ADRS_2", "ADRS_3", "CITY", "STATE", "ZIP_COD", "CNTRY"}
    | {"PHONE_1", "EMAIL_ADRS_1"}
)
COLUMNS: Mapping[str, frozenset[str]] = {
    "(body)": frozenset({"PS_DOC_HDR", "PS_TAX"}),
    "PS_DOC_HDR": frozenset(
        {"STR_ID", "STA_ID", "DRW_ID", "TKT_TYP", "DOC_TYP", "USR_ID", "CUST_NO", "TAX_COD"}
        | {"NORM_TAX_COD", "BILL_TO_CONTACT", "SHIP_TO_CONTACT", "PS_DOC_NOTE", "PS_DOC_LIN"}
        | {"PS_DOC_PMT", "PS_DOC_TAX"}
    ),
    "PS_TAX": frozenset({"ORD_NORM_TAX_AMT", "ORD_TAX_AMT", "SAL_NORM_TAX_AMT", "SAL_TAX_AMT"}),
    "PS_DOC_NOTE": frozenset({"NOTE_ID", "NOTE"}),
    "PS_DOC_LIN": frozenset(
        {"LIN_TYP", "ITEM_NO", "PRC", "USR_ENTD_PRC", "QTY_SOLD", "UNIT_COST", "PRESUMED_COST"}
        | {"DIM_1_UPR", "DIM_2_UPR", "DIM_3_UPR"}
    ),
    "PS_DOC_PMT": frozenset({"PAY_COD", "AMT", "FINAL_PMT", "PS_DOC_PMT_CR_CARD"}),
    "PS_DOC_TAX": frozenset(
        {"AUTH_COD", "RUL_COD", "TAX_DOC_PART", "LIN_AMT", "TXBL_LIN_AMT", "TXBL_QTY"}
        | {"TAX_AMT", "NORM_TAX_AMT", "TOT_TXBL_AMT"}
    ),
    "BILL_TO_CONTACT": _CONTACT,
    "SHIP_TO_CONTACT": _CONTACT,
}


def check_columns(name: str, value: Any) -> JsonObject:
    """The object, all of whose columns exist. Raises: CounterpointError."""
    if not isinstance(value, dict):
        raise unknown(f"{name} should be an object")
    strange = sorted(set(value) - COLUMNS[name])
    if strange:
        raise unknown(f"{name} has no column {strange[0]}")
    return value


def rows_of(parent: JsonObject, name: str) -> list[JsonObject]:
    """The rows of a child table in a request; one row may come without its list."""
    given = parent.get(name, [])
    listed = given if isinstance(given, list) else [given]
    return [check_columns(name, one) for one in listed]


def needed(row: JsonObject, *names: str) -> None:
    """Raises: CounterpointError for the first of these that is not filled in."""
    for name in names:
        if row.get(name) in (None, ""):
            raise missing(name)


def amount(row: JsonObject, name: str) -> Decimal:
    """A number of a request. Raises: CounterpointError."""
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise missing(name)
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise unknown(f"{name} is not a number") from error
