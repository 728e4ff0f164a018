#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Did all performance data arrive, and nothing else? Prints what did not.

survival.py icinga SERVICES PARSED        PARSED: what Icinga's parser made of it, as its console answers
survival.py influxdb SERVICES URL         what its writer wrote there last
survival.py graphite SERVICES RECORD      what its writer sent to a listener

SERVICES is the answer of /v1/objects/services; a plugin's text is in it as it was said.
"""
import collections
import json
import re
import sys
import urllib.parse
import urllib.request

UNITS = {"": "", "s": "seconds", "B": "bytes", "%": "percent"}
how, services, other = sys.argv[1:]


def number(text):
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


def item(text):
    """label=value[unit];warn;crit;min;max. A range is nothing that Icinga keeps."""
    label, _, rest = text.partition("=")
    value, warn, crit, low, high = (rest.split(";") + [""] * 4)[:5]
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)([a-zA-Z%]*)", value)
    return {"label": label, "value": float(found[1]), "unit": UNITS[found[2]],
            "warn": number(warn), "crit": number(crit), "min": number(low), "max": number(high)}


def said():
    """(host, service, command) -> items"""
    for one in json.load(open(services))["results"]:
        service = one["attrs"]
        if service["check_command"].startswith("exchange_") and service["last_check_result"]:
            yield ((service["host_name"], service["name"], service["check_command"]),
                   [item(text) for text in service["last_check_result"]["performance_data"]])


def compare(where, expected, got):
    for label in sorted(set(expected) | set(got)):
        if expected.get(label) != got.get(label):
            print(f"{' '.join(where)} {label}: said {expected.get(label)}, arrived {got.get(label)}")


def by_label(items):
    labels = [one["label"] for one in items]
    if len(set(labels)) != len(labels):
        print(f"a label is there twice: {labels}")
    return {one["label"]: one for one in items}


def icinga():
    parsed = {}
    for host, name, one in json.load(open(other))["results"][0]["result"]:
        parsed.setdefault((host, name), []).append({key: one[key] for key in ("label", "value", "unit", "warn", "crit", "min", "max")})
    for where, items in said():
        compare(where, by_label(items), by_label(parsed.get(where[:2], [])))


def values(items):
    return {one["label"]: one["value"] for one in items}


def influxdb():
    query = 'SELECT last("value") FROM /^exchange_/ WHERE time > now() - 1h GROUP BY "hostname", "service", "metric"'
    address = f"{other}/query?{urllib.parse.urlencode({'db': 'icinga2', 'epoch': 's', 'q': query})}"
    got = collections.defaultdict(dict)
    with urllib.request.urlopen(address, timeout=20) as answer:
        for one in json.load(answer)["results"][0].get("series", []):
            tags = one["tags"]
            if tags["metric"]:
                got[tags["hostname"], tags["service"], one["name"]][tags["metric"]] = one["values"][0][1]
    for where, items in said():
        compare(where, values(items), got[where])


def graphite():
    """icinga2.HOST.services.SERVICE.COMMAND.perfdata.LABEL.value NUMBER TIME: the last lines of each service are its last result."""
    plain = str.maketrans({" ": "_", ".": "_", "\\": "_", "/": "_"})
    got = collections.defaultdict(list)
    for line in open(other):
        name, value, _ = line.split()
        part = name.split(".")
        if part[0] == "icinga2" and part[2] == "services" and part[5] == "perfdata":
            got[part[1], part[3], part[4]].append((".".join(part[6:]), float(value)))
    for (host, name, command), items in said():
        expected = sorted((f"{label}.value", value) for label, value in values(items).items())
        sent = got[host.translate(plain), name.translate(plain), command]
        last = sorted(sent[len(sent) - len(expected):])
        if expected != last:
            print(f"{host} {name}: said {expected}, sent {last}")


{"icinga": icinga, "influxdb": influxdb, "graphite": graphite}[how]()
if not list(said()):
    print("nothing was said")
