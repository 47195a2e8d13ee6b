WITH
-- étape : a obtenu la complémentaire santé solidaire avec participation
accords AS (
    SELECT d.assure, d.demande, d.notifiee_le, d.adhesion_le
    FROM demande AS d
    JOIN assure_au_jour AS a ON a.assure = d.assure
    WHERE d.type = 'c2s' AND d.resultat = 'c2s_participation' AND d.decidee_le <= :au
),
-- Accordée n'est pas ouverte : le droit s'ouvre quand le bulletin et le paiement sont reçus.
-- étape : n'a pas encore adhéré
non_adherents AS (
    SELECT c.assure, c.demande, c.notifiee_le
    FROM accords AS c
    WHERE (c.adhesion_le IS NULL OR c.adhesion_le > :au)
        AND NOT EXISTS (
            SELECT 1 FROM complementaire AS o
            WHERE o.assure = c.assure
                AND o.type IN ('c2s_gratuite', 'c2s_participation')
                AND o.debut > c.notifiee_le
                AND least(o.debut, coalesce(o.connu_le, :au)) <= :au
        )
),
-- étape : n'a pas renoncé à la complémentaire santé solidaire
sans_renonciation AS (
    SELECT n.assure, n.demande, n.notifiee_le
    FROM non_adherents AS n
    WHERE NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = n.assure)
),
-- étape : a eu le temps de recevoir les papiers et de les renvoyer
relancables AS (
    SELECT
        assure,
        demande,
        notifiee_le,
        mois_apres(notifiee_le, parametre('c2s.adhesion_mois')) AS adhesion_limite
    FROM sans_renonciation
    WHERE jours_apres(notifiee_le, parametre('c2s_non_adhesion.premier_rappel_jours')) <= :au
)
-- étape : est encore dans le délai pour adhérer
SELECT
    r.assure,
    r.demande AS objet,
    f.destinataire,
    f.foyer,
    r.notifiee_le,
    r.adhesion_limite,
    r.adhesion_limite AS echeance
FROM relancables AS r
JOIN contact_du_foyer AS f ON f.assure = r.assure
WHERE r.adhesion_limite >= :au
