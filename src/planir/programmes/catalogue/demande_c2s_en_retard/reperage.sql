WITH
-- étape : a une demande de complémentaire santé solidaire qui attend une décision
en_attente AS (
    SELECT d.assure, d.demande, d.deposee_le, d.complete_le
    FROM demande AS d
    JOIN assure_au_jour AS a ON a.assure = d.assure
    WHERE d.type = 'c2s'
        AND d.deposee_le <= :au
        AND ((d.decidee_le IS NULL AND d.resultat IS NULL) OR d.decidee_le > :au)
),
-- Le délai court du dossier complet, pas du dépôt.
-- étape : a déposé un dossier complet
completes AS (
    SELECT
        assure,
        demande,
        deposee_le,
        complete_le,
        mois_apres(complete_le, parametre('c2s.decision_mois')) AS reponse_limite
    FROM en_attente
    WHERE complete_le <= :au
),
-- Un droit ouvert à partir du mois du dépôt répond à la demande, même si la décision n'est pas enregistrée.
-- étape : n'a pas vu son droit s'ouvrir depuis
sans_droit AS (
    SELECT c.assure, c.demande, c.complete_le, c.reponse_limite
    FROM completes AS c
    WHERE NOT EXISTS (
        SELECT 1 FROM complementaire AS o
        WHERE o.assure = c.assure
            AND o.type IN ('c2s_gratuite', 'c2s_participation')
            AND o.debut >= premier_du_mois(c.deposee_le)
            AND least(o.debut, coalesce(o.connu_le, :au)) <= :au
    )
)
-- étape : attend une réponse depuis plus de deux mois
SELECT
    s.assure,
    s.demande AS objet,
    f.destinataire,
    f.foyer,
    s.complete_le,
    s.reponse_limite,
    jours_entre(s.reponse_limite, :au) AS jours_de_retard,
    CAST(NULL AS DATE) AS echeance
FROM sans_droit AS s
JOIN contact_du_foyer AS f ON f.assure = s.assure
WHERE s.reponse_limite < :au
