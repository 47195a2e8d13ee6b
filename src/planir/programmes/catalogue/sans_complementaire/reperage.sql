WITH
-- Un contrat de sortie de la CMU-C couvre ; une attestation d'ACS aide à payer une complémentaire, elle n'en est pas une.
-- étape : n'a pas de complémentaire santé connue de la caisse
sans_lien AS (
    SELECT a.assure, a.rattache_a
    FROM assure_au_jour AS a
    WHERE NOT EXISTS (
        SELECT 1 FROM couverture_ouverte_ou_a_venir AS c WHERE c.assure = a.assure
    )
),
-- étape : n'a pas demandé récemment la complémentaire santé solidaire
sans_demande AS (
    SELECT s.assure, s.rattache_a
    FROM sans_lien AS s
    WHERE NOT EXISTS (
        SELECT 1 FROM demande_c2s_du_foyer AS d
        WHERE d.assure = s.assure
            AND coalesce(d.resultat, '') <> 'abandonnee'
            AND d.deposee_le > mois_avant(:au, parametre('sans_complementaire.demande_recente_mois'))
    )
),
-- étape : n'a pas dit ne pas vouloir de la complémentaire santé solidaire
sans_refus AS (
    SELECT s.assure, s.rattache_a
    FROM sans_demande AS s
    WHERE NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = s.assure)
),
contacts AS (
    SELECT assure, max(date_contact) AS dernier_contact
    FROM contact_entrant
    WHERE date_contact > jours_avant(:au, parametre('sans_complementaire.contact_recent_jours'))
        AND date_contact <= :au
    GROUP BY assure
),
-- Vérifier tout le dossier, c'est aussi regarder les enfants rattachés à la personne reçue.
venus AS (
    SELECT s.assure, c.dernier_contact
    FROM sans_refus AS s
    JOIN contacts AS c ON c.assure = s.assure
    UNION ALL
    SELECT s.assure, c.dernier_contact
    FROM sans_refus AS s
    JOIN contacts AS c ON c.assure = s.rattache_a
),
anciens_droits AS (
    SELECT assure, max(fin) AS c2s_finie_le
    FROM complementaire
    WHERE type IN ('c2s_gratuite', 'c2s_participation') AND fin < :au
    GROUP BY assure
)
-- étape : s'est adressée récemment à la caisse, elle ou la personne sous le numéro de qui elle est remboursée
SELECT
    v.assure,
    '' AS objet,
    f.destinataire,
    f.foyer,
    max(v.dernier_contact) AS dernier_contact,
    max(o.c2s_finie_le) AS c2s_finie_le,
    CAST(NULL AS DATE) AS echeance
FROM venus AS v
JOIN contact_du_foyer AS f ON f.assure = v.assure
LEFT JOIN anciens_droits AS o ON o.assure = v.assure
GROUP BY v.assure, f.destinataire, f.foyer
