"""Bulk operations: run in the background, a chunk at a time, into JSONL kept compressed."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson
from graphql import GraphQLSchema

from sandbox.shopify.access import lacking
from sandbox.shopify.answers import Payload, done, refused
from sandbox.shopify.bulkplan import BulkConnection, BulkPlanError, Line, plan_bulk
from sandbox.shopify.context import Context
from sandbox.shopify.engine.documents import Documents
from sandbox.shopify.engine.errors import FieldError, RefusedError
from sandbox.shopify.engine.run import Resolvers, Run
from sandbox.shopify.ids import number_of
from sandbox.shopify.rows import BulkOperation
from sandbox.shopify.times import timestamp

MOST_AT_ONCE = 5
"""Bulk queries per app and shop since 2026-01 (fact sheet §4)."""
CHUNK = 200
KEPT_S = 7 * 86400.0
RUNNING = ("CREATED", "RUNNING", "CANCELING")
RESULT_PATH = "/bulk-results/"


class BulkRunner:
    """Runs bulk queries in threads; each chunk of nodes takes the shop's lock once."""

    def __init__(self, schema: GraphQLSchema, resolvers: Resolvers, lock: threading.RLock) -> None:
        """Queries are checked against `schema` and resolved by `resolvers`."""
        self._schema = schema
        self._resolvers = resolvers
        self._lock = lock
        self._documents = Documents(schema, keep=32)
        self._results: dict[int, list[bytes]] = {}
        self._ended = threading.Event()
        self.after_work: Callable[[], None] = _nothing

    def stop(self) -> None:
        """Let running operations end where they are."""
        self._ended.set()

    def start(self, context: Context, arguments: Mapping[str, Any]) -> Payload:
        """`bulkOperationRunQuery`."""
        shop = context.shop
        open_ = [each for each in shop.books.bulk if each.status in RUNNING]
        if len(open_) >= MOST_AT_ONCE:
            text = "Bulk operations limit reached. Please try again later."
            return refused(None, text, "LIMIT_REACHED")
        try:
            plan = self._plan(context, arguments["query"])
        except (BulkPlanError, RefusedError) as error:
            return refused(["query"], f"Invalid bulk query: {error}", "INVALID")
        row = BulkOperation(
            id=shop.new_id("BulkOperation"),
            query=arguments["query"],
            status="CREATED",
            created_at=shop.now(),
            group_objects=bool(arguments.get("groupObjects")),
            app=context.caller.client_id,
            scopes=sorted(context.caller.scopes),
        )
        shop.books.bulk.add(row)
        work = threading.Thread(
            target=self._work, args=(context, row, plan), name="bulk", daemon=True
        )
        work.start()
        return done(bulkOperation=row)

    def cancel(self, context: Context, wanted: str) -> Payload:
        """`bulkOperationCancel`: takes a moment to become CANCELED."""
        row = context.shop.books.bulk.get(number_of(wanted, "BulkOperation"))
        if row is None:
            return refused(["id"], "Bulk operation does not exist")
        if row.status not in RUNNING:
            text = f"A bulk operation cannot be canceled when it is {row.status.lower()}"
            return {**refused(["id"], text), "bulkOperation": row}
        row.status = "CANCELING"
        context.shop.books.bulk.touch(row)
        return done(bulkOperation=row)

    def result(self, context: Context, number: int) -> bytes | None:
        """The lines of a finished operation; None when there are none or no longer."""
        row = context.shop.books.bulk.get(number)
        if row is None or self.url_of(context, row) is None:
            return None
        return b"".join(map(zlib.decompress, self._results[number]))

    def url_of(self, context: Context, row: BulkOperation) -> str | None:
        """Where the result lies; kept for seven days, and not over a restart."""
        if row.status != "COMPLETED" or row.id not in self._results or not row.object_count:
            return None
        finished = timestamp(row.completed_at or row.created_at)
        if finished + KEPT_S < context.shop.clock.timestamp():
            return None
        return f"{context.base_url}{RESULT_PATH}{row.id}.jsonl"

    def forget(self) -> None:
        """Drop all results."""
        self._results.clear()

    def _plan(self, context: Context, query: str) -> BulkConnection:
        operation = self._documents.operation(query, None)
        scopes = context.caller.scopes

        def denied(owner: str, field: str, kind: str) -> str | None:
            return lacking(owner, field, kind, scopes)

        return plan_bulk(self._schema, self._resolvers, operation, denied)

    def _work(self, context: Context, row: BulkOperation, plan: BulkConnection) -> None:
        self._ended.wait(context.shop.options.bulk_delay_s)
        kept: list[bytes] = []
        size = 0
        try:
            for chunk in self._chunks(context, row, plan):
                size += len(chunk)
                kept.append(zlib.compress(chunk, 1))
        except FieldError as error:
            code = "ACCESS_DENIED" if error.extensions["code"] == "ACCESS_DENIED" else None
            self._finish(context, row, "FAILED", code or "INTERNAL_SERVER_ERROR")
            return
        with self._lock:
            self._results[row.id] = kept
            row.file_size = size
        if row.status == "CANCELING":
            self._finish(context, row, "CANCELED", None)
        elif not self._ended.is_set():
            self._finish(context, row, "COMPLETED", None)

    def _chunks(
        self, context: Context, row: BulkOperation, plan: BulkConnection
    ) -> Iterator[bytes]:
        run = Run(context=context)
        with self._lock:
            row.status = "RUNNING" if row.status == "CREATED" else row.status
            rows = plan.rows(None, run)
        for start in range(0, len(rows), CHUNK):
            if row.status == "CANCELING" or self._ended.is_set():
                return
            with self._lock:
                lines = self._lines(rows[start : start + CHUNK], row, plan, run)
                row.root_object_count += len(rows[start : start + CHUNK])
                row.object_count += len(lines)
            if run.errors:
                error = run.errors[0]
                raise FieldError(error["message"], error["extensions"]["code"])
            yield b"".join(orjson.dumps(line) + b"\n" for line in lines)

    def _lines(
        self, rows: list[Any], row: BulkOperation, plan: BulkConnection, run: Run
    ) -> list[Line]:
        """Grouped: children right behind their parent. Else: after all parents of the chunk."""
        if row.group_objects:
            return [line for each in rows for line in plan.lines(each, None, run)]
        parents = [plan.line(each, None, run) for each in rows]
        children = [
            line
            for each, own in zip(rows, parents, strict=True)
            for line in plan.children(each, own, run)
        ]
        return parents + children

    def _finish(
        self, context: Context, row: BulkOperation, status: str, error_code: str | None
    ) -> None:
        with self._lock:
            row.status = status
            row.error_code = error_code
            row.completed_at = context.shop.now()
            context.shop.books.bulk.touch(row)
            context.shop.emit("bulk_operations/finish", row)
            self.after_work()


def _nothing() -> None:
    return None
