-- titre : Renonciations à la complémentaire santé solidaire au jour jugé
-- description : Une ligne par personne qui a dit ne pas vouloir de ce droit, et n'est pas revenue sur ce choix : ni droit ouvert, ni demande depuis.
-- colonne assure : la personne
-- colonne depuis : jour de la dernière renonciation
SELECT e.assure, max(e.date_evenement) AS depuis
FROM evenement AS e
WHERE e.type = 'opposition_c2s'
    AND e.date_evenement <= :au
    AND NOT EXISTS (
        SELECT 1 FROM complementaire AS c
        WHERE c.assure = e.assure
            AND c.type IN ('c2s_gratuite', 'c2s_participation')
            AND c.debut > e.date_evenement
            AND least(c.debut, coalesce(c.connu_le, :au)) <= :au
    )
    AND NOT EXISTS (
        SELECT 1 FROM demande AS d
        WHERE d.assure = e.assure AND d.type = 'c2s' AND d.deposee_le > e.date_evenement AND d.deposee_le <= :au
    )
GROUP BY e.assure
