"""A file to be written, named on the command line: that it can be is seen before the work, not after it."""

from pathlib import Path
from typing import Any

import click


class Target(click.Path):
    """A path in a folder that is there, with one of the endings the command writes (none given: any)."""

    def __init__(self, *endings: str) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)
        self.endings = endings

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path, or a usage error in words."""
        path = Path(str(super().convert(value, param, ctx)))
        if self.endings and path.suffix.lower() not in self.endings:
            named = " / ".join(self.endings)
            self.fail(f"结果写成 {named}：{path} / results are written as {named}: {path}", param, ctx)
        if not path.parent.is_dir():
            self.fail(f"没有这个文件夹：{path.parent} / there is no such folder: {path.parent}", param, ctx)
        return path
