"""Lets genai-perf's own profile data parser read a profile_export.json.

usage: parse_profile_export.py PROFILE_EXPORT [--tokenizer TOKENIZER_JSON] [--goodput METRIC:VALUE ...]
With a tokenizer the parser for language models reads it, else the one for embeddings, rankings and the like.
Prints [{"mode", "value", "records": {tag: raw value}}], an entry per experiment, in nanoseconds and counts.
"""

import argparse
import json
import logging
import sys

import stubs

stubs.install()
logging.disable(logging.CRITICAL)

from genai_perf.profile_data_parser import LLMProfileDataParser, ProfileDataParser
from genai_perf.tokenizer import Tokenizer


def tokenizer_of(path):
    """genai-perf's wrapper around a tokenizer.json, which needs no model folder around it."""
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer()
    tokenizer._tokenizer = PreTrainedTokenizerFast(tokenizer_file=path)
    return tokenizer


def parser_of(options):
    goodput = {name: float(value) for name, value in (entry.split(":") for entry in options.goodput)}
    common = {"filename": options.profile_export, "goodput_constraints": goodput}
    if options.tokenizer is None:
        return ProfileDataParser(**common)
    return LLMProfileDataParser(tokenizer=tokenizer_of(options.tokenizer), **common)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("profile_export")
    arguments.add_argument("--tokenizer")
    arguments.add_argument("--goodput", nargs="*", default=[])
    parser = parser_of(arguments.parse_args())
    experiments = [
        {
            "mode": mode,
            "value": value,
            "records": {tag: record.value() for tag, record in statistics.create_records().items()},
        }
        for (mode, value), statistics in parser._profile_results.items()
    ]
    json.dump(experiments, sys.stdout)


if __name__ == "__main__":
    main()
