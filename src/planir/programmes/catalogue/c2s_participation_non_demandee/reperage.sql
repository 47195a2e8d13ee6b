WITH
-- Une situation par foyer : celle de la personne qui demanderait.
-- étape : vit dans un foyer dont la caisse sait qui ferait la demande
demandeurs AS (
    SELECT
        a.assure,
        v.foyer,
        v.verdict,
        v.presomption,
        v.ressources,
        v.plafond_gratuit,
        v.plafond_participation,
        v.a_examiner
    FROM c2s_verdict AS v
    JOIN assure_au_jour AS a ON a.assure = v.demandeur
),
-- Les minima sociaux ont leur programme : ce qu'ils font présumer n'est pas redit ici.
-- étape : a des ressources connues, et sous le plafond de la participation
eligibles AS (
    SELECT assure, foyer, ressources, plafond_participation AS plafond, a_examiner
    FROM demandeurs
    WHERE verdict = 'participation' AND presomption IS NULL
),
-- étape : n'a pas de complémentaire santé solidaire, ni ouverte ni à venir
sans_c2s AS (
    SELECT e.assure, e.foyer, e.ressources, e.plafond, e.a_examiner
    FROM eligibles AS e
    WHERE NOT EXISTS (
        SELECT 1 FROM couverture_ouverte_ou_a_venir AS c
        WHERE c.assure = e.assure AND c.type IN ('c2s_gratuite', 'c2s_participation')
    )
),
-- étape : ne s'est pas opposée à la complémentaire santé solidaire
sans_opposition AS (
    SELECT s.assure, s.foyer, s.ressources, s.plafond, s.a_examiner
    FROM sans_c2s AS s
    WHERE NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = s.assure)
)
-- étape : n'a ni demande en cours, ni accord récent
SELECT
    s.assure,
    '' AS objet,
    f.destinataire,
    s.foyer,
    s.ressources,
    s.plafond,
    s.a_examiner,
    CAST(NULL AS DATE) AS echeance
FROM sans_opposition AS s
JOIN contact_du_foyer AS f ON f.assure = s.assure
WHERE NOT EXISTS (
    SELECT 1 FROM demande_c2s_du_foyer AS d
    WHERE d.assure = s.assure
        AND (
            (d.decidee_le IS NULL AND d.resultat IS NULL)
            OR (
                d.resultat IN ('accordee', 'c2s_gratuite', 'c2s_participation')
                AND d.decidee_le > mois_avant(:au, parametre('c2s.adhesion_mois'))
            )
        )
)
