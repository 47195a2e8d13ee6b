-- titre : À qui s'adresser pour un droit de la personne
-- description : Une ligne par personne protégée. Un adulte est joint lui-même, ou par son tuteur s'il est connu, personne ou organisme. Un mineur l'est par
-- description : son tuteur ou son parent, sinon par un adulte de son foyer, sinon par l'assuré dont il dépend ; jamais par lui-même. Un défunt n'est
-- description : jamais joint.
-- colonne assure : la personne
-- colonne destinataire : qui joindre, une personne ou l'organisme tuteur ; vide si personne n'est connu pour un mineur
WITH
parents AS (
    SELECT r.assure, min(r.representant) AS parent
    FROM representant_au_jour AS r
    LEFT JOIN assure AS defunt ON defunt.assure = r.representant AND defunt.date_deces <= :au
    WHERE r.type = 'parent' AND r.representant IS NOT NULL AND defunt.assure IS NULL
    GROUP BY r.assure
),
adultes AS (
    SELECT f.foyer, min(f.assure) AS adulte
    FROM foyer_au_jour AS f
    JOIN assure_au_jour AS a ON a.assure = f.assure
    WHERE f.role IN ('demandeur', 'conjoint') AND a.age >= parametre('affiliation.age_majorite')
    GROUP BY f.foyer
),
-- Seul un mineur est joint par un adulte de son foyer.
adultes_du_foyer AS (
    SELECT f.assure, min(m.adulte) AS adulte
    FROM assure_au_jour AS a
    JOIN foyer_au_jour AS f ON f.assure = a.assure
    JOIN adultes AS m ON m.foyer = f.foyer
    WHERE a.age IS NULL OR a.age < parametre('affiliation.age_majorite')
    GROUP BY f.assure
)
SELECT
    a.assure,
    CASE
        WHEN a.age >= parametre('affiliation.age_majorite') OR (a.age IS NULL AND a.rattache_a IS NULL)
            THEN coalesce(t.tuteur, a.assure)
        ELSE coalesce(t.tuteur, p.parent, f.adulte, o.assure)
    END AS destinataire
FROM assure_au_jour AS a
LEFT JOIN tuteur_au_jour AS t ON t.assure = a.assure
LEFT JOIN parents AS p ON p.assure = a.assure
LEFT JOIN adultes_du_foyer AS f ON f.assure = a.assure
LEFT JOIN assure_au_jour AS o ON o.assure = a.rattache_a
