"""CPU seconds of genai-perf's own Checkpoint class for one file, and of one change of objectives.

usage: time_load.py FOLDER_WITH_CHECKPOINT_JSON
"""

import json
import logging
import sys
import time

logging.disable(logging.CRITICAL)

from genai_perf.checkpoint.checkpoint import Checkpoint
from genai_perf.config.input.config_command import ConfigCommand


def timed(act):
    start = time.process_time()
    value = act()
    return value, time.process_time() - start


config = ConfigCommand({"model_name": "gpt2"})
config.output.checkpoint_directory = sys.argv[1]
checkpoint, load = timed(lambda: Checkpoint(config))
objectives = {"gpt2": {"time_to_first_token_p99": 1, "inter_token_latency_p90": 3}}
_, change = timed(lambda: checkpoint.results.set_perf_metric_objectives(objectives))
print(json.dumps({"load": load, "objectives": change}))
