WITH
-- Ce qui est obtenu d'une autre administration pour informer d'un droit ne se garde qu'un an.
signalements AS (
    SELECT assure, max(date_evenement) AS signale_le
    FROM evenement
    WHERE type = 'inscription_ass'
        AND date_evenement <= :au
        AND date_evenement > mois_avant(:au, parametre('contact.conservation_information_mois'))
    GROUP BY assure
),
-- étape : figure sur une liste de bénéficiaires de l'ASS de moins d'un an
signales AS (
    SELECT s.assure, s.signale_le
    FROM signalements AS s
    JOIN assure_au_jour AS a ON a.assure = s.assure
),
-- étape : perçoit encore l'ASS, pour ce que la caisse en sait
encore AS (
    SELECT s.assure, s.signale_le
    FROM signales AS s
    WHERE NOT EXISTS (
            SELECT 1 FROM allocation AS l
            WHERE l.assure = s.assure AND l.type = 'ass' AND l.fin >= s.signale_le AND l.fin < :au
        )
        OR EXISTS (SELECT 1 FROM allocation_au_jour AS l WHERE l.assure = s.assure AND l.type = 'ass')
),
-- étape : n'a pas de complémentaire santé solidaire, ni ouverte ni à venir
sans_c2s AS (
    SELECT e.assure, e.signale_le
    FROM encore AS e
    WHERE NOT EXISTS (
        SELECT 1 FROM couverture_ouverte_ou_a_venir AS c
        WHERE c.assure = e.assure AND c.type IN ('c2s_gratuite', 'c2s_participation')
    )
),
-- Une demande en cours, ou étudiée depuis le signalement et refusée : la liste a rempli son objet.
-- étape : n'a pas fait étudier son droit depuis
non_etudies AS (
    SELECT s.assure, s.signale_le
    FROM sans_c2s AS s
    WHERE NOT EXISTS (
        SELECT 1 FROM demande_c2s_du_foyer AS d
        WHERE d.assure = s.assure
            AND coalesce(d.resultat, '') <> 'abandonnee'
            AND ((d.decidee_le IS NULL AND d.resultat IS NULL) OR d.decidee_le >= s.signale_le)
    )
)
-- étape : ne s'est pas opposée à la complémentaire santé solidaire
SELECT n.assure, '' AS objet, f.destinataire, f.foyer, n.signale_le, CAST(NULL AS DATE) AS echeance
FROM non_etudies AS n
JOIN contact_du_foyer AS f ON f.assure = n.assure
WHERE NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = n.assure)
