-- titre : Proches connus d'une personne décédée
-- description : Une ligne par défunt et par personne que la caisse savait liée à lui le jour du décès : même foyer, ou rattachée à son numéro.
-- description : Un défunt sans ligne n'est pas sans famille : personne n'est connu de la caisse.
-- colonne defunt : la personne décédée
-- colonne date_deces : jour du décès
-- colonne assure : la personne liée
-- colonne foyer : le foyer commun ; vide si le lien est un rattachement
-- colonne lien : conjoint, enfant, parent ou proche ; le premier dans l'ordre de R.361-3 s'il y en a plusieurs
WITH
defunts AS (
    SELECT assure AS defunt, date_deces FROM assure WHERE date_deces <= :au
),
-- Le foyer tel qu'il était au décès : la caisse a pu le clore la veille.
foyers_du_defunt AS (
    SELECT d.defunt, d.date_deces, f.foyer, f.role
    FROM defunts AS d
    JOIN foyer AS f ON f.assure = d.defunt
    WHERE (f.debut IS NULL OR f.debut <= d.date_deces)
        AND (f.fin IS NULL OR f.fin >= jours_avant(d.date_deces, 1))
),
liens AS (
    SELECT
        d.defunt,
        d.date_deces,
        p.assure,
        d.foyer,
        CASE
            WHEN d.role IN ('demandeur', 'conjoint') AND p.role IN ('demandeur', 'conjoint') THEN 'conjoint'
            WHEN d.role IN ('demandeur', 'conjoint') AND p.role = 'enfant' THEN 'enfant'
            WHEN d.role = 'enfant' AND p.role IN ('demandeur', 'conjoint') THEN 'parent'
            ELSE 'proche'
        END AS lien
    FROM foyers_du_defunt AS d
    JOIN foyer AS p ON p.foyer = d.foyer
    WHERE p.assure <> d.defunt
        AND (p.debut IS NULL OR p.debut <= d.date_deces)
        AND (p.fin IS NULL OR p.fin >= jours_avant(d.date_deces, 1))
    UNION ALL
    SELECT d.defunt, d.date_deces, a.assure, CAST(NULL AS VARCHAR) AS foyer, 'enfant' AS lien
    FROM defunts AS d
    JOIN assure AS a ON a.rattache_a = d.defunt
)
-- L'ordre de R.361-3 (conjoint, enfants, ascendants) est aussi celui de l'alphabet.
SELECT defunt, date_deces, assure, min(foyer) AS foyer, min(lien) AS lien
FROM liens
GROUP BY defunt, date_deces, assure
