"""A language model for Triton's python backend that only pretends: it takes and gives what the backends for vLLM and
TensorRT-LLM take and give, at a pace of its own, and keeps a log of what it did.

How it answers, the request's sampling parameters say: max_tokens, min_tokens; empty_final ends the answer by an empty
response; fail_after breaks off by an error after so many tokens; silent gives no text at all.
"""

import asyncio
import json
import os
import threading
import time

import numpy as np
import triton_python_backend_utils as backend

WORDS = ["the", "river", "keeps", "its", "own", "time", "and", "says", "so"]


def value_of(request, name, default):
    tensor = backend.get_input_tensor_by_name(request, name)
    return default if tensor is None else tensor.as_numpy().reshape(-1)[0]


def text_of(request, name, default):
    value = value_of(request, name, None)
    return default if value is None else value.decode("utf-8")


class Wishes:
    """What a request asks for, whichever backend it was written for."""

    def __init__(self, request):
        self.id = request.request_id()
        self.prompt = text_of(request, "text_input", "")
        self.is_stream = bool(value_of(request, "stream", False))
        self.sampling = json.loads(text_of(request, "sampling_parameters", "{}"))
        limit = value_of(request, "max_tokens", self.sampling.get("max_tokens", 16))
        self.tokens = int(limit)
        self.minimum = int(value_of(request, "min_length", self.sampling.get("min_tokens", 0)))
        self.counts = bool(value_of(request, "return_num_output_tokens", False))
        excluded = bool(value_of(request, "exclude_input_in_output", self.is_stream))
        if self.is_stream and not excluded:
            raise ValueError("a stream cannot repeat its input: set exclude_input_in_output")
        self.temperature = value_of(request, "temperature", None)
        self.was_cancelled = False


class TritonPythonModel:
    def initialize(self, args):
        config = json.loads(args["model_config"])
        settings = {name: entry["string_value"] for name, entry in config.get("parameters", {}).items()}
        if settings.get("broken") == "yes":
            raise RuntimeError("this model never loads")
        self.first_token_s = float(settings.get("first_token_ms", "40")) / 1000
        self.next_token_s = float(settings.get("next_token_ms", "10")) / 1000
        self.is_decoupled = config.get("model_transaction_policy", {}).get("decoupled", False)
        self.log = open(os.environ["TRUTH_LOG"], "a", buffering=1)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def execute(self, requests):
        if not self.is_decoupled:
            return [self.response(Wishes(request), " whole answer", 2) for request in requests]
        for request in requests:
            asyncio.run_coroutine_threadsafe(self.answer(request, time.time_ns()), self.loop)
        return None

    async def answer(self, request, begin):
        sender = request.get_response_sender()
        final = backend.TRITONSERVER_RESPONSE_COMPLETE_FINAL
        sent = []
        try:
            wishes = Wishes(request)
            await asyncio.sleep(self.first_token_s)
            words = [" " + WORDS[place % len(WORDS)] for place in range(wishes.tokens)]
            if wishes.sampling.get("silent"):
                sender.send(flags=final)
            elif not wishes.is_stream:
                await asyncio.sleep(self.next_token_s * (len(words) - 1))
                sent.append(time.time_ns())
                sender.send(self.response(wishes, "".join(words), len(words)), flags=final)
            else:
                await self.stream(wishes, words, sender, sent)
            self.note(wishes, begin, sent)
        except Exception as error:
            sender.send(backend.InferenceResponse(error=backend.TritonError(str(error))), flags=final)

    async def stream(self, wishes, words, sender, sent):
        final = backend.TRITONSERVER_RESPONSE_COMPLETE_FINAL
        has_empty_final = wishes.sampling.get("empty_final", False)
        for place, word in enumerate(words):
            if place == wishes.sampling.get("fail_after", -1):
                raise RuntimeError("the cache is full")
            if place > 0:
                await asyncio.sleep(self.next_token_s)
            if sender.is_cancelled():
                wishes.was_cancelled = True
                sender.send(flags=final)
                return
            is_last = place == len(words) - 1 and not has_empty_final
            sent.append(time.time_ns())
            sender.send(self.response(wishes, word, 1), flags=final if is_last else 0)
        if has_empty_final:
            sender.send(flags=final)

    def response(self, wishes, text, tokens):
        tensors = [backend.Tensor("text_output", np.array([text.encode("utf-8")], dtype=object))]
        if wishes.counts:
            tensors.append(backend.Tensor("num_output_tokens", np.array([tokens], dtype=np.uint32)))
        return backend.InferenceResponse(output_tensors=tensors)

    def note(self, wishes, begin, sent):
        entry = {
            "id": wishes.id,
            "begin": begin,
            "sent": sent,
            "prompt": wishes.prompt,
            "stream": wishes.is_stream,
            "tokens": wishes.tokens,
            "minimum": wishes.minimum,
            "cancelled": wishes.was_cancelled,
            "sampling": wishes.sampling,
            "temperature": None if wishes.temperature is None else float(wishes.temperature),
        }
        self.log.write(json.dumps(entry) + "\n")

    def finalize(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
