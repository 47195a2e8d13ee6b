WITH
droits_classes AS (
    SELECT
        a.assure,
        c.fin,
        c.renouvellement_automatique,
        row_number() OVER (PARTITION BY a.assure ORDER BY c.fin DESC NULLS FIRST, c.debut DESC, c.type) AS rang
    FROM assure_au_jour AS a
    JOIN c2s_au_jour AS c ON c.assure = a.assure
),
-- étape : a une complémentaire santé solidaire en cours
droits AS (
    SELECT
        assure,
        fin,
        renouvellement_automatique,
        mois_avant(fin, parametre('c2s.renouvellement_mois_au_plus_tot')) AS depot_ouvert,
        mois_avant(fin, parametre('c2s.renouvellement_mois_au_plus_tard')) AS depot_limite
    FROM droits_classes
    WHERE rang = 1
),
-- étape : est dans la période où le renouvellement se demande
a_renouveler AS (
    SELECT assure, fin, renouvellement_automatique, depot_ouvert, depot_limite
    FROM droits
    WHERE :au >= depot_ouvert
),
-- étape : n'a pas déjà un nouveau droit qui prend la suite
sans_suite AS (
    SELECT r.assure, r.fin, r.renouvellement_automatique, r.depot_ouvert, r.depot_limite
    FROM a_renouveler AS r
    WHERE NOT EXISTS (
        SELECT 1 FROM complementaire AS c
        WHERE c.assure = r.assure
            AND c.type IN ('c2s_gratuite', 'c2s_participation')
            AND (c.fin IS NULL OR c.fin > r.fin)
            AND c.debut <= jours_apres(r.fin, 1)
            AND least(c.debut, coalesce(c.connu_le, :au)) <= :au
    )
),
-- Le RSA et l'ASPA renouvellent sans démarche ; l'ASI, l'AAH, l'ASS et le CEJ, non.
versements AS (
    SELECT l.assure, l.type, l.fin
    FROM allocation AS l
    JOIN assure_au_jour AS a ON a.assure = l.assure
    WHERE l.type IN ('rsa', 'aspa') AND l.debut <= :au AND (l.fin IS NULL OR l.fin > ans_avant(:au, 1))
),
-- L'ASPA, pour le titulaire et son conjoint ; le RSA, aussi pour ceux qui sont à sa charge.
couverts AS (
    SELECT assure, fin FROM versements
    UNION ALL
    SELECT a.assure, v.fin
    FROM versements AS v
    JOIN assure_au_jour AS a ON a.rattache_a = v.assure
    WHERE v.type = 'rsa'
    UNION ALL
    SELECT autre.assure, v.fin
    FROM versements AS v
    JOIN foyer_au_jour AS sien ON sien.assure = v.assure
    JOIN foyer_au_jour AS autre ON autre.foyer = sien.foyer
    JOIN assure_au_jour AS a ON a.assure = autre.assure
    WHERE sien.role IN ('demandeur', 'conjoint')
        AND (
            autre.role IN ('demandeur', 'conjoint')
            OR (v.type = 'rsa' AND autre.role = 'enfant' AND coalesce(a.age, 0) < parametre('c2s.age_personne_a_charge'))
        )
),
allocations AS (
    SELECT assure, bool_or(fin IS NULL OR fin >= :au) AS en_cours, max(fin) AS derniere_fin
    FROM couverts
    GROUP BY assure
),
-- La caisse dit si le droit est automatique ; quand elle ne le dit pas, l'allocation le dit.
-- Un droit marqué automatique ne l'est plus quand l'allocation a pris fin.
-- étape : doit faire une demande pour renouveler son droit
demande_necessaire AS (
    SELECT
        s.assure,
        s.fin,
        s.depot_ouvert,
        s.depot_limite,
        CASE WHEN s.renouvellement_automatique AND NOT l.en_cours THEN l.derniere_fin END AS allocation_finie_le
    FROM sans_suite AS s
    LEFT JOIN allocations AS l ON l.assure = s.assure
    WHERE NOT (coalesce(s.renouvellement_automatique, l.en_cours, FALSE) AND coalesce(l.en_cours, TRUE))
),
-- étape : n'a pas renoncé à la complémentaire santé solidaire
sans_renonciation AS (
    SELECT n.assure, n.fin, n.depot_ouvert, n.depot_limite, n.allocation_finie_le
    FROM demande_necessaire AS n
    WHERE NOT EXISTS (SELECT 1 FROM renonciation_c2s_au_jour AS r WHERE r.assure = n.assure)
)
-- Une demande plus ancienne que la période de dépôt ne compte que si elle attend encore sa réponse :
-- celle qui a ouvert le droit en cours n'en demande pas la suite.
-- étape : n'a pas demandé le renouvellement
SELECT
    n.assure,
    CAST(n.fin AS VARCHAR) AS objet,
    f.destinataire,
    f.foyer,
    n.fin,
    n.depot_limite,
    :au > n.depot_limite AS depot_passe,
    n.allocation_finie_le,
    CASE WHEN :au > n.depot_limite THEN n.fin ELSE n.depot_limite END AS echeance
FROM sans_renonciation AS n
JOIN contact_du_foyer AS f ON f.assure = n.assure
WHERE NOT EXISTS (
    SELECT 1 FROM demande_c2s_du_foyer AS d
    WHERE d.assure = n.assure
        AND coalesce(d.resultat, '') <> 'abandonnee'
        AND (d.deposee_le >= n.depot_ouvert OR (coalesce(d.renouvellement, TRUE) AND d.decidee_le IS NULL))
)
