"""What a reader has to know, in Dutch and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {
        "title": "Steungroepen in {period}",
        "about": "Uitleg",
        "recipient": "Voor wie",
        "purpose": "Waarvoor",
        "funding": "betalen voor de hulp (funding)",
        "period": "Over welke tijd",
        "at_least": "Kleinste aantal",
        "at_least_said": "{at_least} steungroepen",
        "left_out": "niet getoond",
        "left_out_all": "alle regels: niet getoond",
        "left_out_means": "“Niet getoond” zegt niet of het er veel of weinig zijn. Het kan gaan om minder dan "
        "{at_least} steungroepen, of om nul. Het kan ook gaan om iedereen. Of het meeste komt van één steungroep. Of "
        "je kunt er iets mee uitrekenen dat niet getoond wordt.",
        "left_out_here": "Niet getoond: {names}. Dat kunnen er veel of weinig zijn.",
        "rounded": "Aantallen steungroepen zijn afgerond op 5. Andere getallen hebben twee cijfers. Daarom zijn "
        "regels samen niet precies een totaal.",
        "no_ranking": "Dit is geen ranglijst en geen cijfer voor iemands werk. Meer is niet beter, en minder is niet "
        "slechter. Afstand nemen of stoppen is geen slechte uitkomst.",
        "consent": "Alleen steungroepen van inwoners die dit goed vinden, tellen mee. Elke tabel gaat over wie dat "
        "deel laat zien. Tabellen gaan dus niet over dezelfde steungroepen: trek ze niet van elkaar af.",
        "prices": "Voor een afweging van kosten en baten: de uren staan per wet. De dagen en de hulp staan in de "
        "laatste twee tabellen, en wonen bij wat er veranderde. Prijzen staan er niet bij: wie de afweging maakt, "
        "kiest die zelf.",
        "numbers": "{title}: de getallen",
        "contents": "Wat hierin staat",
        "chart": "Elke staaf: het aantal {unit}. Een volle staaf is de grootste regel van de tabel.",
        "skip": "Naar de tabellen",
        "also_left_out": "{rows} van {of} regels: niet getoond.",
        "made_by": "Gemaakt met svh-funders, rapport {report}.",
    },
    "en": {
        "title": "Support groups in {period}",
        "about": "About",
        "recipient": "For whom",
        "purpose": "What for",
        "funding": "paying for the help (funding)",
        "period": "Of which time",
        "at_least": "Smallest number",
        "at_least_said": "{at_least} support groups",
        "left_out": "not shown",
        "left_out_all": "all rows: not shown",
        "left_out_means": "“Not shown” does not tell whether they are many or few. It can be fewer than {at_least} "
        "support groups, or none. It can be everybody. One support group can make up most of it. Or something else "
        "that is not shown could be worked out with it.",
        "left_out_here": "Not shown: {names}. These can be many or few.",
        "rounded": "Numbers of support groups are rounded to 5, and other numbers have two digits. So rows together "
        "are not exactly a total.",
        "no_ranking": "This is no ranking, and no mark for anybody's work. More is not better and less is not worse. "
        "To take distance, or to stop, is no bad outcome.",
        "consent": "Only support groups of residents who agreed to this are counted. Each table is of those who "
        "opened that part. So tables are not of the same support groups: do not subtract one from another.",
        "prices": "For a weighing of costs and benefits: the hours stand by law, the days and the help in the last "
        "two tables, and housing with what changed. No prices are in it: who weighs chooses them.",
        "numbers": "{title}: the numbers",
        "contents": "What is in this",
        "chart": "Each bar: the number of {unit}. A full bar is the largest row of the table.",
        "skip": "To the tables",
        "also_left_out": "{rows} of {of} rows: not shown.",
        "made_by": "Made with svh-funders, report {report}.",
    },
}
