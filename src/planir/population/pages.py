"""The contract and the views as pages in French: the statistician's dictionary, written from the code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planir.engine.signatures import Type
from planir.population.contract import Field, tables, vocabulary
from planir.population.relations import UNREADABLE, Relation, readable_columns

_TYPES: Mapping[Type, str] = {
    "date": "date",
    "nombre": "nombre",
    "texte": "texte",
    "booleen": "oui/non",
    "absent": "",
}
HEADER = "<!-- Page tirée du code par « make docs » : ne pas la modifier à la main. -->\n\n"


def contract_markdown() -> str:
    """Every table of the contract: columns, types, constraints, sensitivity."""
    words = vocabulary()
    parts = [
        HEADER,
        "# Le contrat de la population\n\n",
        "Ce que la caisse sait, table par table. Un extrait au format `planir` a un fichier par table "
        "et ces colonnes.\n\n",
        "Une table est un **fait** ou un **flux** :\n\n",
        *(f"- **{name}** : {said}\n" for name, said in words["natures"].items()),
        "\nChaque colonne a une sensibilité :\n\n",
        *(f"- **{name}** : {said}\n" for name, said in words["sensibilites"].items()),
        "\nToutes les périodes comprennent leur premier et leur dernier jour.\n\n",
        "| Table | Une ligne est | Nature | Sensibilité |\n|---|---|---|---|\n",
        *(
            f"| [{table.name}](#{table.name}) | {table.title} | {table.nature} | {table.sensitivity} |\n"
            for table in tables().values()
        ),
    ]
    for table in tables().values():
        parts.append(f"\n## {table.name}\n\n{table.description}\n\n")
        if table.primary_key:
            parts.append(f"Clé : {', '.join(f'`{name}`' for name in table.primary_key)}.\n\n")
        if table.key is not None:
            parts.append(f"Fichier chiffré, clé « {table.key} ».\n\n")
        if table.partial is not None:
            parts.append(
                f"Une source peut ne savoir que certaines valeurs de `{table.partial}` : le reste est inconnu.\n\n"
            )
        parts.append("| Colonne | Type | Sens | Contrainte | Sensibilité |\n|---|---|---|---|---|\n")
        parts.extend(_field_line(field) for field in table.supplied)
    return "".join(parts)


def views_markdown(relations: Mapping[str, Relation]) -> str:
    """Every relation that a rule may read: cut tables, derived views, rules of the law."""
    return "".join(
        [
            HEADER,
            "# Ce qu'une règle peut lire\n\n",
            "Une règle lit des tables **coupées** à deux dates (`au`, le jour jugé ; `connu_au`, ce qui était connu), "
            "des **vues** qui en dérivent, et des **règles** du droit. Elle ne lit jamais l'identité, ni la valeur "
            "d'un moyen de joindre la personne.\n",
            "\n## Vues au jour jugé\n",
            *_relations(one for one in relations.values() if one.kind in {"jugement", "extraction", "vue"}),
            "\n## Règles du droit\n",
            *_relations(one for one in relations.values() if one.kind in {"regle", "parametre"}),
            "\n## Tables coupées\n\n",
            "Mêmes noms et mêmes colonnes que dans [le contrat](contrat.md), moins ce qu'aucune règle ne lit.\n\n",
            "| Table | Colonnes |\n|---|---|\n",
            *(
                f"| {table.name} | {', '.join(readable_columns(table))} |\n"
                for table in tables().values()
                if table.sensitivity not in UNREADABLE
            ),
        ]
    )


def _field_line(field: Field) -> str:
    said = []
    if field.required:
        said.append("obligatoire")
    if field.enum:
        said.append(", ".join(f"`{value}`" for value in field.enum))
    if field.minimum is not None or field.maximum is not None:
        said.append(f"de {_bound(field.minimum)} à {_bound(field.maximum)}")
    if field.pattern:
        said.append(f"forme `{field.pattern}`")
    if field.max_length is not None:
        said.append(f"{field.max_length} caractères au plus")
    if field.nomenclature:
        said.append(f"nomenclature {field.nomenclature}")
    if field.missing:
        said.append(f"à défaut `{field.missing}`")
    return f"| `{field.name}` | {field.type} | {field.description} | {' ; '.join(said)} | {field.sensitivity} |\n"


def _bound(value: float | None) -> str:
    return "…" if value is None else f"{value:g}"


def _relations(relations: Iterable[Relation]) -> Iterable[str]:
    for relation in sorted(relations, key=lambda one: one.name):
        yield f"\n### {relation.name}\n\n**{relation.title}.** {relation.description}\n\n"
        yield "| Colonne | Type | Sens |\n|---|---|---|\n"
        yield from (
            f"| `{name}` | {_TYPES[relation.types[name]]} | {meaning} |\n" for name, meaning in relation.columns.items()
        )
