"""Writes made-up histories as a script to stdout: ``python -m svh_core.testing.histories --seed 1 --entries 1000``."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import Final

import click

from svh_core.testing.histories.many import BEGINS, many_cases
from svh_core.testing.histories.telling import ACCESS

_EVERY: Final = 5_000
"""After how many lines it is said, on a terminal, how far it is."""


@click.command()
@click.option("--seed", type=int, default=1, show_default=True, help="Which histories; the same number gives the same.")
@click.option("--entries", type=click.IntRange(min=1), help="Stop when there are so many entries.")
@click.option("--cases", type=click.IntRange(min=1), help="How many cases begin.")
@click.option("--begins", type=click.DateTime(["%Y-%m-%d"]), help="The first day.")
@click.option("--years", type=click.FloatRange(min=0.1), default=3.0, show_default=True, help="How long it goes on.")
@click.option("--looks", is_flag=True, help="Others also look at them: for `svh record --import`.")
@click.option("--forgetting", is_flag=True, help="People also ask to be forgotten: for `svh record --import`.")
def main(
    seed: int,
    entries: int | None,
    cases: int | None,
    begins: datetime | None,
    years: float,
    *,
    forgetting: bool,
    looks: bool,
) -> None:
    """Write made-up histories as a decision script, one line a decision, for `svh record -`."""
    if entries is None and cases is None:
        raise click.UsageError("Say --entries or --cases.")
    first: date = begins.date() if begins is not None else BEGINS
    told = many_cases(
        seed=seed, entries=entries, cases=cases, begins=first, years=years, forgetting=forgetting, looks=looks
    )
    count = 0
    for number, one in enumerate((one for one in told if one.stream != ACCESS), start=1):
        sys.stdout.write(one.line() + "\n")
        count += one.entries
        if number % _EVERY == 0:
            _show(count, entries)


def _show(count: int, entries: int | None) -> None:
    """How far it is, on stderr, on a terminal only."""
    if sys.stderr.isatty():
        of = f"/{entries}" if entries is not None else ""
        click.echo(f"\rwritten {count}{of}", err=True, nl=False)


if __name__ == "__main__":
    main()
