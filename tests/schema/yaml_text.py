"""YAML as the configuration's reader sees it: version 1.2's core, no tags, keys are text."""

import re

import yaml


class Loader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}


for tag, pattern, first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def _int(loader, node):
    return int(loader.construct_scalar(node))


def _mapping(loader, node):
    """Keys are text whatever they look like; of a key given twice the first counts."""
    mapping = {}
    for key, value in node.value:
        mapping.setdefault(key.value, loader.construct_object(value, deep=True))
    return mapping


Loader.add_constructor("tag:yaml.org,2002:int", _int)
Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load(text):
    return yaml.load(text, Loader)
