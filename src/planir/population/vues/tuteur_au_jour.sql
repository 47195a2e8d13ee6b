-- titre : Tuteurs au jour jugé
-- description : Une ligne par personne pour qui agit un tuteur, ou un proche habilité par le juge : une personne en vie, à défaut l'organisme (association
-- description : tutélaire). Un curateur assiste et n'agit pas à sa place : il n'y est pas, ni un mandataire, ni un parent.
-- colonne assure : la personne représentée
-- colonne tuteur : qui joindre pour elle ; le nom de l'organisme si c'en est un
WITH
tuteurs AS (
    SELECT
        r.assure,
        min(CASE WHEN defunt.assure IS NULL THEN r.representant END) AS personne,
        min(nullif(trim(r.organisme), '')) AS organisme
    FROM representant_au_jour AS r
    LEFT JOIN assure AS defunt ON defunt.assure = r.representant AND defunt.date_deces <= :au
    WHERE r.type IN ('tuteur', 'habilitation_familiale')
    GROUP BY r.assure
)
SELECT assure, coalesce(personne, organisme) AS tuteur
FROM tuteurs
WHERE personne IS NOT NULL OR organisme IS NOT NULL
