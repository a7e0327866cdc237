"""The shipped rules and configurations with times that a test can wait for; everything else is as it is shipped.

In the rules each `for` and each range in brackets is divided by 60, so that 2m becomes 2s and [1h] becomes [60s].
Numbers in expressions (14 * 86400, > 300) stay. Prometheus scrapes and evaluates each second, of its jobs only the one with
file_sd stays. Alertmanager's times are divided by 60 as well, and its receivers get a webhook each.
"""

import re

import yaml

FACTOR = 60
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION = r"(\d+)([smhd])"


def shorter(duration):
    count, unit = re.fullmatch(DURATION, duration).groups()
    milliseconds = int(count) * UNITS[unit] * 1000 // FACTOR
    return f"{milliseconds // 1000}s" if milliseconds % 1000 == 0 else f"{milliseconds}ms"


def shorten_rules(text):
    rules = yaml.safe_load(text)
    for group in rules["groups"]:
        for rule in group["rules"]:
            if "for" in rule:
                rule["for"] = shorter(rule["for"])
            rule["expr"] = re.sub(rf"\[{DURATION}\]", lambda found: f"[{shorter(found[0][1:-1])}]", rule["expr"])
    return yaml.safe_dump(rules)


def shorten_prometheus(text, alertmanager):
    configuration = yaml.safe_load(text)
    configuration["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    configuration["alerting"]["alertmanagers"][0]["static_configs"][0]["targets"] = [alertmanager]
    configuration["scrape_configs"] = [job for job in configuration["scrape_configs"] if "file_sd_configs" in job]
    return yaml.safe_dump(configuration)


def shorten_alertmanager(text, webhooks):
    configuration = yaml.safe_load(text)
    routes = [configuration["route"], *configuration["route"]["routes"]]
    for route in routes:
        for key in ("group_wait", "group_interval", "repeat_interval"):
            if key in route:
                route[key] = shorter(route[key])
    for receiver in configuration["receivers"]:
        receiver["webhook_configs"] = [{"url": f"{webhooks}/{receiver['name']}"}]
    return yaml.safe_dump(configuration)
