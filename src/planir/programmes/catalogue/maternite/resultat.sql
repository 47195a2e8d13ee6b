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
        assure,
        date_soin,
        nature IN (1434, 1435, 1436, 1438, 1439) AS dentaire,
        coalesce(quantite, 1) AS quantite
    FROM acte
    WHERE nature IN (1434, 1435, 1436, 1438, 1439, 1322, 1911, 1923, 4416)
        OR (
            nature IN (1109, 1110, 1111, 1112, 1157, 1191, 1192, 1209, 1210, 1211, 1212)
            AND coalesce(specialite, '0') IN ('0', '00', '1', '01', '7', '07', '21', '22', '23', '70', '77', '79')
        )
),
examens AS (
    SELECT assure, dentaire, date_soin
    FROM actes_utiles
    GROUP BY assure, dentaire, date_soin
    HAVING sum(quantite) > 0
)
SELECT g.assure, 'grossesse' AS objet, max(e.date_soin) AS obtenu_le
FROM grossesses AS g
JOIN examens AS e ON e.assure = g.assure
WHERE NOT e.dentaire AND e.date_soin >= g.debut AND (g.accouchement IS NULL OR e.date_soin <= g.accouchement)
GROUP BY g.assure
UNION ALL
SELECT g.assure, 'apres_accouchement' AS objet, min(e.date_soin) AS obtenu_le
FROM grossesses AS g
JOIN examens AS e ON e.assure = g.assure
WHERE NOT e.dentaire
    AND e.date_soin >= jours_apres(g.accouchement, 7 * parametre('grossesse.postnatal_debut_semaines'))
GROUP BY g.assure
UNION ALL
SELECT g.assure, 'dents' AS objet, min(e.date_soin) AS obtenu_le
FROM grossesses AS g
JOIN examens AS e ON e.assure = g.assure
WHERE e.dentaire AND e.date_soin >= g.debut
GROUP BY g.assure
