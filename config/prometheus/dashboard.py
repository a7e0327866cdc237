#!/usr/bin/env python3
"""Makes deepalive.dashboard.json, the dashboard for Grafana: dashboard.py > deepalive.dashboard.json

A panel is one line below; where it stands follows from the order of the lines. tests/prometheus holds the file to this
source, and each expression to the rules' and the agents' own metrics.
"""

import json

GREEN, YELLOW, ORANGE, RED, BLUE, PURPLE, GREY = "green", "yellow", "orange", "red", "blue", "purple", "#808080"
WIDTH = 24  # of Grafana's grid

# What a state set becomes in a timeline, which takes one number for each series: the place in the list.
VERDICTS = [("initializing", GREY), ("healthy", GREEN), ("degraded", YELLOW), ("unhealthy", RED), ("unknown", PURPLE),
            ("maintenance", BLUE), ("standby", "dark-green")]
IIS_STATES = [("starting", GREY), ("started", GREEN), ("stopping", ORANGE), ("stopped", RED)]
CONDITION = [("down", RED), ("up", GREEN)]
YES_NO = [("no", RED), ("yes", GREEN)]

NODE = 'job=~"$job",cluster=~"$cluster",instance=~"$instance"'
ROLE = NODE + ',role=~"$role"'
FLEET = 'job=~"$job",cluster=~"$cluster",role=~"$role"'


def state(metric, label, states, by, selector):
    """One number for a state set, beginning at 1; 0 where no state is known."""
    return " + ".join(f'{place} * sum by ({by}) ({metric}{{{selector},{label}="{name}"}})'
                      for place, (name, _) in enumerate(states, 1))


def having(verdict):
    return f'sum(deepalive_role_verdict{{{ROLE},verdict="{verdict}"}}) or vector(0)'


def came_to(verdict):
    return f'sum by (role, instance) (increase(deepalive_role_transitions_total{{{ROLE},verdict="{verdict}"}}[1h]))'


def quantile(share, metric, by, selector):
    return f"histogram_quantile({share}, sum by (le, {by}) (rate({metric}_bucket{{{selector}}}[$__rate_interval])))"


def mappings(states, first):
    return [{"type": "value", "options": {str(place): {"text": name, "color": color, "index": place}
                                          for place, (name, color) in enumerate(states, first)}}]


def panel(kind, title, width, height, expressions, description="", unit="short", **more):
    """expressions: pairs of PromQL and what its series are called."""
    return {"kind": kind, "title": title, "width": width, "height": height, "expressions": expressions,
            "description": description, "unit": unit, **more}


def timeline(title, height, expression, legend, states, first, description=""):
    return panel("state-timeline", title, WIDTH, height, [(expression, legend)], description,
                 mappings=mappings(states, first))


def graph(title, width, expressions, unit="short", description="", stacked=False):
    return panel("timeseries", title, width, 8, expressions, description, unit, stacked=stacked)


def stat(title, expression, steps, description=""):
    return panel("stat", title, 4, 4, [(expression, "")], description, steps=steps)


def table(title, width, expression, columns, unit="short", description="", steps=None):
    return panel("table", title, width, 8, [(expression, "")], description, unit, columns=columns, steps=steps)


BAD_ABOVE_ZERO = [(GREEN, None), (RED, 1)]

