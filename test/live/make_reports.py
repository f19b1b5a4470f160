"""Writes reports of the Evidently that is installed, as JSON, snapshot and HTML, and states.json: what Evidently's own
objects say of them. Usage: make_reports.py FOLDER [ROWS]"""

import json
import math
import os
import sys

os.environ.setdefault("DO_NOT_TRACK", "1")

import evidently
import numpy as np
import pandas as pd

folder = sys.argv[1]
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 400
os.makedirs(folder, exist_ok=True)
is_v2 = tuple(int(part) for part in evidently.__version__.split(".")[:2]) >= (0, 7)
random = np.random.default_rng(11)


def table(shift):
    age = random.normal(40 + 12 * shift, 9, rows)
    income = random.lognormal(10, 0.4, rows)
    city = random.choice(["Oslo", "Rome", "Lima"], rows, p=[0.5 - 0.3 * shift, 0.3, 0.2 + 0.3 * shift])
    return pd.DataFrame({"age": age, "income": income, "city": city})


def with_labels(frame, share):
    target = (random.random(rows) < 0.5).astype(int)
    prediction = np.where(random.random(rows) < share, target, 1 - target)
    return frame.assign(target=target, prediction=prediction)


def with_numbers(frame, noise):
    target = frame["age"] * 2 + random.normal(0, 3, rows)
    return frame.assign(target=target, prediction=target + random.normal(0, noise, rows))


reference, current = table(0), table(1)
current.loc[:19, "income"] = np.nan
states = {}


def plain(value):
    number = float(value) if isinstance(value, (int, float, np.number, np.bool_)) else None
    return None if number is None or math.isnan(number) else number


def legacy_state(said):
    """From as_dict(); names are those of our reading, on the left."""
    state = {"features": {}, "tests": [], "metrics": {}}
    names = {"accuracy": "accuracy", "precision": "precision", "recall": "recall", "f1": "f1"}
    names.update({"mean_error": "mean_error", "mean_abs_error": "mean_abs_error", "rmse": "rmse", "r2_score": "r2_score"})
    for metric in said.get("metrics", []):
        result = metric["result"]
        if metric["metric"] == "DatasetDriftMetric":
            state["datasetDrift"] = bool(result["dataset_drift"])
            state["driftShare"] = float(result["share_of_drifted_columns"])
            state["driftedFeatureCount"] = int(result["number_of_drifted_columns"])
        if metric["metric"] == "DataDriftTable":
            for name, column in result["drift_by_columns"].items():
                state["features"][name] = [
                    column["stattest_name"],
                    float(column["drift_score"]),
                    float(column["stattest_threshold"]),
                    bool(column["drift_detected"]),
                ]
        if metric["metric"] in ("ClassificationQualityMetric", "RegressionQualityMetric"):
            for ours, theirs in names.items():
                if theirs in result["current"]:
                    state["metrics"][ours] = plain(result["current"][theirs])
        if metric["metric"] == "DatasetSummaryMetric":
            state["metrics"]["row_count"] = plain(result["current"]["number_of_rows"])
            state["metrics"]["missing_values"] = plain(result["current"]["number_of_missing_values"])
    state["tests"] = [[test["name"], test["status"]] for test in said.get("tests", [])]
    return state


def v2_state(said):
    """From dict(). It has no verdict a feature, but the number of those that drifted."""
    state = {"features": {}, "tests": [], "metrics": {}}
    names = {"Accuracy": "accuracy", "Precision": "precision", "Recall": "recall", "F1Score": "f1"}
    names.update({"MeanError": "mean_error", "MAE": "mean_abs_error", "RMSE": "rmse", "R2Score": "r2_score"})
    names.update({"RowCount": "row_count", "DatasetMissingValueCount": "missing_values"})
    for metric in said["metrics"]:
        config, value = metric["config"], metric["value"]
        kind = config["type"].split(":")[-1]
        if kind == "DriftedColumnsCount":
            state["driftShare"] = float(value["share"])
            state["driftedFeatureCount"] = int(value["count"])
            state["datasetDrift"] = bool(value["share"] >= config["drift_share"])
        elif kind == "ValueDrift":
            state["features"][config["column"]] = [config["method"], float(value), float(config["threshold"]), None]
        elif kind in names and config.get("column") is None:
            first = value.get("mean", value.get("count")) if isinstance(value, dict) else value
            state["metrics"][names[kind]] = plain(first)
    state["tests"] = [[test["name"], getattr(test["status"], "value", test["status"])] for test in said["tests"]]
    return state


