"""What genai-perf's own classes do with results, written down in the format of the goldens."""

import json
import os
import sys
import tempfile

import genai_perf.parser
from genai_perf.config.input.create_config import CreateConfig
from genai_perf.measurements.model_constraints import ModelConstraints
from genai_perf.measurements.run_constraints import RunConstraints
from genai_perf.subcommand.analyze import Analyze


def outcome(act):
    """{"value": …} or {"error": {type, message}}"""
    try:
        return {"value": act()}
    except Exception as error:
        return {"error": {"type": type(error).__name__, "message": str(error)}}


def names(results):
    return [run_config.name for run_config in results.run_configs]


def record(value):
    return None if value is None else {"tag": value.tag, "value": value.value()}


def call(run_config, api, args):
    name, _, keys = api.partition(":")
    value = getattr(run_config, name)(*args)
    if name == "get_model_perf_metric":
        return record(value)
    if name == "get_gpu_metric":
        return value and {gpu: {tag: record(r) for tag, r in by_tag.items()} for gpu, by_tag in value.items()} or value
    if keys and name != "get_genai_perf_parameters":
        return {key: list(inner) for key, inner in value.items()}
    return list(value) if keys else value


def apply(results, op, arg):
    if op == "set_constraints":
        arg = RunConstraints({m: ModelConstraints(tags) for m, tags in arg.items()})
    getattr(results, op)(arg)


def pair(a, b):
    x, y = a.measurement, b.measurement
    models = list(x.get_model_config_measurements())
    xs, ys = x.get_model_config_measurements(), y.get_model_config_measurements()
    return {
        "self": a.name,
        "other": b.name,
        "score": outcome(lambda: x.get_score(y)),
        "is_better_than": outcome(lambda: x.is_better_than(y)),
        "lt": outcome(lambda: x < y),
        "gt": outcome(lambda: x > y),
        "eq": outcome(lambda: x == y),
        "pct_gain": outcome(lambda: x.calculate_weighted_percentage_gain(y)),
        "model_scores": {m: outcome(lambda: xs[m].get_weighted_score(ys[m])) for m in models},
        "model_pct_gains": {m: outcome(lambda: xs[m].calculate_weighted_percentage_gain(ys[m])) for m in models},
    }


def add_steps(case, results, steps):
    """Applies (op, arg) one after another; False at the first error."""
    case["steps"] = []
    for op, arg in steps:
        step = {"op": op, "arg": arg}
        case["steps"].append(step)
        error = outcome(lambda: apply(results, op, arg)).get("error")
        if error:
            step["error"] = error
            return False
        step["order"] = names(results)
    return True


def add_final(case, results, r, calls):
    """Adds what can be asked of the results; `r` chooses run configs, `calls()` gives (api, args) to try."""
    run_configs = results.run_configs
    case["final"] = {
        "order": names(results),
        "passing": outcome(lambda: names(results.get_results_passing_constraints())),
        "failing": outcome(lambda: names(results.get_results_failing_constraints())),
        "is_passing": {c.name: outcome(c.is_passing_constraints) for c in run_configs},
    }
    if not run_configs:
        return
    case["pairs"] = [pair(r.choice(run_configs), r.choice(run_configs)) for _ in range(8)]
    if len(run_configs) <= 12:
        rows = lambda: [[a.measurement._compare_measurements(b.measurement) for b in run_configs] for a in run_configs]
        case["comparator_matrix"] = {"rows_and_columns": names(results), **outcome(rows)}
    case["values"] = []
    for _ in range(3):
        run_config = r.choice(run_configs)
        for api, args in calls():
            value = outcome(lambda: call(run_config, api, args))
            case["values"].append({"run_config": run_config.name, "api": api, "args": args, **value})
    first = outcome(run_configs[0].representation)
    if "value" in first and "value" in outcome(lambda: [c.representation() for c in run_configs]):
        case["lookup"] = {
            "found_representation(first)": results.found_representation(first["value"]),
            "found_representation(x)": results.found_representation("x"),
            "name_for_first": outcome(lambda: results.get_run_config_name_based_on_representation("m", first["value"])),
            "name_for_new": outcome(lambda: results.get_run_config_name_based_on_representation("m", "x")),
            "representation_of_first": first["value"],
        }


def summary_csv_case(case_id, checkpoint, argv):
    """The report of the real command; None where it refuses the command line or the checkpoint."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "checkpoint.json"), "w") as file:
            json.dump(checkpoint, file)
        where = ["--checkpoint-dir", folder, "--artifact-dir", folder, "--tokenizer", "tok"]
        sys.argv = ["genai-perf", *argv, *where]
        made = outcome(lambda: Analyze(CreateConfig.create(genai_perf.parser.parse_args()[0]), []))
        if "error" in made:
            return None
        analyze = made["value"]
        case = {"id": case_id, "argv": argv, "checkpoint": checkpoint, "order": names(analyze._results)}
        error = outcome(analyze.report).get("error")
        with open(os.path.join(folder, "analyze_export_genai_perf.csv"), newline="") as file:
            text = file.read()
    return {**case, "error": error, "csv_partial": text} if error else {**case, "csv": text}


def write_case(out, kind, name, case):
    folder = os.path.join(out, kind)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"{name}.json"), "w") as file:
        json.dump(case, file)
