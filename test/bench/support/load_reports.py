"""Evidently's own loader over a workspace: load_reports.py WORKSPACE. Prints {ms, reports}."""

import json
import os
import sys
import time

os.environ.setdefault("DO_NOT_TRACK", "1")

from evidently.ui.workspace import Workspace

started = time.perf_counter()
workspace = Workspace.create(sys.argv[1])
count = 0
for project in workspace.list_projects():
    for snapshot in project.list_snapshots(include_reports=True, include_test_suites=True):
        snapshot.load()
        count += 1
print(json.dumps({"ms": (time.perf_counter() - started) * 1000, "reports": count}))
