"""Writes model.gguf, a tiny Llama with random weights, and tokenizer.json, its tokenizer, into the folder given.

Nothing is downloaded: the vocabulary is learned from Python's own documentation. Equal runs of one Python write equal
files. The model says nothing sensible, but it costs what a model costs, step by step, and its answers have exactly as
many tokens as are asked for, each of them plain ASCII text, so that a server sends one event for each.
"""

import json
import math
import random
import struct
import sys
from pathlib import Path
from pydoc_data.topics import topics

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

VOCABULARY = 4096
CONTEXT = 8192
WIDTH = 64
LAYERS = 2
HEADS = 4
KV_HEADS = 2
HIDDEN = 192

PAD, BOS, EOS, START, END = SPECIAL = ["<|pad|>", "<|bos|>", "<|eos|>", "<|start|>", "<|end|>"]
CHAT_TEMPLATE = (
    "{% for message in messages %}" + START + "{{ message['role'] }}\n{{ message['content'] }}" + END + "\n{% endfor %}"
    "{% if add_generation_prompt %}" + START + "assistant\n{% endif %}"
)

# Added to the score of a token that must never be chosen.
BARRED = -30.0


def train_tokenizer():
    """A byte-level BPE in the manner of GPT-2."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=SPECIAL,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator([topics[name] for name in sorted(topics)], trainer)
    return tokenizer


def is_plain(token, tokenizer):
    """Whether a token is complete text by itself, without control characters."""
    text = tokenizer.decoder.decode([token])
    return token not in SPECIAL and all(" " <= character <= "~" for character in text)


class Gguf:
    """A model file (version 3 of the format): what it is, tensors, their numbers."""

    ALIGNMENT = 32
    U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
    TENSOR_F32, TENSOR_F16 = 0, 1

    def __init__(self):
        self.facts, self.tensors, self.data = [], [], bytearray()

    @staticmethod
    def text(value):
        encoded = value.encode()
        return struct.pack("<Q", len(encoded)) + encoded

    def value(self, value):
        """Type and bytes of a fact."""
        if isinstance(value, bool):
            return self.BOOL, struct.pack("<?", value)
        if isinstance(value, int):
            return self.U32, struct.pack("<I", value)
        if isinstance(value, float):
            return self.F32, struct.pack("<f", value)
        if isinstance(value, str):
            return self.STRING, self.text(value)
        # Single numbers are unsigned, those of lists signed: readers insist on it.
        if isinstance(value[0], int):
            return self.ARRAY, struct.pack(f"<IQ{len(value)}i", self.I32, len(value), *value)
        return self.ARRAY, struct.pack("<IQ", self.STRING, len(value)) + b"".join(map(self.text, value))

    def fact(self, key, value):
        kind, encoded = self.value(value)
        self.facts.append(self.text(key) + struct.pack("<I", kind) + encoded)

    def tensor(self, name, shape, numbers):
        """Matrices are kept with half the precision; `shape` has the row length first."""
        kind, letter = (self.TENSOR_F16, "e") if len(shape) > 1 else (self.TENSOR_F32, "f")
        offset = len(self.data)
        self.tensors.append(self.text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset))
        self.data += struct.pack(f"<{len(numbers)}{letter}", *numbers)
        self.data += bytes(-len(self.data) % self.ALIGNMENT)

    def write(self, path):
        head = struct.pack("<4sIQQ", b"GGUF", 3, len(self.tensors), len(self.facts))
        head += b"".join(self.facts) + b"".join(self.tensors)
        path.write_bytes(head + bytes(-len(head) % self.ALIGNMENT) + self.data)


def write_model(path, tokenizer):
    description = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(description["vocab"], key=description["vocab"].get)
    merges = [" ".join(pair) if isinstance(pair, list) else pair for pair in description["merges"]]
    NORMAL, CONTROL = 1, 3
    model = Gguf()
    for key, value in {
        "general.architecture": "llama",
        "general.name": "random llama",
        "llama.context_length": CONTEXT,
        "llama.embedding_length": WIDTH,
        "llama.block_count": LAYERS,
        "llama.feed_forward_length": HIDDEN,
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": KV_HEADS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // HEADS,
        "llama.vocab_size": len(tokens),
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "gpt-2",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": [CONTROL if token in SPECIAL else NORMAL for token in tokens],
        "tokenizer.ggml.merges": merges,
        "tokenizer.ggml.padding_token_id": tokens.index(PAD),
        "tokenizer.ggml.bos_token_id": tokens.index(BOS),
        "tokenizer.ggml.eos_token_id": tokens.index(END),
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": CHAT_TEMPLATE,
    }.items():
        model.fact(key, value)

    draw = random.Random(7)

    def matrix(rows, columns, scale, first_column=None, first_row=None):
        """Normally distributed rows whose products keep their size; the first row or column can be set."""
        sigma = scale / math.sqrt(columns)
        numbers = [draw.gauss(0.0, sigma) for _ in range(rows * columns)]
        if first_column is not None:
            numbers[::columns] = first_column
        if first_row is not None:
            numbers[:columns] = [first_row] * columns
        return (columns, rows), numbers

    # Dimension 0 of the state is the same for every token and no layer writes to it, so what the output matrix has
    # there is added to the token's score: that is how tokens are barred.
    bias = [0.0 if is_plain(token, tokenizer) else BARRED for token in tokens]
    kv_width = WIDTH // HEADS * KV_HEADS
    ones = (WIDTH,), [1.0] * WIDTH
    model.tensor("token_embd.weight", *matrix(len(tokens), WIDTH, 8.0, first_column=[4.0] * len(tokens)))
    model.tensor("output_norm.weight", *ones)
    model.tensor("output.weight", *matrix(len(tokens), WIDTH, 6.0, first_column=bias))
    for layer in range(LAYERS):
        for name, tensor in {
            "attn_norm": ones,
            "attn_q": matrix(WIDTH, WIDTH, 0.4),
            "attn_k": matrix(kv_width, WIDTH, 0.4),
            "attn_v": matrix(kv_width, WIDTH, 0.4),
            "attn_output": matrix(WIDTH, WIDTH, 0.4, first_row=0.0),
            "ffn_norm": ones,
            "ffn_gate": matrix(HIDDEN, WIDTH, 0.4),
            "ffn_up": matrix(HIDDEN, WIDTH, 0.4),
            "ffn_down": matrix(WIDTH, HIDDEN, 0.4, first_row=0.0),
        }.items():
            model.tensor(f"blk.{layer}.{name}.weight", *tensor)
    model.write(path)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    learned = train_tokenizer()
    learned.save(str(folder / "tokenizer.json"))
    write_model(folder / "model.gguf", learned)
