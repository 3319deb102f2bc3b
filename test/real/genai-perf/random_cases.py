"""Random checkpoints and the calls to try on them: what people have, and what they never should have."""

import random
import zlib

PERF_LATENCIES = ["time_to_first_token", "time_to_second_token", "request_latency", "inter_token_latency"]
PERF_SAMPLES = PERF_LATENCIES + [
    "output_token_throughput_per_user",
    "output_sequence_length",
    "input_sequence_length",
]
PERF_AVERAGES = ["output_token_throughput_avg", "request_throughput_avg", "request_goodput_avg", "request_count_avg"]
REPORTED_GPU = [
    "gpu_power_usage_p99",
    "energy_consumption_p99",
    "gpu_utilization_p99",
    "gpu_memory_used_p99",
    "gpu_power_limit_avg",
    "total_gpu_memory_avg",
]
REPORTED_PERF = [
    "time_to_first_token_p99",
    "inter_token_latency_p99",
    "request_latency_p99",
    "output_sequence_length_p99",
    "output_token_throughput_avg",
    "request_throughput_avg",
    "input_sequence_length_p99",
]
MODEL_NAMES = ["gpt2", "bert", "org/model-7b", "7", "it's", "m,odel", "mödél", 'a"b']
GPU_IDS = ["0", "1", "2", "10", "3", "GPU-1f2e", "gpu0", "a,b"]


def hash_of(text):
    """A number that, unlike hash(), is the same in every process."""
    return zlib.crc32(text.encode())


