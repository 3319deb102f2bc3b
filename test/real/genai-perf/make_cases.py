"""Lets genai-perf's own classes rank random checkpoints and writes down what they do, in the format of the goldens.

usage: make_cases.py OUT_FOLDER FIRST_SEED COUNT
Writes results/<seed>.json for every seed and summary-csv/<seed>.json for every fourth.
"""

import contextlib
import io
import json
import logging
import sys
from copy import deepcopy

import stubs

stubs.install()
logging.disable(logging.CRITICAL)

from genai_perf.checkpoint.checkpoint import checkpoint_encoder
from genai_perf.config.run.results import Results
from genai_perf.config.run.run_config import RunConfig
from genai_perf.record.gpu_record import GPURecord
from genai_perf.record.record import RecordType
from golden_case import add_final, add_steps, names, outcome, summary_csv_case, write_case
from random_cases import CaseMaker


def all_tags():
    kinds = RecordType.get_all_record_types()
    gpu = sorted(tag for tag, kind in kinds.items() if issubclass(kind, GPURecord))
    return sorted(tag for tag in kinds if tag not in gpu), gpu


TAGS = all_tags()


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
    if add_steps(case, results, maker.steps()):
        add_final(case, results, maker.random, maker.calls)
    return case


def random_csv_case(seed):
    maker = CaseMaker(seed, TAGS)
    checkpoint = {"Results": {"run_configs": [maker.run_config(index) for index in range(min(maker.count, 12))]}}
    return summary_csv_case(f"random_{seed}_csv", checkpoint, maker.analyze_arguments())


def main(out, first, count):
    refused = 0
    for seed in range(first, first + count):
        # The real classes print what they cannot find.
        with contextlib.redirect_stdout(io.StringIO()):
            results = results_case(seed)
            csv = random_csv_case(seed) if seed % 4 == 0 else None
        write_case(out, "results", seed, results)
        if csv is not None:
            write_case(out, "summary-csv", seed, csv)
        elif seed % 4 == 0:
            refused += 1
    print(json.dumps({"refused": refused}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
