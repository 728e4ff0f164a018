#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks a database what the panels of a dashboard ask it, with the variables filled in as Grafana does.

grafana.py DASHBOARD URL FROM TO STEP    the times in seconds; STEP: seconds of an interval, and between two scrapes

The first line is {"nodes": [...]}, the values of the variable "node". Then comes a JSON object for each series of each panel: panel, node ("" when the
panel is about all of them), series, last, max, count. A panel without any has one with series null; what the database refuses is an error.
"""
import json
import re
import sys
import urllib.parse
import urllib.request

path, url, start, end, step = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
board = json.load(open(path))


def get(place, **values):
    with urllib.request.urlopen(f"{url}{place}?{urllib.parse.urlencode(values)}", timeout=20) as answer:
        return json.load(answer)


def joined(values, escaped):
    parts = [escaped(value) for value in values]
    return parts[0] if len(parts) == 1 else f"({'|'.join(parts)})"


class Prometheus:
    def nodes(self, asked):
        found = re.fullmatch(r"label_values\((\w+), (\w+)\)", asked["query"])
        return get(f"/api/v1/label/{found[2]}/values", **{"match[]": found[1]})["data"]

    def filled(self, target, nodes):
        # A regular expression within a string: each backslash is there twice.
        regex = joined(nodes, lambda node: re.sub(r"([$^*{}\[\]'+?.()|])", r"\\\\\1", node.replace("\\", "\\" * 4)))
        return target["expr"].replace("$__rate_interval", f"{4 * step}s").replace("$__interval", f"{step}s").replace("$node", regex)

    def series(self, target, nodes):
        query = self.filled(target, nodes)
        if target["instant"]:
            result = get("/api/v1/query", query=query, time=end)["data"]["result"]
        else:
            result = get("/api/v1/query_range", query=query, start=start, end=end, step=step)["data"]["result"]
        for one in result:
            name = re.sub(r"\{\{(\w+)\}\}", lambda found: one["metric"][found[1]], target["legendFormat"])
            values = one["values"] if "values" in one else [one["value"]]
            yield name or " ".join(one["metric"].values()), [float(value) for _, value in values]


class InfluxDB:
    def ask(self, query):
        answer = get("/query", db="icinga2", epoch="ms", q=query)["results"][0]
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer.get("series", [])

    def nodes(self, asked):
        return sorted({row[1] for one in self.ask(asked) for row in one["values"]})

    def filled(self, target, nodes):
        regex = joined(nodes, lambda node: re.sub(r"[\\^$*+?.()|\[\]{}/]", r"\\\g<0>", node))
        time = f"time >= {start * 1000}ms and time <= {end * 1000}ms"
        return target["query"].replace("$timeFilter", time).replace("$__interval", f"{step}s").replace("$node", regex)

    def series(self, target, nodes):
        for one in self.ask(self.filled(target, nodes)):
            name = re.sub(r"\$tag_(\w+)", lambda found: one["tags"][found[1]], target["alias"])
            yield name or " ".join(one["tags"].values()), [row[1] for row in one["values"] if row[1] is not None]


def told(panel, node, nodes):
    line = {"panel": panel["title"], "node": node}
    count = 0
    for target in panel["targets"]:
        try:
            for name, values in database.series(target, nodes):
                count += 1
                yield {**line, "series": name, "last": values[-1], "max": max(values), "count": len(values)}
        except urllib.error.HTTPError as error:
            yield {**line, "error": error.read().decode(errors="replace")}
        except (KeyError, ValueError) as error:
            yield {**line, "error": repr(error)}
    if not count:
        yield {**line, "series": None}


database = {"prometheus": Prometheus, "influxdb": InfluxDB}[board["__inputs"][0]["pluginId"]]()
everyone = database.nodes(board["templating"]["list"][0]["query"])
print(json.dumps({"nodes": everyone}))
repeated = False
for panel in board["panels"]:
    if panel["type"] == "row":
        repeated = panel.get("repeat") == "node"
        continue
    for some in [[node] for node in everyone] if repeated else [everyone]:
        for line in told(panel, some[0] if repeated else "", some):
            left = re.search(r"\$\w+", database.filled(panel["targets"][0], some))
            print(json.dumps({**line, "error": f"{left[0]} is no variable"} if left else line))
