"""Prints what genai-perf's own retriever reads from each line of a trace on standard input, as a JSON list."""

import json
import sys
from types import SimpleNamespace

import stubs

stubs.install()

from genai_perf.inputs.retrievers.payload_input_retriever import PayloadInputRetriever  # noqa: E402

retriever = object.__new__(PayloadInputRetriever)
turn_delay = SimpleNamespace(ratio=float(sys.argv[1]))
retriever.config = SimpleNamespace(
    input=SimpleNamespace(
        sessions=SimpleNamespace(turn_delay=turn_delay),
        synthetic_tokens=SimpleNamespace(mean=1, stddev=0),
    )
)

rows = []
for line in sys.stdin:
    data = json.loads(line)
    rows.append(
        {
            "text": data.get("text") and retriever._get_prompt(data),
            "metadata": retriever._get_payload_metadata(data),
            "body": retriever._get_optional_data(data),
        }
    )
print(json.dumps(rows))
