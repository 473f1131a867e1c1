"""The rows a document is stored as, with the columns the vendor's guide prints."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from sandbox.counterpoint.places import Place
from sandbox.counterpoint.times import local_text, utc_text
from sandbox.kit.web import JsonObject

DOCUMENT_TYPES = {"T": "Ticket", "O": "Order"}
_CENT = Decimal("0.01")


def document_row(
    header: JsonObject,
    lines: list[JsonObject],
    taxes: list[JsonObject],
    *,
    number: int,
    place: Place,
    now: datetime,
) -> JsonObject:
    """A new document."""
    kind = header["DOC_TYP"]
    ticket = f"{place.store}-{100000 + number % 100000}"
    rows = [_line_row(line, place, number, position) for position, line in enumerate(lines, 1)]
    subtotal = sum((Decimal(str(one["EXT_PRC"])) for one in rows), Decimal())
    tax = sum((Decimal(str(one["TAX_AMT"])) for one in taxes), Decimal())
    document: JsonObject = {
        "DOC_ID": number,
        "STR_ID": place.store,
        "STA_ID": place.station,
        "TKT_NO": ticket,
        "DOC_TYP": kind,
        "SAL_LINS": len(rows) if kind == "T" else 0,
        "ORD_LINS": len(rows) if kind == "O" else 0,
        "DRW_ID": place.station,
        "CUST_NO": header.get("CUST_NO", "CASH"),
        "TAX_COD": header.get("TAX_COD", place.tax_code),
        "TKT_TYP": "T",
        "USR_ID": header["USR_ID"],
        "STK_LOC_ID": place.location,
        "PRC_LOC_ID": place.location,
        "DOC_GUID": uuid.uuid4().hex,
        "RS_UTC_DT": utc_text(now),
        "IS_DOC_COMMITTED": "N",
        "TKT_DT": local_text(now),
        "HAS_PCKD_LINS": "N",
        "HAS_PCKVRFD_LINS": "N",
        "HAS_RLSD_LINS": "N",
        "LST_MAINT_DT": local_text(now),
        "IS_OFFLINE": False,
        "PS_DOC_LIN": rows,
        "PS_DOC_PMT": [],
        "PS_DOC_NOTE": [],
        "PS_DOC_PKG_TRK_NO": [],
        "PS_DOC_TAX": [_tax_row(one, number) for one in taxes],
        "PS_DOC_HDR_TOT": [
            {
                "DOC_ID": number,
                "TOT_TYP": "S" if kind == "T" else "O",
                "LINS": len(rows),
                "SUB_TOT": float(subtotal),
                "TOT_MISC": 0,
                "TAX_AMT": float(tax),
                "NORM_TAX_AMT": float(tax),
                "TOT_TND": 0,
                "TOT": float(subtotal + tax),
                "AMT_DUE": float(subtotal + tax),
            }
        ],
    }
    return document


def payment_row(
    document: JsonObject, code: str, paid: Decimal, number: int, *, now: datetime
) -> JsonObject:
    """One payment towards a document."""
    return {
        "DOC_ID": document["DOC_ID"],
        "PMT_SEQ_NO": number,
        "AMT": float(paid),
        "STR_ID": document["STR_ID"],
        "FINAL_PMT": "N",
        "STA_ID": document["STA_ID"],
        "TKT_NO": document["TKT_NO"],
        "PAY_COD": code,
        "PAY_DAT": local_text(now),
        "HOME_CURNCY_AMT": float(paid),
        "CURNCY_COD": "HOME",
        "PS_DOC_PMT_APPLY": [],
        "PS_DOC_PMT_PROMPT": [],
    }


def _line_row(line: JsonObject, place: Place, number: int, position: int) -> JsonObject:
    item, price, quantity = line["ITEM"], line["PRC"], line["QTY_SOLD"]
    extended = (price * quantity).quantize(_CENT, ROUND_HALF_UP)
    return {
        "DOC_ID": number,
        "LIN_SEQ_NO": position,
        "STR_ID": place.store,
        "LIN_TYP": line["LIN_TYP"],
        "PRC": float(price),
        "ITEM_NO": item["ITEM_NO"],
        "STK_LOC_ID": place.location,
        "DESCR": item["DESCR"],
        "CATEG_COD": item.get("CATEG_COD"),
        "QTY_SOLD": float(quantity),
        "QTY_UNIT": "EACH",
        "EXT_PRC": float(extended),
        "IS_TXBL": item["IS_TXBL"],
        "ITEM_TYP": item["ITEM_TYP"],
        "TRK_METH": item["TRK_METH"],
        "DIM_1_UPR": line.get("DIM_1_UPR", "*"),
        "DIM_2_UPR": line.get("DIM_2_UPR", "*"),
        "DIM_3_UPR": line.get("DIM_3_UPR", "*"),
        "USR_ENTD_PRC": line.get("USR_ENTD_PRC", "N"),
        "PS_DOC_LIN_CELL": [],
        "PS_DOC_LIN_SER": [],
    }


def _tax_row(tax: JsonObject, number: int) -> JsonObject:
    numbers = ("LIN_AMT", "TXBL_LIN_AMT", "TXBL_QTY", "TAX_AMT", "NORM_TAX_AMT", "TOT_TXBL_AMT")
    stored = {name: float(tax[name]) for name in numbers if name in tax}
    return {"DOC_ID": number, **tax, **stored}
