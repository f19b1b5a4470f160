"""Reads every run and every history of a store with MLflow's own client; prints the time and what it read as JSON."""

import json
import sys
import time

from mlflow import MlflowClient

started = time.perf_counter()
client = MlflowClient(tracking_uri=sys.argv[1])
runs = points = 0
for experiment in client.search_experiments():
    token = None
    while True:
        page = client.search_runs([experiment.experiment_id], max_results=1000, page_token=token)
        for run in page:
            runs += 1
            for key in run.data.metrics:
                points += len(client.get_metric_history(run.info.run_id, key))
        token = page.token
        if not token:
            break
print(json.dumps({"ms": (time.perf_counter() - started) * 1000, "runs": runs, "points": points}))
