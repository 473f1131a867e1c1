"""Several processes put their figures together, and a fresh one starts quickly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from app.web import WebOptions, create_app
from tests.fakes.rest import FakeServices

ROOT = Path(__file__).resolve().parents[3]
WORKER = """
from app.web import WebOptions, create_app
from tests.fakes.rest import FakeServices

http = create_app(FakeServices(), WebOptions()).test_client()
assert http.get("/problems").status_code == 200
"""


def _run(code: str, folder: Path) -> None:
    environ = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder), "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", code], env=environ, cwd=ROOT, check=True, capture_output=True
    )


def test_metrics_of_several_processes_are_summed(tmp_path: Path) -> None:
    for _ in range(2):
        _run(WORKER, tmp_path)

    http = create_app(FakeServices(), WebOptions(metrics_dir=tmp_path)).test_client()
    page = http.get("/metrics").get_data(as_text=True)

    line = 'voicetill_http_request_seconds_count{method="GET",route="/problems",status="200"} 2.0'
    assert line in page
