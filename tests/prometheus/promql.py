"""What a query in PromQL names, taken from its text; whether it is one is promtool's business."""

import re

_WORDS = {"and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right"}
_VARIABLES = {"$__rate_interval": "5m", "$__range": "1h", "$__interval": "1s"}


def without_variables(query):
    """Grafana puts these in."""
    for name, value in _VARIABLES.items():
        query = query.replace(name, value)
    return re.sub(r"\$[a-z]+", ".*", query)


def metric_names(query):
    """The names of the series it asks for."""
    query = re.sub(r"\{[^}]*\}|\[[^]]*\]", " ", query)
    query = re.sub(r"\b(by|without|on|ignoring|group_left|group_right) *\([^)]*\)", " ", query)
    words = re.findall(r"(?<![\w.])([A-Za-z_:][\w:]*)( *\()?", query)
    return {word for word, call in words if not call and word not in _WORDS}


def label_names(query):
    """Pairs of a series' name and a label that it is selected by."""
    return {(metric, label) for metric, matchers in re.findall(r"([A-Za-z_:][\w:]*)\{([^}]*)\}", query)
            for label in re.findall(r'(\w+) *(?:=~|!~|!=|=) *"', matchers)}
