# SPDX-License-Identifier: GPL-3.0-or-later
# What is wrong with a dashboard, apart from its queries: a line each.

def twice: group_by(.) | map(select(length > 1) | .[0]) | .[];
def overlap($a; $b): $a.x < $b.x + $b.w and $b.x < $a.x + $a.w and $a.y < $b.y + $b.h and $b.y < $a.y + $a.h;
def states: {"0": "green", "1": "yellow", "2": "red", "3": "purple"};

.__inputs[0] as $input | {type: $input.pluginId, uid: "${\($input.name)}"} as $source |
[.__requires[] | select(.type == "panel") | .id] as $kinds |
(.panels | map(select(.type != "row"))) as $panels |
([.panels[].id] | twice | "the id \(.) is there twice"),
([$panels[].title] | twice | "the title \(.) is there twice"),
(.panels | to_entries | .[] as $a | .[] as $b | select($a.key < $b.key and overlap($a.value.gridPos; $b.value.gridPos)) |
	"\($a.value.title) lies on \($b.value.title)"),
(.panels[] | select(.gridPos | .x < 0 or .w < 1 or .h < 1 or .x + .w > 24) | "\(.title) is wider than the page"),
([.panels[].gridPos.y] | select(. != sort) | "panels are not in their order"),
(.panels[0] | select(.type != "row") | "no row in the beginning"),
([.panels[].type] | range(length - 1) as $at | select(.[$at] == "row" and .[$at + 1] == "row") | "a row without panels"),
(.. | objects | select(has("datasource")) | select(.datasource != $source) | "another datasource: \(.datasource)"),
($panels[] |
	(select(.datasource == null or any(.targets[]; .datasource == null)) | "\(.title): no datasource"),
	(select((.description // "") == "") | "\(.title): no description"),
	(select((.fieldConfig.defaults.unit // "") == "") | "\(.title): no unit"),
	(select([has("transparent", "transformations", "options", "fieldConfig")] | all | not) | "\(.title): not all that Grafana's schema requires"),
	(select(.type as $type | $kinds | index($type) | not) | "\(.title): \(.type) is not required"),
	(select(.targets | length == 0) | "\(.title): asks nothing"),
	(.title as $title | .fieldConfig.defaults.mappings[]?.options | map_values(.color) | select(length > 2 and . != states) | "\($title): other colours: \(.)"),
	(select(.type == "state-timeline" or .type == "stat") | select(.fieldConfig.defaults.color.mode != "thresholds") | "\(.title): no colour by value")),
([.templating.list[].name] | select(. != ["node"]) | "other variables: \(.)"),
([.panels[] | select(.repeat) | .repeat] | select(. != ["node"]) | "no row for each node"),
(select((.schemaVersion | . < 36 or . > 39) or .id != null) | "not as Grafana 9 to 11 imports it")