ROWS = [
    ("Fleet", [
        stat("Agents that can be asked", f"sum(up{{{NODE}}}) or vector(0)", [(RED, None), (GREEN, 1)]),
        stat("Agents gone", f"count(up{{{NODE}}} == 0) or vector(0)", BAD_ABOVE_ZERO),
        stat("Roles that nobody serves", f"count(job_role:deepalive_nodes_serving:sum{{{FLEET}}} == 0) or vector(0)",
             BAD_ABOVE_ZERO, "Each node is dead or on standby."),
        stat("Dead, on a node", having("unhealthy"), BAD_ABOVE_ZERO),
        stat("Degraded, on a node", having("degraded"), [(GREEN, None), (YELLOW, 1)]),
        stat("In maintenance, on a node", having("maintenance"), [(GREEN, None), (BLUE, 1)]),
        timeline("Verdicts", 12, state("deepalive_role_verdict", "verdict", VERDICTS, "role, instance", ROLE),
                 "{{role}} on {{instance}}", VERDICTS, 1),
        table("Root causes now", 12,
              f"job_instance_role:deepalive_root_cause:reason{{{ROLE}}}",
              ["role", "instance", "check", "kind", "reason"], description="What each verdict is put down to."),
        table("Alerts", 12, 'ALERTS{alertname=~"DeepAlive.*",alertstate="firing",job=~"$job|"}',
              ["severity", "alertname", "role", "instance", "check"]),
        graph("Nodes that serve", 12, [(f"job_role:deepalive_nodes_serving:sum{{{FLEET}}}", "{{role}} {{cluster}}")],
              description="Alive, and not on standby."),
        panel("bargauge", "Served, share of the time shown", 12, 8,
              [(f"avg_over_time((job_role:deepalive_nodes_serving:sum{{{FLEET}}} > bool 0)[$__range:$__interval])",
                "{{role}} {{cluster}}")], "At least one node was alive and had the role.", "percentunit",
              steps=[(RED, None), (YELLOW, 0.99), (GREEN, 0.999)]),
    ]),
    ("Checks", [
        timeline("Conditions", 14, f"min by (role, check, instance) (deepalive_check_up{{{ROLE}}})",
                 "{{role}}/{{check}} on {{instance}}", CONDITION, 0, "A gap is unknown: no fresh result."),
        graph("Fails by reason", 12,
              [("sum by (role, check, reason) "
                f"(increase(deepalive_check_failures_total{{{ROLE}}}[$__rate_interval])) > 0",
                "{{role}}/{{check}}: {{reason}}")]),
        graph("Could not look", 12,
              [(f'sum by (role, check) (increase(deepalive_check_observations_total{{{ROLE},outcome="indeterminate"}}'
                "[$__rate_interval])) > 0", "{{role}}/{{check}}")]),
        graph("Duration of a look, 95 %", 12,
              [(quantile(0.95, "deepalive_check_duration_seconds", "role, check", ROLE), "{{role}}/{{check}}")], "s"),
        graph("Turning", 12, [(f"sum by (role, check) (deepalive_check_pending{{{ROLE}}})", "{{role}}/{{check}}")],
              description="Nodes whose last results disagree with the condition."),
        graph("Came to be dead, within the hour", 12, [(came_to("unhealthy"), "{{role}} on {{instance}}")]),
        graph("Moves to standby, within the hour", 12, [(came_to("standby"), "{{role}} from {{instance}}")]),
    ]),
    ("HTTP phases", [
        graph("Where the time goes", 16,
              [(f"avg by (role, check, phase) (deepalive_http_phase_duration_seconds{{{ROLE}}})",
                "{{role}}/{{check}} {{phase}}")], "s", "Of the last look, averaged over the nodes.", stacked=True),
        graph("Status", 8, [(f"max by (role, check, instance) (deepalive_http_status_code{{{ROLE}}})",
                             "{{role}}/{{check}} on {{instance}}")], "none", "0 when no response header came."),
    ]),
    ("Certificates", [
        table("Time left", 24,
              "min by (role, check, instance) "
              f"(deepalive_tls_certificate_not_after_timestamp_seconds{{{ROLE}}}) - time()",
              ["role", "check", "instance", "Value"], "s", "What the peer showed, also when it was refused.",
              [(RED, None), (YELLOW, 3 * 86400), (GREEN, 14 * 86400)]),
    ]),
    ("IIS", [
        timeline("Sites", 8, state("deepalive_iis_site_state", "state", IIS_STATES, "site, instance", NODE),
                 "{{site}} on {{instance}}", [("not known", PURPLE), *IIS_STATES], 0),
        timeline("Application pools", 8,
                 state("deepalive_iis_app_pool_state", "state", IIS_STATES, "app_pool, instance", NODE),
                 "{{app_pool}} on {{instance}}", [("not known", PURPLE), *IIS_STATES], 0),
        timeline("Services", 8, f'max by (service_name, instance) (deepalive_service_state{{{NODE},state="running"}})',
                 "{{service_name}} on {{instance}}", [("not running", RED), ("running", GREEN)], 0),
        graph("Worker processes", 24, [(f"sum by (app_pool, instance) (deepalive_iis_worker_processes{{{NODE}}})",
                                        "{{app_pool}} on {{instance}}")]),
    ]),
    ("Agents", [
        timeline("Can be asked", 8, f"max by (instance) (up{{{NODE}}})", "{{instance}}", YES_NO, 0),
        graph("Processor time", 8, [(f"rate(process_cpu_seconds_total{{{NODE}}}[$__rate_interval])", "{{instance}}")],
              "percentunit", "1 is one processor."),
        graph("Memory", 8, [(f"process_resident_memory_bytes{{{NODE}}}", "{{instance}}")], "bytes"),
        graph("Handles", 8, [(f"process_open_handles{{{NODE}}}", "{{instance}}")]),
        graph("Checks begin late by", 8, [(f"deepalive_scheduler_lag_seconds{{{NODE}}}", "{{instance}}")], "s"),
        graph("Questions on the pipes", 8,
              [(f"sum by (instance, request) (rate(deepalive_pipe_requests_total{{{NODE}}}[$__rate_interval]))",
                "{{request}} on {{instance}}")], "reqps"),
        graph("Answer time on the pipes, 99 %", 8,
              [(quantile(0.99, "deepalive_pipe_request_duration_seconds", "instance", NODE), "{{instance}}")], "s"),
        graph("Left out of the journal", 8,
              [(f"increase(deepalive_journal_dropped_total{{{NODE}}}[$__rate_interval])", "{{instance}}")]),
        timeline("Last configuration accepted", 6,
                 f"max by (instance) (deepalive_config_last_reload_successful{{{NODE}}})", "{{instance}}", YES_NO, 0),
        table("Versions and uptime", 16,
              f"(time() - process_start_time_seconds{{{NODE}}}) * on (job, instance) group_left (version, revision) "
              f"deepalive_build_info{{{NODE}}}", ["instance", "version", "revision", "Value"], "s"),
    ]),
]

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


