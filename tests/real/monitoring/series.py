#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares what Graphite has of services with what the plugins said.

series.py RUNS SERVICES SERIES    RUNS: a directory with a file for each run of a plugin; SERVICES: lines "host service command"; SERIES:
Graphite's answer to format=json, for all metrics of performance data

Of each service and second the labels and numbers in Graphite have to be those of a run. Prints what is not.
"""
import json
import os
import re
import sys

runs, services, answer = sys.argv[1:4]


def perfdata(path):
    """The command of a run, and its labels with their numbers."""
    _, out, plugin = open(path, "rb").read().decode().split("\0")[:3]
    items = re.findall(r"([a-z0-9_]+)=(-?[0-9.]+)", out.split("\n")[0].partition("|")[2])
    return plugin.replace("check_", "", 1), {label: float(number) for label, number in items}


said = {}
for name in os.listdir(runs):
    if name.startswith("run"):
        command, items = perfdata(os.path.join(runs, name))
        said.setdefault(command, []).append(items)

kept = {}
for series in json.load(open(answer)):
    found = re.fullmatch(r"icinga2\.([^.]+)\.services\.([^.]+)\.([^.]+)\.perfdata\.(.+)\.value", series["target"])
    if not found:
        print(f'a metric of another form: {series["target"]}')
        continue
    for number, second in series["datapoints"]:
        if number is not None:
            kept.setdefault(found.group(1, 2, 3), {}).setdefault(second, {})[found[4]] = number

for line in open(services):
    key = tuple(part.replace(".", "_") for part in line.split())
    if key not in kept:
        print(f"{line.strip()}: nothing is kept")
    for second, items in kept.get(key, {}).items():
        if items not in said.get(key[2], []):
            print(f"{line.strip()}: no run said {items}")
