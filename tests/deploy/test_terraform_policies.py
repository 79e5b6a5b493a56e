"""What must hold for every module, whoever changes it; `terraform test` looks at each one's own logic."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.files import (
    MODULES,
    ROOT,
    TERRAFORM,
    load_terraform,
    load_yaml,
    name_of,
    resources,
)

SECRET_NAME = re.compile(r"password|secret_key|access_key|token|private_key", re.I)
# Arguments whose names sound like secrets and which hold none.
HARMLESS = re.compile(
    r"^(generate_password|password_payload_specification|password_key|access_key_entry|"
    r"secret_key_entry|entry_for_(access|secret)_key|passwords|gce_http_token|aws_v1_http_token)$"
)
PRIMITIVE_ROLES = {"admin", "editor", "viewer"}

each_module = pytest.mark.parametrize("module", MODULES, ids=name_of)


def walk(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every (dotted path, leaf) below a value."""
    if isinstance(value, dict):
        return [
            leaf
            for key, item in value.items()
            for leaf in walk(item, f"{path}.{key}".lstrip("."))
        ]
    if isinstance(value, list):
        return [leaf for item in value for leaf in walk(item, path)]
    return [(path, value)]


def leaves(module: Path) -> list[tuple[str, Any]]:
    blocks = load_terraform(module)
    return [
        leaf
        for kind in ("resource", "data", "module", "locals", "provider")
        for label, body in blocks.get(kind, [])
        for leaf in walk(body, label)
    ]


def source(module: Path) -> str:
    return "\n".join(path.read_text() for path in sorted(module.glob("*.tf")))


@each_module
def test_no_secret_is_written_down(module: Path) -> None:
    literal = [
        path
        for path, value in leaves(module)
        if SECRET_NAME.search(path.rpartition(".")[2])
        and not HARMLESS.match(path.rpartition(".")[2])
        and isinstance(value, str)
        and "${" not in value
    ]
    assert literal == []


@each_module
def test_no_variable_asks_for_a_secret(module: Path) -> None:
    asked = [
        name
        for name, _ in load_terraform(module).get("variable", [])
        if SECRET_NAME.search(name) and not HARMLESS.match(name)
    ]
    assert asked == ["static_key"] or asked == []


@each_module
def test_every_variable_is_described_typed_and_used(module: Path) -> None:
    text = source(module)
    for name, body in load_terraform(module).get("variable", []):
        assert body.get("description"), name
        assert body.get("type"), name
        assert len(re.findall(rf"\bvar\.{name}\b", text)) > (
            1 if "validation" in body else 0
        ), f"{name} is declared and not used"


@each_module
def test_every_variable_used_is_declared(module: Path) -> None:
    declared = {name for name, _ in load_terraform(module).get("variable", [])}
    used = set(re.findall(r"\bvar\.([a-z0-9_]+)", source(module)))
    assert used <= declared


@each_module
def test_every_output_is_described(module: Path) -> None:
    bare = [
        name
        for name, body in load_terraform(module).get("output", [])
        if not body.get("description")
    ]
    assert bare == []


@each_module
def test_versions_are_bounded(module: Path) -> None:
    [(_, settings)] = [
        (label, body)
        for label, body in load_terraform(module)["terraform"]
        if "required_version" in body
    ]
    assert "< 2" in settings["required_version"]
    for providers in settings.get("required_providers", []):
        assert all(body["version"].startswith("~>") for body in providers.values())


@each_module
def test_buckets_are_private_encrypted_versioned_and_bounded(module: Path) -> None:
    for name, bucket in resources(module, "yandex_storage_bucket").items():
        assert bucket["acl"] == "private", name
        assert bucket["force_destroy"] is False, name
        assert set(bucket["anonymous_access_flags"][0].values()) == {False}, name
        assert bucket["versioning"] == [{"enabled": True}], name
        rule = bucket["server_side_encryption_configuration"][0]["rule"][0]
        key = rule["apply_server_side_encryption_by_default"][0]["kms_master_key_id"]
        assert key.startswith("${yandex_kms_symmetric_key."), name
        assert "noncurrent_version_expiration" in bucket["lifecycle_rule"][0], name
        assert bucket["max_size"], name


