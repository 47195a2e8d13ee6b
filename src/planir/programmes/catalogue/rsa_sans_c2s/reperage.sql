WITH
-- Le RSA se décrit souvent en plusieurs lignes qui se suivent : ce qui compte est le début de la période sans trou.
lignes_rsa AS (
    SELECT
        l.assure,
        l.debut,
        l.fin,
        max(coalesce(l.fin, :au)) OVER (
            PARTITION BY l.assure ORDER BY l.debut, l.fin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS deja_verse
    FROM allocation AS l
    JOIN assure_au_jour AS a ON a.assure = l.assure
    WHERE l.type = 'rsa' AND l.debut <= :au
),
titulaires AS (
    SELECT
        assure,
        max(CASE WHEN deja_verse IS NULL OR debut > jours_apres(deja_verse, 1) THEN debut END) AS depuis
    FROM lignes_rsa
    GROUP BY assure
    HAVING bool_or(fin IS NULL OR fin >= :au)
),
-- Le droit est celui du foyer : le conjoint, les enfants de moins de 25 ans, ceux que le titulaire rattache.
couverts AS (
    SELECT assure, assure AS titulaire, depuis FROM titulaires
    UNION ALL
    SELECT a.assure, t.assure AS titulaire, t.depuis
    FROM titulaires AS t
    JOIN assure_au_jour AS a ON a.rattache_a = t.assure
    UNION ALL
    SELECT autre.assure, t.assure AS titulaire, t.depuis
    FROM titulaires AS t
    JOIN foyer_au_jour AS sien ON sien.assure = t.assure
    JOIN foyer_au_jour AS autre ON autre.foyer = sien.foyer
    JOIN assure_au_jour AS a ON a.assure = autre.assure
    WHERE sien.role IN ('demandeur', 'conjoint')
        AND (
            autre.role IN ('demandeur', 'conjoint')
            OR (autre.role = 'enfant' AND coalesce(a.age, 0) < parametre('c2s.age_personne_a_charge'))
        )
),
-- étape : vit dans un foyer qui perçoit le RSA
foyers_rsa AS (
    SELECT c.assure, min(c.depuis) AS depuis, bool_or(r.assure IS NOT NULL) AS titulaire_oppose
    FROM couverts AS c
    JOIN assure_au_jour AS a ON a.assure = c.assure
    LEFT JOIN renonciation_c2s_au_jour AS r ON r.assure = c.titulaire
    GROUP BY c.assure
),
-- étape : vit dans un foyer qui le perçoit depuis un mois au moins
installes AS (
    SELECT assure, depuis, titulaire_oppose FROM foyers_rsa
    WHERE mois_apres(depuis, parametre('c2s.attribution_rsa_mois')) <= :au
),
-- étape : n'a pas de complémentaire santé solidaire, ni ouverte ni à venir
sans_c2s AS (
    SELECT i.assure, i.depuis, i.titulaire_oppose
    FROM installes AS i
    WHERE NOT EXISTS (
        SELECT 1 FROM couverture_ouverte_ou_a_venir AS c
        WHERE c.assure = i.assure AND c.type IN ('c2s_gratuite', 'c2s_participation')
    )
),
demandes_en_cours AS (
    SELECT assure, max(deposee_le) AS deposee_le
    FROM demande_c2s_du_foyer
    WHERE decidee_le IS NULL AND resultat IS NULL AND deposee_le <= :au
    GROUP BY assure
)
-- étape : ne s'est pas opposée à la complémentaire santé solidaire, ni le titulaire du RSA
SELECT
    s.assure,
    '' AS objet,
    f.destinataire,
    f.foyer,
    s.depuis,
    d.deposee_le AS demande_deposee_le,
    CAST(NULL AS DATE) AS echeance
FROM sans_c2s AS s
JOIN contact_du_foyer AS f ON f.assure = s.assure
LEFT JOIN demandes_en_cours AS d ON d.assure = s.assure
WHERE NOT s.titulaire_oppose
    AND NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = s.assure)
