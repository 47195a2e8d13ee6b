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
    FROM decompte
)
SELECT
    assure,
    debut,
    coalesce(lead(deja_paye) OVER (PARTITION BY assure, ald ORDER BY debut), dernier_jour) AS fin,
    ald
FROM suivi
WHERE deja_paye IS NULL OR debut > jours_apres(deja_paye, 1)
