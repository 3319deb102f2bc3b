"""Serves a model with llama.cpp's own HTTP server on a free loopback port until standard input is closed.

Takes one JSON object as argument: model (path), name, parallel (requests that run at once), context (tokens for each)
and pooling (MEAN for embeddings, RANK for reranking, null for text). Prints one line of JSON with the server's url.
"""

import json
import os
import sys

import xllamacpp

options = json.loads(sys.argv[1])
params = xllamacpp.CommonParams()
params.model.path = options["model"]
params.model_alias = {options["name"]}
params.hostnames = ["127.0.0.1"]
params.port = 0
params.n_parallel = options["parallel"]
params.n_ctx = options["parallel"] * options["context"]
params.n_threads_http = 2 * options["parallel"] + 8
# With more threads they wait for each other by spinning, on cores that the client needs.
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
params.warmup = False
params.fit_params = False
params.use_jinja = True
params.endpoint_metrics = params.endpoint_slots = True
params.cache_ram_mib = 0
params.verbosity = 0
if options["pooling"] is not None:
    params.embedding = True
    params.pooling_type = getattr(xllamacpp.llama_pooling_type, "LLAMA_POOLING_TYPE_" + options["pooling"])

server = xllamacpp.Server(params)
print(json.dumps({"url": server.listening_address}), flush=True)
sys.stdin.read()
# The server has no way to stop that would not wait for its last requests.
os._exit(0)
