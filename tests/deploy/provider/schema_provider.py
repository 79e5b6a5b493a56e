"""A provider that knows the schema in `yandex.yaml` and can do nothing.

It lets the real `terraform validate` and `terraform test` (with mocked providers) run where the
provider itself cannot be downloaded. Prints the value of TF_REATTACH_PROVIDERS, by which Terraform
finds it, and serves until it is stopped.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import yaml
from tf.gen import tfplugin_pb2 as pb
from tf.gen import tfplugin_pb2_grpc as rpc

Spec = dict[str, Any]
KEY = re.compile(r"^(?P<name>\w+)(?P<shape>\[1?\]|\(\)|\{\}|<>|\.)?(?P<mode>!|~|=)?$")
NESTING = {"[]": "LIST", "[1]": "LIST", "()": "SET", "{}": "SINGLE"}
OBJECT_NESTING = {"<>": "MAP", ".": "SINGLE"}
SCALARS = {"string", "number", "bool"}
NAME = "registry.terraform.io/yandex-cloud/yandex"


def cty(text: str) -> bytes:
    """`list(string)` in the JSON form that Terraform's type system uses."""
    if text in SCALARS:
        return json.dumps(text).encode()
    outer, inner = text.removesuffix(")").split("(")
    return json.dumps([outer, inner]).encode()


def flags(mode: str | None) -> dict[str, bool]:
    return {
        "required": mode == "!",
        "optional": mode in (None, "~"),
        "computed": mode in ("=", "~"),
    }


def attribute(key: re.Match[str], spec: Any) -> pb.Schema.Attribute:
    if key["shape"] in OBJECT_NESTING:
        nested = pb.Schema.Object(
            attributes=[attribute(*item) for item in parsed(spec)],
            nesting=pb.Schema.Object.NestingMode.Value(OBJECT_NESTING[key["shape"]]),
        )
        return pb.Schema.Attribute(
            name=key["name"], nested_type=nested, **flags(key["mode"])
        )
    return pb.Schema.Attribute(name=key["name"], type=cty(spec), **flags(key["mode"]))


def nested_block(key: re.Match[str], spec: Spec) -> pb.Schema.NestedBlock:
    single_object = key["shape"] == "{}"
    return pb.Schema.NestedBlock(
        type_name=key["name"],
        block=block(spec),
        nesting=pb.Schema.NestedBlock.NestingMode.Value(NESTING[key["shape"]]),
        min_items=1 if key["mode"] == "!" and not single_object else 0,
        max_items=1 if key["shape"] == "[1]" else 0,
    )


def parsed(spec: Spec) -> list[tuple[re.Match[str], Any]]:
    matches = [(KEY.match(key), value) for key, value in spec.items()]
    unreadable = [
        key for (match, _), key in zip(matches, spec, strict=True) if not match
    ]
    if unreadable:
        raise ValueError(f"yandex.yaml: cannot read {unreadable}")
    return [(match, value) for match, value in matches if match]


def block(spec: Spec) -> pb.Schema.Block:
    items = parsed(spec)
    return pb.Schema.Block(
        attributes=[
            attribute(key, value) for key, value in items if key["shape"] not in NESTING
        ],
        block_types=[
            nested_block(key, value) for key, value in items if key["shape"] in NESTING
        ],
    )


def schema(spec: Spec) -> pb.Schema:
    return pb.Schema(version=0, block=block(spec))


class SchemaOnly(rpc.ProviderServicer):  # type: ignore[misc]
    """Answers what Terraform asks before it would talk to a cloud."""

    def __init__(self) -> None:
        path = Path(__file__).with_name("yandex.yaml")
        spec = yaml.safe_load(path.read_text("utf-8"))
        self.schemas = pb.GetProviderSchema.Response(
            provider=schema(spec["provider"]),
            resource_schemas={k: schema(v) for k, v in spec["resources"].items()},
            data_source_schemas={k: schema(v) for k, v in spec["data_sources"].items()},
        )

    def GetProviderSchema(self, _request: Any, _context: Any) -> Any:
        return self.schemas

    def ValidateProviderConfig(self, _request: Any, _context: Any) -> Any:
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, _request: Any, _context: Any) -> Any:
        return pb.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, _request: Any, _context: Any) -> Any:
        return pb.ValidateDataResourceConfig.Response()

    def StopProvider(self, _request: Any, _context: Any) -> Any:
        return pb.StopProvider.Response()


def reattach(socket: Path) -> str:
    """How Terraform reaches a provider that is already running."""
    address = {"Network": "unix", "String": str(socket)}
    process = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": os.getpid()}
    return json.dumps({NAME: {**process, "Test": True, "Addr": address}})


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "provider.sock"
        server = grpc.server(ThreadPoolExecutor(max_workers=4))
        rpc.add_ProviderServicer_to_server(SchemaOnly(), server)
        server.add_insecure_port(f"unix://{socket}")
        signal.signal(signal.SIGTERM, lambda *_: server.stop(grace=0))
        server.start()
        sys.stdout.write(reattach(socket) + "\n")
        sys.stdout.flush()
        server.wait_for_termination()


if __name__ == "__main__":
    main()
