-- titre : Périodes indemnisées pour maladie
-- description : Les jours payés, corrections déduites, réunis en périodes disjointes pour chaque compteur (ald ou non).
-- description : Deux employeurs le même jour font un seul jour. Chaque jour, du premier au dernier compris, compte pour un.
-- colonne assure : la personne
-- colonne debut : premier jour payé
-- colonne fin : dernier jour payé, compris
-- colonne ald : jours payés au titre de la procédure L.324-1 (un autre compteur) ; ne dit aucune maladie
WITH
-- Une correction porte les dates du décompte qu'elle annule, et des jours négatifs : un décompte vaut si la somme
-- des jours est positive. Seuls les décomptes corrigés sont additionnés : ils sont peu nombreux.
corrige AS (
    SELECT DISTINCT assure, debut, fin, coalesce(ald, false) AS ald
    FROM arret
    WHERE risque = 'maladie' AND jours < 0
),
annule AS (
    SELECT c.assure, c.debut, c.fin, c.ald
    FROM corrige AS c
    JOIN arret AS a ON a.assure = c.assure AND a.debut = c.debut AND a.fin = c.fin AND coalesce(a.ald, false) = c.ald
    WHERE a.risque = 'maladie'
    GROUP BY c.assure, c.debut, c.fin, c.ald
    HAVING sum(a.jours) <= 0
),
decompte AS (
    SELECT a.assure, a.debut, a.fin, coalesce(a.ald, false) AS ald
    FROM arret AS a
    LEFT JOIN annule AS n
        ON n.assure = a.assure AND n.debut = a.debut AND n.fin = a.fin AND n.ald = coalesce(a.ald, false)
    WHERE a.risque = 'maladie' AND a.jours > 0 AND a.fin >= a.debut AND n.assure IS NULL
),
-- Une correction aux dates d'aucun décompte, et d'autant de jours que ses dates, ôte ces jours d'un décompte plus long.
retire AS (
    SELECT c.assure, c.debut, c.fin, c.ald
    FROM corrige AS c
    JOIN arret AS a ON a.assure = c.assure AND a.debut = c.debut AND a.fin = c.fin AND coalesce(a.ald, false) = c.ald
    WHERE a.risque = 'maladie'
    GROUP BY c.assure, c.debut, c.fin, c.ald
    HAVING sum(a.jours) + jours_entre(c.debut, c.fin) + 1 <= 0
),
-- Pour ces personnes, chaque jour est payé tant qu'il y a plus de décomptes que de retraits ce jour-là.
bornes AS (
    SELECT d.assure, d.ald, d.debut AS jour, 1 AS pas
    FROM decompte AS d
    UNION ALL
    SELECT d.assure, d.ald, jours_apres(d.fin, 1), -1
    FROM decompte AS d
    UNION ALL
    SELECT r.assure, r.ald, r.debut, -1
    FROM retire AS r
    UNION ALL
    SELECT r.assure, r.ald, jours_apres(r.fin, 1), 1
    FROM retire AS r
),
paliers AS (
    SELECT b.assure, b.ald, b.jour, sum(b.pas) AS pas
    FROM bornes AS b
    WHERE EXISTS (SELECT 1 FROM retire AS r WHERE r.assure = b.assure AND r.ald = b.ald)
    GROUP BY b.assure, b.ald, b.jour
),
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
    SELECT d.assure, d.debut, d.fin, d.ald
    FROM decompte AS d
    WHERE NOT EXISTS (SELECT 1 FROM retire AS r WHERE r.assure = d.assure AND r.ald = d.ald)
    UNION ALL
    SELECT c.assure, c.jour, jours_avant(c.suivant, 1), c.ald
    FROM comptes AS c
    WHERE c.decomptes > 0 AND c.suivant IS NOT NULL
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
