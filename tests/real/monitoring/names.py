#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names in the queries of a dashboard against those that the plugins really give.

names.py strangers DASHBOARD SOURCE    prints what a query names and nothing is called
names.py forgotten DASHBOARD SOURCE    prints measured values that no panel shows, but for the rows that are repeated

SOURCE is a scrape of the node exporter, or Icinga's answer of /v1/objects/services: by the dashboard's database.
"""
import json
import re
import sys

how, path, source = sys.argv[1:]
board = json.load(open(path))


def alternatives(pattern):
    """The branches of a pattern, each with what stands before the last group."""
    found = re.fullmatch(r"(\(n\[0-9\]\+_\)\?|\(\.\* \)\?)?\((.*)\)", pattern)
    if not found:
        return [pattern]
    return [(found[1] or "") + branch for branch in found[2].split("|")]


def prometheus_said():
    for line in open(source):
        found = re.match(r"((?:exchange|node_textfile)_\w+)\{(.*)\} ", line)
        if found:
            yield {"": found[1], **dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', found[2]))}


def prometheus_asked(target):
    groups = re.findall(r"by \(([^)]*)\)", target["expr"])
    for name, matchers in re.findall(r"(\w+)\{([^}]*)\}", target["expr"]):
        wanted = {label: value if operator == "=~" else re.escape(value) for label, operator, value in re.findall(r'(\w+)(=~|=)"([^"]*)"', matchers)}
        yield {"": re.escape(name), **wanted}, [label for group in groups for label in group.split(", ")]


def influxdb_said():
    for one in json.load(open(source))["results"]:
        service = one["attrs"]
        if service["last_check_result"]:
            where = {"": service["check_command"], "hostname": service["host_name"], "service": service["name"]}
            yield where
            for text in service["last_check_result"]["performance_data"]:
                yield {**where, "metric": text.split("=")[0]}


def influxdb_asked(target):
    query = target["query"].split("SELECT")[-1]
    source = re.search(r"FROM (.*?) WHERE", query)[1]
    pattern = source[2:-1] + ".*" if source.startswith("/^") else "|".join(re.findall(r"\w+", source))
    wanted = {tag: value for tag, value in re.findall(r'"(\w+)" =~ /\^(.*?)\$/', query)}
    groups = re.findall(r'"(\w+)"', query[query.index("GROUP BY"):].split(")")[0])
    yield {"": pattern, **wanted}, groups


said, asked = {"prometheus": (prometheus_said, prometheus_asked), "influxdb": (influxdb_said, influxdb_asked)}[board["__inputs"][0]["pluginId"]]
everything = list(said())


def matches(wanted, one):
    return all(label in one and (pattern == "$node" or re.fullmatch(pattern, one[label])) for label, pattern in wanted.items())


def strangers():
    for panel in board["panels"]:
        for wanted, groups in [pair for target in panel.get("targets", []) for pair in asked(target)]:
            found = [one for one in everything if matches(wanted, one)]
            if not any(all(group in one for group in groups) for one in found):
                print(f'{panel["title"]}: nothing is called {wanted}, with {groups}')
                continue
            for label, branch in [(label, branch) for label, pattern in wanted.items() for branch in alternatives(pattern)]:
                if not any(matches({label: branch}, one) for one in found):
                    print(f'{panel["title"]}: nothing has {label or "the name"} {branch}')


def forgotten():
    shown, repeated = [], False
    for panel in board["panels"]:
        repeated = panel.get("repeat") == "node" if panel["type"] == "row" else repeated
        if not repeated:
            shown += [wanted for target in panel.get("targets", []) for wanted, _ in asked(target)]
    shown = [wanted for wanted in shown if "label" in wanted or "metric" in wanted]
    for one in everything:
        if ("label" in one or "metric" in one) and not any(matches(wanted, one) for wanted in shown):
            print(f"no panel shows {one}")


{"strangers": strangers, "forgotten": forgotten}[how]()
