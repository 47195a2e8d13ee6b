-- titre : Enfants confiés à l'aide sociale à l'enfance au jour jugé
-- description : Une ligne par personne confiée ce jour-là. Un changement de service, fin et nouveau placement le même jour ou le lendemain, ne rompt pas le placement.
-- colonne assure : la personne
-- colonne debut : premier jour du placement, tous services confondus
-- colonne service : service de placement le plus récent ; vide si l'événement ne le nomme pas
WITH
placements AS (
    SELECT assure, date_evenement AS jour, objet AS service
    FROM evenement_restreint
    WHERE type = 'placement_ase' AND date_evenement <= :au
),
fins AS (
    SELECT f.assure, f.date_evenement AS jour
    FROM evenement_restreint AS f
    WHERE f.type = 'fin_placement_ase'
        AND f.date_evenement <= :au
        AND NOT EXISTS (
            SELECT 1 FROM placements AS p
            WHERE p.assure = f.assure AND p.jour >= f.date_evenement AND p.jour <= jours_apres(f.date_evenement, 1)
        )
),
ouverts AS (
    SELECT
        p.assure,
        p.service,
        min(p.jour) OVER (PARTITION BY p.assure) AS debut,
        row_number() OVER (PARTITION BY p.assure ORDER BY p.jour DESC, p.service) AS rang
    FROM placements AS p
    WHERE NOT EXISTS (SELECT 1 FROM fins AS f WHERE f.assure = p.assure AND f.jour >= p.jour)
)
SELECT assure, debut, service
FROM ouverts
WHERE rang = 1
