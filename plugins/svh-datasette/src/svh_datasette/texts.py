"""What is said around the tables, in each language: the title, and the README that stands in the folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Steungroepen: wat je mag zien",
        "description": "Wat inwoners {recipient} laten zien, voor het doel {purpose}. Gemaakt op {day}. Wat niet open "
        "is, staat er niet in.",
        "readme": """\
# Steungroepen: wat je mag zien

Deze map is voor **{recipient}**, voor het doel **{purpose}**. Gemaakt op {day}. Er staan {cases} steungroepen in.

Inwoners beslissen zelf wat iemand van hun steungroep mag zien. Hier staat alleen wat zij open hebben gezet. Dat jij
dit kreeg, staat in het trail van elke steungroep. Geef de map aan niemand anders.

## Zo open je de map

```
pip install "svh-datasette[serve]"
svh-datasette deze-map
```

Dat kijkt eerst of de bestanden nog precies zijn zoals ze gemaakt zijn. Daarna staat alles op http://127.0.0.1:8001 in
je browser. Niemand anders kan erbij, en je kunt er niets in veranderen. Heb je al Datasette? Dan kan het ook met
`datasette deze-map`.

## Wat waar staat

- `disclosed.db`: de gegevens, een database van SQLite.
- `metadata.yaml`: bij elke tabel en elke kolom één zin, en de vragen die klaarstaan.
- `datasette.yaml`, `settings.json` en `inspect-data.json`: hoe Datasette het laat zien.
- `MANIFEST.json`: voor wie dit is, uit welk casebook, en van elk bestand de SHA-256.

Begin bij de vraag "Gezien zonder geldige toestemming": daar horen geen rijen te staan. Kijk ook bij "Steungroepen die
niet helemaal open zijn": daar kan die vraag niet alles zien.

Klaar? Gooi de map weg. Stopt een inwoner de toestemming? Dan gaat deze map niet vanzelf weg. Dat moet jij doen.
""",
    },
    "en": {
        "title": "Support groups: what may be seen",
        "description": "What residents let {recipient} see, for the purpose {purpose}. Made on {day}. What is closed "
        "is not in it.",
        "readme": """\
# Support groups: what may be seen

This folder is for **{recipient}**, for the purpose **{purpose}**. It was made on {day}, of {cases} cases.

Residents decide what somebody may see of their case. Here is only what they opened. That it was handed over to you
stands in the trail of each case. Give the folder to nobody else.

## How to open it

```
pip install "svh-datasette[serve]"
svh-datasette this-folder
```

It first looks whether the files are as they were made. Then everything is at http://127.0.0.1:8001 in your browser.
Nobody else can reach it, and nothing in it can be changed. If you have Datasette, `datasette this-folder` works too.

## What stands where

| | |
|---|---|
| `disclosed.db` | the data, a SQLite database |
| `metadata.yaml` | one sentence for each table and each column, and the questions that stand ready |
| `datasette.yaml`, `settings.json`, `inspect-data.json` | how Datasette shows it |
| `MANIFEST.json` | for whom this is, of which casebook, and the SHA-256 of each file |

Begin with the question "Disclosures without valid consent": expect no rows. Look at "Cases that the questions cannot
see whole" too: there that question cannot see everything.

When you are done, throw the folder away. Where a resident takes a consent back, this folder does not go by itself:
that is for you to do.
""",
    },
}
