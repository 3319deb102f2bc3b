"""Opens checkpoint.json files with genai-perf's own Checkpoint class, as its programs do.

usage: load_checkpoint.py OUT_FOLDER < requests.json
Standard input: [{"id", "folder", "steps": [[op, arg]], "argv": [...] or null}], `folder` holding the checkpoint.json.
Writes a case in the format of the goldens for each, and prints {id: {run config: {"perf": …, "gpu": …}}}, the raw
values by model or GPU and tag, or {id: {"error": …}} where the file does not open.
"""

import contextlib
import io
import json
import logging
import os
import random
import sys

import stubs

stubs.install()
logging.disable(logging.CRITICAL)

from genai_perf.checkpoint.checkpoint import Checkpoint
from genai_perf.config.input.config_command import ConfigCommand
from golden_case import add_final, add_steps, names, outcome, summary_csv_case, write_case


def open_checkpoint(folder):
    config = ConfigCommand({"model_name": "any"})
    config.output.checkpoint_directory = folder
    return Checkpoint(config).results


def raw(metrics):
    return {key: {tag: record.value() for tag, record in records.items()} for key, records in metrics.items()}


def values(results):
    return {
        c.name: {"perf": raw(c.get_all_perf_metrics()), "gpu": raw(c.get_all_gpu_metrics())} for c in results.run_configs
    }


def calls(results, r):
    """Some of the values that are there, through the accessors."""
    run_config = results.run_configs[0]
    for model, records in run_config.get_all_perf_metrics().items():
        for tag in r.sample(sorted(records), min(len(records), 4)):
            yield "get_model_perf_metric_value", [model, tag]
    for gpu, records in run_config.get_all_gpu_metrics().items():
        for tag in r.sample(sorted(records), min(len(records), 4)):
            yield "get_gpu_metric_value", [gpu, tag]


def load(request, out):
    opened = outcome(lambda: open_checkpoint(request["folder"]))
    if "error" in opened:
        return opened
    results = opened["value"]
    found = values(results)
    with open(os.path.join(request["folder"], "checkpoint.json")) as file:
        checkpoint = json.load(file)
    in_file = [run_config["name"] for run_config in checkpoint["Results"]["run_configs"]]
    case = {"id": request["id"], "cycle": None, "final": None, "checkpoint": checkpoint}
    case.update(creation_order=in_file, written_order=names(results), loaded_order=names(results))
    r = random.Random(request["id"])
    if add_steps(case, results, request["steps"]):
        add_final(case, results, r, lambda: calls(results, r))
    write_case(out, "results", request["id"], case)
    if request["argv"] is not None:
        write_case(out, "summary-csv", request["id"], summary_csv_case(request["id"], checkpoint, request["argv"]))
    return found


def main(out):
    requests = json.load(sys.stdin)
    with contextlib.redirect_stdout(io.StringIO()):
        answers = {request["id"]: load(request, out) for request in requests}
    print(json.dumps(answers))


if __name__ == "__main__":
    main(sys.argv[1])
