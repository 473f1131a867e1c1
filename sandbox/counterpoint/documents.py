"""PS_DOC_HDR: tickets and orders. Nothing recalculates what the caller says of price and tax.

An order commits stock until staff release it. A posted document is gone from the API. A document
that is paid as it is made becomes two: the order, and the ticket that took the deposit.
"""

from __future__ import annotations

from decimal import Decimal

from sandbox.counterpoint.document_rows import DOCUMENT_TYPES, document_row, payment_row
from sandbox.counterpoint.errors import CounterpointError, misconfigured, not_found, unknown
from sandbox.counterpoint.inventory import Inventory
from sandbox.counterpoint.items import NO_CELL, Items, Unit
from sandbox.counterpoint.places import AUTHORITIES, USERS, Place, Setup, pay_codes
from sandbox.counterpoint.requests import amount, check_columns, needed, rows_of
from sandbox.counterpoint.times import utc_text
from sandbox.kit.clock import Clock
from sandbox.kit.web import JsonObject

_FIRST_ID = 107437162115401
"""Beyond 2^46, as in the vendor's guide."""
_ID_STEP = 52297
_CENT = Decimal("0.01")


class Documents:
    """Documents that are not posted yet."""

    def __init__(self, *, setup: Setup, items: Items, inventory: Inventory, clock: Clock) -> None:
        """Start with none."""
        self._setup = setup
        self._items = items
        self._inventory = inventory
        self._clock = clock
        self.rows: dict[str, JsonObject] = {}
        self.posted: list[JsonObject] = []
        self.made = 0

    def create(self, body: JsonObject, customers: dict[str, JsonObject]) -> JsonObject:
        """Make a document; the answer names every document that came of it."""
        check_columns("(body)", body)
        header = check_columns("PS_DOC_HDR", body.get("PS_DOC_HDR"))
        if "PS_TAX" in body:
            check_columns("PS_TAX", body["PS_TAX"])
        place = self._place(header)
        customer = header.get("CUST_NO", "CASH")
        if customer not in customers:
            raise misconfigured(f"Customer {customer} does not exist")
        lines = [self._line(line, header["DOC_TYP"]) for line in rows_of(header, "PS_DOC_LIN")]
        if not lines:
            raise unknown("A document needs a line")
        payments = self._payments(header)
        taxes = rows_of(header, "PS_DOC_TAX")
        self._check_taxes(taxes, place)
        document = document_row(
            header, lines, taxes, number=self._next(), place=place, now=self._clock.now()
        )
        document["PS_DOC_NOTE"] = rows_of(header, "PS_DOC_NOTE")
        if header["DOC_TYP"] == "T" and sum(payments, Decimal()) < total_of(document):
            raise CounterpointError(
                "ERROR_DOCUMENT_NOT_FULLY_PAID", "The document is not fully paid"
            )
        self.rows[str(document["DOC_ID"])] = document
        self._claim(document)
        return self._answer(document, header)

    def get(self, number: str) -> JsonObject:
        """A document that is not posted yet. Raises: CounterpointError."""
        if number not in self.rows:
            raise not_found(f"Document {number}")
        return self.rows[number]

    def add_note(self, number: str, body: JsonObject) -> JsonObject:
        """Add a note; its id must be new in the document."""
        document = self.get(number)
        for note in rows_of(body, "PS_DOC_NOTE"):
            needed(note, "NOTE_ID", "NOTE")
            if any(one["NOTE_ID"] == note["NOTE_ID"] for one in document["PS_DOC_NOTE"]):
                raise unknown(f"Note {note['NOTE_ID']} exists")
            document["PS_DOC_NOTE"].append(note)
        self._touch(document)
        return self._named(document, [])

    def add_payments(self, number: str, body: JsonObject) -> JsonObject:
        """Record payments towards a document."""
        document = self.get(number)
        sums = self._payments(body)
        if not sums:
            raise unknown("PS_DOC_PMT is required")
        due = total_of(document) - paid_of(document)
        if due <= 0:
            raise CounterpointError(
                "ERROR_DOCUMENT_ALREADY_COMPLETED", "The document is fully paid already"
            )
        answers = [self._pay(document, one) for one in rows_of(body, "PS_DOC_PMT")]
        self._touch(document)
        return self._named(document, answers)

    def post(self, number: str) -> None:
        """Staff hand the goods over and the day's tickets are posted: the document is gone."""
        document = self.get(number)
        for line in document["PS_DOC_LIN"]:
            unit, pieces = unit_of(line), int(line["QTY_SOLD"])
            if document["DOC_TYP"] == "O":
                self._inventory.move(
                    unit, document["STK_LOC_ID"], on_hand=-pieces, committed=-pieces
                )
        self.posted.append(self.rows.pop(number))

    def _place(self, header: JsonObject) -> Place:
        needed(header, "STR_ID", "STA_ID", "DRW_ID", "TKT_TYP", "DOC_TYP", "USR_ID")
        place = self._setup.by_store.get(header["STR_ID"])
        if place is None or header["STA_ID"] != place.station or header["DRW_ID"] != place.station:
            raise misconfigured("Store, station and drawer do not belong together")
        if header["USR_ID"] not in USERS:
            raise misconfigured(f"User {header['USR_ID']} does not exist")
        if header["DOC_TYP"] not in DOCUMENT_TYPES or header["TKT_TYP"] != "T":
            raise misconfigured("DOC_TYP must be T or O, TKT_TYP T")
        if header.get("TAX_COD", place.tax_code) != place.tax_code:
            raise misconfigured(f"Tax code {header['TAX_COD']} does not exist")
        return place

    def _line(self, line: JsonObject, document_type: str) -> JsonObject:
        needed(line, "LIN_TYP", "ITEM_NO", "QTY_SOLD")
        item = self._items.rows.get(line["ITEM_NO"])
        if item is None or item["STAT"] != "A":
            raise not_found(f"Item {line['ITEM_NO']}")
        if line["LIN_TYP"] not in ("O", "S"):
            raise CounterpointError("ERROR_INVALID_LIN_TYP", f"LIN_TYP {line['LIN_TYP']}")
        if (document_type == "O") != (line["LIN_TYP"] == "O"):
            raise CounterpointError("ERROR_NOT_PURE_ORDER", "All lines must be order lines")
        self._check_cell(line, item)
        quantity = amount(line, "QTY_SOLD")
        if quantity <= 0:
            raise unknown("QTY_SOLD must be positive")
        entered = line.get("USR_ENTD_PRC") == "Y"
        price = amount(line, "PRC") if entered else Decimal(str(item.get("PRC_1", 0)))
        return {**line, "ITEM": item, "PRC": price, "QTY_SOLD": quantity}

    def _check_cell(self, line: JsonObject, item: JsonObject) -> None:
        if item["TRK_METH"] == "S":
            raise unknown(f"Item {item['ITEM_NO']} needs a serial number")
        unit = unit_of(line)
        if item["TRK_METH"] == "G" and unit.cell not in self._items.cells[item["ITEM_NO"]]:
            raise unknown(f"Item {item['ITEM_NO']} has no such cell")

    def _payments(self, parent: JsonObject) -> list[Decimal]:
        known = {one["PAY_COD"] for one in pay_codes()}
        sums = []
        for row in rows_of(parent, "PS_DOC_PMT"):
            needed(row, "PAY_COD")
            if row["PAY_COD"] not in known:
                raise misconfigured(f"Pay code {row['PAY_COD']} does not exist")
            if "PS_DOC_PMT_CR_CARD" in row or row["PAY_COD"] == "VISA":
                raise CounterpointError(
                    "ERROR_CARD_PAYMENT_FAILED", "The store is not on NCR Secure Pay"
                )
            sums.append(amount(row, "AMT"))
        return sums

    def _check_taxes(self, taxes: list[JsonObject], place: Place) -> None:
        known = {name for name, _ in AUTHORITIES[place.store]}
        for row in taxes:
            needed(row, "AUTH_COD", "RUL_COD", "TAX_DOC_PART", "TAX_AMT")
            if row["AUTH_COD"] not in known or row["RUL_COD"] != "TAX":
                raise misconfigured(f"Tax {row['AUTH_COD']}/{row['RUL_COD']} does not exist")

    def _claim(self, document: JsonObject) -> None:
        for line in document["PS_DOC_LIN"]:
            if line["ITEM_TYP"] != "I":
                continue
            pieces, place = int(line["QTY_SOLD"]), document["STK_LOC_ID"]
            if document["DOC_TYP"] == "O":
                self._inventory.move(unit_of(line), place, committed=pieces)
            else:
                self._inventory.move(unit_of(line), place, on_hand=-pieces)

    def _answer(self, document: JsonObject, header: JsonObject) -> JsonObject:
        given = rows_of(header, "PS_DOC_PMT")
        answers = [self._pay(document, one) for one in given]
        if not given or document["DOC_TYP"] == "T":
            return self._named(document, answers)
        ticket = {**document, "DOC_ID": self._next(), "DOC_TYP": "T", "PS_DOC_LIN": []}
        named = self._named(ticket, answers)["Documents"]  # the deposit's ticket: posted at once
        return {
            "Documents": [*named, *self._named(document, [])["Documents"]],
            "ErrorCode": "SUCCESS",
        }

    def _pay(self, document: JsonObject, given: JsonObject) -> JsonObject:
        number = len(document["PS_DOC_PMT"]) + 1
        paid = amount(given, "AMT").quantize(_CENT)
        document["PS_DOC_PMT"].append(
            payment_row(document, given["PAY_COD"], paid, number, now=self._clock.now())
        )
        (total,) = document["PS_DOC_HDR_TOT"]
        total["TOT_TND"] = float(paid_of(document))
        total["AMT_DUE"] = float(total_of(document) - paid_of(document))
        return {"PMT_SEQ_NO": number, "Response": "ACCEPTED"}

    def _named(self, document: JsonObject, payments: list[JsonObject]) -> JsonObject:
        number = document["DOC_ID"]
        link = {"uri": f"http://localhost:81/Document/{number}", "method": "get"}
        reference = DOCUMENT_TYPES[document["DOC_TYP"]]
        row = {
            "DOC_ID": number,
            "reference": reference,
            "Link": link,
            "PaymentResponses": payments,
        }
        return {"Documents": [row], "ErrorCode": "SUCCESS"}

    def _touch(self, document: JsonObject) -> None:
        document["RS_UTC_DT"] = utc_text(self._clock.now())

    def _next(self) -> int:
        self.made += 1
        return _FIRST_ID + self.made * _ID_STEP


def unit_of(line: JsonObject) -> Unit:
    """What a line sells."""
    first, second, third = (
        str(line.get(f"DIM_{number}_UPR", star)) for number, star in enumerate(NO_CELL, start=1)
    )
    return Unit(line["ITEM_NO"], (first, second, third))


def total_of(document: JsonObject) -> Decimal:
    """What a document comes to."""
    (row,) = document["PS_DOC_HDR_TOT"]
    return Decimal(str(row["TOT"]))


def paid_of(document: JsonObject) -> Decimal:
    """What was paid towards a document."""
    return sum((Decimal(str(one["AMT"])) for one in document["PS_DOC_PMT"]), Decimal())
