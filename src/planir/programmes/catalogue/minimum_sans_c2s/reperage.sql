WITH
-- étape : perçoit l'ASPA, l'ASI, l'AAH, l'ASS ou l'allocation du CEJ
beneficiaires AS (
    SELECT a.assure, l.type, min(l.debut) AS depuis
    FROM assure_au_jour AS a
    JOIN allocation_au_jour AS l ON l.assure = a.assure
    WHERE l.type IN ('aspa', 'asi', 'aah', 'ass', 'cej')
    GROUP BY a.assure, l.type
),
-- étape : perçoit une allocation qui fait présumer le droit à cette date
presumes AS (
    SELECT b.assure, b.type, b.depuis, t.taux_plein, t.imposable, t.activite_connue, t.possible
    FROM beneficiaires AS b
    JOIN c2s_titulaire AS t ON t.assure = b.assure AND t.type = b.type
),
-- Une personne absente des foyers n'est pas une personne seule : son foyer n'est pas connu.
foyers AS (
    SELECT DISTINCT assure FROM foyer_au_jour
),
faits AS (
    SELECT
        p.assure,
        p.type,
        p.depuis,
        p.taux_plein,
        p.imposable,
        p.activite_connue,
        p.possible,
        f.assure IS NOT NULL AS foyer_connu
    FROM presumes AS p
    LEFT JOIN foyers AS f ON f.assure = p.assure
),
-- Une condition connue et non remplie écarte ; une condition inconnue est dite « à vérifier ».
-- étape : remplit les conditions propres à son allocation, ou la caisse ne sait pas toutes les vérifier
conformes AS (
    SELECT
        assure,
        type,
        depuis,
        type IN ('aspa', 'asi', 'aah') AND NOT activite_connue AS activite_a_verifier,
        type IN ('aspa', 'asi', 'aah', 'ass') AND NOT foyer_connu AS foyer_a_verifier,
        type = 'aah' AND taux_plein IS NULL AS taux_a_verifier,
        type = 'cej' AND imposable IS NULL AS imposition_a_verifier
    FROM faits
    WHERE possible
),
-- étape : n'a pas de complémentaire santé solidaire, ni ouverte ni à venir
sans_c2s AS (
    SELECT
        k.assure,
        k.type,
        k.depuis,
        k.activite_a_verifier,
        k.foyer_a_verifier,
        k.taux_a_verifier,
        k.imposition_a_verifier
    FROM conformes AS k
    WHERE NOT EXISTS (
        SELECT 1 FROM couverture_ouverte_ou_a_venir AS c
        WHERE c.assure = k.assure AND c.type IN ('c2s_gratuite', 'c2s_participation')
    )
),
-- étape : ne s'est pas opposée à la complémentaire santé solidaire
sans_opposition AS (
    SELECT
        s.assure,
        s.type,
        s.depuis,
        s.activite_a_verifier,
        s.foyer_a_verifier,
        s.taux_a_verifier,
        s.imposition_a_verifier,
        -- Deux allocations, une seule situation : celle où il reste le moins à vérifier.
        row_number() OVER (
            PARTITION BY s.assure
            ORDER BY
                CAST(s.activite_a_verifier AS INTEGER)
                + CAST(s.foyer_a_verifier AS INTEGER)
                + CAST(s.taux_a_verifier AS INTEGER)
                + CAST(s.imposition_a_verifier AS INTEGER),
                s.type
        ) AS rang
    FROM sans_c2s AS s
    WHERE NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = s.assure)
)
-- Un refus vaut pour l'allocation qui était alors versée : une autre, depuis, peut changer la réponse.
-- étape : n'a ni demande en cours, ni refus ou accord récents
SELECT
    s.assure,
    '' AS objet,
    f.destinataire,
    f.foyer,
    s.type AS code_allocation,
    CASE s.type
        WHEN 'aspa' THEN 'L''allocation de solidarité aux personnes âgées (ASPA)'
        WHEN 'asi' THEN 'L''allocation supplémentaire d''invalidité (ASI)'
        WHEN 'aah' THEN 'L''allocation aux adultes handicapés (AAH)'
        WHEN 'ass' THEN 'L''allocation de solidarité spécifique (ASS)'
        ELSE 'L''allocation du contrat d''engagement jeune (CEJ)'
    END AS allocation,
    s.depuis,
    s.activite_a_verifier,
    s.foyer_a_verifier,
    s.taux_a_verifier,
    s.imposition_a_verifier,
    CAST(NULL AS DATE) AS echeance
FROM sans_opposition AS s
JOIN contact_du_foyer AS f ON f.assure = s.assure
WHERE s.rang = 1
    AND NOT EXISTS (
        SELECT 1 FROM demande_c2s_du_foyer AS d
        WHERE d.assure = s.assure
            AND (
                (d.decidee_le IS NULL AND d.resultat IS NULL)
                OR (
                    d.resultat = 'refusee'
                    AND d.deposee_le > mois_avant(:au, parametre('minimum_sans_c2s.demande_refusee_mois'))
                    AND coalesce(d.decidee_le, d.deposee_le) >= s.depuis
                )
                OR (
                    d.resultat IN ('accordee', 'c2s_gratuite', 'c2s_participation')
                    AND d.decidee_le > mois_avant(:au, parametre('c2s.adhesion_mois'))
                )
            )
    )
