#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A unit test for promtool out of metrics that were really written.

rules.py RULES SCRAPE AT ALERT...    SCRAPE: a file of metrics; each keeps its value from 0 on. AT: when to look, as in 40m.
ALERT is NAME:node=NODE,count=N (either may be left out): how many of them fire then for that node; no others do. Prints the test.
"""
import json
import re
import sys

rules, scrape, at = sys.argv[1:4]
names = re.findall(r"- alert: (\w+)", open(rules).read())
series = []
for line in open(scrape):
    found = re.match(r"((?:exchange|node_textfile_mtime)\w*)\{(.*)\} (\S+)$", line)
    if found:
        value = 0 if found[1].startswith("node_") else float(found[3])
        series.append({"series": f'{found[1]}{{instance="probe",{found[2]}}}', "values": f"{value:g}x2000"})
expected = {name: [] for name in names}
for alert in sys.argv[4:]:
    name, _, labels = alert.partition(":")
    expected[name].append(dict(label.split("=") for label in labels.split(",") if label))
print(json.dumps({
    "rule_files": [rules], "evaluation_interval": "1m",
    "tests": [{
        "interval": "1m", "input_series": series,
        "promql_expr_test": [{
            "expr": f'count by (node) (ALERTS{{alertname="{name}",alertstate="firing"}})',
            "eval_time": at,
            "exp_samples": [{"labels": "{" + ",".join(f'{k}="{v}"' for k, v in one.items() if k != "count") + "}",
                             "value": int(one.get("count", 1))} for one in rows],
        } for name, rows in expected.items()],
    }],
}, indent=1))
