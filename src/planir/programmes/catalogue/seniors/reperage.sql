WITH
-- L'âge légal est celui de la génération (62 ans et 9 mois pour 1964), pas 62 ni 64 ans pour tous.
-- étape : a l'âge de préparer sa retraite
en_age AS (
    SELECT a.assure, a.statut_social, r.retraite_possible_le
    FROM assure_au_jour AS a
    JOIN age_legal_retraite AS r USING (assure)
    WHERE r.retraite_possible_le <= mois_apres(:au, parametre('seniors.avance_mois'))
        AND a.age < parametre('retraite.age_taux_plein')
),
-- La carrière longue ou l'inaptitude ont pu ouvrir une retraite plus tôt ; une retraite déjà attribuée a pu ne pas commencer.
-- étape : n'est pas déjà à la retraite
pas_retraites AS (
    SELECT e.* FROM en_age AS e
    WHERE coalesce(e.statut_social, '') <> 'retraite'
        AND NOT EXISTS (
            SELECT 1 FROM allocation AS p
            WHERE p.assure = e.assure
                AND p.type IN ('pension_retraite', 'aspa')
                AND (p.fin IS NULL OR p.fin >= :au)
                AND least(p.debut, coalesce(p.connu_le, :au)) <= :au
        )
),
-- étape : n'a pas demandé sa retraite
sans_demande AS (
    SELECT p.* FROM pas_retraites AS p
    WHERE NOT EXISTS (
        SELECT 1 FROM demande AS d
        WHERE d.assure = p.assure
            AND d.type = 'retraite'
            AND d.deposee_le <= :au
            AND (d.resultat IS NULL OR d.resultat NOT IN ('refusee', 'abandonnee') OR d.decidee_le > :au)
    )
),
-- La pension d'invalidité laisse place à la retraite à 62 ans, par une autre règle : programme invalidite_retraite.
-- étape : n'a pas de pension d'invalidité, dont la suite a son propre accompagnement
sans_invalidite AS (
    SELECT s.* FROM sans_demande AS s
    WHERE NOT EXISTS (
        SELECT 1 FROM allocation_au_jour AS i WHERE i.assure = s.assure AND i.type = 'pension_invalidite'
    )
),
minima AS (
    SELECT assure FROM allocation_au_jour WHERE type IN ('rsa', 'ass', 'aah', 'asi')
    UNION
    SELECT assure FROM c2s_au_jour
),
-- Vivre seul n'est su que d'un foyer connu : une personne absente des foyers n'est pas dite seule.
seuls AS (
    SELECT assure FROM foyer_au_jour GROUP BY assure HAVING max(personnes) = 1
),
reperes_connus AS (
    SELECT
        s.assure,
        s.retraite_possible_le,
        m.assure IS NOT NULL AS minimum_social,
        coalesce(s.statut_social IN ('demandeur_emploi', 'sans_activite'), FALSE) AS sans_emploi,
        v.assure IS NOT NULL AS vit_seule,
        NOT EXISTS (
            SELECT 1 FROM couverture_ouverte_ou_a_venir AS c WHERE c.assure = s.assure
        ) AS sans_complementaire,
        NOT EXISTS (SELECT 1 FROM medecin_traitant_actif AS d WHERE d.assure = s.assure) AS sans_medecin_traitant
    FROM sans_invalidite AS s
    LEFT JOIN minima AS m ON m.assure = s.assure
    LEFT JOIN seuls AS v ON v.assure = s.assure
),
comptes AS (
    SELECT
        r.*,
        CASE WHEN minimum_social THEN 1 ELSE 0 END
            + CASE WHEN sans_emploi THEN 1 ELSE 0 END
            + CASE WHEN vit_seule THEN 1 ELSE 0 END
            + CASE WHEN sans_complementaire THEN 1 ELSE 0 END
            + CASE WHEN sans_medecin_traitant THEN 1 ELSE 0 END AS nombre
    FROM reperes_connus AS r
)
-- étape : a plusieurs repères de fragilité connus de la caisse
SELECT
    c.assure,
    '' AS objet,
    k.destinataire,
    c.nombre,
    c.minimum_social,
    c.sans_emploi,
    c.vit_seule,
    c.sans_complementaire,
    c.sans_medecin_traitant,
    substr(
        concat(
            CASE WHEN c.minimum_social THEN ', minimum social ou complémentaire santé solidaire' END,
            CASE WHEN c.sans_emploi THEN ', sans emploi' END,
            CASE WHEN c.vit_seule THEN ', vit seule' END,
            CASE WHEN c.sans_complementaire THEN ', pas de complémentaire connue' END,
            CASE WHEN c.sans_medecin_traitant THEN ', pas de médecin traitant déclaré' END
        ),
        3
    ) AS reperes,
    c.retraite_possible_le < :au AS depassee,
    CASE WHEN c.retraite_possible_le >= :au THEN c.retraite_possible_le END AS echeance
FROM comptes AS c
JOIN contact_de_la_personne AS k ON k.assure = c.assure
WHERE c.nombre >= parametre('seniors.reperes')
