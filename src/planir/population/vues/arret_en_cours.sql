-- titre : Personnes présumées en arrêt maladie au jour jugé
-- description : Le dernier jour payé est récent et aucune reprise n'est connue depuis. Le paiement suit l'arrêt de quelques
-- description : jours : c'est une présomption, comptée du jour de l'extrait quand il précède le jour jugé. Les arrêts pour maternité ou accident du travail n'en sont pas.
-- colonne assure : la personne
-- colonne debut : premier jour payé de cet arrêt, quel que soit le compteur
-- colonne dernier_jour : dernier jour payé
-- colonne ald : ce dernier jour est payé au titre de la procédure L.324-1
WITH
presomption AS (
    SELECT jours_avant(least(:au, min(extraite_le)), parametre('indemnites_journalieres.presomption_arret_jours')) AS depuis
    FROM extraction
    WHERE nom = 'arret'
),
payes AS (
    SELECT assure, max(fin) AS dernier_jour
    FROM periode_indemnisee
    GROUP BY assure
    HAVING max(fin) >= (SELECT min(depuis) FROM presomption)
),
reprises AS (
    SELECT assure, max(date_evenement) AS derniere
    FROM evenement
    WHERE type = 'reprise_travail' AND date_evenement <= :au
    GROUP BY assure
),
-- Un congé de maternité ou un accident du travail payé ensuite met fin à l'arrêt maladie.
autres AS (
    SELECT assure, debut, fin
    FROM arret
    WHERE risque <> 'maladie' AND fin >= (SELECT min(depuis) FROM presomption)
    GROUP BY assure, risque, debut, fin
    HAVING sum(jours) > 0
),
suivants AS (
    SELECT assure, max(debut) AS debut
    FROM autres
    GROUP BY assure
),
presumes AS (
    SELECT p.assure, p.dernier_jour
    FROM payes AS p
    LEFT JOIN reprises AS r ON r.assure = p.assure AND r.derniere > p.dernier_jour
    LEFT JOIN suivants AS s ON s.assure = p.assure AND s.debut > p.dernier_jour
    WHERE r.assure IS NULL AND s.assure IS NULL
),
-- L'arrêt remonte jusqu'au dernier intervalle non payé plus long que ce que la règle tolère.
suivi AS (
    SELECT
        p.assure,
        p.dernier_jour,
        i.debut,
        i.fin,
        i.ald,
        max(i.fin) OVER (
            PARTITION BY p.assure ORDER BY i.debut, i.fin ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS deja_paye
    FROM presumes AS p
    JOIN periode_indemnisee AS i ON i.assure = p.assure
)
SELECT
    assure,
    max(
        CASE
            WHEN deja_paye IS NULL
                OR jours_entre(deja_paye, debut) > parametre('indemnites_journalieres.interruption_toleree_jours') + 1
                THEN debut
        END
    ) AS debut,
    dernier_jour,
    bool_and(CASE WHEN fin = dernier_jour THEN ald END) AS ald
FROM suivi
GROUP BY assure, dernier_jour
