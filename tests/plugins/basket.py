#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the basket of Icinga Director out of the configuration for Icinga 2.

basket.py ICINGA2 COMPLETION    ICINGA2: the directory contrib/icinga2; COMPLETION: bash's, which knows the choices of an option

Prints JSON. The commands stay Icinga's own (exchange-commands.conf), here are the fields of their variables; templates, services by what a
host has, and dependencies are the same objects in Director's form.
"""
import json
import os
import re
import sys
from urllib.parse import quote

TYPE = "Icinga\\Module\\Director\\DataType\\DataType"
SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
# What one run is told, so a field of services. The address is the host's own, by its template.
RUN = ["exchange_timeout", "exchange_verbose", "exchange_instance", "exchange_extra_opts"]
LEFT_OUT = ["exchange_address", "exchange_all_addresses"]
# What hosts say beside the common variables.
HOST = ["exchange_policy", "exchange_baseline", "exchange_config", "exchange_ep_per_hour"]
# What exchange-services.conf itself reads.
OWN = {
    "exchange_ep_modes": ("--expect-ep", True, "what Extended Protection of an endpoint is meant to be, as ews=none; left out: Microsoft's recommendation"),
    "exchange_signin_trap_sink": ("--trap-sink of the sign-in", False, "tell this SNMP manager (HOST[:PORT]) of sign-ins only"),
}
CATEGORY = "Exchange"


def read(directory, name):
    text = open(os.path.join(directory, name)).read()
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def blocks(text, kind):
    """The (name, rest of the head, body) of each object, template or rule of that type."""
    return re.findall(rf'^(?:object|template|apply) {kind} "([^"]+)"(.*?) \{{\n(.*?)^\}}', text, re.S | re.M)


def arguments(body):
    """The options of a command."""
    for option, inside in re.findall(r'^\t\t"(--[a-z0-9-]+)" = \{\n(.*?)^\t\t\}', body, re.S | re.M):
        said = dict(re.findall(r"^\t\t\t(\w+) = (.*)$", inside, re.M))
        variable = said.get("value", said.get("set_if"))
        yield {
            "option": option, "variable": re.search(r"\$(\w+)\$", variable)[1], "kind": "value" if "value" in said else "flag",
            "repeat": said.get("repeat_key") == "true", "description": json.loads(said["description"]),
        }


def choices(path):
    """(command, option): its values, in their order."""
    found = {}
    for name, body in re.findall(r"^_exchange_auth_plugins_check_(\w+)\(\) \{\n(.*?)^\}", open(path).read(), re.S | re.M):
        for option, words in re.findall(r"^\t(?:-. \| )?(--[a-z0-9-]+)\) kind=values words='(.*)' ;;$", body, re.M):
            found[name, option] = words.split()
    return found


def properties(body):
    """The settings of a template, its variables apart."""
    plain = dict(re.findall(r"^\t(\w+) = (.*)$", body, re.M))
    variables = {name: json.loads(value) for name, value in re.findall(r"^\tvars\.(\w+) = (.*)$", body, re.M)}
    return plain, variables, re.findall(r'^\timport "(.*)"$', body, re.M)


def setting(name, value):
    if name in ("check_interval", "retry_interval", "check_timeout"):
        return str(int(value[:-1]) * SECONDS[value[-1]])
    return json.loads(value) if value.startswith('"') else value


class Fields:
    """A field for each variable and meaning, numbered in their order."""

    def __init__(self):
        self.fields, self.lists = {}, {}

    def add(self, argument, words):
        key = argument["variable"], argument["description"]
        if key not in self.fields:
            settings = {}
            if argument["kind"] == "flag":
                kind = "Boolean"
            elif argument["repeat"]:
                kind = "Array"
            elif words:
                kind = "Datalist"
                settings = {"behavior": "strict", "data_type": "string", "datalist": self.list(argument["option"], words)}
            else:
                kind = "String"
                settings = {"visibility": "visible"}
            self.fields[key] = {
                "caption": argument["option"], "category": CATEGORY, "datatype": TYPE + kind, "description": argument["description"],
                "format": None, "originalId": str(len(self.fields) + 1), "settings": settings, "varname": argument["variable"],
            }
        return {"datafield_id": int(self.fields[key]["originalId"]), "is_required": "n", "var_filter": None}

    def list(self, option, words):
        name = "exchange " + option[2:]
        entries = [{"allowed_roles": None, "entry_name": word, "entry_value": word, "format": "string"} for word in words]
        if self.lists.setdefault(name, {"entries": entries, "list_name": name, "owner": "exchange-auth-plugins"})["entries"] != entries:
            sys.exit(f"{option} has other choices elsewhere: {words}")
        return name

    def kind(self, variable):
        return next((one["datatype"] for one in self.fields.values() if one["varname"] == variable), TYPE + "String")[len(TYPE):]


def values(fields, variables):
    """Variables as their fields keep them."""
    made = {}
    for name, value in variables.items():
        kind = fields.kind(name)
        made[name] = [value] if kind == "Array" and name not in LEFT_OUT else str(value) if kind in ("String", "Datalist") else value
    return made


def terms(condition):
    """A condition of an apply rule as a filter of Director."""
    made = []
    for term in condition.split(" && "):
        rules = (
            (r'("[\w-]+") in (host\.templates)', lambda m: quote(m[1]) + "=" + m[2]),
            (r"(host\.vars\.\w+)", lambda m: m[1] + "=true"),
            (r"!(host\.vars\.\w+)", lambda m: "!" + m[1] + "=true"),
            (r'service\.name == ("[\w-]+")', lambda m: "service.name=" + quote(m[1])),
            (r"service\.name in \[(.*)\]", lambda m: "service.name=" + quote(json.dumps(json.loads("[" + m[1] + "]")))),
        )
        for pattern, make in rules:
            found = re.fullmatch(pattern, term.strip(), re.S)
            if found:
                made.append(make(found))
                break
        else:
            sys.exit(f"no filter for: {term}")
    return "&".join(made)


def conditions(body):
    return re.findall(r"^\tassign where (.*?)(?=^\tassign|\Z)", body, re.S | re.M)


def templates(text, kind, fields, linked):
    made = {}
    for name, _, body in blocks(text, kind):
        plain, variables, imports = properties(body)
        made[name] = {"fields": linked.get(name, []), "imports": imports, "object_name": name, "object_type": "template",
                      "vars": values(fields, variables)}
        made[name].update((key, setting(key, value)) for key, value in plain.items())
    return made


def variants(name, condition, body):
    """A service that takes a variable of the host, if there is one, is two with conditions of their own: Director has no 'if'."""
    taken = re.findall(r"^\tif \(host\.vars\.(\w+)\) \{\n\t\tvars\.(\w+) = host\.vars\.(\w+)\n\t\}", body, re.M)
    if not taken:
        return [(condition, {})]
    ((host, service, same),) = taken
    if host != same or host not in OWN:
        sys.exit(f"{name}: not the condition's variable, or one without a field: {same}")
    return [(f"{condition} && host.vars.{host}", {service: f"$host.vars.{host}$"}), (f"{condition} && !host.vars.{host}", {})]


def sets(text):
    """Services by the same condition are a set; it is named after what a host has."""
    made = {}
    for name, _, body in blocks(text, "Service"):
        (only,) = conditions(body)
        for condition, variables in variants(name, only.strip(), body):
            has = re.findall(r'"exchange-(\w+)"|(!?)host\.vars\.exchange_(\w+)', condition)
            title = "exchange-" + ", ".join(template or ("no " if none else "") + variable for template, none, variable in has)
            one = made.setdefault(title, {"assign_filter": terms(condition), "description": None, "object_name": title,
                                          "object_type": "template", "services": {}, "vars": {}})
            one["services"][name] = {"fields": [], "imports": [re.search(r'import "(.*)"', body)[1]], "object_name": name,
                                     "object_type": "object", "vars": variables}
    return made


def dependencies(text):
    made = {}
    for name, _, body in blocks(text, "Dependency"):
        plain = dict(re.findall(r"^\t(\w+) = (.*)$", body, re.M))
        filters = [terms(condition.strip()) for condition in conditions(body)]
        made[name] = {
            "apply_to": "service", "assign_filter": filters[0] if len(filters) == 1 else "|".join(f"({one})" for one in filters),
            "object_name": name, "object_type": "apply", "states": re.findall(r"\w+", plain["states"]),
        }
        if "parent_service_name" in plain:
            made[name]["parent_service_by_name"] = json.loads(plain["parent_service_name"])
        if plain.get("disable_checks") == "true":
            made[name]["disable_checks"] = True
    return made


def basket(directory, completion):
    fields, known = Fields(), choices(completion)
    commands = {name: list(arguments(body)) for name, _, body in blocks(read(directory, "exchange-commands.conf"), "CheckCommand")}
    common = [one for one in commands.pop("exchange-common") if one["variable"] not in LEFT_OUT]

    def words(argument):
        return next((value for (command, option), value in known.items() if option == argument["option"]
                     and any(argument is one for one in common + commands[command])), None)

    host = [fields.add(one, words(one)) for one in common if one["variable"] not in RUN]
    run = [fields.add(one, words(one)) for one in common if one["variable"] in RUN]
    linked, seen = {}, {}
    for name, own in commands.items():
        linked[name] = [fields.add(one, words(one)) for one in own if one["variable"] not in LEFT_OUT] + run
        seen.update((one["variable"], one) for one in own if one["variable"] not in seen)
    node = host + [fields.add(seen[name], words(seen[name])) for name in HOST]
    node += [fields.add({"variable": name, "option": option, "kind": "value", "repeat": repeat, "description": description}, None)
             for name, (option, repeat, description) in OWN.items()]
    services = read(directory, "exchange-services.conf")
    ours = read(directory, "exchange-templates.conf")
    return {
        "Datafield": {one["originalId"]: one for one in fields.fields.values()},
        "DatafieldCategory": {CATEGORY: {"category_name": CATEGORY, "description": "exchange-auth-plugins"}},
        "DataList": fields.lists,
        "Dependency": dependencies(services),
        "ExternalCommand": {name: {"fields": linked[name], "object_name": name, "object_type": "external_object"} for name in commands},
        "HostTemplate": templates(ours, "Host", fields, {"exchange-node": node, "exchange-domain": host}),
        "ServiceSet": sets(services),
        "ServiceTemplate": templates(ours, "Service", fields, {}),
    }


print(json.dumps(basket(*sys.argv[1:]), indent=4, sort_keys=True))
