WITH
aides_classees AS (
    SELECT
        a.assure,
        m.fin,
        row_number() OVER (PARTITION BY a.assure ORDER BY m.fin DESC NULLS FIRST, m.debut DESC) AS rang
    FROM assure_au_jour AS a
    JOIN aide_medicale_etat AS m ON m.assure = a.assure
    WHERE m.debut <= :au AND (m.fin IS NULL OR m.fin >= :au)
),
-- étape : bénéficie de l'aide médicale de l'État
aides AS (
    SELECT assure, fin FROM aides_classees WHERE rang = 1
),
-- étape : a une aide qui prend bientôt fin
finissantes AS (
    SELECT assure, fin FROM aides
    WHERE mois_avant(fin, parametre('ame_renouvellement.anticipation_mois')) <= :au
)
-- étape : n'a pas déjà une aide qui prend la suite
SELECT f.assure, CAST(f.fin AS VARCHAR) AS objet, p.destinataire, f.fin, f.fin AS echeance
FROM finissantes AS f
JOIN contact_de_la_personne AS p ON p.assure = f.assure
WHERE NOT EXISTS (
    SELECT 1 FROM aide_medicale_etat AS m
    WHERE m.assure = f.assure
        AND (m.fin IS NULL OR m.fin > f.fin)
        AND m.debut <= jours_apres(f.fin, 1)
        AND least(m.debut, coalesce(m.connu_le, :au)) <= :au
)
