"""What `deploy/` says: well-formed by its own schemas, true about commands and settings here."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from flask import Flask
from jsonschema import Draft7Validator, Draft202012Validator

from app.cli import cli
from app.ops.health import ReadinessBoard, health_pages
from config.settings import Settings, variables
from tests.contracts_path import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
SCHEMAS = Path(__file__).parent / "schemas"
KUBERNETES = json.loads((SCHEMAS / "kubernetes-1.34.json").read_bytes())
MANIFESTS = sorted(
    path for path in (DEPLOY / "kubernetes").glob("*.yaml") if path.stem != "kustomization"
)
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_bytes())
OURS = ("migrate", "web", "worker", "scheduler")


def objects() -> Iterator[dict[str, Any]]:
    """Everything that the manifests declare."""
    for path in MANIFESTS:
        yield from yaml.safe_load_all(path.read_bytes())


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """The pod of each workload."""
    for each in objects():
        if each["kind"] in ("Deployment", "StatefulSet", "Job"):
            yield each["metadata"]["name"], each["spec"]["template"]["spec"]


def faults(each: dict[str, Any]) -> list[str]:
    """What Kubernetes would not understand."""
    kind = KUBERNETES["kinds"][f"{each['apiVersion']}/{each['kind']}"]
    schema = {**kind, "definitions": KUBERNETES["definitions"]}
    return [error.message for error in Draft7Validator(schema).iter_errors(each)]


def is_command(arguments: list[str]) -> bool:
    """Whether the command line takes this as it stands."""
    name, *rest = arguments
    command = cli.commands[name]
    try:
        command.make_context(name, rest)
    except click.ClickException:
        return False
    return True


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.stem)
def test_manifests_are_what_kubernetes_understands(path: Path) -> None:
    declared = list(yaml.safe_load_all(path.read_bytes()))

    assert declared
    assert [faults(each) for each in declared] == [[] for _ in declared]


def test_the_check_of_manifests_refuses_what_kubernetes_does_not_know() -> None:
    web = next(each for each in objects() if each["kind"] == "Deployment")
    web["spec"]["template"]["spec"]["containers"][0]["redinessProbe"] = {}

    assert any("redinessProbe" in fault for fault in faults(web))


def test_the_kustomization_names_every_manifest_and_no_other() -> None:
    told = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_bytes())

    assert sorted(told["resources"]) == sorted(
        path.name for path in MANIFESTS if path.stem != "secret.example"
    )


def test_the_compose_file_follows_the_compose_specification() -> None:
    schema = json.loads((SCHEMAS / "compose-spec.json").read_bytes())
    kind = Draft7Validator if "draft-07" in schema["$schema"] else Draft202012Validator

    assert [error.message for error in kind(schema).iter_errors(COMPOSE)] == []
    broken = {**COMPOSE, "services": {"web": {"comand": ["serve"]}}}
    assert list(kind(schema).iter_errors(broken))


@pytest.mark.parametrize("name", OURS)
def test_each_process_is_started_by_a_command_that_exists(name: str) -> None:
    in_compose = COMPOSE["services"][name]["command"]
    in_kubernetes = dict(pods())[name]["containers"][0]["args"]

    assert is_command(in_compose)
    assert is_command(in_kubernetes)
    assert in_compose == in_kubernetes


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_each_unit_starts_a_command_that_exists_with_no_more_rights_than_it_needs(
    path: Path,
) -> None:
    unit = RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text())
    service = unit["Service"]
    program, *arguments = shlex.split(service["ExecStart"])

    assert program.endswith("/bin/voicetill")
    assert is_command(arguments)
    assert service["User"] == "voicetill"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["LimitCORE"] == "0"


def test_every_setting_named_is_one_there_is() -> None:
    elsewhere = DEPLOY / "lex"  # runs at Amazon, told by settings of its own
    texts = [
        path.read_text()
        for path in DEPLOY.rglob("*")
        if path.is_file() and elsewhere not in path.parents
    ]
    named = {name for text in texts for name in re.findall(r"VOICETILL_[A-Z_]+", text)}

    assert named
    assert named <= variables()


def test_no_container_has_rights_it_does_not_need() -> None:
    for _name, pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            rights = container["securityContext"]
            assert rights["readOnlyRootFilesystem"] is True
            assert rights["allowPrivilegeEscalation"] is False
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert {"requests", "limits"} <= container["resources"].keys()
    for name in OURS:
        assert COMPOSE["services"][name]["read_only"] is True
        assert COMPOSE["services"][name]["cap_drop"] == ["ALL"]


def test_what_must_stay_up_is_probed_and_kept_in_part_through_upkeep() -> None:
    budgets = {o["metadata"]["name"] for o in objects() if o["kind"] == "PodDisruptionBudget"}
    for name, pod in pods():
        if name in ("web", "worker", "scheduler"):
            assert {"livenessProbe", "readinessProbe"} <= pod["containers"][0].keys()
            assert name in budgets


def test_probes_ask_for_what_is_answered_where_it_is_answered() -> None:
    served = Flask("probed")
    served.register_blueprint(health_pages(ReadinessBoard(())))
    answered = {rule.rule for rule in served.url_map.iter_rules()}
    for name, pod in pods():
        (container,) = pod["containers"]
        ports = {each["name"] for each in container.get("ports", ())}
        for kind in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = container.get(kind, {}).get("httpGet")
            if asked is not None:
                assert asked["path"] in answered, (name, kind)
                assert asked["port"] in ports, (name, kind)
    for name in OURS:
        for word in COMPOSE["services"][name].get("healthcheck", {}).get("test", ()):
            for port, path in re.findall(r"127\.0\.0\.1:(\d+)(/\w+)", word):
                assert path in answered
                told = " ".join(COMPOSE["services"][name]["command"])
                assert f"--port={port}" in told or (name, port) == ("web", "8080")


def test_the_database_takes_every_connection_that_the_processes_may_hold() -> None:
    each = 2 * Settings.from_env({}).database_pool
    services = COMPOSE["services"]
    processes = Settings.from_env({}).web_workers + sum(
        services[name].get("deploy", {}).get("replicas", 1) for name in ("worker", "scheduler")
    )
    (pod,) = (pod for name, pod in pods() if name == "postgres")

    assert each * processes < most_connections(services["postgres"]["command"])
    least = sum(o["spec"]["minReplicas"] for o in objects() if o["kind"].endswith("Autoscaler"))
    assert each * (least + 2) < most_connections(pod["containers"][0]["args"])


def most_connections(arguments: list[str]) -> int:
    """How many connections PostgreSQL is told to take."""
    (told,) = (word for word in arguments if word.startswith("max_connections="))
    return int(told.removeprefix("max_connections="))


def test_selectors_find_the_pods_they_are_meant_for() -> None:
    labels = {
        each["spec"]["template"]["metadata"]["labels"]["app"]
        for each in objects()
        if each["kind"] in ("Deployment", "StatefulSet", "Job")
    }
    for each in objects():
        if each["kind"] == "Service":
            assert each["spec"]["selector"]["app"] in labels
        if each["kind"] == "PodDisruptionBudget":
            assert each["spec"]["selector"]["matchLabels"]["app"] in labels
        if each["kind"] == "HorizontalPodAutoscaler":
            assert each["spec"]["scaleTargetRef"]["name"] in labels


def test_the_image_takes_pinned_packages_only_and_runs_as_nobody_special() -> None:
    steps = (DEPLOY / "Containerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", steps, re.MULTILINE)
    sources = [source for each in copied for source in each.split()]

    assert "--require-hashes -r" in steps
    assert re.search(r"^USER 10001:10001$", steps, re.MULTILINE)
    assert all((PROJECT_ROOT / source).exists() for source in sources)
    packages = {"app", "adapters", "config", "domain", "mapping", "storage", "sync", "wsgi.py"}
    assert packages <= set(sources)
    assert "sandbox" not in sources


def test_the_image_holds_the_packages_for_traces_where_they_are_asked_for() -> None:
    steps = (DEPLOY / "Containerfile").read_text().replace("\\\n", "")
    (asked,) = re.findall(r"^RUN if \[ -n \"\$OTEL\" \]; then\s+(.+); fi$", steps, re.MULTILINE)

    assert re.search(r"^ARG OTEL=$", steps, re.MULTILINE)
    assert asked.endswith("pip install --require-hashes -r /srv/voicetill/requirements-otel.txt")
    assert steps.index("ARG OTEL=") > steps.index("requirements.txt\n")  # the rest stays cached


def test_the_gunicorn_settings_name_what_is_served() -> None:
    settings: dict[str, Any] = {}
    exec((DEPLOY / "gunicorn.conf.py").read_text(), settings)

    assert settings["worker_class"] == "gthread"
    assert settings["preload_app"] is False
