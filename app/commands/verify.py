"""`voicetill verify`: prove that nothing is missing, and repair what is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from app.commands import context

if TYPE_CHECKING:
    from storage.proofs import StoredProof

_WORDS = ("missing", "outdated", "extra", "repaired", "ended", "unresolved")


@click.command()
@click.option("--connection", default=None, help="Only this one; else all active connections.")
@click.option("--entity", "entities", multiple=True, help="product, stock, customer or order.")
@click.option("--dry-run", is_flag=True, help="Tell what differs; repair nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def verify(connection: str | None, entities: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Compare what is stored with a census of each platform; exit code 1 if something differs."""
    from app.start.syncing import connections
    from storage.proofs import ProofState
    from sync.verify import Verifier

    with context.at_work() as services:
        verifier = Verifier(services.database, services.directory, services.clock)
        proofs = [
            proof
            for one in connections(services, connection)
            for proof in verifier.verify(one, _entities(entities), repair=not dry_run)
        ]
    if as_json:
        context.print_json([told(proof) for proof in proofs])
    else:
        for proof in proofs:
            _print(proof)
    if any(proof.state is ProofState.DIFFERS for proof in proofs):
        raise click.exceptions.Exit(1)


def told(proof: StoredProof) -> dict[str, Any]:
    """A proof for programs."""
    return {
        "id": proof.id,
        "connection_id": proof.connection_id,
        "entity": proof.entity.value,
        "run_id": proof.run_id,
        "state": proof.state.value,
        "findings": dict(proof.findings),
        "alarms": list(proof.alarms),
        "started_at": proof.started_at,
        "finished_at": proof.finished_at,
    }


def _entities(named: tuple[str, ...]) -> tuple[Any, ...]:
    from domain.events import Entity
    from sync.verify import PROVABLE

    words = {entity.value: entity for entity in PROVABLE}
    for name in named:
        if name not in words:
            raise click.BadParameter(f"{name} is none of {', '.join(words)}")
    chosen: tuple[Entity, ...] = tuple(words[name] for name in named) or PROVABLE
    return chosen


def _print(proof: StoredProof) -> None:
    found = proof.findings
    figures = ", ".join(f"{found[word]} {word}" for word in _WORDS if found.get(word))
    counts = f"{found['ours']:,} here, {found['theirs']:,} there"
    click.echo(
        f"{proof.connection_id}  {proof.entity.value:<9} {proof.state.value:<9} {counts}"
        + (f": {figures}" if figures else "")
    )
    for alarm in proof.alarms:
        click.echo(f"    look: {alarm}")
