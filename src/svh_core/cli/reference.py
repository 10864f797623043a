"""What there is to know without a casebook: the rules, the events, the schemas."""

from __future__ import annotations

import click

from svh_core.cli.options import output_options, say_json
from svh_core.domain.core_rules import CORE_RULEBOOK, MINIMAL
from svh_core.domain.rulebook import EventKind, Rule


@click.command()
@output_options
def rules(lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Every rule, with its id and its sentence."""
    if as_json:
        say_json("rules", rules=[_rule(rule, lang) for rule in CORE_RULEBOOK.rules])
        return
    for rule in CORE_RULEBOOK.rules:
        click.echo(f"{rule.id}\n    {rule.sentence_in(lang)}")


def _rule(rule: Rule, lang: str) -> dict[str, object]:
    return {
        "id": rule.id,
        "sentence": rule.sentence_in(lang),
        "about": list(rule.about),
        "since": rule.since,
        "until": rule.until,
    }


@click.command()
@output_options
@click.option("--minimal", is_flag=True, help="Only the least one must record to run a support group.")
def events(lang: str, *, as_json: bool, no_color: bool, minimal: bool) -> None:  # noqa: ARG001
    """Every event, with its fields and whose it is to decide."""
    kinds = [CORE_RULEBOOK.kinds[name] for name in (MINIMAL if minimal else CORE_RULEBOOK.kinds)]
    if as_json:
        say_json("events", events=[_event(kind, lang) for kind in kinds])
        return
    for kind in kinds:
        yields = f", {kind.yields}" if kind.yields is not None else ""
        click.echo(f"{kind.name}  ({kind.domain}, {kind.whose}{yields})\n    {kind.sentence_in(lang)}")
        for field in kind.fields:
            click.echo(f"      {field.name}{'?' if field.optional else ''}: {field.notation}  [{field.category}]")


def _event(kind: EventKind, lang: str) -> dict[str, object]:
    return {
        "name": kind.name,
        "sentence": kind.sentence_in(lang),
        "domain": kind.domain.value,
        "whose": kind.whose.value,
        "yields": kind.yields.value if kind.yields is not None else None,
        "fields": {
            field.name: {"type": field.notation, "optional": field.optional, "category": field.category}
            for field in kind.fields
        },
    }


@click.command()
@output_options
def schema(lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """JSON Schema of decision scripts and of entries."""
    from svh_core.views.schema import schema_of_entries, schema_of_scripts  # noqa: PLC0415

    say_json("schema", scripts=schema_of_scripts(CORE_RULEBOOK), entries=schema_of_entries(CORE_RULEBOOK))
