#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a monitoring server made of the plugins' answers, as lines to compare.

results.py icinga FILE    FILE: the answer of /v1/objects/services
results.py nagios FILE    FILE: status.dat

Prints a JSON object for each service that has a result: host, service, state, hard, first (the first line without performance data), more (the
lines below it), perfdata, source.

results.py whole RUNS FILE   FILE: such objects; RUNS: a directory with a file for each run of a plugin. Prints what no run said like that.
"""
import json
import os
import re
import sys


def icinga(path):
    for each in json.load(open(path))["results"]:
        service = each["attrs"]
        result = service["last_check_result"]
        if not result:
            continue
        lines = result["output"].split("\n")
        yield {
            "host": service["host_name"], "service": service["name"], "state": int(service["state"]),
            "hard": service["state_type"] == 1, "first": lines[0].rstrip(), "more": lines[1:],
            # What Icinga measures of itself is no text.
            "perfdata": " ".join(one for one in result["performance_data"] or [] if isinstance(one, str)), "source": result["check_source"],
            "reachable": service["last_reachable"], "command": result["command"],
        }


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: "\n" if m.group(1) == "n" else m.group(1), text)


def nagios(path):
    for block in re.findall(r"^servicestatus \{\n(.*?)^\t\}", open(path).read(), re.S | re.M):
        value = dict(line.strip().split("=", 1) for line in block.splitlines() if "=" in line)
        if value["has_been_checked"] != "1":
            continue
        more = unescaped(value["long_plugin_output"]).rstrip("\n")
        yield {
            "host": value["host_name"], "service": value["service_description"], "state": int(value["current_state"]),
            "hard": value["state_type"] == "1", "first": value["plugin_output"].rstrip(), "more": more.split("\n") if more else [],
            "perfdata": value["performance_data"], "source": value["host_name"],
        }


def runs(directory):
    """The answers the plugins gave: (state, first, more, perfdata)."""
    for name in os.listdir(directory):
        if name.startswith("run"):
            code, out = open(os.path.join(directory, name), "rb").read().decode().split("\0")[:2]
            lines = out.split("\n")
            first, _, perfdata = lines[0].partition("|")
            yield int(code), first.rstrip(), "\n".join(lines[1:]), perfdata.strip()


def whole(directory, path):
    said = set(runs(directory))
    for line in open(path):
        one = json.loads(line)
        got = (one["state"], one["first"], "\n".join(one["more"]), one["perfdata"])
        if got not in said:
            print(f'{one["host"]} {one["service"]}: no run said {got}')


if sys.argv[1] == "whole":
    whole(*sys.argv[2:])
else:
    for row in {"icinga": icinga, "nagios": nagios}[sys.argv[1]](sys.argv[2]):
        print(json.dumps(row, sort_keys=True))
