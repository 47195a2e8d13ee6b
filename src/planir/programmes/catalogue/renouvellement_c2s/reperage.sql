WITH
-- étape : a une complémentaire santé solidaire en cours
droits AS (
    SELECT assure, rattache_a, fin, renouvellement_automatique
    FROM (
        SELECT
            a.assure,
            a.rattache_a,
            c.fin,
            c.renouvellement_automatique,
            row_number() OVER (PARTITION BY a.assure ORDER BY c.fin DESC NULLS FIRST, c.debut DESC, c.type) AS rang
        FROM assure_au_jour AS a
        JOIN c2s_au_jour AS c USING (assure)
    ) AS classes
    WHERE rang = 1
),
-- étape : est dans la période où le renouvellement se demande
a_renouveler AS (
    SELECT
        assure,
        rattache_a,
        fin,
        renouvellement_automatique,
        mois_avant(fin, parametre('c2s.renouvellement_mois_au_plus_tot')) AS depot_ouvert,
        mois_avant(fin, parametre('c2s.renouvellement_mois_au_plus_tard')) AS depot_limite
    FROM droits
    WHERE :au >= mois_avant(fin, parametre('c2s.renouvellement_mois_au_plus_tot'))
),
-- étape : n'a pas déjà un nouveau droit qui prend la suite
sans_suite AS (
    SELECT r.* FROM a_renouveler AS r
    WHERE NOT EXISTS (
        SELECT 1 FROM complementaire AS c
        WHERE c.assure = r.assure
            AND c.type IN ('c2s_gratuite', 'c2s_participation')
            AND (c.fin IS NULL OR c.fin > r.fin)
    )
),
-- Le RSA et l'ASPA renouvellent sans démarche ; l'ASI, l'AAH, l'ASS et le CEJ, non.
allocations AS (
    SELECT
        assure,
        bool_or(debut <= :au AND (fin IS NULL OR fin >= :au)) AS en_cours,
        max(fin) AS derniere_fin
    FROM allocation
    WHERE type IN ('rsa', 'aspa') AND (fin IS NULL OR fin > ans_avant(:au, 1))
    GROUP BY assure
),
-- étape : doit faire une demande pour renouveler son droit
demande_necessaire AS (
    SELECT
        s.*,
        CASE WHEN s.renouvellement_automatique AND NOT l.en_cours THEN l.derniere_fin END AS allocation_finie_le
    FROM sans_suite AS s
    LEFT JOIN allocations AS l USING (assure)
    WHERE NOT (coalesce(s.renouvellement_automatique, l.en_cours, FALSE) AND coalesce(l.en_cours, TRUE))
),
-- étape : n'a pas renoncé à la complémentaire santé solidaire
sans_renonciation AS (
    SELECT n.* FROM demande_necessaire AS n
    WHERE NOT EXISTS (
        SELECT 1 FROM evenement AS e
        WHERE e.assure = n.assure
            AND e.type = 'opposition_c2s'
            AND e.date_evenement > ans_avant(n.fin, 1)
    )
),
demandes AS (
    SELECT assure, foyer, deposee_le, (coalesce(renouvellement, TRUE) AND decidee_le IS NULL) AS renouvellement_en_cours
    FROM demande
    WHERE type = 'c2s' AND (resultat IS NULL OR resultat <> 'abandonnee')
),
-- La demande d'un membre du foyer vaut pour tous, sauf l'enfant qui n'est plus à charge le jour du dépôt.
foyers_demandeurs AS (
    SELECT foyer, deposee_le, renouvellement_en_cours FROM demandes WHERE foyer IS NOT NULL
    UNION
    SELECT f.foyer, d.deposee_le, d.renouvellement_en_cours
    FROM demandes AS d
    JOIN foyer_au_jour AS f USING (assure)
),
demandes_recues AS (
    SELECT assure, deposee_le, renouvellement_en_cours FROM demandes
    UNION
    SELECT f.assure, d.deposee_le, d.renouvellement_en_cours
    FROM foyers_demandeurs AS d
    JOIN foyer_au_jour AS f USING (foyer)
    JOIN assure_au_jour AS a ON a.assure = f.assure
    WHERE f.role <> 'enfant'
        OR a.date_naissance IS NULL
        OR ans_apres(a.date_naissance, parametre('c2s.age_personne_a_charge')) > d.deposee_le
),
foyers AS (
    SELECT assure, min(foyer) AS foyer FROM foyer_au_jour GROUP BY assure
),
demandeurs AS (
    SELECT f.foyer, min(f.assure) AS demandeur
    FROM foyer_au_jour AS f
    JOIN assure_au_jour USING (assure)
    WHERE f.role = 'demandeur'
    GROUP BY f.foyer
)
-- étape : n'a pas demandé le renouvellement
SELECT
    n.assure,
    CAST(n.fin AS VARCHAR) AS objet,
    coalesce(d.demandeur, n.rattache_a, n.assure) AS destinataire,
    f.foyer,
    n.fin,
    n.depot_limite,
    :au > n.depot_limite AS depot_passe,
    n.allocation_finie_le,
    CASE WHEN :au > n.depot_limite THEN n.fin ELSE n.depot_limite END AS echeance
FROM sans_renonciation AS n
LEFT JOIN foyers AS f ON f.assure = n.assure
LEFT JOIN demandeurs AS d ON d.foyer = f.foyer
WHERE NOT EXISTS (
    SELECT 1 FROM demandes_recues AS r
    WHERE r.assure = n.assure AND (r.deposee_le >= n.depot_ouvert OR r.renouvellement_en_cours)
)
