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
        "left_out": "te weinig om te tonen",
        "left_out_all": "alle regels: te weinig om te tonen",
        "left_out_means": "Staat er “te weinig om te tonen”? Dan gaat het om minder dan {at_least} steungroepen, ook "
        "om nul. Of er blijven er te weinig over: het gaat om allemaal, of bijna alles komt van één. Soms blijft een "
        "regel weg omdat je anders een andere kunt uitrekenen.",
        "rounded": "Aantallen steungroepen zijn afgerond op 5. Andere getallen hebben twee cijfers. Daarom zijn "
        "regels samen niet precies een totaal.",
        "no_ranking": "Dit is geen ranglijst en geen cijfer voor iemands werk. Meer is niet beter, en minder is niet "
        "slechter. Afstand nemen of stoppen is geen slechte uitkomst.",
        "consent": "Alleen steungroepen van inwoners die dit goed vinden, tellen mee. Elke tabel gaat over wie dat "
        "deel laat zien. Tabellen gaan dus niet over dezelfde steungroepen: trek ze niet van elkaar af.",
        "prices": "Voor een afweging van kosten en baten: de uren staan per wet. De dagen en de hulp staan in de "
        "laatste twee tabellen, en wonen bij wat er veranderde. De prijzen zijn aan de lezer.",
        "numbers": "{title}: de getallen",
        "contents": "Wat hierin staat",
        "chart": "Elke staaf: het aantal {unit}.",
        "skip": "Naar de tabellen",
        "also_left_out": "{rows} van {of} regels: te weinig om te tonen.",
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
        "left_out": "too few to show",
        "left_out_all": "all rows: too few to show",
        "left_out_means": "“Too few to show” is said of fewer than {at_least} support groups, zero among them. Or "
        "too few are left: it is of all of them, or nearly all comes from one. Sometimes a row is left out because "
        "another one could be worked out with it.",
        "rounded": "Numbers of support groups are rounded to 5, and other numbers have two digits. So rows together "
        "are not exactly a total.",
        "no_ranking": "This is no ranking, and no mark for anybody's work. More is not better and less is not worse. "
        "To take distance, or to stop, is no bad outcome.",
        "consent": "Only support groups of residents who agreed to this are counted. Each table is of those who "
        "opened that part. So tables are not of the same support groups: do not subtract one from another.",
        "prices": "For a weighing of costs and benefits: the hours stand by law, the days and the help in the last "
        "two tables, and housing with what changed. Prices are the reader's.",
        "numbers": "{title}: the numbers",
        "contents": "What is in this",
        "chart": "Each bar: the number of {unit}.",
        "skip": "To the tables",
        "also_left_out": "{rows} of {of} rows: too few to show.",
        "made_by": "Made with svh-funders, report {report}.",
    },
}
