WITH
-- étape : a reçu un avis de participation impayée
avis AS (
    SELECT c.assure, c.creance, c.montant, c.solde, c.notifiee_le, c.reglee_le, c.remise_demandee_le, c.echeancier
    FROM creance AS c
    JOIN assure_au_jour AS a ON a.assure = c.assure
    WHERE c.nature = 'participation_c2s' AND c.notifiee_le <= :au
),
-- étape : ne l'a pas encore réglée
impayes AS (
    SELECT assure, creance, coalesce(solde, montant) AS reste, notifiee_le, remise_demandee_le, echeancier
    FROM avis
    WHERE (reglee_le IS NULL OR reglee_le > :au) AND coalesce(solde, montant) > 0
),
-- étape : n'a pas demandé de remise
sans_remise AS (
    SELECT i.assure, i.creance, i.reste, i.notifiee_le, i.echeancier
    FROM impayes AS i
    WHERE (i.remise_demandee_le IS NULL OR i.remise_demandee_le > :au)
        AND NOT EXISTS (
            SELECT 1 FROM demande AS d
            WHERE d.assure = i.assure
                AND d.type = 'remise_dette'
                AND d.deposee_le >= i.notifiee_le
                AND d.deposee_le <= :au
                AND (coalesce(d.resultat, '') <> 'abandonnee' OR d.decidee_le > :au)
        )
),
droits AS (
    SELECT assure, max(fin) AS fin_droit FROM c2s_au_jour GROUP BY assure
),
delais AS (
    SELECT
        assure,
        creance,
        reste,
        notifiee_le,
        echeancier,
        mois_apres(notifiee_le, parametre('c2s.remise_participation_mois')) AS remise_limite
    FROM sans_remise
)
-- étape : n'a pas d'échéancier respecté
SELECT
    s.assure,
    s.creance AS objet,
    f.destinataire,
    f.foyer,
    s.reste,
    s.notifiee_le,
    CASE WHEN s.remise_limite >= :au THEN s.remise_limite END AS remise_jusqu,
    d.fin_droit,
    CASE WHEN s.remise_limite >= :au THEN s.remise_limite END AS echeance
FROM delais AS s
JOIN contact_du_foyer AS f ON f.assure = s.assure
LEFT JOIN droits AS d ON d.assure = s.assure
WHERE NOT coalesce(s.echeancier, FALSE)
