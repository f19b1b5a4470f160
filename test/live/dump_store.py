"""All that MLflow's own client says of a store, as one JSON object: runs with their values and whole histories."""

import json
import math
import os
import sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

from mlflow import MlflowClient
from mlflow.entities import ViewType


def number(value):
    if math.isnan(value):
        return "NaN"
    # SQLite keeps infinities as the largest double.
    if abs(value) >= 1.7976931348623157e308:
        return "Infinity" if value > 0 else "-Infinity"
    return value


client = MlflowClient(tracking_uri=sys.argv[1])
runs = {}
experiments = client.search_experiments(view_type=ViewType.ALL)
for experiment in experiments:
    for run in client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL, max_results=50000):
        runs[run.info.run_id] = {
            "name": run.info.run_name,
            "status": run.info.status,
            "start_time": run.info.start_time,
            "end_time": run.info.end_time,
            "experiment_id": run.info.experiment_id,
            "params": dict(run.data.params),
            "tags": dict(run.data.tags),
            "latest": {key: number(value) for key, value in run.data.metrics.items()},
            "metrics": {
                key: [[m.step, m.timestamp, number(m.value)] for m in client.get_metric_history(run.info.run_id, key)]
                for key in run.data.metrics
            },
        }
print(json.dumps({"experiments": sorted(e.experiment_id for e in experiments), "runs": runs}))
