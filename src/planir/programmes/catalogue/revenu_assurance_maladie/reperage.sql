WITH
-- Une allocation enregistrée deux fois ne compte qu'une fois.
allocations AS (
    SELECT assure, type, min(debut) AS debut, max(montant_mensuel) AS montant
    FROM allocation_au_jour
    GROUP BY assure, type
),
invalides AS (
    SELECT
        assure,
        min(CASE WHEN type = 'pension_invalidite' THEN debut END) AS depuis,
        bool_or(type = 'pension_invalidite' AND montant IS NULL) AS montant_inconnu,
        sum(CASE WHEN type IN ('pension_invalidite', 'asi', 'rente_at_mp') THEN montant ELSE 0 END) AS verse,
        sum(CASE WHEN type NOT IN ('pension_invalidite', 'asi', 'rente_at_mp') THEN montant ELSE 0 END) AS ailleurs
    FROM allocations
    GROUP BY assure
    HAVING bool_or(type = 'pension_invalidite')
),
-- Un temps partiel thérapeutique est d'abord payé par l'employeur : les indemnités ne sont pas le revenu principal.
temps_partiels AS (
    SELECT assure, fin
    FROM arret
    WHERE temps_partiel
    GROUP BY assure, debut, fin
    HAVING sum(jours) > 0
),
arrets AS (
    SELECT r.assure, r.debut AS depuis
    FROM arret_en_cours AS r
    WHERE NOT EXISTS (SELECT 1 FROM temps_partiels AS p WHERE p.assure = r.assure AND p.fin = r.dernier_jour)
),
concernes AS (
    SELECT assure FROM invalides
    UNION
    SELECT assure FROM arrets
),
-- étape : est en arrêt de travail, ou reçoit une pension d'invalidité
remplacement AS (
    SELECT
        a.assure,
        i.depuis AS pension_depuis,
        i.montant_inconnu,
        i.verse,
        i.ailleurs,
        r.depuis AS arret_depuis
    FROM concernes AS c
    JOIN assure_au_jour AS a ON a.assure = c.assure
    LEFT JOIN invalides AS i ON i.assure = a.assure
    LEFT JOIN arrets AS r ON r.assure = a.assure
),
salaires AS (
    SELECT assure, sum(salaire_mensuel) AS salaire, bool_or(salaire_mensuel IS NULL) AS salaire_inconnu
    FROM activite_au_jour
    GROUP BY assure
),
jugements AS (
    SELECT
        r.assure,
        r.pension_depuis,
        r.arret_depuis,
        coalesce(r.arret_depuis <= jours_avant(:au, parametre('revenu_assurance_maladie.arret_jours')), FALSE) AS par_arret,
        r.montant_inconnu OR coalesce(s.salaire_inconnu, FALSE) AS a_verifier,
        r.verse >= coalesce(r.ailleurs, 0) + coalesce(s.salaire, 0) AS par_pension
    FROM remplacement AS r
    LEFT JOIN salaires AS s ON s.assure = r.assure
),
-- Un montant qui manque n'écarte personne, et la phrase dit qu'il est à vérifier ; un salaire plus haut, lui, est un fait.
-- étape : en tire son revenu principal
principaux AS (
    SELECT
        assure,
        CASE WHEN par_arret THEN 'd''indemnités journalières' ELSE 'd''une pension d''invalidité' END AS source,
        CASE WHEN par_arret THEN arret_depuis ELSE pension_depuis END AS depuis,
        NOT par_arret AND a_verifier AS a_verifier
    FROM jugements
    WHERE par_arret OR (pension_depuis IS NOT NULL AND (par_pension OR a_verifier))
),
-- Une attestation d'ACS aide à payer une complémentaire, elle n'en est pas une.
-- étape : n'a pas de complémentaire santé connue de la caisse
sans_lien AS (
    SELECT p.assure, p.source, p.depuis, p.a_verifier
    FROM principaux AS p
    WHERE NOT EXISTS (
        SELECT 1 FROM couverture_ouverte_ou_a_venir AS c WHERE c.assure = p.assure
    )
),
-- étape : n'a pas demandé récemment la complémentaire santé solidaire
sans_demande AS (
    SELECT s.assure, s.source, s.depuis, s.a_verifier
    FROM sans_lien AS s
    WHERE NOT EXISTS (
        SELECT 1 FROM demande_c2s_du_foyer AS d
        WHERE d.assure = s.assure
            AND coalesce(d.resultat, '') <> 'abandonnee'
            AND d.deposee_le <= :au
            AND d.deposee_le > mois_avant(:au, parametre('revenu_assurance_maladie.demande_recente_mois'))
    )
)
-- étape : n'a pas dit ne pas vouloir de la complémentaire santé solidaire
SELECT
    s.assure,
    '' AS objet,
    f.destinataire,
    f.foyer,
    s.source,
    s.depuis,
    s.a_verifier,
    CAST(NULL AS DATE) AS echeance
FROM sans_demande AS s
JOIN contact_du_foyer AS f ON f.assure = s.assure
WHERE NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = s.assure)
