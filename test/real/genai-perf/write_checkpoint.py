"""Writes a checkpoint with any genai-perf from 0.0.10 on: its own `analyze`, sweeping, only the measuring replaced.

usage: PYTHONPATH=<folder with that genai-perf> write_checkpoint.py OUT_FILE
The numbers are made up: each is a fixed function of tag, scenario and GPU.
"""

import logging
import os
import shutil
import sys
import tempfile
import zlib
from unittest import mock

import stubs

stubs.install()
logging.disable(logging.CRITICAL)

import genai_perf.parser
import genai_perf.subcommand.analyze as analyze_module
from genai_perf.record.gpu_record import GPURecord
from genai_perf.record.record import RecordType

ENDPOINT = ["--endpoint-type", "chat", "--streaming", "--tokenizer", "tok"]
SWEEP = ["--sweep-type", "concurrency", "--sweep-range", "1:4"]
IS_CHECKPOINTING_OPTIONAL = ["--enable-checkpointing"]
SHOWN = ("_avg", "_p99")


class Measured:
    """Stands for the statistics of one measurement."""

    count = 0

    def __init__(self, is_gpu):
        self.is_gpu = is_gpu

    def create_records(self):
        kinds = RecordType.get_all_record_types()
        tags = sorted(tag for tag, kind in kinds.items() if issubclass(kind, GPURecord) == self.is_gpu)
        tags = [tag for tag in tags if tag.endswith(SHOWN)]
        if not self.is_gpu:
            return {tag: kinds[tag](value(tag)) for tag in tags}
        # Triton's telemetry, up to 0.0.14, named GPUs so; the DCGM exporter's label is the bare number.
        has_dcgm = os.path.exists(os.path.join(PACKAGE, "telemetry_data", "dcgm_telemetry_data_collector.py"))
        gpus = ["0", "1"] if has_dcgm else ["gpu0", "gpu1"]
        return {gpu: {tag: kinds[tag](value(tag + gpu), gpu) for tag in tags} for gpu in gpus}

    def get_statistics(self, *_):
        return self


PACKAGE = os.path.dirname(genai_perf.__file__)


def value(key):
    return float(zlib.crc32(f"{key} {Measured.count}".encode()) % 100_000_000) / 8 + 1


def measure(*_args, **_kwargs):
    Measured.count += 1


def nothing(*_args, **_kwargs):
    return None


def perf(*_args, **_kwargs):
    return Measured(is_gpu=False)


def gpu(*_args, **_kwargs):
    return Measured(is_gpu=True)


def replaced():
    """Name in the module or class → what stands for it; each version has some of them."""
    in_module = {
        "create_config_options": nothing,
        "create_artifacts_dirs": nothing,
        "create_artifact_directory": nothing,
        "create_plot_directory": nothing,
        "get_tokenizer": nothing,
        "InputsConfig": nothing,
        "generate_inputs": nothing,
        "run_perf_analyzer": measure,
        "calculate_metrics": lambda *_: mock.Mock(get_statistics=perf),
        "merge_telemetry_metrics": nothing,
        "TelemetryStatistics": gpu,
        "OutputReporter": mock.Mock(),
        "create_telemetry_data_collector": lambda *_: mock.Mock(get_statistics=gpu),
        "create_telemetry_data_collectors": lambda *_: [],
    }
    in_class = {
        "_create_telemetry_data_collectors": lambda _self: [],
        "_create_tokenizer": nothing,
        "_create_artifact_directory": nothing,
        "_create_plot_directory": nothing,
        "_generate_inputs": nothing,
        "_run_perf_analyzer": measure,
        "_set_data_parser": nothing,
        "_add_output_to_artifact_directory": nothing,
        "_create_perf_stats": perf,
        "_create_merged_telemetry_stats": gpu,
    }
    for owner, parts in ((analyze_module, in_module), (analyze_module.Analyze, in_class)):
        for name, stand_in in parts.items():
            if hasattr(owner, name):
                yield mock.patch.object(owner, name, stand_in)


def arguments():
    """The command line; older versions need the service kind, newer ones do not know it."""
    with open(genai_perf.parser.__file__) as file:
        text = file.read()
    service = ["--service-kind", "openai"] if '"--service-kind"' in text else []
    checkpointing = IS_CHECKPOINTING_OPTIONAL if '"--enable-checkpointing"' in text else []
    return ["genai-perf", "analyze", "-m", "gpt2", *service, *ENDPOINT, *SWEEP, *checkpointing]


def make_analyze():
    sys.argv = arguments()
    args, extra_args = genai_perf.parser.parse_args()
    try:
        from genai_perf.config.input.create_config import CreateConfig
    except ImportError:
        return analyze_module.Analyze(args)
    return analyze_module.Analyze(CreateConfig.create(args), extra_args)


def main(out):
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for patch in replaced():
            patch.start()
        make_analyze().sweep()
        found = [os.path.join(at, "checkpoint.json") for at, _, files in os.walk(folder) if "checkpoint.json" in files]
        shutil.copyfile(found[0], out)
    print(f"{Measured.count} scenarios, {os.path.relpath(found[0], folder)}, {' '.join(arguments())}")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]))
