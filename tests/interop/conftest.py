"""The Go verifier, built once; skipped in one line where Go is missing."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

GOPATH = Path("/usr/share/gocode")
HOW = "needs Go and its sumdb library: apt-get install golang-go golang-golang-x-mod-dev"


@pytest.fixture(scope="session")
def verifier(tmp_path_factory):
    if shutil.which("go") is None or not (GOPATH / "src/golang.org/x/mod/sumdb").is_dir():
        if os.environ.get("GONGBAO_INTEROP_REQUIRED"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    folder = tmp_path_factory.mktemp("go")
    settings = {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOCACHE": str(folder / "cache"), "GOFLAGS": ""}
    source = Path(__file__).parent / "verify" / "main.go"
    build = ["go", "build", "-o", folder / "verify", source]
    subprocess.run(build, env={**os.environ, **settings}, check=True, timeout=240)
    return folder / "verify"
