-- Pour tout le monde, trouvé ou non : le dernier examen, organisé ou individuel, des deux dernières années.
WITH
actes_utiles AS (
    SELECT
        assure,
        date_soin,
        CASE
            WHEN nature IN (1336, 9312, 9313) OR code IN ('QEQK004', 'QEQK001', 'QEQK005') THEN 'sein'
            ELSE 'colon'
        END AS objet,
        coalesce(quantite, 1) AS quantite
    FROM acte
    WHERE nature IN (1336, 9312, 9313, 1163, 9311, 9434)
        OR code IN ('QEQK004', 'QEQK001', 'QEQK005', 'HHQE002', 'HHQE005', 'HHFE002', 'HHFE004', 'HHFE006')
),
examens AS (
    SELECT assure, objet, date_soin
    FROM actes_utiles
    GROUP BY assure, objet, date_soin
    HAVING sum(quantite) > 0
)
SELECT assure, objet, max(date_soin) AS obtenu_le
FROM examens
WHERE date_soin > mois_avant(
    :au,
    CASE WHEN objet = 'sein' THEN parametre('depistage.sein_mois') ELSE parametre('depistage.colorectal_mois') END
)
GROUP BY assure, objet
