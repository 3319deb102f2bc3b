"""Lets genai-perf's own classes rank random checkpoints and writes down what they do, in the format of the goldens.

usage: make_cases.py OUT_FOLDER FIRST_SEED COUNT
Writes results/<seed>.json for every seed and summary-csv/<seed>.json for every fourth.
"""

import contextlib
import io
import json
import logging
import os
import sys
import tempfile
from copy import deepcopy

import stubs

stubs.install()
logging.disable(logging.CRITICAL)

import genai_perf.parser
from genai_perf.checkpoint.checkpoint import checkpoint_encoder
from genai_perf.config.input.create_config import CreateConfig
from genai_perf.config.run.results import Results
from genai_perf.config.run.run_config import RunConfig
from genai_perf.measurements.model_constraints import ModelConstraints
from genai_perf.measurements.run_constraints import RunConstraints
from genai_perf.record.gpu_record import GPURecord
from genai_perf.record.record import RecordType
from genai_perf.subcommand.analyze import Analyze
from random_cases import CaseMaker


def all_tags():
    kinds = RecordType.get_all_record_types()
    gpu = sorted(tag for tag, kind in kinds.items() if issubclass(kind, GPURecord))
    return sorted(tag for tag in kinds if tag not in gpu), gpu


TAGS = all_tags()


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


def load_error_case(case, entries, error):
    """Building failed: the checkpoint is what was to be read."""
    return {**case, "checkpoint": {"Results": {"run_configs": entries}}, "load_error": error, "steps": []}


def results_case(seed):
    maker = CaseMaker(seed, TAGS)
    entries = [maker.run_config(index) for index in range(maker.count)]
    case = {"id": f"random_{seed}_{maker.style}", "cycle": None, "final": None}
    case["creation_order"] = [entry["name"] for entry in entries]
    if len(set(case["creation_order"])) < len(entries):
        entries = []
        case["creation_order"] = []
    built = Results()

    def build():
        for entry in deepcopy(entries):
            built.add_run_config(RunConfig.create_class_from_checkpoint(entry))

    failed = outcome(build).get("error")
    if failed:
        return load_error_case(case, entries, failed)
    case["written_order"] = names(built)
    text = json.dumps({"Results": built.create_checkpoint_object()}, default=checkpoint_encoder)
    if seed % 3 == 0:
        # As a person's script might have left it: not in the order of the results.
        text = json.dumps({"Results": {"run_configs": entries}})
    case["checkpoint"] = json.loads(text)
    results = Results()

    def load():
        loaded = Results.create_class_from_checkpoint(json.loads(text)["Results"])
        results.run_configs = loaded.run_configs

    failed = outcome(load).get("error")
    if failed:
        return {**case, "load_error": failed, "steps": []}
    case["loaded_order"] = names(results)
    case["steps"] = []
    for op, arg in maker.steps():
        step = {"op": op, "arg": arg}
        case["steps"].append(step)
        error = outcome(lambda: apply(results, op, arg)).get("error")
        if error:
            step["error"] = error
            return case
        step["order"] = names(results)
    add_final(case, maker, results)
    return case


def add_final(case, maker, results):
    r, run_configs = maker.random, results.run_configs
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
        for api, args in maker.calls():
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


def summary_csv_case(seed):
    """None where the command line or the checkpoint is not accepted."""
    maker = CaseMaker(seed, TAGS)
    checkpoint = {"Results": {"run_configs": [maker.run_config(index) for index in range(min(maker.count, 12))]}}
    argv = maker.analyze_arguments()
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "checkpoint.json"), "w") as file:
            json.dump(checkpoint, file)
        where = ["--checkpoint-dir", folder, "--artifact-dir", folder, "--tokenizer", "tok"]
        sys.argv = ["genai-perf", *argv, *where]
        made = outcome(lambda: Analyze(CreateConfig.create(genai_perf.parser.parse_args()[0]), []))
        if "error" in made:
            return None
        analyze = made["value"]
        case = {"id": f"random_{seed}_csv", "argv": argv, "checkpoint": checkpoint, "order": names(analyze._results)}
        error = outcome(analyze.report).get("error")
        with open(os.path.join(folder, "analyze_export_genai_perf.csv"), newline="") as file:
            text = file.read()
    return {**case, "error": error, "csv_partial": text} if error else {**case, "csv": text}


def main(out, first, count):
    for kind in ("results", "summary-csv"):
        os.makedirs(os.path.join(out, kind), exist_ok=True)
    refused = 0
    for seed in range(first, first + count):
        with contextlib.redirect_stdout(io.StringIO()):
            made = [("results", results_case(seed))]
            if seed % 4 == 0:
                made.append(("summary-csv", summary_csv_case(seed)))
        for kind, case in made:
            if case is None:
                refused += 1
                continue
            with open(os.path.join(out, kind, f"{seed}.json"), "w") as file:
                json.dump(case, file)
    print(json.dumps({"refused": refused}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