def keep(name, report, said, state):
    report.save_json(os.path.join(folder, name + ".json"))
    report.save_html(os.path.join(folder, name + ".html"))
    snapshot = os.path.join(folder, name + ".snap.json")
    if is_v2:
        with open(snapshot, "w") as file:
            file.write(report.dumps())
    else:
        report.save(snapshot)
    states[name] = state(said)


def make_legacy():
    from evidently import ColumnMapping
    from evidently.metric_preset import ClassificationPreset, DataDriftPreset, DataQualityPreset, RegressionPreset
    from evidently.report import Report
    from evidently.test_preset import DataDriftTestPreset
    from evidently.test_suite import TestSuite
    from evidently.tests import TestNumberOfMissingValues, TestNumberOfRows
    from evidently.ui.workspace import Workspace

    workspace = Workspace.create(os.path.join(folder, "workspace"))
    project = workspace.create_project("live")
    labels = ColumnMapping(target="target", prediction="prediction")

    def run(name, suite, before, after, mapping=None):
        suite.run(reference_data=before, current_data=after, column_mapping=mapping)
        keep(name, suite, suite.as_dict(), legacy_state)
        (workspace.add_test_suite if isinstance(suite, TestSuite) else workspace.add_report)(project.id, suite)

    run("drift", Report([DataDriftPreset(drift_share=0.4)]), reference, current)
    run("quality", Report([DataQualityPreset()]), reference, current)
    run("cls", Report([ClassificationPreset()]), with_labels(reference, 0.9), with_labels(current, 0.7), labels)
    run("reg", Report([RegressionPreset()]), with_numbers(table(0), 1), with_numbers(table(1), 6), labels)
    tests = [DataDriftTestPreset(), TestNumberOfRows(gte=rows), TestNumberOfMissingValues(eq=0, is_critical=False)]
    run("tests", TestSuite(tests), reference, current)


def make_v2():
    from evidently import BinaryClassification, DataDefinition, Dataset, Regression, Report
    from evidently.metrics import MissingValueCount, RowCount
    from evidently.presets import ClassificationPreset, DataDriftPreset, DataSummaryPreset, RegressionPreset
    from evidently.tests import eq, gte
    from evidently.ui.workspace import Workspace

    workspace = Workspace.create(os.path.join(folder, "workspace"))
    project = workspace.create_project("live")

    def run(name, metrics, before, after, definition=None, include_tests=False):
        data = [Dataset.from_pandas(each, data_definition=definition or DataDefinition()) for each in (after, before)]
        snapshot = Report(metrics, include_tests=include_tests).run(*data)
        keep(name, snapshot, snapshot.dict(), v2_state)
        workspace.add_run(project.id, snapshot)

    run("drift", [DataDriftPreset(drift_share=0.4)], reference, current)
    run("drifttests", [DataDriftPreset()], reference, current, include_tests=True)
    run("quality", [DataSummaryPreset()], reference, current)
    binary = DataDefinition(classification=[BinaryClassification(target="target", prediction_labels="prediction")])
    run("cls", [ClassificationPreset()], with_labels(reference, 0.9), with_labels(current, 0.7), binary)
    numbers = DataDefinition(regression=[Regression(target="target", prediction="prediction")])
    run("reg", [RegressionPreset()], with_numbers(table(0), 1), with_numbers(table(1), 6), numbers)
    metrics = [RowCount(tests=[gte(rows)]), MissingValueCount(column="income", tests=[eq(0, is_critical=False)])]
    run("tests", metrics, reference, current)


make_v2() if is_v2 else make_legacy()
with open(os.path.join(folder, "states.json"), "w") as file:
    json.dump(states, file)
