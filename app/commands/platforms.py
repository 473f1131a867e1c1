"""`voicetill platforms`: which platforms this installation has, and what is wrong with others."""

from __future__ import annotations

import sys

import click

from app.commands.context import print_json
from app.commands.tables import print_table


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def platforms(as_json: bool) -> None:
    """List the platforms of this installation; exit code 1 if an installed one is broken."""
    from adapters.registry import BUILT_IN, PLATFORMS

    faults = [str(fault) for fault in PLATFORMS.faults()]
    told = {
        name: {
            "title": platform.title,
            "api_version": platform.api_version.version,
            "origin": "built in" if name in BUILT_IN else "installed",
        }
        for name, platform in PLATFORMS.items()
    }
    if as_json:
        print_json({"platforms": told, "faults": faults})
    else:
        print_table(
            ("platform", "title", "origin", "API version"),
            (
                (name, one["title"], one["origin"], one["api_version"])
                for name, one in sorted(told.items())
            ),
        )
        for fault in faults:
            click.echo(f"voicetill: {fault}", err=True)
    sys.exit(1 if faults else 0)
