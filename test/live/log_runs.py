"""Logs at full speed with MLflow's own client and times each write. One JSON line per phase on standard output.

log_runs.py URI   (says `{"phase": "ready"}`; each line `NAME SECONDS` on standard input is a phase, the end of it the end)
"""

import json
import math
import os
import sys
import time

# What MLflow 3.13 and later ask for before they write a file store.
os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow

mlflow.set_tracking_uri(sys.argv[1])
mlflow.set_experiment("live")


def log_for(duration, name):
    waits, failures = [], []
    end = time.monotonic() + duration
    with mlflow.start_run(run_name=name):
        mlflow.log_params({"lr": 0.0002, "layers": "['q', 'v']"})
        mlflow.set_tag("project", "live-project")
        mlflow.log_metric("odd", math.nan, step=0)
        mlflow.log_metric("odd", math.inf, step=1)
        step = 0
        while time.monotonic() < end or step < 5:
            start = time.perf_counter()
            try:
                mlflow.log_metrics({"loss": 1 / (step + 1), "accuracy": step / 1000}, step=step)
            except Exception as error:  # every failed write is a finding
                failures.append(str(error))
            waits.append((time.perf_counter() - start) * 1000)
            step += 1
        with mlflow.start_run(run_name=name + "-child", nested=True):
            mlflow.log_metric("loss", -1.5e-7, step=-3)
    waits.sort()
    return {
        "writes": len(waits),
        "failures": failures,
        "p99Ms": waits[int(len(waits) * 0.99)],
        "maxMs": waits[-1],
        "over100Ms": sum(1 for wait in waits if wait > 100),
    }


print(json.dumps({"phase": "ready"}), flush=True)
for line in sys.stdin:
    name, duration = line.split()
    print(json.dumps({"phase": name, **log_for(float(duration), name)}), flush=True)
