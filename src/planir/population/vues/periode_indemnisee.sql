-- titre : Périodes indemnisées pour maladie
-- description : Les jours payés, corrections déduites, réunis en périodes disjointes pour chaque compteur (ald ou non).
-- description : Deux employeurs le même jour font un seul jour. Chaque jour, du premier au dernier compris, compte pour un.
-- colonne assure : la personne
-- colonne debut : premier jour payé
-- colonne fin : dernier jour payé, compris
-- colonne ald : jours payés au titre de la procédure L.324-1 (un autre compteur) ; ne dit aucune maladie
WITH
-- Une correction porte des jours négatifs. Un décompte qui ne touche pas le temps corrigé est payé du premier au dernier jour.
corriges AS (
    SELECT assure, coalesce(ald, false) AS ald, min(debut) AS debut, max(fin) AS fin
    FROM arret
    WHERE risque = 'maladie' AND jours < 0 AND fin >= debut
    GROUP BY assure, coalesce(ald, false)
),
-- Aux dates d'un décompte, une correction l'annule quand la somme des jours n'est plus positive. Aux dates d'aucun décompte, et
-- d'autant de jours que ses dates, elle ôte ces jours d'un décompte plus long.
soldes AS (
    SELECT
        a.assure,
        c.ald,
        a.debut,
        a.fin,
        CASE
            WHEN sum(a.jours) > 0 THEN count(*) FILTER (WHERE a.jours > 0)
            WHEN sum(a.jours) + jours_entre(a.debut, a.fin) + 1 <= 0 THEN -1
            ELSE 0
        END AS poids
    FROM arret AS a
    JOIN corriges AS c ON c.assure = a.assure AND c.ald = coalesce(a.ald, false) AND c.debut <= a.fin AND c.fin >= a.debut
    WHERE a.risque = 'maladie' AND a.fin >= a.debut
    GROUP BY a.assure, c.ald, a.debut, a.fin
),
bornes AS (
    SELECT assure, ald, debut AS jour, poids AS pas FROM soldes
    UNION ALL
    SELECT assure, ald, jours_apres(fin, 1), -poids FROM soldes
),
paliers AS (
    SELECT assure, ald, jour, sum(pas) AS pas
    FROM bornes
    GROUP BY assure, ald, jour
),
-- Un jour est payé tant qu'il y a plus de décomptes que de retraits ce jour-là.
comptes AS (
    SELECT
        assure,
        ald,
        jour,
        sum(pas) OVER (PARTITION BY assure, ald ORDER BY jour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS decomptes,
        lead(jour) OVER (PARTITION BY assure, ald ORDER BY jour) AS suivant
    FROM paliers
),
paye AS (
    SELECT a.assure, a.debut, a.fin, coalesce(a.ald, false) AS ald
    FROM arret AS a
    LEFT JOIN corriges AS c ON c.assure = a.assure AND c.ald = coalesce(a.ald, false)
    WHERE a.risque = 'maladie' AND a.jours > 0 AND a.fin >= a.debut AND (c.assure IS NULL OR c.debut > a.fin OR c.fin < a.debut)
    UNION ALL
    SELECT assure, jour, jours_avant(suivant, 1), ald
    FROM comptes
    WHERE decomptes > 0 AND suivant IS NOT NULL
),
-- Une période commence là où les décomptes précédents, joints jour à jour, s'arrêtent avant la veille.
suivi AS (
    SELECT
        assure,
        debut,
        ald,
        max(fin) OVER (
            PARTITION BY assure, ald ORDER BY debut, fin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS deja_paye,
        max(fin) OVER (PARTITION BY assure, ald) AS dernier_jour
    FROM paye
)
SELECT
    assure,
    debut,
    coalesce(lead(deja_paye) OVER (PARTITION BY assure, ald ORDER BY debut), dernier_jour) AS fin,
    ald
FROM suivi
WHERE deja_paye IS NULL OR debut > jours_apres(deja_paye, 1)