@each_module
def test_keys_rotate_and_cannot_be_lost(module: Path) -> None:
    for name, key in resources(module, "yandex_kms_symmetric_key").items():
        assert key["default_algorithm"] == "AES_256", name
        assert key["rotation_period"], name
        assert key["deletion_protection"] is True, name
        assert key["lifecycle"] == [{"prevent_destroy": True}], name


@each_module
def test_static_keys_go_to_lockbox(module: Path) -> None:
    keys = resources(module, "yandex_iam_service_account_static_access_key")
    for name, key in keys.items():
        assert key["output_to_lockbox"], name


@each_module
def test_secrets_and_disks_are_encrypted_with_our_key(module: Path) -> None:
    for kind in ("yandex_lockbox_secret", "yandex_compute_disk"):
        for name, body in resources(module, kind).items():
            assert body["kms_key_id"], f"{kind}.{name}"


@each_module
def test_lockbox_secrets_hold_no_value_of_ours(module: Path) -> None:
    for kind in (
        "yandex_lockbox_secret_version",
        "yandex_lockbox_secret_version_hashed",
    ):
        assert resources(module, kind) == {}, "its value would be in the state"


@each_module
def test_only_https_is_open_to_everybody(module: Path) -> None:
    for name, group in resources(module, "yandex_vpc_security_group").items():
        for rule in group.get("ingress", []):
            if "0.0.0.0/0" in str(rule.get("v4_cidr_blocks")):
                assert rule["port"] == 443, name
            assert "port" in rule, f"{name} opens every port"
        for dynamic in group.get("dynamic", []):
            for content in dynamic.get("ingress", {}).get("content", []):
                assert "0.0.0.0/0" not in str(content), name


def test_the_ssh_range_refuses_the_internet_and_is_empty_by_default() -> None:
    variables = dict(load_terraform(TERRAFORM / "modules" / "network")["variable"])
    assert variables["ssh_cidrs"]["default"] == []
    assert ">= 16" in variables["ssh_cidrs"]["validation"][0]["condition"]


@each_module
def test_roles_are_service_roles(module: Path) -> None:
    granted = {
        value
        for path, value in leaves(module)
        if path.rpartition(".")[2] in {"role", "roles"} and isinstance(value, str)
    }
    assert not granted & PRIMITIVE_ROLES


@each_module
def test_folder_roles_are_added_not_replaced(module: Path) -> None:
    """`*_iam_binding` on a folder takes the role away from everybody it does not name."""
    assert resources(module, "yandex_resourcemanager_folder_iam_binding") == {}


@each_module
def test_machines_keep_their_doors_shut(module: Path) -> None:
    for name, machine in resources(module, "yandex_compute_instance").items():
        assert machine["metadata"]["serial-port-enable"] == "0", name
        assert machine["network_interface"][0]["security_group_ids"], name
        assert machine["metadata_options"][0]["aws_v1_http_token"] == 2, name


def test_the_state_is_remote_and_locked() -> None:
    [(_, settings)] = [
        (label, body)
        for label, body in load_terraform(TERRAFORM / "envs" / "dev")["terraform"]
        if "backend" in body
    ]
    backend = settings["backend"][0]["s3"]
    assert backend["use_lockfile"] is True
    assert backend["endpoints"]["s3"] == "https://storage.yandexcloud.net"
    assert not {"access_key", "secret_key", "bucket"} & set(backend)


def test_the_stub_knows_every_resource_in_use() -> None:
    schema = load_yaml(ROOT / "tests/deploy/provider/yandex.yaml")
    for kind, known in (("resource", "resources"), ("data", "data_sources")):
        used = {
            label.partition(".")[0]
            for module in MODULES
            for label, _ in load_terraform(module).get(kind, [])
        }
        assert used == set(schema[known])
