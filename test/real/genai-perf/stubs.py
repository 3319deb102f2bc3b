"""Stands in for packages that genai-perf imports on its way to the classes under test and never uses there."""

import importlib.abc
import importlib.machinery
import sys
import types

STUBBED = ("plotly", "pandas", "soundfile", "jinja2")


class _Stub(types.ModuleType):
    __path__: list = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _StubFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] in STUBBED:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec):
        return _Stub(spec.name)

    def exec_module(self, module):
        pass


def install():
    """Call before the first import of genai_perf."""
    sys.meta_path.insert(0, _StubFinder())
