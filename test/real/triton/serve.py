"""Starts the tritonserver of the nvidia-pytriton wheel with models of model.py on free ports of the loopback interface.

usage: serve.py FOLDER, for the model repository and the log of what the models did. With key.pem and cert.pem in it, gRPC
goes over TLS. Prints {"grpcUrl", "httpUrl", "metricsUrl", "truthLog", "pid"} when it is ready; ends when its standard input
is closed.
"""

import ctypes.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request

here = os.path.dirname(os.path.abspath(__file__))

TEXT = "TYPE_STRING"
VLLM_INPUTS = {
    "text_input": (TEXT, False),
    "stream": ("TYPE_BOOL", True),
    "sampling_parameters": (TEXT, True),
    "exclude_input_in_output": ("TYPE_BOOL", True),
    "return_num_output_tokens": ("TYPE_BOOL", True),
}
TENSORRTLLM_INPUTS = {
    "text_input": (TEXT, False),
    "max_tokens": ("TYPE_INT32", False),
    "exclude_input_in_output": ("TYPE_BOOL", True),
    "stream": ("TYPE_BOOL", True),
    "min_length": ("TYPE_INT32", True),
    "temperature": ("TYPE_FP32", True),
    "sampling_parameters": (TEXT, True),
}
MODELS = {
    "gpt2": {"inputs": VLLM_INPUTS},
    "ensemble": {"inputs": TENSORRTLLM_INPUTS, "max_batch_size": 8},
    "whole": {"inputs": {"text_input": (TEXT, False)}, "decoupled": False},
    "broken": {"inputs": VLLM_INPUTS, "parameters": {"broken": "yes"}},
    "vectors": {"inputs": {"text_input": (TEXT, False)}, "outputs": {"vector": "TYPE_FP32"}, "decoupled": False},
}
TEXT_OUTPUTS = {"text_output": TEXT, "num_output_tokens": "TYPE_UINT32"}


def config_of(name, inputs, outputs=TEXT_OUTPUTS, max_batch_size=0, decoupled=True, parameters={}):
    tensors = [
        f'input {{ name: "{tensor}" data_type: {kind} dims: [ 1 ] optional: {str(optional).lower()} }}'
        for tensor, (kind, optional) in inputs.items()
    ]
    answers = [f'output {{ name: "{tensor}" data_type: {kind} dims: [ -1 ] }}' for tensor, kind in outputs.items()]
    settings = [f'parameters {{ key: "{key}" value {{ string_value: "{value}" }} }}' for key, value in parameters.items()]
    return "\n".join(
        [
            f'name: "{name}"',
            'backend: "python"',
            f"max_batch_size: {max_batch_size}",
            f"model_transaction_policy {{ decoupled: {str(decoupled).lower()} }}",
            *tensors,
            *answers,
            "instance_group [ { count: 1 kind: KIND_CPU } ]",
            *settings,
        ]
    )


def write_repository(folder):
    for name, model in MODELS.items():
        version = os.path.join(folder, name, "1")
        os.makedirs(version)
        shutil.copy(os.path.join(here, "model.py"), version)
        with open(os.path.join(folder, name, "config.pbtxt"), "w") as file:
            file.write(config_of(name, **model))


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def prepared_server(packages):
    """Folder of the server, with the backend's stub for this Python at the place where the backend looks for it."""
    server = os.path.join(packages, "pytriton", "tritonserver")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    name = "triton_python_backend_stub"
    target = os.path.join(server, "backends", "python", name)
    draft = f"{target}.{os.getpid()}"
    shutil.copy(os.path.join(server, "python_backend_stubs", version, name), draft)
    os.chmod(draft, 0o755)
    os.replace(draft, target)
    return server


def require_libpython():
    """Without this library the server would not fail: it would print an error of the loader and hang."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if ctypes.util.find_library(name) is None:
        sys.exit(f"The test against Triton needs lib{name}.so: apt-get install lib{name}")


def wait_until_live(url, process):
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{url}/v2/health/live", timeout=1) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass
        if process.poll() is not None:
            sys.exit(f"tritonserver ended with code {process.returncode}")
        time.sleep(0.05)
    sys.exit("tritonserver did not come up within 30 s")


def main():
    folder = sys.argv[1]
    require_libpython()
    packages = os.path.abspath(sysconfig.get_paths()["purelib"])
    server = prepared_server(packages)
    repository = os.path.join(folder, "models")
    write_repository(repository)
    truth_log = os.path.join(folder, "truth.jsonl")
    open(truth_log, "w").close()
    key, certificate = (os.path.join(folder, f"{name}.pem") for name in ("key", "cert"))
    tls = ["--grpc-use-ssl", "true", "--grpc-server-key", key, "--grpc-server-cert", certificate]
    # The Python inside of the server looks for itself on PATH.
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    http, grpc, metrics = free_ports(3)
    local = "127.0.0.1"
    process = subprocess.Popen(
        [
            os.path.join(server, "bin", "tritonserver"),
            *["--model-repository", repository, "--backend-directory", os.path.join(server, "backends")],
            *["--cache-directory", os.path.join(server, "caches"), "--exit-timeout-secs", "5"],
            *["--http-address", local, "--http-port", str(http), "--grpc-address", local, "--grpc-port", str(grpc)],
            *["--metrics-address", local, "--metrics-port", str(metrics), "--allow-gpu-metrics", "false"],
            *(tls if os.path.exists(key) else []),
            # One of the models never loads; the others are served.
            *["--exit-on-error", "false", "--log-file", os.path.join(folder, "triton.log")],
        ],
        env={**os.environ, "PYTHONPATH": packages, "PATH": path, "TRUTH_LOG": truth_log},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://{local}:{http}"
        wait_until_live(url, process)
        greeting = {
            "grpcUrl": f"{local}:{grpc}",
            "httpUrl": f"{local}:{http}",
            "metricsUrl": f"http://{local}:{metrics}/metrics",
            "truthLog": truth_log,
            "pid": process.pid,
        }
        print(json.dumps(greeting), flush=True)
        sys.stdin.read()
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


main()
