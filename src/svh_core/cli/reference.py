"""What there is to know without a casebook: the rules, the events, the schemas.

Where plugins are allowed beside a casebook, or where it would be, what they bring is there too.
"""

from __future__ import annotations

import click

from svh_core.cli.options import allowed_beside, output_options, plugins_beside, say_json
from svh_core.domain.core_rules import CORE_RULEBOOK, MINIMAL
from svh_core.domain.rulebook import EventKind, Rule, Rulebook


def _rulebook(db: str) -> Rulebook:
    """The rules of the core, with those of the plugins that may be used with a casebook."""
    plugins = plugins_beside(db)
    return plugins.rulebook(CORE_RULEBOOK) if plugins is not None else CORE_RULEBOOK


@click.command()
@allowed_beside
@output_options
def rules(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """Every rule, with its id and its sentence."""
    known = _rulebook(db).rules
    if as_json:
        say_json("rules", rules=[_rule(rule, lang) for rule in known])
        return
    for rule in known:
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
@allowed_beside
@output_options
@click.option("--minimal", is_flag=True, help="Only the least one must record to run a support group.")
def events(db: str, lang: str, *, as_json: bool, no_color: bool, minimal: bool) -> None:  # noqa: ARG001
    """Every event, with its fields and whose it is to decide."""
    known = _rulebook(db).kinds
    kinds = [known[name] for name in (MINIMAL if minimal else known)]
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
@allowed_beside
@output_options
def schema(db: str, lang: str, *, as_json: bool, no_color: bool) -> None:  # noqa: ARG001
    """JSON Schema of decision scripts and of entries."""
    from svh_core.views.schema import schema_of_entries, schema_of_scripts  # noqa: PLC0415

    rulebook = _rulebook(db)
    say_json("schema", scripts=schema_of_scripts(rulebook), entries=schema_of_entries(rulebook))