def thresholds(steps):
    return {"mode": "absolute", "steps": [{"color": color, "value": value} for color, value in steps]}


def options(given):
    kind = given["kind"]
    if kind == "timeseries":
        return {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi", "sort": "desc"}}
    if kind == "state-timeline":
        return {"mergeValues": True, "showValue": "never", "rowHeight": 0.8, "legend": {"displayMode": "list",
                "placement": "bottom", "showLegend": True}, "tooltip": {"mode": "single"}}
    if kind == "table":
        return {"showHeader": True, "sortBy": [{"displayName": given["columns"][-1], "desc": False}]}
    fields = {"calcs": ["lastNotNull"], "fields": "", "values": False}
    return {"reduceOptions": fields, "orientation": "auto" if kind == "stat" else "horizontal",
            **({"colorMode": "background", "graphMode": "none"} if kind == "stat" else {"displayMode": "gradient"})}


def target(place, given, expression, legend):
    of_now = given["kind"] in ("stat", "table", "bargauge")
    return {"datasource": DATASOURCE, "expr": expression, "legendFormat": legend or "__auto", "refId": chr(65 + place),
            "instant": of_now, "range": not of_now, "format": "table" if given["kind"] == "table" else "time_series"}


def render_panel(given, number, x, y):
    custom = {}
    if given["kind"] == "timeseries":
        custom = {"fillOpacity": 30 if given["stacked"] else 0, "showPoints": "never",
                  "stacking": {"mode": "normal" if given["stacked"] else "none"}}
    elif given["kind"] == "state-timeline":
        custom = {"fillOpacity": 80, "lineWidth": 0}
    colored_by = "palette-classic" if given["kind"] == "timeseries" else "thresholds"
    defaults = {"unit": given["unit"], "custom": custom, "mappings": given.get("mappings", []),
                "color": {"mode": colored_by},
                "thresholds": thresholds(given.get("steps") or [(GREEN, None)])}
    if given["kind"] == "bargauge":
        defaults.update({"min": 0, "max": 1})
    rendered = {
        "id": number, "type": given["kind"], "title": given["title"], "description": given["description"],
        "datasource": DATASOURCE, "gridPos": {"x": x, "y": y, "w": given["width"], "h": given["height"]},
        "fieldConfig": {"defaults": defaults, "overrides": []}, "options": options(given),
        "targets": [target(place, given, *pair) for place, pair in enumerate(given["expressions"])]}
    if given["kind"] == "table":
        columns = given["columns"]
        if "Value" in columns:
            rendered["fieldConfig"]["overrides"] = [{
                "matcher": {"id": "byName", "options": "Value"},
                "properties": [{"id": "custom.cellOptions", "value": {"type": "color-text"}}]}]
        rendered["transformations"] = [
            {"id": "filterFieldsByName", "options": {"include": {"names": columns}}},
            {"id": "organize", "options": {"indexByName": {name: place for place, name in enumerate(columns)}}}]
    return rendered


def render_rows():
    panels, y, number = [], 0, 0
    for title, row in ROWS:
        number += 1
        panels.append({"id": number, "type": "row", "title": title, "collapsed": False, "panels": [],
                       "gridPos": {"x": 0, "y": y, "w": WIDTH, "h": 1}})
        x, y, height = 0, y + 1, 0
        for given in row:
            if x + given["width"] > WIDTH:
                x, y, height = 0, y + height, 0
            number += 1
            panels.append(render_panel(given, number, x, y))
            x, height = x + given["width"], max(height, given["height"])
        y += height
    return panels


def variable(name, label, everything=".*"):
    query = f"label_values({label}, {name})"
    return {"name": name, "label": name.capitalize(), "type": "query", "datasource": DATASOURCE, "multi": True,
            "includeAll": True, "allValue": everything, "refresh": 2, "sort": 1,
            "current": {"text": ["All"], "value": ["$__all"]}, "definition": query,
            "query": {"query": query, "refId": name}}


def variables():
    return [
        {"name": "datasource", "label": "Prometheus", "type": "datasource", "query": "prometheus", "current": {}},
        variable("job", 'up{job=~"deepalive.*"}', "deepalive.*"),
        variable("cluster", 'deepalive_role_alive{job=~"$job"}'),
        variable("role", 'deepalive_role_alive{job=~"$job",cluster=~"$cluster"}'),
        variable("instance", 'deepalive_role_alive{job=~"$job",cluster=~"$cluster",role=~"$role"}')]


def dashboard():
    return {
        "uid": "deepalive", "title": "DeepAlive", "tags": ["deepalive", "iis"], "schemaVersion": 38, "version": 1,
        "editable": True, "graphTooltip": 1, "refresh": "30s", "time": {"from": "now-6h", "to": "now"}, "timezone": "",
        "templating": {"list": variables()}, "panels": render_rows(), "annotations": {"list": []}, "links": []}


if __name__ == "__main__":
    print(json.dumps(dashboard(), indent=1, sort_keys=True))
