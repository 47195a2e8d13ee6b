-- titre : Compteur de trois ans de la procédure L.324-1
-- description : Pour qui a son dernier jour payé sur ce compteur : quand il a commencé et quand il finit (CSS, L.323-1 1° et
-- description : R.323-1 2°-3°), trois ans de date à date. Un nouveau compteur s'ouvre après un an de reprise : un an sans
-- description : aucun jour payé pour maladie. Les affections ne se distinguent pas : la plus ancienne est supposée continuer.
-- colonne assure : la personne
-- colonne debut : premier jour payé du compteur
-- colonne dernier_jour : dernier jour payé
-- colonne fin_prevue : dernier jour dû, la veille du troisième anniversaire
WITH
-- Personnes dont un décompte L.324-1 finit au dernier jour payé.
concernees AS (
    SELECT assure, max(fin) AS dernier_jour
    FROM periode_indemnisee
    GROUP BY assure
    HAVING max(CASE WHEN ald THEN fin END) = max(fin)
),
suivi AS (
    SELECT
        c.assure,
        c.dernier_jour,
        p.debut,
        p.ald,
        max(p.fin) OVER (
            PARTITION BY c.assure ORDER BY p.debut, p.fin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS deja_paye
    FROM concernees AS c
    JOIN periode_indemnisee AS p ON p.assure = c.assure
),
-- Un an de reprise : du lendemain du dernier jour payé jusqu'à la veille de la même date, un an plus tard.
reprises AS (
    SELECT assure, max(debut) AS apres
    FROM suivi
    WHERE deja_paye IS NULL
        OR debut >= ans_apres(jours_apres(deja_paye, 1), parametre('indemnites_journalieres.ald_reprise_ans'))
    GROUP BY assure
),
compteurs AS (
    SELECT s.assure, s.dernier_jour, min(s.debut) AS debut
    FROM suivi AS s
    JOIN reprises AS r ON r.assure = s.assure
    WHERE s.ald AND s.debut >= r.apres
    GROUP BY s.assure, s.dernier_jour
)
SELECT
    assure,
    debut,
    dernier_jour,
    jours_avant(ans_apres(debut, parametre('indemnites_journalieres.ald_ans')), 1) AS fin_prevue
FROM compteurs