class CaseMaker:
    """One random case; `all_tags` are the tags of the real record classes, (perf, gpu)."""

    def __init__(self, seed, all_tags):
        self.random = random.Random(seed)
        self.perf_tags, self.gpu_tags = all_tags
        r = self.random
        self.style = r.choice(["plain", "plain", "curves", "curves", "ties", "odd", "zeros", "wild"])
        # Command lines and parameters as genai-perf itself writes them, so that a report gets to its end.
        self.is_tidy = r.random() < 0.6
        self.models = r.sample(MODEL_NAMES, r.choice([1, 1, 1, 2, 2, 3]))
        self.gpus = r.sample(GPU_IDS, r.choice([0, 0, 1, 1, 2, 3, 5]))
        self.missing = r.choice([0, 0, 0, 0.1, 0.4])
        self.count = r.choice([1, 2, 3, 5, 8, 8, 12, 20]) if r.random() < 0.93 else r.choice([0, 70, 130])
        if self.style == "curves" and r.random() < 0.2:
            self.count = r.choice([65, 90, 150, 220])
        chosen_perf = r.sample(self.perf_tags, r.randint(1, 6)) + r.sample(REPORTED_PERF, r.randint(0, 7))
        self.perf = list(dict.fromkeys(["request_throughput_avg"] * r.choice([0, 1, 1]) + chosen_perf))
        r.shuffle(self.perf)
        self.gpu = list(dict.fromkeys(r.sample(self.gpu_tags, r.randint(1, 5)) + r.sample(REPORTED_GPU, r.randint(0, 6))))

    def number(self, tag=None, index=0):
        r = self.random
        if self.style == "curves" and tag is not None:
            # Rising and falling with the load: sorted by one metric, others lie in long natural runs.
            slope = (hash_of(tag) % 7 - 3) / 4
            return (hash_of(tag) % 1000 + 1) * (index + 1) ** slope * r.uniform(0.9, 1.1)
        if self.style == "ties":
            return r.choice([1, 2, 2.0, 2.5, 4])
        if self.style == "zeros" and r.random() < 0.15:
            return r.choice([0, 0.0, -0.0, -1, -2.5, 1])
        if self.style == "odd" and r.random() < 0.3:
            return r.choice([2**53 + 1, 10**18 + 3, 10**25 + 7, -3, 0.125, 0.375, 1e21, 1e-9, 123456789.125, 7, 1.5e300])
        if self.style == "wild" and r.random() < 0.2:
            return r.choice(
                [float("nan"), float("inf"), float("-inf"), 1.7e308, -1.7e308, 5e-324, 3e-310, 10**400, True, False, None]
                + [0, -0.0, 2**63]
            )
        if r.random() < 0.2:
            return r.randint(1, 5000)
        return r.uniform(0.01, 1000) * r.choice([1, 1, 1e6])

    def records(self, tags, index, extra):
        r = self.random
        kept = [tag for tag in tags if r.random() >= self.missing]
        entries = {}
        for tag in kept:
            fields = {"_value": self.number(tag, index), "_timestamp": 0, **extra}
            if r.random() < 0.01:
                del fields["_value"]
            entries[tag if r.random() < 0.98 else f"key of {tag}"] = [tag, fields]
        return entries

    def run_config(self, index):
        r = self.random
        gpus = list(self.gpus)
        if r.random() < self.missing / 3:
            gpus = gpus[1:]
        models = {m: {"_perf_metrics": self.records(self.perf, index, {})} for m in self.models}
        if r.random() < 0.004:
            models.pop(self.models[-1])
        name_id = str(index) if r.random() < 0.995 else r.choice(["x", " 7 ", "", "+3"])
        return {
            "name": f"{self.models[0]}_run_config_{name_id}",
            "genai_perf_config": {"_parameters": self.parameters()},
            "perf_analyzer_config": {
                "_model_name": self.models[0],
                "_parameters": self.load_parameters(),
                "_cli_args": self.arguments(),
            },
            "measurement": {
                "_gpu_metrics": {g: self.records(self.gpu, index, {"_device_uuid": g}) for g in gpus},
                "_model_config_measurements": models,
            },
        }

    def json_value(self, depth=0):
        r = self.random
        scalars = [None, True, False, 0, 7, -3, 10**20, 1.0, 0.1, 1e16, 123456789012345.0, 1e-05, 0.0001, -0.0, 1.5e300]
        scalars += ["", "plain", "it's", 'say "x"', "it's \"both\"", "tab\t\n\r\\", "ünï→😀", "\x00\x1f\x7f\xa0\u2028\ue000"]
        if depth > 2 or r.random() < 0.7:
            return r.choice(scalars)
        if r.random() < 0.5:
            return [self.json_value(depth + 1) for _ in range(r.randint(0, 3))]
        return {r.choice(["a", "10", "2", "k'", "_z"]): self.json_value(depth + 1) for _ in range(r.randint(0, 3))}

    def parameters(self):
        r = self.random
        parameters = {
            "endpoint": {"type": "chat", "streaming": r.random() < 0.5, "custom": self.json_value()},
            "input": {"num_dataset_entries": r.choice([100, 100, 1.0, "", "1,2", None]), "turn_delay": {"ratio": 1.0}},
            "tokenizer": {"name": self.json_value()},
        }
        if self.is_tidy or r.random() < 0.5:
            parameters["num_dataset_entries"] = r.randint(1, 500)
        if r.random() < 0.3:
            parameters["input_sequence_length"] = self.json_value()
        return parameters

    def load_parameters(self):
        r = self.random
        if r.random() < 0.3:
            return {}
        if self.is_tidy:
            return {r.choice(["concurrency", "request_rate", "runtime_batch_size"]): r.choice([1, 2, 8, 32])}
        names = ["concurrency", "concurrency", "request_rate", "runtime_batch_size", "session_concurrency"]
        if r.random() < 0.01:
            names = ["unheard_of"]
        return {name: r.choice([1, 2, 8, 2.5, 4.0]) for name in r.sample(names, r.choice([1, 1, 2]) if len(names) > 1 else 1)}

    def arguments(self):
        r = self.random
        args = ["perf_analyzer", "-m", self.models[0], "--async"]
        optional = [
            ["-i", "http"],
            ["-u", "localhost:8000"],
            ["--url", "a"],
            ["--metrics-url", "b"],
            ["--latency-report-file", "c"],
            ["--measurement-request-count", "5"],
            ["--input-data", "d"],
            ["--profile-export-file", "e"],
            ["--verbose"],
            ["--extra-verbose"],
            ["--verbose-csv"],
            ["--verbose"],
            ["-i", "grpc"],
            ["-H", "x: y"],
        ]
        loads = [["--concurrency-range", "4"], ["--request-rate-range", r.choice(["3"] if self.is_tidy else ["3", "2.5", " 6 ", "1_0", "x"])]]
        for part in r.sample(optional, r.randint(0, 8)) + r.sample(loads, r.choice([0, 1, 1, 2])):
            args += part
        return args

    def weights(self, tags):
        r = self.random
        chosen = r.sample(tags, min(len(tags), r.choice([1, 1, 2, 2, 3])))
        values = [1, 1, 2, 3, 1.5, 0.25, 5] if r.random() < 0.93 else [0, 0.0, -1, 1, 2.5]
        return {tag: r.choice(values) for tag in chosen}

    def objectives(self, tags):
        r = self.random
        chosen = [m for m in self.models if r.random() < 0.9]
        if r.random() < 0.02:
            chosen.append("no such model")
        unknown = ["no_such_tag"] if r.random() < 0.03 else []
        return {m: self.weights(tags + unknown) for m in chosen}

    def constraints(self):
        r = self.random
        models = [m for m in self.models if r.random() < 0.8] + (["other"] if r.random() < 0.1 else [])
        made = {}
        for model in models:
            tags = r.sample(self.perf + self.gpu + ["no_such_tag"], r.randint(0, 3))
            made[model] = {tag: abs(self.number() or 1) for tag in tags}
        return made

    def steps(self):
        r = self.random
        for _ in range(r.choice([0, 1, 2, 3, 4])):
            op = r.choice(["perf", "perf", "gpu", "weights", "constraints"])
            if op == "perf":
                yield "set_perf_metric_objectives", self.objectives(self.perf)
            elif op == "gpu" and self.gpus:
                yield "set_gpu_metric_objectives", self.objectives(self.gpu)
            elif op == "weights":
                models = self.models if r.random() < 0.97 else self.models[1:]
                yield "set_model_weighting", {m: r.choice([1, 2, 3, 0.5, 1.25]) for m in r.sample(models, len(models))}
            elif op == "constraints":
                yield "set_constraints", self.constraints()

    def calls(self):
        r = self.random
        perf, gpu = self.perf + ["no_such_tag"], self.gpu + ["no_such_tag"]
        models, gpus = self.models + ["no_such_model"], self.gpus + ["9"]
        return [
            ("get_model_perf_metric_value", [r.choice(models), r.choice(perf)] + r.choice([[], [7], [-1]])),
            ("get_gpu_metric_value", [r.choice(gpus), r.choice(gpu)] + r.choice([[], [7], [-1]])),
            ("get_model_perf_metric", [r.choice(models), r.choice(perf)]),
            ("get_gpu_metric", [r.choice(gpu)]),
            ("get_weighted_perf_metric_values", [r.choice(perf)]),
            ("get_perf_analyzer_parameters", []),
            ("get_genai_perf_parameters:keys", []),
            ("get_all_perf_metrics:keys", []),
            ("get_all_gpu_metrics:keys", []),
            ("get_name_id", []),
        ]

    def analyze_arguments(self):
        r = self.random
        sweep, swept_range = r.choice(
            [
                ("concurrency", "1:8"),
                ("request_rate", "1:8"),
                ("num_dataset_entries", "100:102"),
                ("input_sequence_length", "64:128"),
            ]
        )
        load = r.choice([[], [], ["--concurrency", "3"], ["--request-rate", "12.5"], ["--request-rate=4"]])
        load = r.choice([load, ["--session-concurrency", "2", "--num-sessions", "2", "--session-turns-mean", "1"]] + [load] * 8)
        sweep_args = ["--sweep-type", sweep] if r.random() < 0.7 else [f"--sweep-type={sweep}"]
        sweep_args += ["--sweep-range", swept_range]
        return ["analyze", "-m", *self.models, "--enable-checkpointing", "--endpoint-type", "chat", *load, *sweep_args]
