"""`voicetill versions`: which API version of each platform is spoken, and for how long."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from app.commands.context import print_json
from app.commands.tables import print_table


@click.command()
@click.option("--check", is_flag=True, help="Exit with 1 if one ends within 60 days.")
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Look from this day (YYYY-MM-DD) instead of today.",
)
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def versions(check: bool, day: datetime | None, as_json: bool) -> None:
    """Show the pinned API versions with their sources and sunsets."""
    from adapters.registry import PLATFORMS
    from adapters.versions import sunsets

    ending = sunsets(PLATFORMS.values(), (day or datetime.now(UTC)).date())
    pinned = {name: platform.api_version for name, platform in PLATFORMS.items()}
    if as_json:
        told = {
            name: {"version": each.version, "sunset": each.sunset, "source": each.source}
            for name, each in pinned.items()
        }
        print_json({"versions": told, "ending": ending})
    else:
        print_table(
            ("platform", "switched off", "API version"),
            (
                (name, each.sunset or "not announced", each.version)
                for name, each in sorted(pinned.items())
            ),
        )
        for line in ending:
            click.echo(line, err=True)
    sys.exit(1 if check and ending else 0)
