-- Pour toutes les grossesses déclarées, trouvées ou non : le dernier examen de suivi, le premier entretien ou examen
-- d'après accouchement, le premier examen bucco-dentaire de la maternité. Codes : IR_NAT_V, comme dans reperage.sql.
WITH
declarations AS (
    SELECT assure, max(date_evenement) AS debut
    FROM evenement_medical
    WHERE type = 'grossesse_declaree' AND date_evenement <= :au
    GROUP BY assure
),
grossesses AS (
    SELECT d.assure, d.debut, min(e.date_evenement) AS accouchement
    FROM declarations AS d
    LEFT JOIN evenement_medical AS e
        ON e.assure = d.assure
        AND e.type = 'accouchement'
        AND e.date_evenement >= d.debut
        AND e.date_evenement <= :au
    GROUP BY d.assure, d.debut
),
actes_utiles AS (
    SELECT
        g.assure,
        g.accouchement,
        a.date_soin,
        a.nature IN (1434, 1435, 1436, 1438, 1439) AS dentaire,
        a.nature IN (1434, 1435, 1436, 1438, 1439, 1322, 1911, 1923, 4416)
            OR coalesce(a.specialite, '0') IN ('0', '1', '01', '7', '07', '21', '22', '23', '70', '77', '79') AS utile,
        coalesce(a.quantite, 1) AS quantite
    FROM grossesses AS g
    JOIN acte AS a ON a.assure = g.assure
    WHERE a.date_soin >= g.debut
        AND a.nature IN (
            1434, 1435, 1436, 1438, 1439,
            1322, 1911, 1923, 4416,
            1109, 1110, 1111, 1112, 1157, 1191, 1192, 1209, 1210, 1211, 1212
        )
),
examens AS (
    SELECT assure, accouchement, dentaire, date_soin
    FROM actes_utiles
    GROUP BY assure, accouchement, dentaire, date_soin
    HAVING sum(CASE WHEN utile THEN quantite ELSE 0 END) > 0
)
SELECT assure, 'grossesse' AS objet, max(date_soin) AS obtenu_le
FROM examens
WHERE NOT dentaire AND (accouchement IS NULL OR date_soin <= accouchement)
GROUP BY assure
UNION ALL
SELECT assure, 'apres_accouchement' AS objet, min(date_soin) AS obtenu_le
FROM examens
WHERE NOT dentaire AND date_soin >= jours_apres(accouchement, 7 * parametre('grossesse.postnatal_debut_semaines'))
GROUP BY assure
UNION ALL
SELECT assure, 'dents' AS objet, min(date_soin) AS obtenu_le
FROM examens
WHERE dentaire
GROUP BY assure
